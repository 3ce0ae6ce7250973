"""What the rules point to stands on the consultation too, where the review list is narrowed by it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import clinic.triggers


class Migration(migrations.Migration):
    dependencies = [("consultations", "0011_asked_again")]

    operations = [
        migrations.AddField(
            model_name="consultation",
            name="points_to",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        pgtrigger.migrations.RemoveTrigger(model_name="summary", name="summary_is_newest"),
        clinic.triggers.AddGuard(
            model_name="summary",
            trigger=pgtrigger.compiler.Trigger(
                name="summary_is_newest",
                sql=clinic.triggers.GuardSql(
                    func="\n        UPDATE consultations_consultation SET summary_id = NEW.id, points_to = NEW.level\n            WHERE id = NEW.consultation_id;\n        RETURN NULL;\n        ",
                    hash="7e4c9fab37061f10e783504ce44bfd10ec194eb2",
                    operation="INSERT",
                    pgid="pgtrigger_summary_is_newest_e2374",
                    table="consultations_summary",
                    when="AFTER",
                ),
            ),
        ),
    ]
