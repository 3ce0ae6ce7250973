"""What stands beside the cards: range, earliest day, days to accept, what is left, what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from consultations import cards_board as board
from consultations import cards_left_over as left_over
from consultations.cards_changes import Snapshot, difference
from consultations.cards_reasons import Change
from consultations.windows import open_windows
from sideeffects.risk import FindingAction, RiskSummary
from tests.consultations.card_cases import FIVE, ISOTRETINOIN, KELOID, WARFARIN
from tests.sideeffects.risk.cases import CONSULTATION, on, patient, starter

LATER = date(2027, 4, 12)


def summary(treatment: date = LATER, letters: Any = None, **answers: Any) -> RiskSummary:
    return on(treatment, patient(starter(), **answers), letters=letters or {})


# ── Range ──────────────────────────────────────────────────────────────────────


def test_no_range_where_nothing_is_open() -> None:
    assert board.range_of(starter(), summary(**KELOID)) is None


def test_the_range_names_the_one_question_to_ask_next() -> None:
    found = board.range_of(starter(), summary(gate_scarring="not_sure", keloid_history="not_sure"))
    assert found is not None
    assert (found.low, found.high) == ("hold", "stop")
    assert found.ask is not None
    assert found.ask.key == "keloid_history"
    assert not found.at_the_examination
    assert [question.key for question in found.open_questions] == ["keloid_history"]


def test_a_question_of_the_examination_is_asked_on_the_page() -> None:
    found = board.range_of(starter(), summary(patch_test_result=None))
    assert found is not None
    assert found.at_the_examination


def test_what_was_not_assessed_has_no_range() -> None:
    assert board.range_of(starter(), not_assessed()) is None


def not_assessed() -> RiskSummary:
    return replace(summary(), level="not_assessed", could_be="stop", fault="ZeroDivisionError()")


# ── Earliest day ───────────────────────────────────────────────────────────────


def test_the_earliest_day_is_explained_latest_wait_first() -> None:
    filler = {
        "gate_scalp_procedures": "yes",
        "botox_filler": "filler",
        "botox_filler_date": "2027-02-20",
    }
    found = board.earliest_of(starter(), summary(date(2027, 3, 2), **ISOTRETINOIN, **filler))
    assert found.day == date(2027, 7, 15)
    assert [(line.name, line.sets) for line in found.lines] == [
        ("Isotretinoin or acitretin tablets", True),
        ("Botox or filler, forehead or scalp", False),
    ]
    assert found.sentences == ("Treatment on that day is allowed.",)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (KELOID, "A stop has no date."),
        ({}, "The rules allow the planned day, Monday 12 April 2027."),
        (WARFARIN, "No date can be given yet: Blood thinner."),
        (
            {**WARFARIN, **ISOTRETINOIN},
            "It can be later, but not earlier: no date yet for Blood thinner.",
        ),
        (
            {"gate_pregnancy": "yes", "pregnant": "yes", "due_date": "2027-06-04"},
            "The date rests on a plan or a due date, and can move.",
        ),
    ],
    ids=["stop", "clear", "letter", "floor", "provisional"],
)
def test_what_is_said_with_the_earliest_day(answers: dict[str, Any], sentence: str) -> None:
    assert sentence in board.earliest_of(starter(), summary(**answers)).sentences


def test_nothing_assessed_gives_no_date() -> None:
    found = board.earliest_of(starter(), not_assessed())
    assert found.sentences == ("Nothing was assessed, so no date can be given.",)


def test_a_letter_that_runs_out_before_the_day_makes_it_a_floor() -> None:
    late = {**WARFARIN, **ISOTRETINOIN}
    letters = {"anticoagulant_use": date(2027, 2, 20)}
    found = board.earliest_of(starter(), summary(letters=letters, **late))
    assert found.day == date(2027, 7, 15)
    assert (
        "It can be later, but not earlier: something runs out before that day." in found.sentences
    )


# ── Days to accept ─────────────────────────────────────────────────────────────


def windows(today: date = CONSULTATION, **answers: Any) -> Any:
    given = patient(starter(), **answers)
    return open_windows(starter(), on(LATER, given), given, {}, today)


def test_windows_say_what_makes_their_level() -> None:
    hold, *rest = board.window_lines(starter(), windows(**ISOTRETINOIN))
    assert (hold.level, hold.first, hold.last) == ("hold", CONSULTATION, date(2027, 7, 14))
    assert hold.names == ("Isotretinoin or acitretin tablets",)
    assert not hold.default
    assert rest[0].first == date(2027, 7, 15)
    assert rest[0].value == "2027-07-15"
    assert rest[0].default


def test_a_stop_names_what_stops() -> None:
    (stop,) = board.window_lines(starter(), windows(**{**FIVE, **KELOID}))
    assert (stop.names, stop.acceptable) == (("Keloid scars (own history)",), False)


def test_neighbouring_days_that_read_alike_are_one_line() -> None:
    found = windows(**{**FIVE, **KELOID})
    assert len(found) > 1
    (line,) = board.window_lines(starter(), found)
    assert (line.first, line.last) == (found[0].first, found[-1].last)
    assert line.value == "_".join(window.first.isoformat() for window in found)


# ── What is left over ──────────────────────────────────────────────────────────


def test_answers_with_nothing_to_act_on_stand_by_section() -> None:
    answers = patient(starter(), **WARFARIN)
    risk = on(LATER, answers)
    quiet = left_over.nothing_to_act_on(starter(), risk, answers, {})
    keys = {said.key for part in quiet for said in part.answers}
    assert "anticoagulant" not in keys
    assert "medicines_list" not in keys
    assert "oral_retinoid" in keys
    assert [part.title for part in quiet][:2] == ["You and your hair", "Your scalp and skin"]
    assert left_over.answered(starter(), risk, answers) == len(keys) + 2


def test_a_healthy_patient_gave_answers_with_nothing_to_act_on() -> None:
    answers = patient(starter())
    risk = on(LATER, answers)
    quiet = left_over.nothing_to_act_on(starter(), risk, answers, {})
    assert sum(len(part.answers) for part in quiet) == left_over.answered(starter(), risk, answers)


def test_what_no_rule_read_is_told_in_words() -> None:
    change = Change("aspirin", datetime(2027, 3, 1, tzinfo=UTC), "Sam")
    said = left_over.to_read(
        starter(), "medicines_list", "warfarin", "text", {"medicines_list": change}
    )
    assert (said.answer, said.own_words, said.was) == ("warfarin", True, "aspirin")
    note = left_over.to_read(starter(), "note", "needs an interpreter", "note", {})
    assert (note.question, note.answer) == ("Noted at the desk", "needs an interpreter")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("doctor_letter", "a letter from the doctor"),
        ("obtain_test_result", "the test result"),
        ("clarify_answers", "the patient’s answer"),
        ("gp_or_pharmacist", "send to a pharmacist or GP for treatment"),
    ],
)
def test_what_a_hold_waits_for(key: str, words: str) -> None:
    action = starter().actions[key]
    asked = FindingAction(
        action.key, action.label, None, action.gate, action.cleared_by, (), False, None
    )
    assert board.what_arrives(asked) == words


# ── What changed ───────────────────────────────────────────────────────────────


def snapshot(treatment: date = LATER, letters: Any = None, **answers: Any) -> Snapshot:
    given = patient(starter(), **answers)
    letters = letters or {}
    kept = {key: day.isoformat() for key, day in letters.items()}
    return Snapshot(on(treatment, given, letters=letters), given, kept)


def test_a_changed_answer_and_what_came_of_it() -> None:
    found = difference(starter(), snapshot(), snapshot(**KELOID))
    assert (found.level_was, found.level_now, found.level_changed) == ("clear", "stop", True)
    told = [(a.was, a.now) for a in found.answers]
    assert told[:2] == [("No", "Yes"), ("No answer", "Ears")]
    assert found.found == ("Keloid scars (own history): Stop",)
    assert found.gone == ()


def test_a_letter_that_came_and_one_that_went() -> None:
    letters = {"anticoagulant_use": date(2027, 2, 20)}
    without, having = snapshot(**WARFARIN), snapshot(letters=letters, **WARFARIN)
    came = difference(starter(), without, having)
    assert came.facts == ("A letter about Blood thinner was put on file.",)
    assert came.found == ("Blood thinner: cleared by a letter",)
    assert came.gone == ("Blood thinner: Hold",)
    went = difference(starter(), having, without)
    assert went.facts == ("The letter about Blood thinner was withdrawn.",)
    newer = snapshot(letters={"anticoagulant_use": date(2027, 2, 27)}, **WARFARIN)
    again = difference(starter(), having, newer)
    assert again.facts == ("A newer letter about Blood thinner was put on file.",)


def test_a_changed_plan_and_a_new_examination() -> None:
    before = snapshot(**ISOTRETINOIN)
    given = dict(before.answers)
    risk = on(date(2027, 8, 1), given, consultation=date(2027, 3, 2))
    found = difference(starter(), before, Snapshot(risk, given, {}))
    assert found.facts == (
        "The planned day was Monday 12 April 2027 and is now Sunday 1 August 2027.",
        "The answers were confirmed again on Tuesday 2 March 2027.",
    )
    assert found.gone == ("Isotretinoin or acitretin tablets: Hold, until Thursday 15 July 2027",)


# ── Answers of other days ──────────────────────────────────────────────────────


def test_an_answer_that_holds_only_on_other_days_is_not_called_quiet() -> None:
    """Sunburn seen today holds for four weeks; on the planned day nothing is found."""
    answers = patient(starter(), exam_sunburn="yes")
    risk = on(LATER, answers)
    assert risk.findings == ()
    other = left_over.on_other_days(starter(), risk, answers, {})
    assert "exam_sunburn" in {said.key for said in other}
    quiet = left_over.nothing_to_act_on(starter(), risk, answers, {})
    assert "exam_sunburn" not in {said.key for part in quiet for said in part.answers}


def test_answers_that_report_nothing_matter_on_no_day() -> None:
    answers = patient(starter())
    other = left_over.on_other_days(starter(), on(LATER, answers), answers, {})
    assert other == ()


def test_set_aside_answers_say_which_question_closed_them() -> None:
    assert left_over.why_to_read(starter(), "anticoagulant", "set_aside").startswith(
        "Reported, then no longer asked: “Do you bleed for a long time"
    )
    assert left_over.why_to_read(starter(), "note", "note") == "Noted at the desk"
    assert left_over.why_to_read(starter(), "medicines_list", "text") == "In their own words"
