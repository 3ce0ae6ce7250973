"""Past cases under the live edition and under a draft: which way they go."""

from __future__ import annotations

from datetime import date
from typing import Any

from sideeffects.risk import (
    NOT_ASSESSED,
    Catalogue,
    Replay,
    Replayed,
)

from .cases import (
    line,
    patient,
    question,
    rule,
    small,
    starter,
)
from .changes import set_field
from .replaying import (
    CHANGES,
    KELOID,
    QUESTIONS,
    TOOK,
    WELL,
    YES,
    B,
    after,
    between,
    found,
    kind,
    past,
    replayed,
)

# ── Which way it goes ──────────────────────────────────────────────────────────


def test_a_longer_wait_dates_the_finding_later() -> None:
    result = replayed(CHANGES["a longer wait"], WELL | TOOK)
    assert (result.level_before, result.level_after) == ("hold", "hold")
    assert (result.direction, result.outcome, result.lacks_answer) == ("stricter",) * 2 + (False,)
    (moved,) = result.moved
    assert moved.finding.made_by == "retinoid_recent"
    assert (moved.until_before, moved.until_after) == (date(2027, 5, 1), date(2027, 8, 1))
    assert (moved.kind_before, moved.level_before, moved.level_after) == (
        "deferral",
        "hold",
        "hold",
    )


def test_a_longer_wait_can_begin_to_hold() -> None:
    result = replayed(
        CHANGES["a longer wait"], WELL | TOOK | {"oral_retinoid_last_dose": "2026-10-01"}
    )
    assert (result.level_before, result.level_after, result.direction) == (
        "clear",
        "hold",
        "stricter",
    )
    assert (found(result.gained), result.cards) == (["retinoid_recent"], (0, 1))


def test_a_shorter_wait_is_less_strict() -> None:
    result = replayed(set_field("periods", "isotretinoin_wait", value=5), WELL | TOOK)
    assert result.direction == "less_strict"
    assert (found(result.lost), result.level_after, result.cards) == (
        ["retinoid_recent"],
        "clear",
        (1, 0),
    )


def test_who_took_nothing_does_not_notice() -> None:
    result = replayed(CHANGES["a longer wait"], WELL)
    assert result == Replayed(1, "clear", "clear", "same")


def test_other_words_change_nothing() -> None:
    result = replayed(CHANGES["other words"], patient(starter(), **KELOID))
    assert (result.direction, result.moved, result.cards) == ("same", (), (1, 1))


def test_a_weaker_rule_is_less_strict() -> None:
    result = replayed(CHANGES["a weaker rule"], patient(starter(), **KELOID))
    assert (result.level_before, result.level_after) == ("stop", "care")
    assert (result.direction, result.moved[0].kind_before) == ("less_strict", "absolute")


def test_a_letter_that_counts_for_longer_is_less_strict() -> None:
    answers = patient(starter(), gate_scarring="yes", hypertrophic_scar_history="yes")
    letters = {"hypertrophic_scar_history": date(2026, 12, 1)}
    change = CHANGES["letters that count for longer"]
    result = replayed(change, answers, letters=letters)
    assert (result.level_before, result.level_after) == ("hold", "care")
    assert result.direction == "less_strict"
    assert replayed(change, answers).direction == "same"


# ── What nobody answered ───────────────────────────────────────────────────────


def test_a_blank_that_a_new_rule_reads_is_lacking() -> None:
    unanswered = YES | {"b": None}
    result = between([], [rule("two", B)], unanswered)
    assert (result.lacks, result.direction, result.outcome) == (("b",), "same", "left_out")
    assert between([], kind("clearance"), unanswered).lacks == ()
    assert between([rule("two", B)], [], unanswered).lacks == ()


def test_a_blank_that_the_draft_does_not_ask_is_not_lacking() -> None:
    questions = [*QUESTIONS, question("d", "yes_no", line("b", "is", "no"))]
    reads = rule("two", line("d", "is", "yes"))
    assert Replay(small(questions), small(questions, [reads])).of(past(YES)).lacks == ()


def test_a_blank_of_a_stage_not_reached_is_not_lacking() -> None:
    questions = [*QUESTIONS, question("d", "yes_no", stage="treatment_day")]
    replay = Replay(small(questions), small(questions, [rule("two", line("d", "is", "yes"))]))
    assert replay.of(past(YES)).lacks == ()
    every = ("consultation", "examination", "treatment_day")
    assert replay.of(past(YES, stages=every)).lacks == ("d",)


def test_a_new_question_is_lacking_in_every_past_case() -> None:
    later = small([*QUESTIONS, question("d"), question("e")])
    result = Replay(small(QUESTIONS), later).of(past(YES))
    assert (result.level_after, result.direction) == ("hold", "stricter")
    assert (result.lacks, result.outcome) == (("d", "e"), "left_out")


def test_an_answer_no_longer_offered_is_lacking_and_never_nothing_to_report() -> None:
    change = CHANGES["an answer that is no longer offered"]
    result = replayed(change, patient(starter(), diabetes="type2"))
    assert (result.lacks, result.level_after) == (("diabetes",), "hold")
    assert replayed(change, patient(starter(), diabetes="type1")).lacks == ()


def test_an_answer_that_the_live_edition_cannot_read_is_lacking() -> None:
    """From an older edition: the draft offers the answer again."""
    live = after(CHANGES["an answer that is no longer offered"])
    answers = patient(starter(), diabetes="type2", hba1c=50, hba1c_date="2027-02-01")
    result = Replay(live, starter()).of(past(answers))
    assert (result.level_before, result.level_after) == ("hold", "care")
    assert (result.lacks, result.outcome) == (("diabetes",), "less_strict")


def test_an_answer_that_neither_can_read_is_lacking_though_nothing_changed() -> None:
    result = between([], [], YES | {"a": "perhaps", "forgotten": "yes"})
    assert (result.lacks, result.direction, result.level_before) == (("a",), "same", "hold")


# ── What cannot be assessed ────────────────────────────────────────────────────


def without_a_name() -> Catalogue:
    return small(QUESTIONS, [rule("one", line("gone", "is", "yes"))])


def test_a_draft_with_gaps_assesses_nobody() -> None:
    result = Replay(small(QUESTIONS), without_a_name()).of(past(YES))
    assert (result.assessed, result.direction, result.outcome) == (False,) + (NOT_ASSESSED,) * 2
    assert (result.level_before, result.level_after) == ("clear", NOT_ASSESSED)


def test_a_case_that_faults_is_not_counted_as_unchanged() -> None:
    nobody: Any = None
    result = between(kind("clearance"), [], YES, consultation_date=nobody)
    assert not result.assessed
    assert (result.level_before, result.level_after) == (NOT_ASSESSED, NOT_ASSESSED)
