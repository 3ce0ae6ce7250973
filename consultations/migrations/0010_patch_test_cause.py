from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultations", "0009_patch_test_gate")]

    operations = [
        migrations.AlterField(
            model_name="summary",
            name="cause",
            field=models.CharField(
                choices=[
                    ("sent", "Sent"),
                    ("sent_again", "Sent again after a correction"),
                    ("examination", "Examination answered"),
                    ("letter", "Letter recorded"),
                    ("letter_withdrawn", "Letter withdrawn"),
                    ("patch_test", "Patch test recorded or read"),
                    ("plan", "Plan changed"),
                    ("edition", "Screened again under a newer edition"),
                ],
                max_length=16,
            ),
        ),
    ]
