"""Every table has a history; see clinic/row_history.py."""

import pgtrigger.compiler
from django.db import migrations

import clinic.triggers


class Migration(migrations.Migration):
    dependencies = [("sideeffects", "0001_catalogue"), ("clinic", "0005_row_history")]

    operations = [
        clinic.triggers.AddGuard(
            model_name="action",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'row')",
                    func="",
                    hash="d260c42813a5e538651e69a8571061c15f9901d3",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_311fe",
                    table="sideeffects_action",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="action",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=clinic.triggers.GuardSql(
                    func="RAISE EXCEPTION 'Table sideeffects_action is never emptied.' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="dc5abba7051b2eb931782dcf7c108ed4221f1768",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_1babf",
                    table="sideeffects_action",
                    when="BEFORE",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'row')",
                    func="",
                    hash="6de0abc86e15af078913d10cd596843a4e479e46",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_92f15",
                    table="sideeffects_claim",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=clinic.triggers.GuardSql(
                    func="RAISE EXCEPTION 'Table sideeffects_claim is never emptied.' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="9327ad52ff975108d8b3c6953fbdcbe40973395e",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_7ecfb",
                    table="sideeffects_claim",
                    when="BEFORE",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="contraindication",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'row')",
                    func="",
                    hash="f617d3e1156fad2f15e3af44cc3b1638c0331793",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_dee80",
                    table="sideeffects_contraindication",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="contraindication",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=clinic.triggers.GuardSql(
                    func="RAISE EXCEPTION 'Table sideeffects_contraindication is never emptied.' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="ea8db6a91ad058dedf4a37581414cf9ddcc0c3e1",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_c9318",
                    table="sideeffects_contraindication",
                    when="BEFORE",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="edition",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'key')",
                    func="",
                    hash="c77867fee521d9e97fa8bcfd91a5d863e5b6f036",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_e5a8e",
                    table="sideeffects_edition",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="editionapproval",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'key')",
                    func="",
                    hash="f2dad7de77504cda3b285dd52fa178ee41a4df74",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_9cb98",
                    table="sideeffects_editionapproval",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="period",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'row')",
                    func="",
                    hash="a045dddcaea0347d635d87cbf5a70c676954b0ac",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_2ac4f",
                    table="sideeffects_period",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="period",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=clinic.triggers.GuardSql(
                    func="RAISE EXCEPTION 'Table sideeffects_period is never emptied.' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="0a5be90fbe6f3ed9446eeb850ac0f5e32efe85ba",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_09e21",
                    table="sideeffects_period",
                    when="BEFORE",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="question",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'row')",
                    func="",
                    hash="7c16efb7e760b74ca0293cc47d807366e1bad7d1",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_f8e83",
                    table="sideeffects_question",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="question",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=clinic.triggers.GuardSql(
                    func="RAISE EXCEPTION 'Table sideeffects_question is never emptied.' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="b55b4989cb1bbf7cc7e85e55e310936a10fc30c0",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_cb564",
                    table="sideeffects_question",
                    when="BEFORE",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="rule",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'row')",
                    func="",
                    hash="7983401467a1b4b6cb3a36c6ec08da39c4cf3a7a",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_88f02",
                    table="sideeffects_rule",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="rule",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=clinic.triggers.GuardSql(
                    func="RAISE EXCEPTION 'Table sideeffects_rule is never emptied.' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="18047ee34cff2c4cfcd99a950f7ce16567a924ad",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_294fd",
                    table="sideeffects_rule",
                    when="BEFORE",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="samplepatient",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'row')",
                    func="",
                    hash="82a95d1255411cbf1d8932cb3dc114eec4ca9b5b",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_55c00",
                    table="sideeffects_samplepatient",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="samplepatient",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=clinic.triggers.GuardSql(
                    func="RAISE EXCEPTION 'Table sideeffects_samplepatient is never emptied.' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="22612861b5e0510f12049dc714c359a09ffb7349",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_0a931",
                    table="sideeffects_samplepatient",
                    when="BEFORE",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="section",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'row')",
                    func="",
                    hash="7b6d3a78bad13d3ee1ae3b80098856a380143f1f",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_73798",
                    table="sideeffects_section",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="section",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=clinic.triggers.GuardSql(
                    func="RAISE EXCEPTION 'Table sideeffects_section is never emptied.' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="1f372e0538d608619aabac54752ce6a83e5c2ea1",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_69bb1",
                    table="sideeffects_section",
                    when="BEFORE",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="sideeffect",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'row')",
                    func="",
                    hash="20119668d24036f4fe7a568ace630f757805ae9e",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_cfb86",
                    table="sideeffects_sideeffect",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="sideeffect",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=clinic.triggers.GuardSql(
                    func="RAISE EXCEPTION 'Table sideeffects_sideeffect is never emptied.' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="4b3caed97d0f52d9c492d8ef91509eac7668430b",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_c1b2a",
                    table="sideeffects_sideeffect",
                    when="BEFORE",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="source",
            trigger=pgtrigger.compiler.Trigger(
                name="row_history",
                sql=clinic.triggers.SharedGuardSql(
                    execute="public.scalpwise_keep_row('', '', '', 'row')",
                    func="",
                    hash="826e44b6d95c5074e983ed1dccfd61f314b6ca70",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_row_history_26b01",
                    table="sideeffects_source",
                    when="AFTER",
                ),
            ),
        ),
        clinic.triggers.AddGuard(
            model_name="source",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=clinic.triggers.GuardSql(
                    func="RAISE EXCEPTION 'Table sideeffects_source is never emptied.' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="aef4c11ec106f3a603858fe9e8de7b8a7a426390",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_a1eb7",
                    table="sideeffects_source",
                    when="BEFORE",
                ),
            ),
        ),
    ]
