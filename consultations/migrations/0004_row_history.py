"""Every table has a history; see clinic/row_history.py."""

import pgtrigger.compiler
from django.db import migrations

import clinic.triggers


class Migration(migrations.Migration):
    dependencies = [("consultations", "0003_gate"), ("clinic", "0005_row_history")]

    operations = [
        clinic.triggers.AddGuard(
            model_name="answerchange",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'key')",
                    func="",
                    hash="5e92f34b611f1b6bdf239a14818969660269459b",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_a9aa7",
                    table="consultations_answerchange",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="booking",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'row')",
                    func="",
                    hash="6c08da8a20eedc5ec1338c810f7a3c7305ad9a94",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_9524a",
                    table="consultations_booking",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="consultation",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', 'answers,private_answers', 'row')",
                    func="",
                    hash="3c89f0a17e860c632a7c10c7af40ec4fd6282d7f",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_0b003",
                    table="consultations_consultation",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="freetime",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'row')",
                    func="",
                    hash="2fa60fe55b79b0c7c4b72049a03320009ab5bc95",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_4f586",
                    table="consultations_freetime",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="freetime",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=clinic.triggers.GuardSql(
                    func="RAISE EXCEPTION 'Table consultations_freetime is never emptied.' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="0d153763fc62180b825d18430a60d1c8faaf7db8",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_b10bc",
                    table="consultations_freetime",
                    when="BEFORE",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="letter",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'row')",
                    func="",
                    hash="3734f275b429a31cfe3c46f09becb48f7be0be69",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_b05b9",
                    table="consultations_letter",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="patient",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('folded_name,phone_digits', '', '', 'row')",
                    func="",
                    hash="9d87d9f44748ca5f44f1e1c0a448a730788a7c6b",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_ed156",
                    table="consultations_patient",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="patientpair",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'key')",
                    func="",
                    hash="41b372da71cfce5ef5060865c357f0422382de4b",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_02b5f",
                    table="consultations_patientpair",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="readmark",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'key')",
                    func="",
                    hash="8f44d4cb80a5745b8d32083255497f777bafae1b",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_94afa",
                    table="consultations_readmark",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="reopening",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'key')",
                    func="",
                    hash="5db3837218c20af7af4e933cbf90d2ff050fdba9",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_8c92a",
                    table="consultations_reopening",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="review",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'key')",
                    func="",
                    hash="992432869922643040d3abc338124bd57b896445",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_498e5",
                    table="consultations_review",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="room",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'row')",
                    func="",
                    hash="79f772c01e6bf7bd90f7f0db89c8c775c312680e",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_eb76d",
                    table="consultations_room",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="room",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=clinic.triggers.GuardSql(
                    func="RAISE EXCEPTION 'Table consultations_room is never emptied.' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="32bac206feb30e1c121d5000c07345722671f6d8",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_59a16",
                    table="consultations_room",
                    when="BEFORE",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="steptick",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'key')",
                    func="",
                    hash="5e86d325f85f3aaeabf281883d5cf24122aebcf7",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_10f0e",
                    table="consultations_steptick",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="summary",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'key')",
                    func="",
                    hash="e39d226767eba68a726a6d777416d4fe29ca873e",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_3b662",
                    table="consultations_summary",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="task",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'row')",
                    func="",
                    hash="ab0b18bf561c3e265869804c922477dfe7573d6c",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_ac05d",
                    table="consultations_task",
                    when="AFTER",
                ),
            ),
        ),
    ]
