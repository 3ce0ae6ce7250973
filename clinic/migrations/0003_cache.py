"""The table of Django's cache in the database: wrong tries at signing in are counted there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic", "0002_search")]

    operations = [
        migrations.CreateModel(
            name="CacheEntry",
            fields=[
                (
                    "cache_key",
                    models.CharField(max_length=255, primary_key=True, serialize=False),
                ),
                ("value", models.TextField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "clinic_cache"},
        ),
    ]
