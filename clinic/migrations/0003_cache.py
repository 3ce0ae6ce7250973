"""The table of Django's cache in the database: wrong tries at signing in are counted there."""

from django.db import migrations

CREATE = """
CREATE TABLE clinic_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX clinic_cache_expires ON clinic_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("clinic", "0002_search")]

    operations = [migrations.RunSQL(CREATE, "DROP TABLE clinic_cache")]
