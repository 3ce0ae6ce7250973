"""The health questions at the desk: what is asked, what is saved, what the screen says."""

from __future__ import annotations

import pytest

from clinic.models import Event
from consultations.models import AnswerChange
from tests.consultations.desk_pages import DeskPages, text
from tests.consultations.world import World, key


@pytest.fixture
def desk(world: World) -> DeskPages:
    return DeskPages(world.desk, world.draft())


def test_the_page_asks_every_root_question_but_private_ones(desk: DeskPages) -> None:
    page = desk.get("health/")
    words = text(page)
    assert "Has a doctor or hair specialist told you why you are losing hair?" in words
    assert "HIV" not in words
    assert "body dysmorphic" not in words
    assert "Private questions." in words
    assert "What is your date of birth?" not in words
    assert "0 of 31 answered" in words


def test_an_answer_is_saved_and_its_follow_ups_come_back(desk: DeskPages) -> None:
    answer = desk.answer("gate_scalp_procedures", "yes")
    assert answer.status_code == 200
    assert desk.fresh().answers["gate_scalp_procedures"] == "yes"
    body = answer.content.decode()
    assert 'data-question="hair_transplant"' in body
    assert 'data-question="hair_transplant_date"' not in body
    assert "1 of 37 answered" in text(answer)


def test_follow_ups_are_numbered_below_their_question(desk: DeskPages) -> None:
    desk.answer("gate_scalp_procedures", "yes")
    desk.answer("hair_transplant", "yes")
    words = text(desk.get("health/"))
    assert "3a Have you had a hair transplant?" in words
    assert "3a1 When was the operation?" in words
    assert "3b Are you planning a hair transplant?" in words


@pytest.mark.parametrize(
    ("boxes", "stored"),
    [
        ({"year": "2019"}, "2019"),
        ({"month": "aug", "year": "2019"}, "2019-08"),
        ({"day": "3", "month": "8", "year": "2019"}, "2019-08-03"),
    ],
)
def test_a_date_may_be_half_known(desk: DeskPages, boxes: dict[str, str], stored: str) -> None:
    desk.answer("gate_scalp_procedures", "yes")
    desk.answer("hair_transplant", "yes")
    parts = {"day": "", "month": "", "year": "", **boxes}
    assert desk.answer("hair_transplant_date", **parts).status_code == 200
    assert desk.fresh().answers["hair_transplant_date"] == stored


def test_a_date_that_must_be_whole_says_so(desk: DeskPages) -> None:
    desk.answer("gate_pregnancy", "yes")
    desk.answer("pregnant", "yes")
    answer = desk.answer("due_date", day="", month="5", year="2027")
    assert answer.status_code == 422
    assert "The date needs a day" in text(answer)
    assert "due_date" not in desk.fresh().answers


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("8.4", "The number must be from 20 to 200 mmol/mol"),
        ("lots", "Write a number, such as 53"),
        ("NaN", "The number must be from 20 to 200 mmol/mol"),
    ],
)
def test_a_number_outside_its_limits_is_refused(desk: DeskPages, typed: str, says: str) -> None:
    desk.answer("diabetes", "type2")
    answer = desk.answer("hba1c", typed)
    assert answer.status_code == 422
    assert says in text(answer)


@pytest.mark.parametrize(("typed", "stored"), [("53", 53), ("53,5", "53.5"), (" 53.0 ", 53)])
def test_a_number_is_kept_exactly(desk: DeskPages, typed: str, stored: object) -> None:
    desk.answer("diabetes", "type2")
    assert desk.answer("hba1c", typed).status_code == 200
    assert desk.fresh().answers["hba1c"] == stored


def test_several_choices_are_kept_in_the_order_of_the_options(desk: DeskPages) -> None:
    desk.answer("keloid_history", "yes")
    desk.answer("keloid_site", "other", "ears")
    assert desk.fresh().answers["keloid_site"] == ["ears", "other"]


def test_a_changed_answer_says_what_it_was(desk: DeskPages) -> None:
    desk.answer("lesion_changing", "no")
    assert "was No, changed" in text(desk.answer("lesion_changing", "yes"))
    assert "was No, changed" in text(desk.get("health/"))


def test_an_answer_can_be_taken_back(desk: DeskPages) -> None:
    desk.answer("lesion_changing", "no")
    desk.answer("lesion_changing")
    assert "lesion_changing" not in desk.fresh().answers


def test_answers_behind_a_closed_gate_are_kept_and_come_back(desk: DeskPages) -> None:
    desk.answer("gate_scalp_procedures", "yes")
    desk.answer("hair_transplant", "yes")
    closed = desk.answer("gate_scalp_procedures", "no")
    assert 'data-question="hair_transplant"' not in closed.content.decode()
    assert "1 earlier answer below is kept and set aside" in text(closed)
    assert desk.fresh().answers["hair_transplant"] == "yes"
    opened = desk.answer("gate_scalp_procedures", "yes").content.decode()
    row = opened[opened.index('id="q-hair_transplant"') :]
    assert 'value="yes" checked' in row[: row.index("</fieldset>")]


def test_the_same_save_twice_is_one_change(desk: DeskPages) -> None:
    once = str(key())
    for _ in range(2):
        assert desk.answer("lesion_changing", "no", key=once).status_code == 200
    assert AnswerChange.objects.filter(question="lesion_changing").count() == 1


def test_the_page_goes_on_where_it_stopped(desk: DeskPages) -> None:
    desk.answer("hair_loss_diagnosed", "pattern_hair_loss")
    desk.answer("gate_hair_loss", "no")
    body = desk.get("health/").content.decode()
    assert body.count(" autofocus") == 1
    row = body[body.index('id="q-gate_scalp_procedures"') :]
    assert " autofocus" in row[: row.index("</fieldset>")]


def test_a_date_left_open_is_not_where_the_page_goes_on(desk: DeskPages) -> None:
    desk.answer("hair_loss_diagnosed", "pattern_hair_loss")
    desk.answer("gate_hair_loss", "no")
    desk.answer("gate_scalp_procedures", "no")
    desk.answer("gate_scalp_products", "no")
    desk.answer("lesion_changing", "no")
    desk.answer("gate_moles_cancer", "no")
    desk.answer("scar_in_area", "yes")
    body = desk.get("health/").content.decode()
    row = body[body.index('id="q-scar_date"') :]
    assert " autofocus" in row[: row.index("</fieldset>")]
    desk.answer("gate_scalp_now", "no")
    body = desk.get("health/").content.decode()
    row = body[body.index('id="q-gate_skin_disease"') :]
    assert " autofocus" in row[: row.index("</fieldset>")]


def test_a_past_date_still_to_come_is_kept_and_pointed_out(world: World, desk: DeskPages) -> None:
    desk.answer("scar_in_area", "yes")
    year = str(world.today.year + 2)
    answer = desk.answer("scar_date", day="", month="", year=year)
    assert "This day is still to come" in text(answer)
    assert desk.fresh().answers["scar_date"] == year


@pytest.mark.parametrize(
    "question", ["hiv", "exam_wound", "date_of_birth", "alcohol_drugs_24h", "x"]
)
def test_other_questions_are_not_there(desk: DeskPages, question: str) -> None:
    assert desk.answer(question, "yes").status_code == 404


def test_nothing_more_is_saved_once_it_is_sent(world: World) -> None:
    desk = DeskPages(world.desk, world.sent())
    answer = desk.answer("lesion_changing", "yes")
    assert answer.status_code == 409
    assert "These answers were sent already." in text(answer)
    assert desk.get("health/").headers["Location"] == f"{desk.path}/"


def test_fast_keys_are_told_only_to_those_who_want_them(world: World, desk: DeskPages) -> None:
    assert "aria-keyshortcuts=" not in desk.get("health/").content.decode().split("<main")[1]
    world.desk.fast_keys = True
    world.desk.save(update_fields=["fast_keys"])
    page = desk.get("health/")
    assert "Fast keys are on" in text(page)
    assert 'aria-keyshortcuts="N"' in page.content.decode()


def test_reading_is_logged_and_so_is_each_save_without_its_value(desk: DeskPages) -> None:
    desk.get("health/")
    desk.answer("lesion_changing", "yes")
    events = Event.objects.filter(subject_id=desk.consultation.reference)
    assert events.filter(action="answers.opened").count() == 1
    saved = events.get(action="answer.saved")
    assert saved.detail == {"question": "lesion_changing"}


def test_an_incomplete_request_is_refused(desk: DeskPages) -> None:
    page = f"{desk.path}/answer/"
    assert desk.client.post(page, {"question": "lesion_changing"}).status_code == 400
    assert desk.client.post(f"{desk.path}/health/", {"shown": "lesion_changing"}).status_code == 400
