"""Past cases under the live edition and under a draft."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sideeffects.risk import (
    NOT_ASSESSED,
    Catalogue,
    PastCase,
    Replay,
    Replayed,
    RiskSummary,
    assess,
    check_answers,
    parse,
)

from .cases import (
    CONSULTATION,
    TREATMENT,
    Plain,
    day,
    line,
    means,
    patient,
    period,
    question,
    rule,
    small,
    starter,
    starter_files,
)
from .changes import Change, add_rule, changed, remove, set_field
from .drawn import examples, patients
from .drawn_catalogues import catalogues
from .reference import Patient
from .reference_range import Range

STARTER = Range(starter_files())
WELL = patient(starter())
KELOID = {"keloid_history": "yes", "keloid_site": ["chest_shoulders_back"]}
TOOK = {"oral_retinoid": "stopped", "oral_retinoid_last_dose": "2026-11-01"}


def past(answers: Any, **fields: Any) -> PastCase:
    return PastCase(
        **{
            "ref": 1,
            "answers": answers,
            "letters": {},
            "consultation_date": CONSULTATION,
            "treatment_date": TREATMENT,
        }
        | fields
    )


def after(change: Change) -> Catalogue:
    return parse(changed(change))


def replayed(change: Change, answers: Any, **fields: Any) -> Replayed:
    """A case under the starter, and under the starter with one change."""
    return Replay(starter(), after(change)).of(past(answers, **fields))


def found(refs: Any) -> list[str]:
    return [ref.made_by for ref in refs]


# ── Whose level it is ──────────────────────────────────────────────────────────

CHANGES: dict[str, Change] = {
    "a longer wait": set_field("periods", "isotretinoin_wait", value=9),
    "a shorter wait": set_field("periods", "isotretinoin_wait", value=1),
    "letters that count for longer": set_field("periods", "letter_valid", value=12),
    "a rule taken out": remove("rules", "keloid_yes"),
    "a weaker rule": set_field("rules", "keloid_yes", kind="precaution"),
    "a new rule": add_rule("keloid_yes", when=[line("psoriasis", "is_not", "none")]),
    "other words": set_field("rules", "keloid_yes", reads_as="Other words.", actions=[]),
    "another meaning of not sure": set_field(
        "questions", "keloid_history", not_sure=means("keloid_history", "precaution")
    ),
    "an answer that is no longer offered": set_field(
        "questions",
        "diabetes",
        options=[{"key": "none", "label": "No"}, {"key": "type1", "label": "Yes"}],
    ),
}


def as_assessed(catalogue: Catalogue, case: PastCase) -> RiskSummary:
    """What ``assess`` says of the answers that the catalogue can read."""
    wrong = check_answers(catalogue, case.answers, case.consultation_date)
    unread = {one.key for one in wrong if not one.reason.startswith("must be from")}
    return assess(
        catalogue,
        {key: answer for key, answer in case.answers.items() if key not in unread},
        consultation_date=case.consultation_date,
        treatment_date=case.treatment_date,
        letters={key: at for key, at in case.letters.items() if key in catalogue.contraindications},
        stages=case.stages,
    )


def findings(summary: RiskSummary) -> set[tuple[Any, ...]]:
    """Each finding with what made it: its rule, or the question that nobody was sure of."""
    return {
        (
            one.contraindication,
            one.kind,
            one.rule or (one.because[0][0] if one.origin == "not_sure" else one.origin),
            one.level,
            one.until,
        )
        for one in summary.findings
    }


def check(replay: Replay, live: Catalogue, draft: Catalogue, who: Patient, day: date) -> None:
    case = PastCase("ref", who.answers, who.letters, who.consultation, day, who.stages)
    result = replay.of(case)
    before, after = as_assessed(live, case), as_assessed(draft, case)
    assert (result.ref, result.assessed) == ("ref", True)
    assert (result.level_before, result.level_after) == (before.level, after.level)
    assert result.cards == (len(before.findings), len(after.findings))
    levels = ("clear", "care", "hold", "stop")
    change = levels.index(after.level) - levels.index(before.level)
    if change:
        assert result.direction == ("stricter" if change > 0 else "less_strict")
    same = findings(before) == findings(after)
    if same:
        assert (result.direction, result.gained, result.lost) == ("same", (), ())
    rules_after = {one.rule for one in after.findings if one.rule}
    rules_before = {one.rule for one in before.findings if one.rule}
    assert {one for one in found(result.gained) if one in draft.rules} >= rules_after - rules_before
    assert {one for one in found(result.lost) if one in live.rules} <= rules_before


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@examples(15)
@given(drawn=patients(STARTER, WELL))
def test_the_levels_are_those_of_whole_summaries(
    change: Change, drawn: tuple[Patient, date]
) -> None:
    draft = after(change)
    check(Replay(starter(), draft), starter(), draft, *drawn)


@examples(60)
@given(catalogues(), catalogues(), st.data())
def test_any_two_catalogues_give_the_levels_of_whole_summaries(
    one: Plain, other: Plain, data: st.DataObject
) -> None:
    live, draft = parse(one), parse(other)
    replay = Replay(live, draft)
    for _ in range(3):
        check(replay, live, draft, *data.draw(patients(Range(one), {}, most=6)))


@pytest.mark.slow
@examples(5_000)
@given(catalogues(), catalogues(), st.data())
def test_thousands_of_pairs_give_the_levels_of_whole_summaries(
    one: Plain, other: Plain, data: st.DataObject
) -> None:
    live, draft = parse(one), parse(other)
    check(Replay(live, draft), live, draft, *data.draw(patients(Range(one), {}, most=6)))


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


# ── At the same level ──────────────────────────────────────────────────────────

QUESTIONS = [question(key) for key in ("a", "b", "c")] + [
    question("since", "date"),
    question("again", "date"),
]
PERIODS = [period("short", 50), period("long", 60)]
YES = {"a": "yes", "b": "yes", "c": "yes", "since": "2027-02-25", "again": "2027-02-26"}
HOLD = rule("hold", line("c", "is", "yes"), contraindication="other")
A, B = line("a", "is", "yes"), line("b", "is", "yes")


def wait(of: str, days: str | None, **fields: Any) -> Plain:
    """A rule over the answer a, which waits so many days, or without an end."""
    if days is None:
        return rule("one", A, kind="deferral", **fields)
    return rule("one", A, kind="deferral", wait_until=day(of, days=days), **fields)


def between(one: list[Plain], other: list[Plain], answers: Any = YES, **fields: Any) -> Replayed:
    """The same case under two small catalogues that differ in their rules."""
    live, draft = (small(QUESTIONS, [HOLD, *rules], periods=PERIODS) for rules in (one, other))
    return Replay(live, draft).of(past(answers, **fields))


def kind(name: str, **fields: Any) -> list[Plain]:
    return [rule("one", A, kind=name, **fields)]


SAME_LEVEL: dict[str, tuple[list[Plain], list[Plain], str]] = {
    "a finding more": ([], kind("clearance"), "stricter"),
    "a finding less": (kind("clearance"), [], "less_strict"),
    "one more and one less": (kind("clearance"), [rule("two", B)], "less_strict"),
    "a later date": ([wait("since", "short")], [wait("since", "long")], "stricter"),
    "an earlier date": ([wait("since", "long")], [wait("since", "short")], "less_strict"),
    "a date counted from another day": (
        [wait("since", "long")],
        [wait("again", "long")],
        "stricter",
    ),
    "an end where there was none": (
        [wait("since", None)],
        [wait("since", "long")],
        "less_strict",
    ),
    "no end where there was one": ([wait("since", "long")], [wait("since", None)], "stricter"),
    "care becomes a hold": (kind("precaution"), kind("clearance"), "stricter"),
    "a hold becomes care": (kind("clearance"), kind("precaution"), "less_strict"),
    "asking again becomes a letter": (kind("clarification"), kind("clearance"), "stricter"),
    "a letter becomes asking again": (kind("clearance"), kind("clarification"), "less_strict"),
    "a letter becomes a wait": (kind("clearance"), [wait("since", None)], "less_strict"),
    "a wait becomes a letter": ([wait("since", None)], kind("clearance"), "less_strict"),
    "a rule moves to another entry": (
        kind("clearance"),
        kind("clearance", contraindication="elsewhere"),
        "less_strict",
    ),
    "a letter is asked for beside care": (
        kind("precaution"),
        [*kind("precaution"), rule("two", B)],
        "stricter",
    ),
    "care hidden beside a hold goes": (
        [*kind("precaution"), rule("two", B)],
        [rule("two", B)],
        "same",
    ),
    "the hold beside hidden care goes": (
        [*kind("precaution"), rule("two", B)],
        kind("precaution"),
        "less_strict",
    ),
    "care goes, and the hold is of something else": (
        kind("precaution"),
        [rule("two", B, contraindication="elsewhere")],
        "less_strict",
    ),
    "care goes for other care": (
        kind("precaution"),
        [rule("two", B, kind="precaution")],
        "less_strict",
    ),
}


@pytest.mark.parametrize(("one", "other", "direction"), SAME_LEVEL.values(), ids=SAME_LEVEL)
def test_at_the_same_level_anything_lost_is_less_strict(
    one: list[Plain], other: list[Plain], direction: str
) -> None:
    result = between(one, other)
    assert (result.level_before, result.level_after) == ("hold", "hold")
    assert result.direction == direction


def test_the_level_comes_first() -> None:
    result = between(kind("clearance"), [rule("two", B, kind="absolute")])
    assert (result.direction, found(result.lost)) == ("stricter", ["one"])


def test_a_rule_that_sees_hidden_answers_is_looked_at_with_them() -> None:
    questions = [*QUESTIONS, question("d", "yes_no", line("b", "is", "yes"))]
    one = rule("one", line("d", "is", "yes"), kind="absolute", sees_hidden=True)
    replay = Replay(small(questions), small(questions, [one]))
    assert replay.of(past(YES | {"b": "no", "d": "yes"})).direction == "stricter"
    assert replay.of(past(YES | {"b": "no", "d": "no"})).direction == "same"


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
