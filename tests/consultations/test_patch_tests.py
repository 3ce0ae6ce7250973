"""Patch tests on file: the rules hear of them, and nobody answers beside them."""

from __future__ import annotations

from typing import Any

import pytest

from clinic.errors import NotAllowed
from clinic.models import Event
from consultations.actions.examination import answer_examination
from consultations.actions.patch_withdrawals import withdraw_test
from consultations.actions.sending import look_again
from consultations.deciding import case
from consultations.holds import things_to_wait_for
from consultations.models import (
    AnswerChange,
    Consultation,
    Hold,
    PatchTest,
    Summary,
)
from consultations.patch_test import DATE, DONE, LATE, QUESTIONS, RESULT, SAME
from tests.consultations.patch_test_cases import said
from tests.consultations.patch_tests import applied, examine, looked, ready
from tests.consultations.world import LONDON, World, key

# ── What the rules hear ────────────────────────────────────────────────────────


def test_a_test_is_answered_for_the_patient_who_waits(world: World) -> None:
    sent = world.sent()
    test = applied(world, sent)
    assert said(world, sent) == {
        DONE: "yes",
        DATE: test.applied_at.astimezone(LONDON).date().isoformat(),
        RESULT: "not_read_yet",
        SAME: "yes",
        LATE: None,
    }
    summary = world.fresh(sent).summary
    assert summary is not None
    assert (summary.number, summary.cause, summary.created_by) == (
        2,
        "patch_test",
        world.technician,
    )
    changes = AnswerChange.objects.filter(consultation=sent, question__in=QUESTIONS)
    assert {change.version for change in changes} == {sent.version + 1}
    event = Event.objects.get(action="patch_test.recorded")
    assert event.detail == {"patch_test": test.pk}


def test_a_reading_is_heard_in_every_consultation_that_goes_on(world: World) -> None:
    first, second, draft = world.sent(20), world.sent(30), world.draft()
    declined = world.examined()
    world.decided(declined, "declined", reason_words="Too young.", patient_message="No.")
    was = said(world, declined)
    test = applied(world, first)
    looked(world, second, test)
    for sent in (first, second):
        assert said(world, sent)[RESULT] == "no_reaction"
    assert said(world, declined) == was
    assert RESULT not in world.fresh(draft).answers
    assert Event.objects.get(action="patch_test.read").subject_id == second.reference


def test_a_draft_hears_of_it_when_it_is_sent(world: World) -> None:
    looked(world, *_tested(world))
    draft = world.answered()
    assert not set(QUESTIONS) & world.fresh(draft).answers.keys()
    world.send(draft, unanswered_confirmed=True)
    assert said(world, draft)[RESULT] == "no_reaction"


def _tested(world: World) -> tuple[Consultation, PatchTest]:
    sent = world.sent()
    return sent, applied(world, sent)


def test_a_declined_consultation_hears_of_it_when_it_is_looked_at_again(world: World) -> None:
    declined = world.examined()
    world.decided(declined, "declined", reason_words="Too young.", patient_message="No.")
    test = applied(world, declined)
    looked(world, declined, test, "reaction")
    look_again(world.fresh(declined), reason="Asked again.", by=world.technician)
    assert said(world, declined)[RESULT] == "reaction"
    assert world.fresh(declined).status == "submitted"


def test_a_second_reading_that_says_the_same_leaves_the_decision(world: World) -> None:
    consultation, test = ready(world)
    world.decided(consultation)
    number = Summary.objects.count()
    looked(world, consultation, test, after=24 * 8)
    assert world.fresh(consultation).status == "approved"
    assert Summary.objects.count() == number


def test_an_edition_that_does_not_ask(world: World) -> None:
    def edit(files: dict[str, Any]) -> None:
        for name in QUESTIONS:
            _forget(files, name)

    world.with_catalogue(edit)
    sent = world.sent()
    test = applied(world, sent)
    looked(world, sent, test)
    fresh = world.fresh(sent)
    assert fresh.summary is not None
    assert (fresh.summary.number, fresh.version) == (1, sent.version)
    assert not AnswerChange.objects.filter(question__in=QUESTIONS).exists()


def _forget(files: dict[str, Any], name: str) -> None:
    """Without this question, and the rules that read it."""
    questions, rules = files["questions"], files["rules"]
    questions["questions"] = [part for part in questions["questions"] if part["key"] != name]
    rules["rules"] = [rule for rule in rules["rules"] if name not in str(rule)]


def test_a_summary_made_for_another_reason_hears_of_it_too(world: World) -> None:
    approved = world.approved()
    Consultation.objects.filter(pk=approved.pk).update(note="x")
    test = applied(world, approved)
    withdraw_test(approved, test, reason="Somebody else.", by=world.lead)
    assert said(world, approved) == dict.fromkeys(QUESTIONS)


def test_a_hold_until_it_is_read_comes_back(world: World) -> None:
    """Although the late reading says the same as the first; any other hold stays."""
    consultation, test = ready(world)
    review = world.decided(consultation, "on_hold", hold_for="the late reading")
    looked(world, consultation, test, after=24 * 7)
    assert world.fresh(consultation).status == "on_hold"
    hold = Hold.objects.create(
        consultation=consultation,
        review=review,
        kind=Hold.Kind.PATCH_TEST,
        words="x",
        next_step="x",
        owner="technician",
        due=world.day(3),
    )
    looked(world, consultation, test, after=24 * 8)
    fresh = world.fresh(consultation)
    assert fresh.summary is not None
    assert (fresh.status, fresh.summary.cause) == ("submitted", "patch_test")
    hold.refresh_from_db()
    assert hold.ended_at is not None


def test_a_decision_that_can_be_used_no_more_is_left_alone(world: World) -> None:
    approved = world.approved()
    applied(world, approved, now=world.at(300))
    assert world.fresh(approved).status == "approved"


def test_what_a_hold_for_it_tells_the_desk(world: World) -> None:
    sent = world.sent()
    applied(world, sent, hours=20)
    found = case(world.fresh(sent))
    assert found is not None
    (thing,) = (part for part in things_to_wait_for(found) if part.kind == Hold.Kind.PATCH_TEST)
    assert thing.next_step.startswith("Patch test: look at the spot on ")


# ── One way to answer ──────────────────────────────────────────────────────────


def test_the_examination_does_not_answer_beside_the_record(world: World) -> None:
    sent = world.sent()
    applied(world, sent)
    fresh = world.fresh(sent)
    for answers in ({RESULT: "no_reaction"}, {DONE: "no"}, {LATE: "no", "exam_keloid": "no"}):
        with pytest.raises(NotAllowed, match="on file"):
            answer_examination(
                fresh, answers, seen_version=fresh.version, key=key(), by=world.technician
            )
    assert examine(world, fresh).answers[RESULT] == "not_read_yet"


def test_once_it_is_withdrawn_the_questions_are_asked_by_hand_again(world: World) -> None:
    consultation, test = ready(world)
    withdraw_test(consultation, test, reason="Wrong patient.", by=world.technician)
    assert said(world, consultation) == dict.fromkeys(QUESTIONS)
    fresh = world.fresh(consultation)
    world.examine(fresh, patch_test_done="no")
    assert said(world, consultation)[DONE] == "no"
