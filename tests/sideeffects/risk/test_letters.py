"""What a letter clears, from which day to which, and what stands beside a cleared finding."""

from __future__ import annotations

from datetime import date

import pytest

from .cases import (
    CONSULTATION,
    TREATMENT,
    Plain,
    action,
    line,
    made_by,
    means,
    on,
    patient,
    period,
    question,
    rule,
    small,
    summary,
)

APIXABAN = patient(
    gate_bleeding="yes",
    anticoagulant="current",
    takes_any_medicines="yes",
    medicines_list="apixaban",
)


@pytest.mark.parametrize(
    ("written", "level"),
    [
        pytest.param("2027-01-11", "hold", id="three months and a day before"),
        pytest.param("2027-01-12", "care", id="three months before, to the day"),
        pytest.param("2027-03-01", "care", id="fresh"),
        pytest.param("2027-04-12", "care", id="on the day of treatment"),
        pytest.param("2027-04-13", "hold", id="the day after"),
    ],
)
def test_a_letter_counts_from_its_day_to_its_last(written: str, level: str) -> None:
    result = on(TREATMENT, APIXABAN, letters={"anticoagulant_use": date.fromisoformat(written)})
    assert result.level == level
    assert made_by(result) == [("anticoagulant_current", "open" if level == "hold" else "cleared")]
    assert result.open_ended is (level == "hold")
    assert result.findings[0].open_ended is (level == "hold")


def test_a_letter_of_the_last_of_november_counts_to_the_last_of_february() -> None:
    letters = {"anticoagulant_use": date(2026, 11, 30)}
    winter: Plain = {"consultation": date(2026, 12, 7), "letters": letters}
    assert on(date(2027, 2, 28), APIXABAN, **winter).findings[0].status == "cleared"
    assert on(date(2027, 3, 1), APIXABAN, **winter).findings[0].status == "open"


KINDS = ("absolute", "clearance", "deferral", "clarification", "precaution")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("allowed", [True, False], ids=["allowed", "not allowed"])
def test_a_letter_clears_only_a_clearance_that_allows_it(kind: str, allowed: bool) -> None:
    made = rule("yes", line("a", "is", "yes"), kind=kind, cleared_by_letter=allowed)
    result = summary(
        {"a": "yes"}, small([question("a")], [made]), letters={"weak_skin": CONSULTATION}
    )
    cleared = kind == "clearance" and allowed
    assert made_by(result) == [("yes", "cleared" if cleared else "open")]
    assert result.findings[0].level == ("care" if cleared else LEVELS[kind])
    assert result.findings[0].cleared_by_letter is allowed


LEVELS = dict(zip(KINDS, ("stop", "hold", "hold", "hold", "care"), strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_clears_a_not_sure_of_kind_clearance_too(kind: str) -> None:
    catalogue = small([question("a", not_sure=means("weak_skin", kind))])
    result = summary({"a": "not_sure"}, catalogue, letters={"weak_skin": CONSULTATION})
    assert result.findings[0].status == ("cleared" if kind == "clearance" else "open")
    assert result.findings[0].cleared_by_letter is (kind == "clearance")


def test_a_letter_clears_the_contraindication_it_names_and_no_other() -> None:
    rules = [
        rule("skin", line("a", "is", "yes")),
        rule("blood", line("a", "is", "yes"), contraindication="thin_blood"),
    ]
    catalogue = small([question("a")], rules)
    result = summary({"a": "yes"}, catalogue, letters={"thin_blood": CONSULTATION})
    assert made_by(result) == [("skin", "open"), ("blood", "cleared")]
    assert result.level == "hold"


def test_a_letter_never_shortens_a_wait() -> None:
    answers = patient(oral_retinoid="stopped", oral_retinoid_last_dose="2027-01-12")
    letters = {"isotretinoin_oral": CONSULTATION}
    assert on(TREATMENT, answers, letters=letters).earliest_date == date(2027, 7, 12)


# ── Beside stronger findings ───────────────────────────────────────────────────

ACTIONS = [
    action("ask_first", "before_booking"),
    action("gloves", "on_the_day"),
    action("call_later", "after"),
]
CARE = rule(
    "care",
    line("a", "is", "yes"),
    kind="precaution",
    actions=[{"action": key} for key in ("ask_first", "gloves", "call_later")],
)
UNSURE = question("b", not_sure=means("weak_skin", "precaution", "gloves"))
HOLD = rule("hold", line("a", "is", "yes"), actions=[{"action": "gloves"}])
WAIT = rule("wait", line("a", "is", "yes"), kind="deferral")
OTHER = rule("other", line("a", "is", "yes"), contraindication="thin_blood")


def actions_of(rules: list[Plain], letters: dict[str, date] | None = None) -> dict[str, list[str]]:
    """Each finding's actions, when both questions are answered badly."""
    catalogue = small([question("a"), UNSURE], rules, actions=ACTIONS)
    result = summary({"a": "yes", "b": "not_sure"}, catalogue, letters=letters)
    return {
        one.rule or one.because[0][0]: [act.key for act in one.actions] for one in result.findings
    }


def test_a_precaution_stands_alone_with_all_its_actions() -> None:
    assert actions_of([CARE]) == {"care": ["ask_first", "gloves", "call_later"], "b": ["gloves"]}


def test_a_precaution_goes_beside_anything_stronger() -> None:
    assert actions_of([CARE, WAIT, HOLD]) == {"wait": [], "hold": ["gloves"]}


def test_a_precaution_of_something_else_stays() -> None:
    expected = {"care": ["ask_first", "gloves", "call_later"], "other": [], "b": ["gloves"]}
    assert actions_of([CARE, OTHER]) == expected


def test_beside_a_cleared_finding_the_actions_of_the_day_and_after_stay() -> None:
    found = actions_of([CARE, HOLD], {"weak_skin": CONSULTATION})
    assert found == {"hold": ["gloves", "call_later"]}


def test_they_stay_beside_the_cleared_one_where_another_is_open() -> None:
    found = actions_of([WAIT, CARE, HOLD], {"weak_skin": CONSULTATION})
    assert found == {"wait": [], "hold": ["gloves", "call_later"]}


def test_a_not_sure_precaution_leaves_its_action_beside_a_cleared_one_too() -> None:
    bare = rule("bare", line("a", "is", "yes"))
    assert actions_of([bare], {"weak_skin": CONSULTATION}) == {"bare": ["gloves"]}


def test_several_stronger_findings_stay() -> None:
    stop = rule("stop", line("a", "is", "yes"), kind="absolute")
    assert list(actions_of([stop, WAIT, HOLD, CARE])) == ["stop", "wait", "hold"]


def test_the_validity_of_letters_is_the_catalogues() -> None:
    catalogue = small([question("a")], [HOLD], actions=ACTIONS)
    assert [one.words for one in catalogue.periods.values()] == ["3 months", "90 days"]
    files_say = period("letter_valid", 10)
    days = small([question("a")], [HOLD], actions=ACTIONS, engine_periods=[files_say])
    ten_before = {"weak_skin": date(2027, 4, 2)}
    assert made_by(summary({"a": "yes"}, days, letters=ten_before)) == [("hold", "cleared")]
    eleven_before = {"weak_skin": date(2027, 4, 1)}
    assert made_by(summary({"a": "yes"}, days, letters=eleven_before)) == [("hold", "open")]
