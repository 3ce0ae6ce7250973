"""Each answer is saved as it is given, and two screens never overwrite each other."""

from __future__ import annotations

from typing import Any

import pytest

from clinic.errors import NotAllowed
from clinic.models import Event
from clinic.models.user import Role
from consultations.actions.intake import (
    save_answer,
    save_note,
    save_private_answers,
)
from consultations.errors import Conflict, KeyReused
from consultations.models import AnswerChange, Consultation
from sideeffects.risk import AnswerErrors
from tests.consultations.world import World, key
from tests.people import person


def answer(world: World, consultation: Consultation, question: str, value: Any, **more: Any) -> Any:
    seen = more.pop("seen", Consultation.objects.get(pk=consultation.pk).version)
    given = {"seen_version": seen, "key": key(), "by": world.desk, **more}
    return save_answer(consultation, question, value, **given)


# ── One answer ─────────────────────────────────────────────────────────────────


def test_an_answer_is_saved_at_once(world: World) -> None:
    draft = world.draft()
    saved = answer(world, draft, "keloid_history", "no")
    assert (saved.version, saved.value, saved.others) == (2, "no", ())
    row = world.fresh(draft)
    assert row.answers["keloid_history"] == "no"
    change = AnswerChange.objects.latest("pk")
    assert (change.version, change.set_by, change.private) == (2, world.desk, False)
    event = Event.objects.get(action="answer.saved")
    assert event.detail == {"question": "keloid_history"}


def test_taking_an_answer_back_keeps_history(world: World) -> None:
    draft = world.draft()
    answer(world, draft, "keloid_history", "no")
    assert answer(world, draft, "keloid_history", None).value is None
    assert "keloid_history" not in world.fresh(draft).answers
    history = AnswerChange.objects.filter(question="keloid_history").order_by("pk")
    assert [change.value for change in history] == ["no", None]


@pytest.mark.parametrize(
    ("question", "typed", "stored"),
    [
        ("keloid_site", ["face_ears", "chest_shoulders_back"], ["chest_shoulders_back"]),
        ("keloid_site", [], None),
        ("medicines_list", "  ramipril 5 mg ", "ramipril 5 mg"),
        ("medicines_list", "   ", None),
        ("sun_exposure_date", "2026-05", "2026-05"),
        ("hba1c", 54, 54),
        ("hba1c", "54.50", "54.5"),
        ("hba1c", 54.5, "54.5"),
        ("keloid_history", "in_person", "in_person"),
    ],
)
def test_how_an_answer_is_stored(world: World, question: str, typed: Any, stored: Any) -> None:
    options = [option.key for option in world.edition.catalogue.questions["keloid_site"].options]
    if question == "keloid_site" and typed:
        typed, stored = [options[1], options[0], options[1]], options[:2]
    draft = world.draft()
    answer(world, draft, "sun_exposure_date", "2026-01")
    assert answer(world, draft, question, typed).value == stored
    assert world.fresh(draft).answers.get(question) == stored


@pytest.mark.parametrize(
    ("question", "value", "reason"),
    [
        ("keloid_history", "perhaps", "not one of the answers"),
        ("keloid_history", True, "one of the answers"),
        ("keloid_site", "face", "must be a list"),
        ("hba1c", "high", "must be a number"),
        ("hba1c", 8.4, "must be from"),
        ("oral_retinoid_last_dose", "last spring", "must be a date"),
        ("medicines_list", "x" * 2001, "2000 signs"),
        ("no_such_question", "yes", "not a question"),
    ],
)
def test_what_is_no_answer(world: World, question: str, value: Any, reason: str) -> None:
    draft = world.draft()
    with pytest.raises(AnswerErrors) as refused:
        answer(world, draft, question, value)
    (error,) = refused.value.errors
    assert error.key == question
    assert reason in error.reason
    assert world.fresh(draft).version == 1


@pytest.mark.parametrize(
    ("question", "value", "sentence"),
    [
        ("gate_wellbeing", "no", "by hand"),
        ("exam_keloid", "no", "at the examination"),
        ("date_of_birth", "1990-01-01", "patient's record"),
    ],
)
def test_what_the_desk_does_not_answer(
    world: World, question: str, value: str, sentence: str
) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        answer(world, world.draft(), question, value)


def test_the_same_answer_again_changes_nothing(world: World) -> None:
    draft = world.draft()
    answer(world, draft, "keloid_history", "no")
    assert answer(world, draft, "keloid_history", "no").version == 2
    assert AnswerChange.objects.filter(question="keloid_history").count() == 1


def test_a_save_that_arrives_twice_is_one(world: World) -> None:
    """The answer got lost on its way back, and was changed since: the retry changes nothing."""
    draft, sent_once = world.draft(), key()
    answer(world, draft, "keloid_history", "no", key=sent_once)
    answer(world, draft, "keloid_history", "yes")
    again = answer(world, draft, "keloid_history", "no", key=sent_once, seen=1)
    assert (again.version, again.value) == (3, "yes")
    assert world.fresh(draft).answers["keloid_history"] == "yes"


def test_one_key_for_two_saves_is_refused(world: World) -> None:
    draft, reused = world.draft(), key()
    answer(world, draft, "keloid_history", "no", key=reused)
    with pytest.raises(KeyReused):
        answer(world, draft, "keloid_history", "yes", key=reused, seen=1)
    with pytest.raises(KeyReused):
        answer(world, draft, "keloid_history", "yes", key=reused)


def test_a_key_used_for_another_question_is_refused(world: World) -> None:
    draft, reused = world.draft(), key()
    answer(world, draft, "keloid_history", "no", key=reused)
    with pytest.raises(KeyReused):
        answer(world, draft, "lesion_changing", "yes", key=reused, seen=1)
    assert "lesion_changing" not in world.fresh(draft).answers


def test_two_screens_and_one_question(world: World) -> None:
    draft = world.draft()
    answer(world, draft, "keloid_history", "no", by=world.technician)
    with pytest.raises(Conflict) as refused:
        answer(world, draft, "keloid_history", "yes", seen=1)
    conflict = refused.value
    assert (conflict.question, conflict.yours, conflict.theirs) == ("keloid_history", "yes", "no")
    assert conflict.theirs_by == world.technician
    assert world.fresh(draft).answers["keloid_history"] == "no"


def test_two_screens_that_agree(world: World) -> None:
    draft = world.draft()
    answer(world, draft, "keloid_history", "no", by=world.technician)
    assert answer(world, draft, "keloid_history", "no", seen=1).version == 2


def test_two_screens_and_two_questions(world: World) -> None:
    draft = world.draft()
    answer(world, draft, "hypertrophic_scar_history", "no", by=world.technician)
    saved = answer(world, draft, "keloid_history", "yes", seen=1)
    assert (saved.version, saved.others) == (3, ("hypertrophic_scar_history",))


def test_an_answer_changed_back_meanwhile_is_no_conflict(world: World) -> None:
    draft = world.draft()
    for value in ("no", "yes"):
        answer(world, draft, "keloid_history", value, by=world.technician)
    assert answer(world, draft, "keloid_history", "yes", seen=1).version == 3


def test_sent_answers_are_not_changed(world: World) -> None:
    sent = world.sent()
    for attempt in (
        lambda: answer(world, sent, "keloid_history", "yes"),
        lambda: save_private_answers(sent, {}, key=key(), by=world.desk),
        lambda: save_note(sent, note="more", by=world.desk),
    ):
        with pytest.raises(NotAllowed, match="sent already"):
            attempt()


def test_only_the_site_itself_answers(world: World) -> None:
    for who in (
        world.elsewhere,
        person(Role.AUDITOR),
        person(Role.FRONT_DESK, "x", is_active=False),
    ):
        with pytest.raises(NotAllowed):
            answer(world, world.draft(), "keloid_history", "no", by=who)


# ── In private ─────────────────────────────────────────────────────────────────


def test_private_answers_have_their_own_column(world: World) -> None:
    draft = world.draft()
    saved = save_private_answers(
        draft, {"gate_wellbeing": "no", "gate_carried_infections": None}, key=key(), by=world.desk
    )
    assert (saved.version, saved.value) == (2, None)
    row = world.fresh(draft)
    assert row.private_answers == {"gate_wellbeing": "no"}
    assert "gate_wellbeing" not in row.answers
    assert row.private_done_at is not None
    change = AnswerChange.objects.get(private=True)
    assert (change.value, change.private_value) == (None, "no")
    event = Event.objects.get(action="answer.saved_in_private")
    assert event.detail == {"count": 1, "finished": True}


def test_a_blank_on_the_private_page_leaves_what_is_there(world: World) -> None:
    draft = world.draft()
    save_private_answers(draft, {"gate_wellbeing": "yes"}, key=key(), by=world.desk)
    save_private_answers(draft, {"gate_wellbeing": None}, key=key(), by=world.desk)
    assert world.fresh(draft).private_answers == {"gate_wellbeing": "yes"}
    assert world.fresh(draft).version == 2


def test_a_patient_who_is_not_through_yet(world: World) -> None:
    draft = world.draft()
    given = {"gate_wellbeing": "yes"}
    save_private_answers(draft, given, key=key(), by=world.desk, finished=False)
    assert world.fresh(draft).private_done_at is None


def test_private_answers_sent_twice(world: World) -> None:
    draft, form = world.draft(), key()
    for _ in range(2):
        save_private_answers(draft, {"gate_wellbeing": "yes"}, key=form, by=world.desk)
    assert AnswerChange.objects.filter(private=True).count() == 1


def test_a_private_page_sent_again_with_other_answers_loses_none(world: World) -> None:
    draft, form = world.draft(), key()
    for given in ({"gate_wellbeing": "no"}, {"gate_wellbeing": "yes", "hiv": "none"}):
        save_private_answers(draft, given, key=form, by=world.desk)
    assert world.fresh(draft).private_answers == {"gate_wellbeing": "yes", "hiv": "none"}
    assert AnswerChange.objects.filter(private=True).count() == 3


def test_the_private_page_answers_private_questions_only(world: World) -> None:
    with pytest.raises(NotAllowed, match="Only private questions"):
        save_private_answers(world.draft(), {"keloid_history": "no"}, key=key(), by=world.desk)


def test_a_private_key_used_for_another_consultation(world: World) -> None:
    form = key()
    save_private_answers(world.draft(), {"gate_wellbeing": "no"}, key=form, by=world.desk)
    with pytest.raises(KeyReused):
        save_private_answers(world.draft(), {"gate_wellbeing": "no"}, key=form, by=world.desk)


# ── The note ───────────────────────────────────────────────────────────────────


def test_a_note_of_what_else_was_said(world: World) -> None:
    draft = save_note(world.draft(), note=" Afraid of needles. ", by=world.desk)
    assert draft.note == "Afraid of needles."
    save_note(draft, note="Afraid of needles.", by=world.desk)
    assert Event.objects.filter(action="consultation.note_saved").count() == 1
    with pytest.raises(NotAllowed, match="4000"):
        save_note(draft, note="x" * 4001, by=world.desk)


def test_a_consultation_can_be_started_on_a_past_day(world: World) -> None:
    assert world.draft(now=world.at(-1)).started_at == world.at(-1)
