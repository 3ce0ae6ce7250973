from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultations", "0010_patch_test_cause")]

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
                    ("asked_again", "Asked again"),
                    ("plan", "Plan changed"),
                    ("edition", "Screened again under a newer edition"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="hold",
            name="kind",
            field=models.CharField(
                choices=[
                    ("patch_test", "Patch test"),
                    ("letter", "Doctor’s letter"),
                    ("date", "A date"),
                    ("answer", "An answer"),
                    ("examination", "Examination"),
                    ("other", "Something else"),
                ],
                max_length=12,
            ),
        ),
    ]
