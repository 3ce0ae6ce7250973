"""The technician's examination and the letters on file; each makes the summary anew."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from clinic.errors import NotAllowed
from clinic.models import Event
from consultations.actions.examination import answer_examination
from consultations.actions.letters import record_letter, withdraw_letter
from consultations.deciding import case
from consultations.errors import Conflict, KeyReused
from consultations.models import AnswerChange, Consultation, Letter, Summary
from sideeffects.risk import AnswerErrors
from tests.consultations.world import World, key


def examine(world: World, sent: Consultation, answers: dict[str, Any], **more: Any) -> Any:
    given = {"seen_version": sent.version, "key": key(), "by": world.technician, **more}
    return answer_examination(sent, answers, **given)


# ── Examination ────────────────────────────────────────────────────────────────


def test_the_examination_makes_a_new_summary(world: World) -> None:
    sent = world.sent()
    summary = examine(world, sent, world.examination(sent))
    assert (summary.number, summary.cause) == (2, "examination")
    assert summary.stages == ["consultation", "examination"]
    assert world.fresh(sent).summary == summary
    assert summary.answers["patch_test_done"] == "yes"
    event = Event.objects.get(action="examination.answered")
    assert "patch_test_done" in event.detail["questions"]
    changes = AnswerChange.objects.filter(consultation=sent, question__startswith="exam_")
    assert {change.version for change in changes} == {sent.version + 1}


def test_a_summary_after_the_examination_keeps_the_place_in_the_queue(world: World) -> None:
    sent = world.sent()
    examine(world, sent, {"exam_keloid": "no"})
    assert world.fresh(sent).waiting_since == sent.waiting_since


def test_before_sending_the_examination_is_kept_for_later(world: World) -> None:
    draft = world.answered()
    assert examine(world, draft, {"exam_keloid": "no"}) is None
    assert world.fresh(draft).answers["exam_keloid"] == "no"
    assert not Summary.objects.exists()


def test_the_same_examination_on_the_same_day_changes_nothing(world: World) -> None:
    examined = world.examined()
    assert examine(world, examined, world.examination(examined)) == examined.summary
    assert Summary.objects.count() == 2


def test_the_same_examination_on_a_later_day_confirms_the_answers(world: World) -> None:
    examined = world.examined()
    summary = examine(world, examined, {"exam_keloid": "no"}, now=world.at(3))
    assert summary.consultation_date == world.day(3)
    assert world.fresh(examined).consultation_date == world.day(3)


def test_an_examination_sent_twice_is_one(world: World) -> None:
    sent, form = world.sent(), key()
    first = examine(world, sent, {"exam_keloid": "no"}, key=form)
    assert examine(world, sent, {"exam_keloid": "no"}, key=form) == first
    with pytest.raises(KeyReused):
        examine(world, sent, {"exam_keloid": "yes"}, key=form)
    assert Summary.objects.count() == 2


def test_two_technicians_who_saw_different_things(world: World) -> None:
    sent = world.sent()
    examine(world, sent, {"exam_keloid": "yes"}, by=world.lead)
    with pytest.raises(Conflict) as refused:
        examine(world, sent, {"exam_keloid": "no"})
    assert refused.value.theirs_by == world.lead
    assert world.fresh(sent).answers["exam_keloid"] == "yes"


def test_taking_an_examination_answer_back(world: World) -> None:
    examined = world.examined()
    examine(world, examined, {"exam_keloid": None})
    found = case(world.fresh(examined))
    assert found is not None
    assert [question.key for question in found.unanswered_examination] == ["exam_keloid"]
    assert found.risk.level == "hold"


def test_what_is_no_examination(world: World) -> None:
    sent = world.sent()
    with pytest.raises(NotAllowed, match="questions of the examination"):
        examine(world, sent, {"keloid_history": "yes"})
    with pytest.raises(AnswerErrors):
        examine(world, sent, {"exam_keloid": "perhaps"})
    for who in (world.desk, world.elsewhere):
        with pytest.raises(NotAllowed):
            examine(world, sent, {"exam_keloid": "no"}, by=who)


def test_after_a_decision_the_examination_puts_it_up_again(world: World) -> None:
    approved = world.approved()
    examine(world, approved, {"exam_sunburn": "yes"})
    after = world.fresh(approved)
    assert after.status == "submitted"
    assert after.waiting_since != approved.waiting_since
    found = case(after)
    assert found is not None
    assert not found.review_stands


# ── Letters ────────────────────────────────────────────────────────────────────


def letter(world: World, sent: Consultation, **fields: Any) -> Letter:
    given: dict[str, Any] = {
        "contraindication": "anticoagulant_use",
        "letter_date": world.day(-5),
        "author": "Dr Osei",
        "says": "safe",
        "by": world.technician,
        "key": key(),
        **fields,
    }
    return record_letter(sent, **given)


WARFARIN: dict[str, Any] = {
    "takes_any_medicines": "yes",
    "medicines_list": "warfarin",
    "gate_bleeding": "yes",
    "anticoagulant": "current",
}


def test_a_letter_clears_what_it_names(world: World) -> None:
    held = world.examined(**WARFARIN)
    found = case(held)
    assert found is not None
    assert (found.risk.level, found.letters_wanted) == (
        "hold",
        (("anticoagulant_use", found.risk.findings[0].name),),
    )
    assert found.offer(plainly=True).windows == ()
    letter(world, held)
    after = case(world.fresh(held))
    assert after is not None
    assert (after.risk.level, after.summary.cause) == ("care", "letter")
    assert after.summary.letters == {"anticoagulant_use": world.day(-5).isoformat()}
    assert [on_file.author for on_file in after.letters] == ["Dr Osei"]
    assert after.offer(plainly=True).windows


def test_an_older_letter_beside_a_newer_one(world: World) -> None:
    held = world.examined(**WARFARIN)
    letter(world, held, letter_date=world.day(-2))
    letter(world, held, letter_date=world.day(-9))
    summary = world.fresh(held).summary
    assert summary is not None
    assert summary.letters == {"anticoagulant_use": world.day(-2).isoformat()}


def test_withdrawing_a_letter(world: World) -> None:
    held = world.examined(**WARFARIN)
    recorded = letter(world, held)
    withdrawn = withdraw_letter(recorded, reason="Another patient's.", by=world.lead)
    assert (withdrawn.withdrawn_by, withdrawn.withdrawn_reason) == (
        world.lead,
        "Another patient's.",
    )
    assert withdraw_letter(recorded, reason="Again.", by=world.lead).withdrawn_reason == (
        "Another patient's."
    )
    summary = world.fresh(held).summary
    assert summary is not None
    assert (summary.level, summary.cause, summary.letters) == ("hold", "letter_withdrawn", {})
    assert Event.objects.filter(action="letter.withdrawn").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=recorded.pk).update(withdrawn_reason="Rewritten.")


def test_a_letter_for_a_draft_waits_for_sending(world: World) -> None:
    draft = world.answered(**WARFARIN)
    letter(world, draft)
    assert not Summary.objects.exists()


def test_a_letter_recorded_twice_is_one(world: World) -> None:
    held, form = world.examined(**WARFARIN), key()
    assert letter(world, held, key=form) == letter(world, held, key=form)
    with pytest.raises(KeyReused):
        letter(world, held, key=form, contraindication="keloid_history")


def test_limits_are_written_down(world: World) -> None:
    held = world.examined(**WARFARIN)
    limited = letter(world, held, says="safe_with_limits", limits="Two hours at most.")
    assert limited.limits == "Two hours at most."
    assert str(limited).startswith("anticoagulant_use, ")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"contraindication": "bad_luck"}, "what the letter is about"),
        ({"author": " "}, "who wrote"),
        ({"says": "not_safe"}, "what the letter says"),
        ({"says": "safe_with_limits"}, "Write the limits"),
    ],
)
def test_what_is_no_letter(world: World, fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        letter(world, world.sent(), **fields)


def test_a_letter_of_tomorrow_is_refused(world: World) -> None:
    with pytest.raises(NotAllowed, match="in the future"):
        letter(world, world.sent(), letter_date=world.day(1))


def test_technicians_record_letters(world: World) -> None:
    sent = world.sent()
    for who in (world.desk, world.elsewhere):
        with pytest.raises(NotAllowed):
            letter(world, sent, by=who)
    recorded = letter(world, sent)
    with pytest.raises(NotAllowed):
        withdraw_letter(recorded, reason="x", by=world.desk)
    with pytest.raises(NotAllowed, match="Give a reason"):
        withdraw_letter(recorded, reason="", by=world.technician)
