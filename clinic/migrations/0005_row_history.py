"""The history of rows, kept by PostgreSQL; see clinic/row_history.py."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import clinic.triggers

# What is sealed of a change, as scalpwise_event_text.
CHANGE_TEXT = """
CREATE FUNCTION public.scalpwise_change_text(c clinic_rowchange) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT jsonb_build_array(
        'change', c.id, (extract(epoch FROM c.at) * 1000000)::bigint, c.table_name, c.row_id,
        c.operation, c.before, c.after, c.actor_id, c.request_id, c.purpose, c.role
    )::text
$$
"""

# Keeps a change of a row, with the rights of the owner of the tables, so that the session that
# made the change needs none and can forge none, and puts it on the sealer's list. Arguments: columns left out, secret columns,
# columns kept entry by entry, and “key” where a new row needs no copy (clinic/row_history.py).
KEEP_ROW = """
CREATE FUNCTION public.scalpwise_keep_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    said text[] := string_to_array(current_setting('scalpwise.context', true), '|');
    acting text := current_setting('role');
    was jsonb;
    becomes jsonb;
    old_value jsonb;
    new_value jsonb;
    old_part jsonb;
    new_part jsonb;
    part text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        was := to_jsonb(OLD) - string_to_array(TG_ARGV[0], ',');
    END IF;
    IF TG_OP = 'UPDATE' THEN
        becomes := to_jsonb(NEW) - string_to_array(TG_ARGV[0], ',');
        SELECT jsonb_object_agg(key, value) INTO old_part FROM jsonb_each(was)
            WHERE value IS DISTINCT FROM becomes->key;
        SELECT jsonb_object_agg(key, value) INTO new_part FROM jsonb_each(becomes)
            WHERE value IS DISTINCT FROM was->key;
        IF old_part IS NULL AND new_part IS NULL THEN
            RETURN NULL;
        END IF;
        was := old_part;
        becomes := new_part;
        FOREACH part IN ARRAY string_to_array(TG_ARGV[2], ',') LOOP
            old_value := was->part;
            new_value := becomes->part;
            IF jsonb_typeof(old_value) = 'object' AND jsonb_typeof(new_value) = 'object' THEN
                SELECT coalesce(jsonb_object_agg(key, value), '{}') INTO old_part
                    FROM jsonb_each(old_value) WHERE value IS DISTINCT FROM new_value->key;
                SELECT coalesce(jsonb_object_agg(key, value), '{}') INTO new_part
                    FROM jsonb_each(new_value) WHERE value IS DISTINCT FROM old_value->key;
                was := jsonb_set(was, ARRAY[part], old_part);
                becomes := jsonb_set(becomes, ARRAY[part], new_part);
            END IF;
        END LOOP;
    ELSIF TG_OP = 'INSERT' AND TG_ARGV[3] <> 'key' THEN
        becomes := to_jsonb(NEW) - string_to_array(TG_ARGV[0], ',');
    END IF;
    FOREACH part IN ARRAY string_to_array(TG_ARGV[1], ',') LOOP
        IF was ? part THEN
            was := jsonb_set(was, ARRAY[part], '"secret"');
        END IF;
        IF becomes ? part THEN
            becomes := jsonb_set(becomes, ARRAY[part], '"secret"');
        END IF;
    END LOOP;
    WITH kept AS (
        INSERT INTO clinic_rowchange
            (at, table_name, row_id, operation, before, after, actor_id, request_id, purpose, role)
        VALUES (
            clock_timestamp(), TG_TABLE_NAME,
            CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END,
            lower(TG_OP), was, becomes, nullif(said[1], '')::bigint,
            left(coalesce(said[2], ''), 16), left(coalesce(said[3], ''), 64),
            CASE WHEN acting IN ('none', session_user) THEN session_user::text
                ELSE session_user || ' as ' || acting END
        ) RETURNING id
    )
    INSERT INTO clinic_unsealed (kind, record) SELECT 'change', id FROM kept;
    RETURN NULL;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("clinic", "0004_seals")]

    operations = [
        migrations.CreateModel(
            name="RowChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("table_name", models.CharField(max_length=63)),
                ("row_id", models.CharField(max_length=64)),
                (
                    "operation",
                    models.CharField(
                        choices=[("insert", "Added"), ("update", "Changed"), ("delete", "Removed")],
                        max_length=6,
                    ),
                ),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                ("request_id", models.CharField(blank=True, max_length=16)),
                ("purpose", models.CharField(blank=True, max_length=64)),
                ("role", models.CharField(max_length=130)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.AddField(
            model_name="rowchange",
            name="actor",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="rowchange",
            index=models.Index(fields=["table_name", "row_id"], name="row_change_of_row"),
        ),
        migrations.AddIndex(
            model_name="rowchange",
            index=django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="row_change_at"),
        ),
        migrations.RunSQL(
            CHANGE_TEXT, "DROP FUNCTION public.scalpwise_change_text(clinic_rowchange)"
        ),
        migrations.RunSQL(KEEP_ROW, "DROP FUNCTION public.scalpwise_keep_row()"),
        clinic.triggers.AddGuard(
            model_name="site",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'row')",
                    func="",
                    hash="baade459f76322dde6fd59632c56c8be113f4893",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_b975f",
                    table="clinic_site",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="site",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=clinic.triggers.GuardSql(
                    func="RAISE EXCEPTION 'Table clinic_site is never emptied.' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="8b83c3dcdb296b83b486a867a32a016b09b0c89f",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_55fc2",
                    table="clinic_site",
                    when="BEFORE",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="user",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('last_login', 'password', '', 'row')",
                    func="",
                    hash="0483ca083606dc17a00c157974ff7f701ff08cb7",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_9b595",
                    table="clinic_user",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="user",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=clinic.triggers.GuardSql(
                    func="RAISE EXCEPTION 'Table clinic_user is never emptied.' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="47509b46dafc3264c758189d8b50d72427b69487",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_09214",
                    table="clinic_user",
                    when="BEFORE",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="rowchange",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=clinic.triggers.GuardSql(
                    func="RAISE EXCEPTION 'Rows of clinic_rowchange are never changed or removed.' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="4fe5623496f72ba4061a7ce866ec1e536e5810b2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_447b0",
                    table="clinic_rowchange",
                    when="BEFORE",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="rowchange",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=clinic.triggers.GuardSql(
                    func="RAISE EXCEPTION 'Table clinic_rowchange is never emptied.' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="a76075507929e867dd748601eb1229f7465c28db",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_c093e",
                    table="clinic_rowchange",
                    when="BEFORE",
                ),
            ),
        ),
    ]
