"""Reading back, sending, and what the desk sees afterwards."""

from __future__ import annotations

import re
from datetime import date

import pytest

from clinic.models import Event
from clinic.models.user import Role
from consultations.actions.patients import correct_patient
from consultations.models import Summary, Task
from tests.consultations.desk_pages import DeskPages, text
from tests.consultations.pages import hidden
from tests.consultations.world import World
from tests.people import person


@pytest.fixture
def ready(world: World) -> DeskPages:
    """Everything answered, one thing to report, private questions done."""
    desk = DeskPages(world.desk, world.answered(diabetes="type2", hba1c=53, has_tattoos="yes"))
    desk.private({"gate_carried_infections": "no", "gate_wellbeing": "no"})
    return desk


def test_what_was_said_comes_first_and_no_is_folded(ready: DeskPages) -> None:
    body = ready.get("check/").content.decode()
    said, folded = body.split('<details class="fold">')
    assert "53 mmol/mol" in said
    assert "What was your last HbA1c?" in said
    assert "answers: No" in folded
    assert "Is there any spot on your scalp" in folded
    assert f'href="{ready.path}/health/#q-hba1c"' in said


def test_a_blank_date_is_read_back_as_not_known(ready: DeskPages) -> None:
    ready.version = ready.fresh().version
    ready.answer("scar_in_area", "yes")
    assert "When was the operation or injury that made it? Not known" in text(ready.get("check/"))


def test_blank_questions_are_linked_and_need_a_tick(world: World) -> None:
    desk = DeskPages(world.desk, world.draft())
    page = desk.get("check/")
    assert "Question 2: pick Yes, No or Not sure" in text(page)
    assert "Question 1: pick an answer" in text(page)
    assert "Private questions: turn the screen to the patient" in text(page)
    refused = desk.send()
    assert refused.status_code == 422
    assert "<title>Error: Read these back" in refused.content.decode()
    assert desk.fresh().status == "draft"
    assert desk.send(unanswered="on")["Location"] == f"{desk.path}/sent/"
    assert desk.fresh().status == "submitted"


def test_what_was_left_open_in_private_is_not_asked_of_the_desk(world: World) -> None:
    desk = DeskPages(world.desk, world.answered(hiv=None))
    desk.private({"gate_carried_infections": "yes"}, leave="1")
    assert "no answer" not in text(desk.get("check/"))
    assert desk.send()["Location"] == f"{desk.path}/sent/"


def test_a_second_click_sends_nothing_twice(ready: DeskPages) -> None:
    assert ready.send(note="Called from work")["Location"] == f"{ready.path}/sent/"
    assert ready.send(note="Called from work")["Location"] == f"{ready.path}/sent/"
    assert Summary.objects.count() == 1
    assert ready.fresh().note == "Called from work"
    assert "Sent The answers of Tunde Adeyemi are with the technicians" in text(ready.get("sent/"))


def test_a_stale_page_is_not_sent(world: World, ready: DeskPages) -> None:
    seen = ready.fresh().version
    kim = DeskPages(person(Role.FRONT_DESK, "kim", display_name="Kim Osei"), ready.fresh())
    kim.answer("lesion_changing", "yes")
    response = ready.send(version=seen, note="hello")
    assert response.status_code == 409
    said = text(response)
    assert "An answer was changed while you were here" in said
    assert re.search(r"Kim changed question \d+ at \d\d:\d\d\. It is now: Yes\.", said)
    assert "Nothing was sent." in said
    assert ">hello</textarea>" in response.content.decode()
    assert (ready.fresh().status, ready.fresh().note) == ("draft", "hello")
    assert hidden(response, "version") == str(ready.fresh().version)
    assert ready.send(note="hello")["Location"] == f"{ready.path}/sent/"


def test_a_stale_page_names_all_that_was_changed(world: World, ready: DeskPages) -> None:
    seen = ready.fresh().version
    ready.version = seen
    ready.answer("lesion_changing", "yes")
    ready.answer("lesion_changing", "not_sure")
    ready.answer("has_tattoos", "no")
    ready.private({"gate_carried_infections": "yes"})
    world.examine(ready.fresh())
    correct_patient(world.person, by=world.desk, birth_date=date(1987, 3, 15))
    said = text(ready.send(version=seen))
    assert "Answers were changed while you were here" in said
    assert said.count("in another window") == 3
    assert "It is now: Not sure." in said
    assert "It is now: Yes." not in said
    assert "It is now: 15 March 1987." in said
    assert "Private questions were answered. The examination was saved." in said
    assert said.count("It is now:") == 3


def test_what_a_stale_page_could_not_answer_is_asked_anew(ready: DeskPages) -> None:
    seen = ready.version = ready.fresh().version
    ready.answer("lesion_changing")
    response = ready.send(version=seen, unanswered="on")
    assert response.status_code == 409
    assert "It is now: no answer." in text(response)
    assert " checked" not in response.content.decode()


def test_a_note_that_is_too_long_is_told_and_what_is_shown_again_is_logged(
    ready: DeskPages,
) -> None:
    opened = Event.objects.filter(action="answers.opened", subject_id=ready.fresh().reference)
    before = opened.count()
    response = ready.send(note="x" * 4001)
    assert response.status_code == 422
    assert "Write at most 4000 signs" in text(response)
    assert opened.count() == before + 1


def test_the_note_is_saved_as_it_is_written(ready: DeskPages) -> None:
    page = f"{ready.path}/note/"
    assert ready.client.post(page, {"note": "Goes on holiday"}).status_code == 204
    assert "Goes on holiday" in ready.get("check/").content.decode()
    ready.send(note="Goes on holiday")
    assert ready.client.post(page, {"note": "Too late"}).status_code == 409


def test_a_send_without_its_version_is_refused(ready: DeskPages) -> None:
    assert ready.client.post(f"{ready.path}/send/", {}).status_code == 400


@pytest.mark.parametrize(("page", "leads"), [("check/", ""), ("send/", "check/")])
def test_pages_of_a_draft_lead_on_once_it_is_sent(world: World, page: str, leads: str) -> None:
    desk = DeskPages(world.desk, world.sent())
    assert desk.get(page).headers["Location"] == f"{desk.path}/{leads}"


def test_sent_is_for_what_was_sent(world: World) -> None:
    desk = DeskPages(world.desk, world.draft())
    assert desk.get("sent/").headers["Location"] == f"{desk.path}/check/"


def test_what_cannot_wait_is_a_task_as_soon_as_it_is_said(world: World) -> None:
    desk = DeskPages(world.desk, world.draft())
    desk.answer("gate_bleeding", "yes")
    desk.answer("anticoagulant", "stopped_without_advice")
    assert Task.objects.get().consultation == desk.consultation
