"""The earliest safe date, found by assessing on the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given

from sideeffects.risk import findings_on

from .cases import (
    TREATMENT,
    Plain,
    compare,
    day,
    line,
    on,
    patient,
    period,
    question,
    rule,
    small,
    starter,
    starter_files,
    summary,
)
from .drawn import examples, patients
from .reference import Patient
from .reference_range import Range

ONE_DAY = timedelta(days=1)
STARTER = Range(starter_files())
WELL = patient()
Drawn = tuple[Patient, date]


# ── The starter ────────────────────────────────────────────────────────────────


@examples(40)
@given(patients(STARTER, WELL, most=6))
def test_on_the_earliest_date_no_dated_hold_is_open(drawn: Drawn) -> None:
    who, treatment = drawn
    result = on(
        treatment,
        who.answers,
        starter(),
        who.consultation,
        letters=who.letters,
        stages=who.stages,
    )
    assume(result.earliest_date is not None)
    assert result.earliest_date is not None
    assert result.earliest_date > treatment
    later = STARTER.before_the_day(who)
    then = findings_on(
        starter(),
        later.answers,
        consultation_date=later.consultation,
        treatment_date=result.earliest_date,
        letters=later.letters,
        stages=later.stages,
    )
    assert not [one for one in then if one.level == "hold" and one.until]
    if not result.open_ended:
        assert all(one.level != "hold" for one in then)
    assert result.earliest_because in {one.contraindication for one in result.findings} | {
        "planned_mri",
        "patch_test_status",
    }


STOPPED = {"oral_retinoid": "stopped", "oral_retinoid_last_dose": "2027-01-12"}
SCAN = {"gate_coming_up": "yes", "planned_mri": "yes", "mri_date": "2027-07-20"}


@pytest.mark.parametrize(
    ("answers", "earliest", "because", "open_ended", "provisional"),
    [
        pytest.param({}, None, None, False, False, id="nothing to wait for"),
        pytest.param(STOPPED, "2027-07-12", "isotretinoin_oral", False, False, id="one wait"),
        pytest.param(
            STOPPED | SCAN, "2027-07-21", "planned_mri", False, False, id="a scan soon after it"
        ),
        pytest.param(
            STOPPED | {"lesion_changing": "yes"},
            "2027-07-12",
            "isotretinoin_oral",
            True,
            False,
            id="a floor beside a hold without a date",
        ),
        pytest.param({"lesion_changing": "yes"}, None, None, True, False, id="no date at all"),
        pytest.param(
            {"gate_pregnancy": "yes", "pregnant": "yes", "due_date": "2027-06-04"},
            "2027-07-16",
            "pregnancy",
            False,
            True,
            id="a due date is a plan",
        ),
        pytest.param(
            {"gate_pregnancy": "yes", "pregnant": "yes"},
            None,
            None,
            True,
            True,
            id="a plan without its date",
        ),
        pytest.param(STOPPED | {"keloid_history": "yes"}, None, None, None, None, id="a stop"),
    ],
)
def test_the_earliest_date(
    answers: Plain,
    earliest: str | None,
    because: str | None,
    open_ended: bool | None,
    provisional: bool | None,
) -> None:
    result = on(TREATMENT, patient(**answers))
    assert result.earliest_date == (date.fromisoformat(earliest) if earliest else None)
    assert (result.earliest_because, result.open_ended, result.provisional) == (
        because,
        open_ended,
        provisional,
    )


def test_a_measurement_too_old_by_then_makes_the_date_a_floor() -> None:
    answers = patient(diabetes="type1", hba1c=54, hba1c_date="2027-01-11", **STOPPED)
    result = on(TREATMENT, answers)
    assert (result.earliest_date, result.open_ended) == (date(2027, 7, 12), True)
    fresh = on(TREATMENT, answers | {"hba1c_date": "2027-01-12"})
    assert (fresh.earliest_date, fresh.open_ended) == (date(2027, 7, 12), False)


def test_answers_of_the_treatment_day_do_not_reach_the_next() -> None:
    answers = patient(gave_blood_24h="yes", **STOPPED)
    result = on(TREATMENT, answers, stages=("consultation", "examination", "treatment_day"))
    assert result.earliest_date == date(2027, 7, 12)
    assert {ref.made_by for ref in result.windows[0].findings} == {"retinoid_recent"}


def test_a_blank_of_the_treatment_day_is_no_hold_on_another_day() -> None:
    answers = patient(**STOPPED) | {"gave_blood_24h": None}
    result = on(TREATMENT, answers, stages=("consultation", "examination", "treatment_day"))
    assert (result.level, result.earliest_date) == ("hold", date(2027, 7, 12))
    assert result.open_ended is True
    assert "clear" in {window.level for window in result.windows}


# ── Made by hand ───────────────────────────────────────────────────────────────

PERIODS = [
    period("a_week", 7),
    period("a_month", 1, "months"),
    period("a_year", 1, "years"),
]
WHEN = question("when", "date", tense="either")
SINCE = line("when", "answered")


def waiting(of: str, **plus: str) -> Plain:
    return {"kind": "deferral", "wait_until": day(of, **plus)}


def test_each_step_is_assessed_on_its_own_day() -> None:
    """After the first wait a second begins, and on its last day something has no end."""
    rules = [
        rule("first", SINCE, **waiting("when", days="a_week"), provisional=True),
        rule(
            "second",
            compare(day("treatment_date"), "on_or_before", day("when", days="a_week")),
            contraindication="thin_blood",
            **waiting("when", months="a_month"),
        ),
        rule(
            "last",
            compare(day("treatment_date"), "after", day("when", days="a_week")),
            kind="clarification",
        ),
    ]
    result = summary({"when": "2027-04-10"}, small([WHEN], rules, periods=PERIODS))
    assert result.earliest_date == date(2027, 5, 10)
    assert result.earliest_because == "thin_blood"
    assert (result.open_ended, result.provisional) == (True, True)


def test_a_hold_without_date_on_a_day_between_is_remembered() -> None:
    rules = [
        rule("first", SINCE, **waiting("when", days="a_week")),
        rule(
            "between",
            compare(day("when", days="a_week"), "on_or_before", day("treatment_date")),
            compare(day("treatment_date"), "on_or_before", day("when", days="a_week")),
            kind="clarification",
        ),
        rule(
            "second",
            compare(day("when", days="a_week"), "on_or_before", day("treatment_date")),
            **waiting("when", months="a_month"),
        ),
    ]
    result = summary({"when": "2027-04-10"}, small([WHEN], rules, periods=PERIODS))
    assert (result.earliest_date, result.open_ended) == (date(2027, 5, 10), True)


def test_where_the_wait_ends_in_a_stop_there_is_no_date() -> None:
    rules = [
        rule("first", SINCE, **waiting("when", days="a_week"), provisional=True),
        rule(
            "never",
            compare(day("treatment_date"), "after", day("when")),
            compare(day("when", days="a_week"), "on_or_before", day("treatment_date")),
            kind="absolute",
        ),
    ]
    result = summary({"when": "2027-04-10"}, small([WHEN], rules, periods=PERIODS))
    assert (result.level, result.earliest_date, result.earliest_because) == ("hold", None, None)
    assert (result.open_ended, result.provisional) == (True, True)


def test_a_wait_that_never_ends_has_no_date() -> None:
    """Publishing refuses such a rule; the engine gives up counting rather than count for ever."""
    rules = [rule("always", line("a", "is", "yes"), **waiting("treatment_date", days="a_week"))]
    result = summary({"a": "yes"}, small([question("a")], rules, periods=PERIODS))
    assert (result.earliest_date, result.earliest_because, result.open_ended) == (None, None, True)


def test_the_first_of_two_that_end_on_one_day_sets_it() -> None:
    rules = [
        rule("one", SINCE, **waiting("when", days="a_week"), contraindication="thin_blood"),
        rule("two", SINCE, **waiting("when", days="a_week")),
    ]
    result = summary({"when": "2027-04-10"}, small([WHEN], rules, periods=PERIODS))
    assert (result.earliest_date, result.earliest_because) == (date(2027, 4, 17), "thin_blood")
