"""The web role has exactly the listed rights."""

from __future__ import annotations

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from clinic import grants
from clinic.triggers import Guard
from dev.postgres import WEB_ROLE
from tests.conftest import AsOwner

HELD = """
    SELECT c.relname, array_agg(lower(a.privilege_type::text))
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
         aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee OR a.grantee = 0
    WHERE n.nspname = 'public' AND r.rolname = %s GROUP BY c.relname
"""


def held() -> dict[str, set[str]]:
    with connection.cursor() as cursor:
        cursor.execute(HELD, [WEB_ROLE])
        return {table: set(rights) for table, rights in cursor.fetchall()}


def listed() -> dict[str, set[str]]:
    return {table: set(rights) for table, rights in grants.by_table().items()}


def test_every_model_is_listed() -> None:
    assert grants.problems() == []


@pytest.mark.django_db
def test_the_web_role_has_exactly_the_listed_rights() -> None:
    assert held() == listed()


@pytest.mark.django_db
def test_granting_again_takes_away_what_is_not_listed(as_owner: AsOwner) -> None:
    with as_owner():
        with connection.cursor() as cursor:
            cursor.execute(f"GRANT ALL ON clinic_event TO {WEB_ROLE}")
        assert held() != listed()
        call_command("grant_web_role", stdout=None)
        assert held() == listed()


@pytest.mark.django_db
def test_the_owner_does_not_grant_to_itself(as_owner: AsOwner) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone()
        with pytest.raises(CommandError, match="would grant rights to itself"):
            call_command("grant_web_role", role=owner)


def test_a_role_is_needed() -> None:
    with pytest.raises(CommandError, match="names no role"):
        call_command("grant_web_role", role="")


@pytest.mark.django_db
def test_the_web_role_makes_nothing_and_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_schema_privilege(%(role)s, 'public', 'CREATE'),"
            " has_database_privilege(%(role)s, current_database(), 'CREATE'),"
            " has_database_privilege(%(role)s, current_database(), 'TEMPORARY'),"
            " (SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = %(role)s)",
            {"role": WEB_ROLE},
        )
        assert cursor.fetchone() == (False, False, False, 0)


def test_every_trigger_is_one_that_cannot_be_ignored() -> None:
    declared = [
        (model._meta.label, trigger)
        for model in grants.tables().values()
        for trigger in getattr(model._meta, "triggers", [])
    ]
    assert declared
    assert [label for label, trigger in declared if not isinstance(trigger, Guard)] == []
    assert len(pgtrigger.registered()) == len(declared)
