"""The private page: the patient's own hand, write-only. And nothing of it anywhere at the desk."""

from __future__ import annotations

import re
from itertools import product

import pytest
from django.db import transaction

from clinic.models import Event
from consultations.models import Consultation
from consultations.private_page import private_rows
from tests.catalogue import starter
from tests.consultations.desk_pages import DeskPages, text
from tests.consultations.world import World

ALL_NO = {"gate_carried_infections": "no", "gate_wellbeing": "no"}
OPENED = {
    "gate_carried_infections": "yes",
    "hiv": "yes_treated_and_well",
    "hepatitis": "past_cleared",
    "mrsa": "carrier_or_active",
    "gate_wellbeing": "no",
}


@pytest.fixture
def desk(world: World) -> DeskPages:
    return DeskPages(world.desk, world.draft())


def test_the_page_asks_all_and_says_when(desk: DeskPages) -> None:
    words = text(desk.get("private/"))
    assert "Do you have HIV?" in words
    assert "If Yes or Not sure:" in words
    assert words.count("I would rather say this in person") >= 9
    assert "checked" not in desk.get("private/").content.decode()


def test_the_patients_page_leads_nowhere_else(desk: DeskPages) -> None:
    """But for the panel that covers it once the session is over."""
    body = desk.get("private/").content.decode()
    assert "<nav" not in body
    links = [link for link in re.findall(r'href="([^"]*)"', body) if link[:1] != "#"]
    assert [link for link in links if not link.startswith("/static/")] == ["/sign-in/", "/"]
    assert "<a " not in body.partition("<main")[2]
    assert set(re.findall(r'action="([^"]*)"', body)) == {f"{desk.path}/private/"}
    assert desk.consultation.patient.last_name not in body


def test_finishing_says_thank_you_and_the_desk_sees_one_line(desk: DeskPages) -> None:
    response = desk.private(ALL_NO)
    assert response["Location"] == f"{desk.path}/private/"
    assert "Turn the screen back" in text(desk.get("private/"))
    assert "Answered in private." in text(desk.get("health/"))
    assert "Answered in private" in text(desk.get("check/"))
    assert desk.fresh().private_answers == ALL_NO


def test_what_is_left_open_asks_once_more_and_does_not_say_what(desk: DeskPages) -> None:
    first = desk.private({"gate_carried_infections": "yes", "gate_wellbeing": "no"})
    assert first["Location"] == f"{desk.path}/private/?more=1&again=1"
    again = desk.client.get(first["Location"])
    assert "Some questions have no answer yet" in text(again)
    assert "checked" not in again.content.decode()
    assert desk.fresh().private_done_at is None
    assert desk.private({}, leave="1")["Location"] == f"{desk.path}/private/"
    assert desk.fresh().private_done_at is not None


def test_a_second_turn_begins_empty_and_keeps_what_is_not_given_again(desk: DeskPages) -> None:
    desk.private(OPENED)
    page = desk.client.get(f"{desk.path}/private/?again=1")
    assert "Your earlier answers are kept" in text(page)
    assert "checked" not in page.content.decode()
    desk.private({"mrsa": "none"})
    assert desk.fresh().private_answers == {**OPENED, "mrsa": "none"}


def test_saying_it_in_person_is_an_answer(desk: DeskPages) -> None:
    desk.private({"gate_carried_infections": "no", "gate_wellbeing": "in_person"}, leave="1")
    assert desk.fresh().private_answers["gate_wellbeing"] == "in_person"


def test_an_answer_that_does_not_exist_is_not_kept(desk: DeskPages) -> None:
    response = desk.private({**ALL_NO, "gate_wellbeing": "perhaps"}, leave="1")
    assert response["Location"].endswith("more=1&again=1")
    assert desk.fresh().private_answers == {"gate_carried_infections": "no"}


def test_an_incomplete_request_is_refused(desk: DeskPages) -> None:
    assert desk.client.post(f"{desk.path}/private/", ALL_NO).status_code == 400


def test_the_page_is_closed_once_it_is_sent(world: World) -> None:
    assert DeskPages(world.desk, world.sent()).get("private/").status_code == 409


def test_the_page_is_the_same_whatever_was_answered_in_private(world: World) -> None:
    public = {"date_of_birth": "1987-03-14"}
    rows = private_rows(starter(), public, world.today, world.day(30))
    opened = {row.key: (row.parent.key, row.opened_by) for row in rows if row.parent}
    assert opened["hiv"] == ("gate_carried_infections", ("yes", "not_sure"))
    assert opened["pressured"] == ("gate_wellbeing", ("yes", "not_sure"))
    assert [row.key for row in rows if row.parent is None] == [
        "gate_carried_infections",
        "gate_wellbeing",
    ]


# ── The canary: two patients who differ in private only ────────────────────────

PAGES = ("", "health/", "check/", "private/", "private/?again=1", "plan/", "reopen/", "sent/")
QUIET = {"gate_carried_infections": "no", "gate_wellbeing": "no"}
LOUD = {
    **OPENED,
    "gate_wellbeing": "yes",
    "bdd_diagnosed": "yes",
    "bdd_preoccupation": "in_person",
    "hair_pulling": "not_sure",
    "pressured": "yes",
}


def _shown(world: World, private: dict[str, str], *, sent: bool) -> list[str]:
    """Every page of the desk for somebody with these private answers, made comparable."""
    person = world.patient()
    desk = DeskPages(world.desk, world.draft(patient=person))
    desk.private(private, leave="1")
    if sent:
        draft = world.fill(desk.fresh(), **private)
        Consultation.objects.filter(pk=draft.pk).update(private_answers=private)
        desk.send()
    shown = [text(desk.get(page)) for page in PAGES]
    shown += [text(desk.answer("lesion_changing", "no")), text(desk.answer("scar_in_area", "yes"))]
    shown += [text(desk.client.get("/desk/")), text(desk.client.get("/desk/forms/"))]
    shown.append(text(desk.client.get(f"/patients/{person.reference}/")))
    for page in shown:
        for word in ("yes_treated", "HIV", "MRSA", "hepatitis", "dysmorphic", "mental health"):
            assert page.startswith("Private questions") or word.lower() not in page.lower()
    hidden = {person.reference: "P", desk.consultation.reference: "C"}
    for name, short in hidden.items():
        shown = [page.replace(name, short) for page in shown]
    return shown


def _loud_and_quiet(world: World, *, sent: bool) -> tuple[list[str], list[str]]:
    """The pages of the same person answering the one way, and then, time turned back, the other."""
    shown = []
    for private in (LOUD, QUIET):
        point = transaction.savepoint()
        shown.append(_without_clock(_shown(world, private, sent=sent)))
        transaction.savepoint_rollback(point)
    return shown[0], shown[1]


def test_before_sending_no_page_of_the_desk_differs(world: World) -> None:
    _prepare(world)
    loud, quiet = _loud_and_quiet(world, sent=False)
    assert loud == quiet


def test_after_sending_the_desk_learns_only_that_there_is_something(world: World) -> None:
    _prepare(world)
    loud, quiet = _loud_and_quiet(world, sent=True)
    said = " Before anything is booked Something to settle with the technician."
    assert said in loud[0]
    loud[0] = loud[0].replace(said, "")
    assert loud == quiet


def _prepare(world: World) -> None:
    """What must stand before time is turned back."""
    assert world.desk.site
    assert world.edition


def _without_clock(pages: list[str]) -> list[str]:
    return [re.sub(r"\b\d\d:\d\d\b", "00:00", page) for page in pages]


def test_no_event_holds_a_private_answer(world: World) -> None:
    desk = DeskPages(world.desk, world.draft())
    desk.private(OPENED)
    details = [str(detail) for detail in Event.objects.values_list("detail", flat=True)]
    for word, detail in product((*OPENED.values(), *OPENED), details):
        if word not in ("yes", "no"):
            assert word not in detail
