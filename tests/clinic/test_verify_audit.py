"""Whoever changes the trail past its guards is found, and the row is named (safety.md, D23)."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from clinic import audit, standing_guards
from clinic.models import Event, RowChange, Seal, Site
from clinic.sealing import seal_waiting
from clinic.verifying import Anchor, breaks, newest_anchor
from tests.conftest import AsOwner
from tests.people import site

pytestmark = pytest.mark.django_db
GUARDED = ("clinic_event", "clinic_rowchange", "clinic_seal")


def forge(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def event(place: int) -> int:
    return Event.objects.order_by("pk").values_list("pk", flat=True)[place]


@pytest.fixture
def anchor(as_owner: AsOwner) -> Anchor:
    """Nine sealed records: seals 1 to 7 are events, 8 and 9 changes of a row."""
    for number in range(1, 8):
        audit.record("desk.opened", actor=None, detail={"number": number})
    site("Southside", town="York")
    Site.objects.update(town="Hull")
    assert seal_waiting() == 9
    assert list(breaks()) == []
    return newest_anchor()


def as_the_owner(as_owner: AsOwner, tamper: Callable[[], None]) -> None:
    """With the owner's rights and the guards switched off."""
    with as_owner():
        forge("SET CONSTRAINTS ALL IMMEDIATE")
        for table in GUARDED:
            forge(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        tamper()


def edit(table: str, values: str) -> Callable[[], None]:
    """Of the third row alone (of the two changes: the second)."""
    key = "number" if table == "clinic_seal" else "id"
    third = f"SELECT {key} FROM {table} ORDER BY {key} LIMIT 1 OFFSET least(2, %s)"
    offset = 1 if table == "clinic_rowchange" else 2
    return lambda: forge(f"UPDATE {table} SET {values} WHERE {key} = ({third})", offset)


def delete_an_event() -> None:
    forge("DELETE FROM clinic_event WHERE id = %s", event(2))


def delete_an_event_and_its_seal() -> None:
    delete_an_event()
    forge("DELETE FROM clinic_seal WHERE number = 3")


def close_the_gap() -> None:
    delete_an_event_and_its_seal()
    for number in range(4, 10):
        forge("UPDATE clinic_seal SET number = %s WHERE number = %s", number - 1, number)


def change_places() -> None:
    for old, new in ((4, 100), (5, 4), (100, 5)):
        forge("UPDATE clinic_seal SET number = %s WHERE number = %s", new, old)


def slip_an_event_in() -> None:
    forge(
        "INSERT INTO clinic_event (at, action, subject_type, subject_id, detail, request_id)"
        " SELECT at, 'nothing', '', '', '{}', '' FROM clinic_event ORDER BY id LIMIT 1"
    )


def slip_an_event_and_a_seal_in() -> None:
    slip_an_event_in()
    for number in range(9, 1, -1):
        forge("UPDATE clinic_seal SET number = %s WHERE number = %s", number + 1, number)
    forge(
        "INSERT INTO clinic_seal (number, kind, record, digest, hash)"
        " SELECT 2, 'event', %s, digest, hash FROM clinic_seal WHERE number = 1",
        event(7),
    )


def take_a_seal_away() -> None:
    forge("DELETE FROM clinic_seal WHERE number = 9")


TAMPERED = {
    "when": (edit("clinic_event", "at = at - interval '1 hour'"), "Event {2} is not as it was"),
    "what": (edit("clinic_event", "action = 'nothing'"), "Event {2} is not as it was sealed"),
    "detail": (edit("clinic_event", "detail = '{}'"), "Event {2} is not as it was sealed"),
    "where from": (edit("clinic_event", "address = '192.0.2.1'"), "Event {2} is not as it was"),
    "row": (edit("clinic_rowchange", "after = '{}'"), "Row change {change} is not as it was"),
    "digest": (edit("clinic_seal", "digest = ''"), "Seal 3 (Event {2}) does not follow seal 2"),
    "hash": (edit("clinic_seal", "hash = ''"), "Seal 3 (Event {2}) does not follow seal 2"),
    "deleted": (delete_an_event, "Event {2} was removed; seal 3 is about it"),
    "deleted twice": (delete_an_event_and_its_seal, "Seal 3 was taken away"),
    "gap closed": (close_the_gap, "Seal 3 (Event {3}) does not follow seal 2"),
    "other order": (change_places, "Seal 4 (Event {4}) does not follow seal 3"),
    "inserted": (slip_an_event_in, "Event {last} has no seal and does not wait for one"),
    "inserted sealed": (slip_an_event_and_a_seal_in, "Seal 2 (Event {last}) does not follow"),
    "last seal": (take_a_seal_away, "Row change {change} has no seal and does not wait"),
}


@pytest.mark.parametrize(("tamper", "line"), TAMPERED.values(), ids=TAMPERED.keys())
def test_what_the_owner_does_is_found(
    anchor: Anchor, as_owner: AsOwner, tamper: Callable[[], None], line: str
) -> None:
    events = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    as_the_owner(as_owner, tamper)
    last = Event.objects.latest("pk").pk
    change = RowChange.objects.latest("pk").pk
    expected = line.format(*events, last=last, change=change)
    found = list(breaks())
    assert [each for each in found if each.startswith(expected)], found
    innocent = f"Event {events[0]} "
    assert not [each for each in found if each.startswith(innocent)], found


def cut_the_end() -> None:
    forge("DELETE FROM clinic_seal WHERE number > 6")
    forge("DELETE FROM clinic_rowchange")
    forge("DELETE FROM clinic_event WHERE id = %s", event(6))


def write_it_anew() -> None:
    """All that the owner can do from inside: change, and seal everything again."""
    forge("DELETE FROM clinic_seal")
    forge("UPDATE clinic_event SET action = 'nothing'")
    forge("INSERT INTO clinic_unsealed (kind, record) SELECT 'event', id FROM clinic_event")
    forge("INSERT INTO clinic_unsealed (kind, record) SELECT 'change', id FROM clinic_rowchange")
    seal_waiting()


@pytest.mark.parametrize(
    ("tamper", "line"),
    [
        (cut_the_end, "Seals 7 to 9 were cut off the end; the anchor knows of them."),
        (write_it_anew, "Seal 9 is not the one of the anchor: the trail was written anew."),
    ],
)
def test_what_only_the_anchor_tells(
    anchor: Anchor, as_owner: AsOwner, tamper: Callable[[], None], line: str
) -> None:
    as_the_owner(as_owner, tamper)
    assert list(breaks()) == []
    assert list(breaks(anchor)) == [line]


def test_a_trail_that_went_on_still_fits_its_anchor(anchor: Anchor) -> None:
    audit.record("desk.opened", actor=None)
    seal_waiting()
    assert list(breaks(anchor)) == []
    assert newest_anchor().number == 10


def test_a_record_that_nobody_seals_is_told(as_owner: AsOwner) -> None:
    with as_owner():
        forge(
            "INSERT INTO clinic_event (at, action, subject_type, subject_id, detail, request_id)"
            " VALUES (now() - interval '90 seconds', 'late', '', '', '{}', '')"
        )
    (late,) = breaks()
    assert late.startswith("The oldest unsealed record has waited for 9")


# ── The guards themselves ──────────────────────────────────────────────────────

WEAKENED = {
    "switched off": (
        "ALTER TABLE clinic_event DISABLE TRIGGER pgtrigger_append_only_02f94",
        "Guard pgtrigger_append_only_02f94 of clinic_event is switched off.",
    ),
    "dropped": (
        "DROP TRIGGER pgtrigger_row_history_0b003 ON consultations_consultation",
        "Guard pgtrigger_row_history_0b003 of consultations_consultation is missing.",
    ),
    "replaced": (
        "DROP TRIGGER pgtrigger_row_history_b975f ON clinic_site;"
        "CREATE TRIGGER pgtrigger_row_history_b975f AFTER INSERT ON clinic_site"
        " FOR EACH ROW EXECUTE FUNCTION scalpwise_await_seal('event')",
        "Guard pgtrigger_row_history_b975f of clinic_site is not the one that belongs there.",
    ),
    "hollowed out": (
        "CREATE OR REPLACE FUNCTION scalpwise_keep_row() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NULL; END'",
        "Function scalpwise_keep_row was changed.",
    ),
    "taken away": (
        "DROP FUNCTION scalpwise_seal(integer)",
        "Function scalpwise_seal is missing.",
    ),
}


def test_the_guards_stand_as_they_were_declared() -> None:
    assert list(standing_guards.problems()) == []


@pytest.mark.parametrize(("statement", "line"), WEAKENED.values(), ids=WEAKENED.keys())
def test_a_weakened_guard_is_found(as_owner: AsOwner, statement: str, line: str) -> None:
    with as_owner():
        forge(statement)
    assert list(standing_guards.problems()) == [line]


# ── The commands ───────────────────────────────────────────────────────────────


def said(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_a_whole_trail(tmp_path: Path) -> None:
    audit.record("desk.opened", actor=None)
    file = tmp_path / "anchor.json"
    file.write_text(said("audit_anchor"))
    told = json.loads(file.read_text())
    assert (told["number"], len(told["hash"])) == (1, 64)
    assert told["at"] == Seal.objects.get().sealed_at.isoformat()
    assert said("seal_audit") == "Sealed 0.\n"
    assert said("verify_audit") == "The audit trail is whole: 1 seals.\n"
    assert said("verify_audit", "--anchor", str(file)) == "The audit trail is whole: 1 seals.\n"


def test_a_trail_without_anything() -> None:
    assert json.loads(said("audit_anchor")) == {"number": 0, "hash": "", "at": ""}
    assert said("verify_audit") == "The audit trail is whole: 0 seals.\n"


def test_a_broken_trail_ends_with_exit_code_1(anchor: Anchor, as_owner: AsOwner) -> None:
    as_the_owner(as_owner, take_a_seal_away)
    with pytest.raises(CommandError, match="broken in") as error:
        said("verify_audit")
    assert error.value.returncode == 1


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"number": "x", "hash": "", "at": ""}'])
def test_an_anchor_that_cannot_be_read(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "anchor.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(CommandError, match="holds no anchor"):
        said("verify_audit", "--anchor", str(file))
