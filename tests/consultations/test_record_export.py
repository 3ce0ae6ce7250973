"""Taking a record's trail away: with a reason, whole, harmless in a spreadsheet, and noted."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import Event, User
from clinic.models.user import Role
from consultations.actions.record_export import export_record
from consultations.record_events import Wanted
from consultations.record_file import FILE_COLUMNS
from tests.consultations.pages import signed_in, text_of
from tests.consultations.world import World
from tests.people import person, site

REASON = "Complaint of 3 November"


def path(world: World, query: str = "") -> str:
    return f"/records/{world.person.reference}/export/{query}"


def export(user: User, url: str, **fields: str) -> Any:
    return signed_in(user).post(url, {"reason": REASON, "kind": "csv", **fields})


def read(response: Any) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The heading, and the rows by column, as a spreadsheet reads the file."""
    text = response.getvalue().decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text, newline="")))
    end = lines.index([])
    rows = [dict(zip(lines[end + 1], line, strict=True)) for line in lines[end + 2 :]]
    return {line[0]: line[1] for line in lines[:end]}, rows


def test_the_file_holds_every_event_by_itself_and_says_whose_copy_it_is(world: World) -> None:
    for _ in range(3):
        signed_in(world.desk).get(f"/patients/{world.person.reference}/")
    response = export(world.auditor, path(world))
    heading, rows = read(response)
    assert heading == {
        "Who saw the record of": world.person.reference,
        "Exported by": "Ada Reader (Read-only auditor, Northside, Leeds)",
        "Exported at": heading["Exported at"],
        "Reason": REASON,
        "Lines": "4",
        "Selected": "everything",
    }
    assert datetime.fromisoformat(heading["Exported at"]).tzinfo is not None
    assert [row["what"] for row in rows] == [
        *["Opened the patient’s page"] * 3,
        "Added the patient",
    ]
    assert rows[0]["who"] == world.desk.display_name
    assert rows[0]["records"] == world.person.reference
    assert "Tunde" not in response["Content-Disposition"]
    assert world.person.reference in response["Content-Disposition"]


def test_the_export_is_on_the_trail_with_its_number_of_rows(world: World) -> None:
    assert world.person
    query = f"?person={world.desk.pk}&kind=changed&first_day=1&first_month=1&first_year=2026"
    heading, rows = read(export(world.auditor, path(world, query), kind="csv"))
    assert heading["Selected"] == "by Some front-desk, changed, from 1 January 2026"
    assert heading["Lines"] == str(len(rows)) == "1"
    event = Event.objects.get(action="record.exported")
    assert (event.actor, event.subject_id) == (world.auditor, world.person.reference)
    assert event.detail == {
        "rows": 1,
        "file": "csv",
        "filters": {"person": world.desk.pk, "kind": "changed", "first": "2026-01-01"},
        "reason_given": True,
    }
    shown = signed_in(world.auditor).get(f"/records/{world.person.reference}/?kind=exported")
    assert [(line.words, line.about) for line in shown.context["lines"]] == [
        ("Exported this list of who saw the record", "1 line")
    ]


def test_json_holds_the_same(world: World) -> None:
    assert world.person
    response = export(world.auditor, path(world), kind="json")
    found = json.loads(response.getvalue())
    assert found["about"]["Reason"] == REASON
    assert [row["action"] for row in found["rows"]] == ["patient.added"]
    assert tuple(found["rows"][0]) == FILE_COLUMNS


def test_names_and_reasons_never_run_in_a_spreadsheet(world: World) -> None:
    patient = world.person
    hostile = person(Role.TECHNICIAN, "hostile", display_name="=HYPERLINK(1)")
    audit.record("patient.opened", actor=hostile, subject=patient, detail={"fields": ["\t=1+1"]})
    heading, rows = read(export(world.auditor, path(world), reason="@SUM(1)"))
    assert heading["Reason"] == "'@SUM(1)"
    assert rows[0]["who"] == "'=HYPERLINK(1)"
    assert rows[0]["about"].startswith("'")


def test_a_long_record_is_read_in_parts_and_whole(world: World) -> None:
    patient = world.person
    Event.objects.bulk_create(
        Event(actor=world.desk, action="patient.opened", subject_type="patient", subject_id=ref)
        for ref in [patient.reference] * 2_500
    )
    heading, rows = read(export(world.auditor, path(world)))
    assert heading["Lines"] == str(len(rows)) == "2501"
    assert [int(row["event"]) for row in rows] == sorted(
        (int(row["event"]) for row in rows), reverse=True
    )


def test_times_in_the_file_are_to_the_second_and_say_their_zone(world: World) -> None:
    at = datetime(2026, 7, 14, 22, 45, 9, tzinfo=UTC)
    reference = world.person.reference
    Event.objects.create(
        actor=None, action="x.y_z", subject_type="patient", subject_id=reference, at=at
    )
    row = read(export(world.auditor, path(world)))[1][-1]
    assert (row["when"], row["who"], row["what"]) == (
        "2026-07-14T23:45:09+01:00",
        "The system",
        "X y z",
    )


def test_without_a_reason_nothing_leaves(world: World) -> None:
    response = export(world.auditor, path(world), reason="  ")
    assert response.status_code == 422
    assert "Write why it is exported" in text_of(response)
    assert not Event.objects.filter(action="record.exported").exists()


def test_who_proved_it_too_long_ago_does_so_first(world: World) -> None:
    client = signed_in(world.auditor)
    assert client.get(path(world)).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        asked = client.post(path(world), {"reason": REASON, "kind": "csv"})
    assert asked.status_code in (302, 307)
    assert asked.headers["Location"].startswith(reverse("clinic:prove"))
    assert not Event.objects.filter(action="record.exported").exists()


def test_the_page_says_how_much_it_is(world: World) -> None:
    client = signed_in(world.auditor)
    assert "1 line , every event" in text_of(client.get(path(world))).replace("line,", "line ,")
    assert "0 lines (booked)" in text_of(client.get(path(world, "?kind=booked")))


def test_filters_that_cannot_be_read_export_nothing_by_mistake(world: World) -> None:
    response = export(world.auditor, path(world, "?kind=else"))
    assert response.status_code == 404
    assert not Event.objects.filter(action="record.exported").exists()


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.FRONT_DESK, Role.MANAGER, Role.ADMIN])
def test_others_export_nothing(world: World, role: str) -> None:
    assert export(person(role, "other"), path(world)).status_code == 404


@pytest.mark.parametrize(
    ("role", "place"), [(Role.TECHNICIAN, "Northside"), (Role.AUDITOR, "Southside")]
)
def test_the_action_refuses_whom_the_page_refuses(world: World, role: str, place: str) -> None:
    with pytest.raises(NotAllowed):
        export_record(
            world.person,
            Wanted(),
            reason=REASON,
            kind="csv",
            by=person(role, "other", site=site(place)),
        )


def test_the_action_wants_a_reason(world: World) -> None:
    with pytest.raises(NotAllowed):
        export_record(world.person, Wanted(), reason=" ", kind="csv", by=world.auditor)


def test_the_last_day_counts_whole(world: World) -> None:
    wanted = Wanted(last=date(2026, 1, 1))
    assert (
        export_record(world.person, wanted, reason=REASON, kind="csv", by=world.auditor).events
        == ()
    )
