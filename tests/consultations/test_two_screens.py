"""Two screens on the same questions, and the section forms of pages without script."""

from __future__ import annotations

import re

import pytest

from clinic.models.user import Role
from tests.consultations.desk_pages import DeskPages, text
from tests.consultations.world import World, key
from tests.people import person


@pytest.fixture
def kim(world: World) -> DeskPages:
    return DeskPages(person(Role.FRONT_DESK, "kim", display_name="Kim Brown"), world.draft())


@pytest.fixture
def desk(world: World, kim: DeskPages) -> DeskPages:
    """The same draft, seen before Kim answers anything."""
    return DeskPages(world.desk, kim.consultation)


def test_both_values_are_shown_and_neither_is_lost(kim: DeskPages, desk: DeskPages) -> None:
    kim.answer("has_tattoos", "yes")
    answer = desk.answer("has_tattoos", "no")
    assert answer.status_code == 409
    words = text(answer)
    assert "Kim changed question" in words
    assert "Yours: No. Kim’s: Yes. Pick one." in words
    assert desk.fresh().answers["has_tattoos"] == "yes"


def test_picking_ones_own_value_saves_it(kim: DeskPages, desk: DeskPages) -> None:
    kim.answer("has_tattoos", "yes")
    desk.answer("has_tattoos", "no")
    desk.version = desk.fresh().version
    assert desk.answer("has_tattoos", "no").status_code == 200
    assert desk.fresh().answers["has_tattoos"] == "no"


def test_the_same_person_in_another_window_is_told_so(world: World, desk: DeskPages) -> None:
    other = DeskPages(world.desk, desk.consultation)
    other.answer("has_tattoos", "yes")
    assert "in another window" in text(desk.answer("has_tattoos", "no"))


def test_what_somebody_else_answered_comes_along(kim: DeskPages, desk: DeskPages) -> None:
    kim.answer("has_tattoos", "yes")
    answer = desk.answer("lesion_changing", "no").content.decode()
    assert 'data-others="has_tattoos"' in answer
    assert 'data-question="tattoo_reaction"' in answer


def test_the_same_answer_on_both_screens_is_no_conflict(kim: DeskPages, desk: DeskPages) -> None:
    kim.answer("has_tattoos", "yes")
    assert desk.answer("has_tattoos", "yes").status_code == 200


# ── Without script ─────────────────────────────────────────────────────────────


def test_a_section_saves_what_was_changed_and_leads_on(desk: DeskPages) -> None:
    response = desk.section({"keloid_history": "no", "gate_scarring": "no", "has_tattoos": None})
    assert response.status_code == 302
    assert response["Location"] == f"{desk.path}/health/#section-health"
    assert desk.fresh().answers["keloid_history"] == "no"
    assert "has_tattoos" not in desk.fresh().answers


def test_each_button_saves_the_whole_page(desk: DeskPages) -> None:
    given = {"keloid_history": "no", "diabetes": "none"}
    response = desk.section(given, part="scars_and_reactions")
    assert response["Location"] == f"{desk.path}/health/#section-health"
    assert {name: desk.fresh().answers[name] for name in given} == given
    response = desk.section({**given, "lesion_changing": "no"}, part="health")
    assert response["Location"].startswith(f"{desk.path}/health/#")
    assert not response["Location"].endswith("#section-health")


def test_a_section_that_opens_follow_ups_leads_to_them(desk: DeskPages) -> None:
    response = desk.section({"keloid_history": "yes", "has_tattoos": "yes"})
    assert response["Location"] == f"{desk.path}/health/#q-keloid_site"
    assert "2 more questions." in text(desk.get("health/"))


def test_what_cannot_be_read_comes_back_as_it_was_typed(desk: DeskPages) -> None:
    desk.section({"diabetes": "type1"})
    desk.version = desk.fresh().version
    response = desk.section({"diabetes": "type1", "hba1c": "8.4", "diabetes_problem": "no"})
    assert response.status_code == 422
    assert "Error: Health questions" in response.content.decode()
    assert "Question 20a: The number must be from 20 to 200 mmol/mol" in text(response)
    assert 'value="8.4"' in response.content.decode()
    assert desk.fresh().answers["diabetes_problem"] == "no"


def test_what_one_never_touched_is_no_conflict(kim: DeskPages, desk: DeskPages) -> None:
    desk.answer("has_tattoos", "no")
    seen = desk.version
    kim.version = seen
    kim.answer("has_tattoos", "yes")
    response = desk.section({"has_tattoos": "no", "keloid_history": "no"}, version=seen)
    assert response.status_code == 302
    assert desk.fresh().answers["has_tattoos"] == "yes"
    assert desk.fresh().answers["keloid_history"] == "no"


def test_a_stale_section_asks_to_pick_and_saves_the_rest(kim: DeskPages, desk: DeskPages) -> None:
    kim.answer("has_tattoos", "yes")
    response = desk.section({"has_tattoos": "no", "keloid_history": "no"})
    assert response.status_code == 409
    words = text(response)
    assert "Kim changed question" in words
    assert "Yours: No" in words
    assert "Kim’s: Yes" in words
    assert 'type="radio"' in response.content.decode()
    assert " checked" not in response.content.decode()
    assert desk.fresh().answers["keloid_history"] == "no"


def _pick(desk: DeskPages, **picks: str) -> object:
    data = {
        "picking": "1",
        "shown": "has_tattoos",
        "yours-has_tattoos": '"no"',
        "version": desk.fresh().version,
        "key": "6f1d7a52-3f0c-4f53-9d39-0f4f0f2f7a11",
        **picks,
    }
    return desk.client.post(f"{desk.path}/answer/", data)


@pytest.mark.parametrize(("pick", "stands"), [("yours", "no"), ("theirs", "yes")])
def test_the_picked_value_stands(kim: DeskPages, desk: DeskPages, pick: str, stands: str) -> None:
    kim.answer("has_tattoos", "yes")
    response = _pick(desk, **{"pick-has_tattoos": pick})
    assert response.status_code == 302  # type: ignore[attr-defined]
    assert desk.fresh().answers["has_tattoos"] == stands


def test_picking_nothing_asks_again(kim: DeskPages, desk: DeskPages) -> None:
    kim.answer("has_tattoos", "yes")
    response = _pick(desk)
    assert "Pick one." in text(response)
    assert "Yours: No" in text(response)
    assert desk.fresh().answers["has_tattoos"] == "yes"


def test_a_picked_value_that_is_no_answer_is_refused(kim: DeskPages, desk: DeskPages) -> None:
    kim.answer("has_tattoos", "yes")
    response = _pick(desk, **{"pick-has_tattoos": "yours", "yours-has_tattoos": '"maybe"'})
    assert response.status_code == 400  # type: ignore[attr-defined]


def test_a_single_answer_without_script_leads_back(desk: DeskPages) -> None:
    data = {
        "question": "has_tattoos",
        "a-has_tattoos": "no",
        "version": "1",
        "key": "6f1d7a52-3f0c-4f53-9d39-0f4f0f2f7a12",
    }
    response = desk.client.post(f"{desk.path}/answer/", data)
    assert response["Location"] == f"{desk.path}/health/#q-has_tattoos"


# ── Taking an answer back, from the page that reads all back ───────────────────


def test_an_answer_is_taken_back_where_it_is_read_back(desk: DeskPages) -> None:
    desk.answer("has_tattoos", "yes")
    body = desk.get("check/").content.decode()
    form = body[body.index('value="has_tattoos"') :]
    boxes = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[: form.index("</form>")]))
    boxes["question"] = "has_tattoos"
    response = desk.client.post(f"{desk.path}/answer/", boxes)
    assert response["Location"] == f"{desk.path}/check/"
    assert "has_tattoos" not in desk.fresh().answers
    assert "Question 13: pick Yes or No" in text(desk.get("check/"))


def test_a_conflict_without_script_is_a_page(kim: DeskPages, desk: DeskPages) -> None:
    kim.answer("has_tattoos", "yes")
    data = {"question": "has_tattoos", "a-has_tattoos": "no", "version": "1", "key": str(key())}
    response = desk.client.post(f"{desk.path}/answer/", data)
    assert response.status_code == 409
    assert "This answer was changed while you were here" in text(response)


def test_once_it_is_sent_a_page_without_script_says_so(world: World) -> None:
    sent = DeskPages(world.desk, world.sent())
    data = {"question": "has_tattoos", "version": "1", "key": str(key())}
    response = sent.client.post(f"{sent.path}/answer/", data)
    assert response.status_code == 409
    assert "These answers were sent already." in text(response)


def test_picking_where_nothing_was_changed_says_so(desk: DeskPages) -> None:
    assert _pick(desk).status_code == 409  # type: ignore[attr-defined]


def test_a_picked_value_that_cannot_be_read_takes_the_answer_back(
    kim: DeskPages, desk: DeskPages
) -> None:
    kim.answer("has_tattoos", "yes")
    response = _pick(desk, **{"pick-has_tattoos": "yours", "yours-has_tattoos": "{"})
    assert response.status_code == 400  # type: ignore[attr-defined]
    assert desk.fresh().answers["has_tattoos"] == "yes"


def test_the_last_section_leads_to_the_end(desk: DeskPages) -> None:
    response = desk.section({"expects_regrowth_or_perfect": "no", "other_condition": "no"})
    assert response["Location"] == f"{desk.path}/health/#go-on"
