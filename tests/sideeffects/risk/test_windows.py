"""The windows: ranges of treatment days with one level and the same open findings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sideeffects.risk import RiskSummary

from .cases import (
    TREATMENT,
    Plain,
    any_of,
    compare,
    day,
    line,
    means,
    on,
    patient,
    period,
    question,
    rule,
    small,
    summary,
)

ONE_DAY = timedelta(days=1)
WELL = patient()
PERIODS = [
    period("a_week", 7),
    period("a_month", 1, "months"),
    period("a_year", 1, "years"),
]
WHEN = question("when", "date", tense="either")
SINCE = line("when", "answered")


def waiting(of: str, **plus: str) -> Plain:
    return {"kind": "deferral", "wait_until": day(of, **plus)}


def spans(result: RiskSummary) -> list[tuple[str, str, str]]:
    return [(one.first.isoformat(), one.last.isoformat(), one.level) for one in result.windows]


def test_a_well_patient_has_one_window_of_twelve_months() -> None:
    assert spans(on(TREATMENT, WELL))[-1][1] == "2028-03-01"
    result = summary({}, small([question("a", stage="treatment_day")]))
    assert spans(result) == [("2027-03-01", "2028-03-01", "clear")]
    on_the_last_of_august = summary({}, small([]), consultation=date(2027, 8, 31))
    assert spans(on_the_last_of_august) == [("2027-08-31", "2028-08-31", "clear")]


@pytest.mark.parametrize(
    ("one", "first_day_of_the_hold"),
    [
        pytest.param(
            compare(day("treatment_date"), "after", day("when")), "2027-04-11", id="after"
        ),
        pytest.param(
            compare(day("when"), "on_or_before", day("treatment_date")), "2027-04-10", id="from"
        ),
        pytest.param(
            compare(day("treatment_date", days="a_week"), "after", day("when")),
            "2027-04-04",
            id="a week ahead",
        ),
        pytest.param(
            compare(day("when"), "on_or_before", day("treatment_date", months="a_month")),
            "2027-03-10",
            id="a month ahead",
        ),
        pytest.param(
            compare(
                day("when", years="a_year"), "on_or_before", day("treatment_date", years="a_year")
            ),
            "2027-04-10",
            id="a year on both sides",
        ),
        pytest.param(
            compare(day("consultation_date", days="a_week"), "on_or_before", day("treatment_date")),
            "2027-03-08",
            id="a week from the consultation",
        ),
        pytest.param(
            compare(day("treatment_date"), "after", day("consultation_date")),
            "2027-03-02",
            id="after the consultation",
        ),
    ],
)
def test_a_window_begins_on_the_day_that_a_line_turns(
    one: Plain, first_day_of_the_hold: str
) -> None:
    catalogue = small([WHEN], [rule("later", one)], periods=PERIODS)
    result = summary({"when": "2027-04-10"}, catalogue)
    turn = date.fromisoformat(first_day_of_the_hold)
    assert spans(result) == [
        ("2027-03-01", (turn - ONE_DAY).isoformat(), "clear"),
        (first_day_of_the_hold, "2028-03-01", "hold"),
    ]


def test_a_follow_up_may_open_and_close_with_the_treatment_day() -> None:
    opened = compare(day("treatment_date"), "after", day("when"))
    questions = [WHEN, question("a", "yes_no", opened)]
    result = summary({"when": "2027-04-10"}, small(questions))
    assert spans(result) == [
        ("2027-03-01", "2027-04-10", "clear"),
        ("2027-04-11", "2028-03-01", "hold"),
    ]
    waits = rule("wait", line("a", "is", "yes"), **waiting("when", days="a_week"))
    waiting_then = small(questions, [waits], periods=PERIODS)
    result = on(date(2027, 4, 12), {"when": "2027-04-10", "a": "yes"}, waiting_then)
    assert result.earliest_date == date(2027, 4, 17)


def test_days_with_one_level_but_other_findings_are_two_windows() -> None:
    late = compare(day("treatment_date"), "after", day("when"))
    early = compare(day("treatment_date"), "on_or_before", day("when"))
    result = summary(
        {"when": "2027-04-10"}, small([WHEN], [rule("late", late), rule("early", early)])
    )
    assert [[ref.made_by for ref in window.findings] for window in result.windows] == [
        ["early"],
        ["late"],
    ]


def test_windows_name_what_made_each_finding() -> None:
    unsure = question("a", not_sure=means("thin_blood", "precaution"))
    catalogue = small([unsure, question("b"), WHEN], [rule("yes", line("a", "is", "yes"))])
    result = summary({"a": "not_sure", "when": "2028"}, catalogue)
    assert [
        (ref.contraindication, ref.kind, ref.made_by) for ref in result.windows[0].findings
    ] == [
        ("thin_blood", "precaution", "a"),
        ("incomplete_answers", "clarification", "blank"),
    ]
    past = summary({"when": "2028"}, small([question("when", "date")]))
    assert [ref.made_by for ref in past.windows[0].findings] == ["future_date"]


@pytest.mark.parametrize("year", ["0003", "9998"])
def test_a_date_at_the_end_of_the_calendar_changes_no_window(year: str) -> None:
    waits = rule("wait", SINCE, **waiting("when", years="a_year"))
    later = rule(
        "later",
        any_of(compare(day("treatment_date", years="a_year"), "after", day("when"))),
        kind="precaution",
    )
    catalogue = small([WHEN], [waits, later], periods=PERIODS)
    result = summary({"when": f"{year}-05-05"}, catalogue, letters={"weak_skin": date(9500, 1, 1)})
    assert len(result.windows) == 1
    assert result.fault is None


def test_a_case_without_its_treatment_day_is_the_same_patient() -> None:
    asked_early = on(TREATMENT, WELL | {"gave_blood_24h": "yes"})
    assert asked_early.windows == on(TREATMENT, WELL).windows
