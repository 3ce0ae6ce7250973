"""Each tab and filter of the review list on an index of its own, beside a clinic at work."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

SOONEST = ["planned_date", "waiting_since", "id", "decide_from"]
NEWEST = ["-decided_at", "-id"]
OPEN = models.Q(("status__in", ["on_hold", "submitted"]))
FINISHED = models.Q(("status__in", ["approved", "approved_with_conditions", "declined"]))
DATED = models.Q(("decide_from__isnull", False))
DATED_HOLD = models.Q(("decide_from__isnull", False), ("status", "on_hold"))

LEVELS = """
UPDATE consultations_consultation c SET points_to = s.level
FROM consultations_summary s WHERE s.id = c.summary_id AND c.points_to <> s.level
"""


def added(name, fields, condition):
    return AddIndexConcurrently(
        model_name="consultation",
        index=models.Index(
            condition=condition, fields=["site", *fields], name=f"consultation_{name}"
        ),
    )


class Migration(migrations.Migration):
    atomic = False  # the clinic goes on meanwhile

    dependencies = [("consultations", "0012_review_list_level")]

    operations = [
        migrations.RunSQL(LEVELS, migrations.RunSQL.noop),
        added("to_be_decided", SOONEST, DATED),
        added("open", SOONEST, OPEN),
        added("open_level", ["points_to", *SOONEST], OPEN),
        added("open_treatment", ["treatment", *SOONEST], OPEN),
        added("hold_ends", ["decide_from", "id"], DATED_HOLD),
        added("decided_level", ["points_to", *NEWEST], FINISHED),
        added("decided_treatment", ["treatment", *NEWEST], FINISHED),
        AddIndexConcurrently(
            model_name="review",
            index=models.Index(
                fields=["decided_by", "-decided_at", "-id"], name="review_of_person"
            ),
        ),
        RemoveIndexConcurrently(model_name="consultation", name="consultation_to_decide"),
        RemoveIndexConcurrently(model_name="consultation", name="consultation_waiting"),
    ]
