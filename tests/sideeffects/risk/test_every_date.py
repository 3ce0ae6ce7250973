"""Every date in the starter's rules: the day before it, the day itself and the day after.

Three rules need other questions than that. ``gave_blood`` and ``alcohol_24h`` count from the
treatment day itself, so that their wait never ends while the answer stands: what ends it is
another day, on which the question is asked again. ``mri_soon`` looks forward, to a scan after the
treatment. What is tested for them instead stands in the last section.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from sideeffects.risk import Finding, RiskSummary

from .cases import CONSULTATION, TREATMENT, on, patient, starter
from .reference import Patient
from .reference_lines import Plain, days_in, lines_of, questions_in
from .rule_cases import RULES, STARTER, cases_of, fires, seen

ONE_DAY = timedelta(days=1)
FROM_THE_TREATMENT_DAY = ("gave_blood", "alcohol_24h")
WAITS = [
    key
    for key, rule in RULES.items()
    if rule["wait_until"] and key not in (*FROM_THE_TREATMENT_DAY, "mri_soon")
]
DATE_LINES = [
    pytest.param(key, line, id=f"{key}-{place}")
    for key, rule in RULES.items()
    for place, line in enumerate(lines_of(rule["when"]))
    if days_in(line)
]


def result_on(who: Patient, treatment: date) -> RiskSummary:
    return on(treatment, who.answers, starter(), who.consultation, stages=who.stages)


def finding(who: Patient, treatment: date, key: str) -> Finding | None:
    found = [one for one in result_on(who, treatment).findings if one.rule == key]
    return found[0] if found else None


# ── Waits ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", WAITS)
def test_a_wait_holds_until_the_day_before_and_is_over_on_the_day(key: str) -> None:
    for case in cases_of(key):
        until = date_of(case.rule, case.who, case.treatment)
        before = finding(case.who, until - ONE_DAY, key)
        assert before is not None
        assert (before.until, before.open_ended, before.level) == (until, False, "hold")
        assert "obtain_date" not in {action.key for action in before.actions}
        assert finding(case.who, until, key) is None
        assert finding(case.who, until + ONE_DAY, key) is None


def date_of(rule: Plain, who: Patient, treatment: date) -> date:
    values = STARTER.read(who.answers, who.consultation)
    until = STARTER.day(rule["wait_until"], values, treatment, who.consultation)
    assert isinstance(until, date)
    return until


ANCHORED = [key for key in WAITS if RULES[key]["wait_until"]["of"] in STARTER.questions]


@pytest.mark.parametrize("key", ANCHORED)
def test_a_wait_whose_date_is_missing_has_no_end_or_is_skipped(key: str) -> None:
    rule = RULES[key]
    for case in cases_of(key):
        nameless = replace(case.who, answers=case.who.answers | {rule["wait_until"]["of"]: None})
        found = finding(nameless, case.treatment, key)
        lines = STARTER.all_hold(
            rule["when"], seen(rule, nameless, case.treatment), case.treatment, CONSULTATION
        )
        if rule["when_anchor_missing"] == "skip" or not lines:
            assert found is None
            continue
        assert found is not None
        assert (found.until, found.open_ended, found.level) == (None, True, "hold")
        assert "obtain_date" in {action.key for action in found.actions}
        assert result_on(nameless, case.treatment).open_ended is True


# ── Lines that compare days ────────────────────────────────────────────────────


@pytest.mark.parametrize(("key", "line"), DATE_LINES)
def test_a_line_of_dates_turns_on_its_very_day(key: str, line: Plain) -> None:
    """Each date that a line reads is moved across the day on which the line turns."""
    turned = 0
    for case in cases_of(key):
        for who, treatment in around_the_turn(case.rule, line, case.who, case.treatment):
            turned += 1
            assert (finding(who, treatment, key) is not None) == fires(key, who, treatment)
    assert turned >= 3


def around_the_turn(
    rule: Plain, line: Plain, who: Patient, treatment: date
) -> Iterator[tuple[Patient, date]]:
    """The patient one day before, on and after each day on which the line turns."""
    values = seen(rule, who, treatment)
    if any(expression["of"] == "treatment_date" for expression in days_in(line)):
        days = [CONSULTATION + timedelta(days=ahead) for ahead in range(800)]
        truths = [STARTER.holds(line, values, day, CONSULTATION) for day in days]
        yield from ((who, day) for day in turns(days, truths))
    for name in questions_in(line):
        days = [TREATMENT + timedelta(days=ahead) for ahead in range(-7400, 900)]
        truths = [
            STARTER.holds(line, values | {name: day}, treatment, CONSULTATION) for day in days
        ]
        for day in turns(days, truths):
            yield replace(who, answers=who.answers | {name: day.isoformat()}), treatment


def turns(days: list[date], truths: list[bool]) -> Iterator[date]:
    for place in range(1, len(days) - 1):
        if truths[place - 1] != truths[place]:
            yield from days[place - 1 : place + 2]


# ── The three that are otherwise ───────────────────────────────────────────────


@pytest.mark.parametrize("key", FROM_THE_TREATMENT_DAY)
def test_a_wait_from_the_treatment_day_moves_with_it_and_ends_on_the_next_day_asked(
    key: str,
) -> None:
    for case in cases_of(key):
        for treatment in (TREATMENT - ONE_DAY, TREATMENT, TREATMENT + ONE_DAY):
            found = finding(case.who, treatment, key)
            assert found is not None
            assert found.until == date_of(case.rule, case.who, treatment) == treatment + ONE_DAY
        result = result_on(case.who, TREATMENT)
        assert (result.earliest_date, result.open_ended) == (TREATMENT + ONE_DAY, False)
        asked_again = replace(case.who, answers=case.who.answers | said_no(case.rule))
        assert finding(asked_again, TREATMENT + ONE_DAY, key) is None


def said_no(rule: Plain) -> dict[str, str]:
    return {line["question"]: "no" for line in lines_of(rule["when"])}


GAP = int(STARTER.periods["mri_gap"]["value"])


@pytest.mark.parametrize(
    ("days_to_the_scan", "held"),
    [
        pytest.param(GAP + 1, False, id="more than far enough before the scan"),
        pytest.param(GAP, False, id="the last day that is far enough"),
        pytest.param(GAP - 1, True, id="the next day, too near"),
        pytest.param(0, True, id="the day of the scan"),
        pytest.param(-1, False, id="the day after it"),
    ],
)
def test_a_scan_soon_after_the_treatment_holds_it(days_to_the_scan: int, held: bool) -> None:
    scan = TREATMENT + timedelta(days=days_to_the_scan)
    answers = patient(gate_coming_up="yes", planned_mri="yes", mri_date=scan.isoformat())
    result = on(TREATMENT, answers)
    assert ("mri_soon" in {one.rule for one in result.findings}) == held
    assert result.earliest_date == (scan + ONE_DAY if held else None)
