"""Finding the events about one patient, and a site's refusals, among a million others."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the desk goes on writing events meanwhile

    dependencies = [("clinic", "0006_invitations")]

    operations = [
        AddIndexConcurrently(
            model_name="event",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(
                    ("detail__has_any_keys", ["shown", "tasks", "other", "told_apart_from"])
                ),
                fields=["detail"],
                gin_pending_list_limit=256,
                name="event_names",
                opclasses=["jsonb_path_ops"],
            ),
        ),
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(
                condition=models.Q(("action", "access.refused")),
                fields=["site", "at"],
                name="event_refused",
            ),
        ),
    ]
