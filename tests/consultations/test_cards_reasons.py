"""What a card says of a finding: why, how sure, what clears it, which letter is on file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from consultations.cards import LetterOnFile, compose
from consultations.cards_reasons import Change
from tests.consultations.card_cases import (
    FIVE,
    ISOTRETINOIN,
    KELOID,
    LATER,
    WARFARIN,
    cards,
    titled,
)
from tests.sideeffects.risk.cases import on, patient, starter

# ── What a reason says ─────────────────────────────────────────────────────────


def test_a_reason_quotes_the_patient_in_their_own_words() -> None:
    found = cards(other_condition="yes", other_condition_detail="a rare blood thing")
    (said,) = [part for part in found[0].full_reasons[0].reason.said if part.own_words]
    assert (said.answer, said.quoted) == ("a rare blood thing", True)


def test_a_reason_says_the_question_and_the_answer_in_words() -> None:
    stopped, last = cards(**ISOTRETINOIN)[0].full_reasons[0].reason.said
    assert (stopped.question, stopped.answer) == (
        "Have you ever taken isotretinoin (Roaccutane) or acitretin?",
        "I have stopped",
    )
    assert last.answer == "15 January 2027"


def test_what_the_technician_saw_is_not_quoted() -> None:
    (said,) = cards(date(2027, 3, 2), exam_sunburn="yes")[0].full_reasons[0].reason.said
    assert not said.quoted


def test_a_private_answer_is_marked() -> None:
    found = cards(gate_carried_infections="yes", hiv="yes_other", mrsa="carrier_or_active")
    private = {s.key: s.private for c in found for p in c.reasons for s in p.reason.said}
    assert private
    assert all(private.values())


def test_a_changed_answer_says_what_it_was() -> None:
    answers = patient(starter(), **WARFARIN)
    change = Change("none", datetime(2027, 3, 1, 10, 41, tzinfo=UTC), "Sam")
    found = compose(starter(), on(LATER, answers), answers, changes={"anticoagulant": change})
    said = found[0].cards[0].reasons[0].reason.said[0]
    assert (said.was, said.changed) == ("No", change)


def test_a_wait_says_until_when_and_that_the_day_itself_is_allowed() -> None:
    (wait,) = cards(**ISOTRETINOIN)
    assert wait.title == "Wait until Thursday 15 July 2027"
    assert wait.front.that_day
    assert wait.reasons[0].when == ""
    assert wait.reasons[0].reason.clears == "Time: it ends on Thursday 15 July 2027."


def test_a_planned_date_is_said_to_be_about() -> None:
    found = cards(gate_pregnancy="yes", pregnant="yes", due_date="2027-06-04")
    wait = next(card for card in found if card.action.key == "wait_until")
    assert wait.title == "Wait until about Friday 16 July 2027"


@pytest.mark.parametrize(
    ("answers", "clears"),
    [
        (KELOID, "Nothing clears it, unless the answer was wrong."),
        (WARFARIN, "A letter that you accept, written 3 months or less before treatment."),
        (
            {**WARFARIN, "anticoagulant": "stopped_without_advice"},
            "No letter clears it: only another answer, or your own reason in words.",
        ),
        ({"diabetes": None}, "An answer."),
        (
            {"gate_fits_faints": "yes", "fainting": "with_needles_or_blood"},
            "Nothing needs clearing. Do what it asks, and tick it.",
        ),
    ],
    ids=["stop", "letter", "no letter", "blank", "care"],
)
def test_a_reason_says_what_would_clear_it(answers: dict[str, Any], clears: str) -> None:
    assert cards(**answers)[0].full_reasons[0].reason.clears == clears


def test_grade_and_directness_are_those_of_the_risk_and_the_wait_has_its_own() -> None:
    (wait,) = cards(**ISOTRETINOIN)
    assert wait.sure == (
        "expert opinion, known from other procedures, not SMP",
        "The wait: expert opinion",
    )


def test_frequencies_are_honest() -> None:
    letter, *_ = cards(**WARFARIN)
    assert all(not effect.how_often.in_smp for effect in letter.full_reasons[0].reason.effects)
    assert letter.often == "Nobody has counted how often in SMP."
    stop = cards(**KELOID)[0]
    growing, regret = stop.full_reasons[0].reason.effects
    assert growing.how_often.uncounted == "Nobody has counted this in SMP."
    (elsewhere,) = growing.how_often.elsewhere
    assert elsewhere.procedure.words == "In hair transplants, not SMP"
    assert elsewhere.words == "1 of 2,896"
    assert regret.how_often.short == "In SMP: 1 of 43"
    assert stop.often == "How often: the figures are below."


def test_a_figure_of_other_procedures_never_stands_in_front() -> None:
    (test_area,) = cards(gate_scarring="yes", keloid_family="yes")
    assert test_area.often == "Nobody has counted how often in SMP."


def test_many_blanks_are_one_reason() -> None:
    found = cards(diabetes=None, gate_heart=None, lesion_changing=None)
    (ask,) = found
    assert ask.title == "Ask again and correct the answer"
    assert len(ask.reasons[0].reason.said) == 3
    assert {said.answer for said in ask.reasons[0].reason.said} == {"No answer yet"}
    assert not ask.front.effects
    assert ask.reasons[0].when == "3 questions"


# ── A letter on file ───────────────────────────────────────────────────────────


def letter(limits: str = "") -> LetterOnFile:
    return LetterOnFile("anticoagulant_use", date(2027, 2, 20), "Dr Osei", limits)


def test_a_cleared_finding_is_shown_with_its_letter_and_no_longer_asked_for() -> None:
    kept, *_ = cards(letters=[letter()], **WARFARIN)
    assert kept.title == "Keep the letter on file"
    assert (kept.level, kept.cleared, kept.letters) == ("care", True, (letter(),))


def test_a_letter_with_limits_asks_to_keep_to_them() -> None:
    limited = letter("no session over two hours")
    assert cards(letters=[limited], **WARFARIN)[0].title == "Keep to the limits in the letter"


def test_a_letter_clears_only_what_it_names() -> None:
    found = cards(letters=[letter()], **FIVE)
    assert titled(found, "Ask for a letter from the doctor").level == "hold"
    assert titled(found, "Keep the letter on file").level == "care"
