"""The audit trail only grows, whoever asks."""

from __future__ import annotations

import pytest
from django.db import Error, IntegrityError, ProgrammingError, connection, transaction

from clinic import audit
from clinic.models import Event
from clinic.models.user import Role
from tests.conftest import AsOwner
from tests.people import person

pytestmark = pytest.mark.django_db

CHANGES = {
    "update": "UPDATE clinic_event SET action = 'nothing'",
    "delete": "DELETE FROM clinic_event",
    "truncate": "TRUNCATE clinic_event CASCADE",
}
WAYS_ROUND = {
    **CHANGES,
    "drop": "DROP TABLE clinic_event",
    "disable": "ALTER TABLE clinic_event DISABLE TRIGGER ALL",
    "no triggers": "SET session_replication_role = replica",
    "own table": "CREATE TEMPORARY TABLE clinic_event (id int)",
}


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", WAYS_ROUND.values(), ids=WAYS_ROUND.keys())
def test_the_web_role_cannot_change_it(statement: str) -> None:
    audit.record("signed_in", actor=None)
    with pytest.raises(ProgrammingError):
        run(statement)
    assert Event.objects.get().action == "signed_in"


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES.keys())
def test_the_owner_is_stopped_by_the_triggers(statement: str, as_owner: AsOwner) -> None:
    audit.record("signed_in", actor=None)
    with as_owner():
        with pytest.raises(IntegrityError, match=r"never (changed|emptied)"):
            run(f"SET CONSTRAINTS ALL IMMEDIATE; {statement}")
        assert Event.objects.get().action == "signed_in"


def test_no_session_can_tell_the_triggers_to_look_away(as_owner: AsOwner) -> None:
    audit.record("signed_in", actor=None)
    with as_owner():
        run("SELECT set_config('pgtrigger.ignore', '{pgtrigger_append_only_02f94}', false)")
        with pytest.raises(IntegrityError):
            run("DELETE FROM clinic_event")
        run("SELECT set_config('pgtrigger.ignore', NULL, false)")


def test_the_rows_own_ways_are_shut_too() -> None:
    event = audit.record("signed_in", actor=None)
    event.action = "nothing"
    for change in (event.save, event.delete, Event.objects.all().delete):
        with pytest.raises(Error), transaction.atomic():
            change()


def test_an_event_says_who_where_what() -> None:
    lead = person(Role.CLINIC_LEAD)
    event = audit.record("user.changed", actor=lead, subject=lead, detail={"fields": ["theme"]})
    event.refresh_from_db()
    assert (event.actor, event.site, event.action) == (lead, lead.site, "user.changed")
    assert (event.subject_type, event.subject_id) == ("user", str(lead.pk))
    assert event.detail == {"fields": ["theme"]}
    assert event.at is not None
    assert str(event) == f"user.changed user {lead.pk}"
