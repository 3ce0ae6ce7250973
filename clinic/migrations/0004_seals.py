"""Seals: one chain of hashes over the event log and the history of rows."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
from django.db import migrations, models

import clinic.triggers

# Each new event is put on the sealer's list, by whoever writes it.
AWAIT_SEAL = """
CREATE FUNCTION public.scalpwise_await_seal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO clinic_unsealed (kind, record) VALUES (TG_ARGV[0], NEW.id);
    RETURN NULL;
END
$$
"""

# What is sealed of an event: all of it, the same in every version and time zone of PostgreSQL.
# clinic/verifying.py asks for the same text, without this function.
EVENT_TEXT = """
CREATE FUNCTION public.scalpwise_event_text(e clinic_event) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT jsonb_build_array(
        'event', e.id, (extract(epoch FROM e.at) * 1000000)::bigint, e.actor_id, e.site_id,
        e.action, e.subject_type, e.subject_id, e.detail, e.request_id, host(e.address), e.purpose
    )::text
$$
"""

# One sealer at a time; another does not wait and gets null. What commits later is on the list
# later, so nothing is missed and nobody is waited for. A record that is gone before its seal is
# sealed as the empty text, which verify_audit reports.
SEAL = """
CREATE FUNCTION public.scalpwise_seal(most integer) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    last_number bigint;
    last_hash bytea;
    waiting record;
    sealed integer := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('scalpwise_seal')) THEN
        RETURN NULL;
    END IF;
    SELECT number, hash INTO last_number, last_hash
        FROM clinic_seal ORDER BY number DESC LIMIT 1;
    last_number := coalesce(last_number, 0);
    last_hash := coalesce(last_hash, '');
    FOR waiting IN
        WITH taken AS (
            DELETE FROM clinic_unsealed
            WHERE id = ANY (ARRAY(SELECT id FROM clinic_unsealed ORDER BY id LIMIT most))
            RETURNING id, kind, record
        )
        SELECT taken.kind, taken.record, sha256(convert_to(coalesce(CASE taken.kind
            WHEN 'event' THEN
                (SELECT scalpwise_event_text(e) FROM clinic_event e WHERE e.id = taken.record)
            ELSE
                (SELECT scalpwise_change_text(c) FROM clinic_rowchange c WHERE c.id = taken.record)
            END, ''), 'UTF8')) AS digest
        FROM taken ORDER BY taken.id
    LOOP
        sealed := sealed + 1;
        last_number := last_number + 1;
        last_hash := sha256(last_hash || waiting.digest);
        INSERT INTO clinic_seal (number, kind, record, digest, hash)
            VALUES (last_number, waiting.kind, waiting.record, waiting.digest, last_hash);
    END LOOP;
    RETURN sealed;
END
$$
"""

# What was logged before there were seals.
LIST_OLDER_EVENTS = """
INSERT INTO clinic_unsealed (kind, record) SELECT 'event', id FROM clinic_event ORDER BY id
"""


class Migration(migrations.Migration):
    dependencies = [("clinic", "0003_cache")]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("event", "Event"), ("change", "Row change")], max_length=6
                    ),
                ),
                ("record", models.BigIntegerField()),
                ("digest", models.BinaryField(max_length=32)),
                ("hash", models.BinaryField(max_length=32)),
                (
                    "sealed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.UniqueConstraint(fields=("record", "kind"), name="seal_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="seal_number_from_1"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["event", "change"])),
                        name="seal_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unsealed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("event", "Event"), ("change", "Row change")], max_length=6
                    ),
                ),
                ("record", models.BigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="event",
            name="address",
            field=models.GenericIPAddressField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="purpose",
            field=models.CharField(blank=True, db_default="", max_length=64),
        ),
        migrations.RunSQL(AWAIT_SEAL, "DROP FUNCTION public.scalpwise_await_seal()"),
        migrations.RunSQL(EVENT_TEXT, "DROP FUNCTION public.scalpwise_event_text(clinic_event)"),
        migrations.RunSQL(SEAL, "DROP FUNCTION public.scalpwise_seal(integer)"),
        migrations.RunSQL(LIST_OLDER_EVENTS, migrations.RunSQL.noop),
        clinic.triggers.AddGuard(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="waits_for_seal",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_await_seal('event')",
                    func="",
                    hash="dea6c078cf3c435e833efba914f540be796af127",
                    operation="INSERT",
                    pgid="pgtrigger_waits_for_seal_36c30",
                    table="clinic_event",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="seal",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=clinic.triggers.GuardSql(
                    func="RAISE EXCEPTION 'Rows of clinic_seal are never changed or removed.' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="3d212f0e2f1acc990d7554bc0eaa4672f3515424",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_649eb",
                    table="clinic_seal",
                    when="BEFORE",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="seal",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=clinic.triggers.GuardSql(
                    func="RAISE EXCEPTION 'Table clinic_seal is never emptied.' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="8d4ccdc651cc5443da30b71ef931af15f81d38c6",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_f6435",
                    table="clinic_seal",
                    when="BEFORE",
                ),
            ),
        ),
    ]
