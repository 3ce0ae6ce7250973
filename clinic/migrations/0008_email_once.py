"""No two people share an e-mail address; made while people go on signing in."""

from django.db import migrations, models

CREATE = """
CREATE UNIQUE INDEX CONCURRENTLY user_email_once ON clinic_user (email) WHERE NOT (email = '')
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("clinic", "0007_event_indexes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(CREATE, "DROP INDEX CONCURRENTLY user_email_once")
            ],
            state_operations=[
                migrations.AddConstraint(
                    model_name="user",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("email", ""), _negated=True),
                        fields=("email",),
                        name="user_email_once",
                    ),
                ),
            ],
        ),
    ]
