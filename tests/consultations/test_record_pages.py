"""Who saw a record: what its page shows, to whom, and how it is narrowed down."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from clinic import audit
from clinic.models import Event, User
from clinic.models.user import Role
from consultations.actions.intake import save_answer
from consultations.models import Patient
from tests.consultations.pages import signed_in, statements, text_of
from tests.consultations.record_pages import many_events, record
from tests.consultations.review_cases import KELOID
from tests.consultations.world import World, key
from tests.people import person, site


def words(response: Any) -> list[tuple[str, str]]:
    """Who did what, line by line."""
    return [(line.who, line.words) for line in response.context["lines"]]


def opened(user: User, url: str) -> None:
    assert signed_in(user).get(url).status_code == 200


# ── What is in it ──────────────────────────────────────────────────────────────


def test_every_way_to_meet_a_patient_is_in_the_record(world: World) -> None:
    consultation = world.sent(**KELOID)
    patient = consultation.patient
    opened(world.desk, f"/patients/{patient.reference}/")
    opened(world.desk, f"/c/{consultation.reference}/")
    opened(world.technician, f"/review/{consultation.reference}/")
    opened(world.technician, "/review/")
    signed_in(world.desk).post("/patients/find/", {"q": "Adeyemi"})
    shown = words(signed_in(world.auditor).get(record(patient)))
    for line in (
        (world.desk.display_name, "Added the patient"),
        (world.desk.display_name, "Started the consultation"),
        (world.desk.display_name, "Sent the answers"),
        (world.desk.display_name, "Opened the patient’s page"),
        (world.desk.display_name, "Opened the consultation"),
        (world.technician.display_name, "Opened the review"),
        (world.technician.display_name, "Saw the review list"),
        (world.desk.display_name, "Saw the results of a search"),
    ):
        assert line in shown


def test_an_urgent_task_on_the_list_is_in_the_record(world: World) -> None:
    consultation = world.answered(gate_bleeding="yes", anticoagulant=None)
    save_answer(
        consultation,
        "anticoagulant",
        "stopped_without_advice",
        seen_version=world.fresh(consultation).version,
        key=key(),
        by=world.desk,
    )
    opened(world.technician, "/review/waiting/")
    assert Event.objects.latest("pk").detail["shown"] == []
    shown = words(signed_in(world.auditor).get(record(consultation.patient, "?kind=looked")))
    assert (world.technician.display_name, "Saw the review list") in shown


def test_nothing_of_another_patient_is_in_it(world: World) -> None:
    other = world.patient(first_name="Somebody", last_name="Else", phone="07700 900 999")
    opened(world.desk, f"/patients/{other.reference}/")
    shown = words(signed_in(world.auditor).get(record(world.person)))
    assert shown == [(world.desk.display_name, "Added the patient")]


def test_a_refusal_from_another_site_is_in_it(world: World) -> None:
    patient = world.person
    refused = signed_in(person(Role.FRONT_DESK, "nosy", site=site("Southside")))
    assert refused.get(f"/patients/{patient.reference}/").status_code == 404
    line = signed_in(world.auditor).get(record(patient)).context["lines"][0]
    assert (line.who, line.words, line.about) == ("Some nosy", "Was refused", "the patient’s page")
    assert (line.role, line.address) == ("Front desk, Southside", "127.0.0.1")


def test_opening_the_record_is_in_the_record(world: World) -> None:
    patient = world.person
    client = signed_in(world.auditor)
    client.get(record(patient))
    assert words(client.get(record(patient)))[0] == (
        "Ada Reader",
        "Opened this list of who saw the record",
    )


def test_questions_are_named_and_answers_never_shown(world: World) -> None:
    consultation = world.sent(**KELOID)
    audit.record(
        "answer.saved",
        actor=world.desk,
        subject=consultation,
        detail={"question": "keloid_history"},
    )
    response = signed_in(world.auditor).get(record(consultation.patient, "?kind=changed"))
    assert response.context["lines"][0].about == "keloid history"
    assert "yes" not in text_of(response).lower().replace("yesterday", "").split()


def test_the_same_thing_again_and_again_is_one_line(world: World) -> None:
    consultation = world.draft()
    for question in ("keloid_history", "skin_disease", "keloid_history"):
        audit.record(
            "answer.saved",
            actor=world.desk,
            subject=consultation,
            detail={"question": question},
        )
    line = signed_in(world.auditor).get(record(consultation.patient)).context["lines"][0]
    assert (line.count, line.about) == (3, "keloid history, skin disease")


def test_times_are_those_of_the_site(world: World) -> None:
    at = datetime(2026, 7, 14, 22, 45, 9, tzinfo=UTC)
    many_events(world.person, world.desk, 1, at=at)
    page = signed_in(world.auditor).get(record(world.person)).content.decode()
    assert "Tue 14 Jul 2026, 23:45" in page
    assert 'title="23:45:09"' in page
    assert 'datetime="2026-07-14T23:45:09+01:00"' in page


# ── Who may read it ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", [Role.CLINIC_LEAD, Role.AUDITOR])
def test_another_sites_record_looks_like_a_missing_one(world: World, role: str) -> None:
    client = signed_in(person(role, "far", site=site("Southside")))
    theirs = client.get(record(world.person))
    missing = client.get("/records/P-000000/")
    assert (theirs.status_code, text_of(theirs)) == (404, text_of(missing))
    for path in (f"{record(world.person)}export/", f"/records/staff/{world.desk.pk}/"):
        assert client.get(path).status_code == 404
    assert not Event.objects.filter(action="record.opened").exists()


def test_an_auditor_knows_patients_and_none_of_their_answers(world: World) -> None:
    consultation = world.sent(**KELOID)
    client = signed_in(world.auditor)
    for path in (
        f"/patients/{consultation.patient.reference}/",
        f"/c/{consultation.reference}/",
        f"/review/{consultation.reference}/",
        f"/book/{consultation.reference}/",
    ):
        assert client.get(path).status_code == 404
    assert list(Patient.objects.visible_to(world.auditor)) == [consultation.patient]
    world.auditor.is_active = False
    assert not Patient.objects.visible_to(world.auditor).exists()


def test_the_auditors_day_begins_at_the_records(world: World) -> None:
    assert signed_in(world.auditor).get("/").headers["Location"] == "/records/"
    assert "Records" in text_of(signed_in(world.lead).get("/review/"))
    assert "Records" not in text_of(signed_in(world.technician).get("/review/"))


def test_a_patient_is_found_by_name_and_the_search_is_noted(world: World) -> None:
    patient = world.person
    page = signed_in(world.auditor).post("/records/find/", {"q": "adeyemi"})
    assert f"/records/{patient.reference}/" in page.content.decode()
    assert "Adeyemi" not in page.request["PATH_INFO"]
    event = Event.objects.filter(action="patients.found").latest("pk")
    assert (event.actor, event.detail) == (world.auditor, {"shown": [patient.reference]})
    assert "No patient matches “nobody”" in text_of(
        signed_in(world.auditor).post("/records/find/", {"q": "nobody"})
    )
    assert "Type a name" in text_of(signed_in(world.auditor).post("/records/find/", {"q": " "}))


# ── What one person did ────────────────────────────────────────────────────────


def test_what_a_person_did_names_whose_record_it_was(world: World) -> None:
    consultation = world.sent()
    opened(world.technician, f"/review/{consultation.reference}/")
    opened(world.technician, "/review/")
    signed_in(world.technician).get("/patients/P-000000/")
    response = signed_in(world.auditor).get(f"/records/staff/{world.technician.pk}/")
    said = [
        (entry.line.words, entry.patient and entry.patient.name)
        for entry in response.context["lines"]
    ]
    assert said[:3] == [
        ("Was refused", None),
        ("Saw the review list", None),
        ("Opened the review", "ADEYEMI, Tunde"),
    ]
    event = Event.objects.filter(action="staff_record.opened").latest("pk")
    assert (event.subject_type, event.subject_id) == ("user", str(world.technician.pk))
    assert event.detail == {"shown": [consultation.patient.reference]}


def test_many_records_cost_no_more_statements_than_one(world: World) -> None:
    client: Client = signed_in(world.auditor)
    url = f"/records/staff/{world.technician.pk}/"
    many_events(world.person, world.technician, 1)
    few = statements(client, url)
    for number in range(8):
        born = date(1950 + number, 1, 1)
        patient = world.patient(last_name=f"Name{number}", phone="", birth_date=born)
        many_events(patient, world.technician, 1)
    assert len(statements(client, url)) == len(few)


def test_the_way_in_shows_who_was_refused(world: World) -> None:
    assert "Nobody of this site was refused" in text_of(signed_in(world.auditor).get("/records/"))
    signed_in(world.technician).get("/records/")
    assert "was refused: who saw the record" in text_of(signed_in(world.auditor).get("/records/"))
    signed_in(world.technician).get(f"/records/{world.person.reference}/")
    shown = text_of(signed_in(world.auditor).get("/records/"))
    assert "was refused: who saw the record of ADEYEMI, Tunde" in shown
    event = Event.objects.filter(action="records.opened").latest("pk")
    assert event.detail == {"shown": [world.person.reference]}
