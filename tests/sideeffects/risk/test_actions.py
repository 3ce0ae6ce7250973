"""The actions of a finding, with their parameters in words."""

from __future__ import annotations

from typing import Any

import pytest

from sideeffects.risk import FindingAction
from sideeffects.risk.wording import fill, finding_action

from .cases import (
    TREATMENT,
    action,
    line,
    on,
    patient,
    period,
    question,
    rule,
    small,
    starter,
    summary,
)

PERIODS = [period("pause", 14), period("one", 1, "months")]
STOP = action(
    "stop",
    label="Plan {days} without {product} ({one}) {unknown}",
    patient="Leave {product} out for {days}.",
    params=["product", "days", "asked"],
    words={"product": {"cream": "the cream"}},
    urgent=True,
    bookable_after="days",
)


def acting(**params: Any) -> FindingAction:
    """The action as a rule asks for it with these parameters."""
    asked = {"action": "stop", "params": params} if params else {"action": "stop"}
    made = rule("made", line("a", "is", "yes"), actions=[asked])
    catalogue = small([question("a")], [made], periods=PERIODS, actions=[STOP])
    (act,) = summary({"a": "yes"}, catalogue).findings[0].actions
    assert isinstance(act, FindingAction)
    return act


def test_the_parameters_of_an_action_are_put_in_words() -> None:
    act = acting(product="cream", days="pause", asked=True)
    assert act.label == "Plan 14 days without the cream (1 month) {unknown}"
    assert act.patient == "Leave the cream out for 14 days."
    assert act.params == (("asked", "yes"), ("days", "14 days"), ("product", "the cream"))
    assert (act.urgent, act.bookable_after_days) == (True, 14)
    assert (act.gate, act.cleared_by) == ("on_the_day", "tick")


def test_a_parameter_without_words_stands_for_itself() -> None:
    act = acting(product="ointment", asked=False, days="pause")
    assert act.params == (("asked", "no"), ("days", "14 days"), ("product", "ointment"))
    assert dict(acting(product=3, days="pause").params)["product"] == "3"


def test_the_days_before_a_booking_may_be_a_plain_number() -> None:
    assert acting(days=10).bookable_after_days == 10
    assert acting(product="cream").bookable_after_days is None


@pytest.mark.parametrize("days", ["one", "half", "soon", True])
def test_what_is_no_number_of_days_is_a_fault_and_never_a_shorter_wait(days: str | bool) -> None:
    asked = {"action": "stop", "params": {"days": days}}
    made = rule("made", line("a", "is", "yes"), actions=[asked])
    half = period("half", "14.5")
    catalogue = small([question("a")], [made], periods=[*PERIODS, half], actions=[STOP])
    assert summary({"a": "yes"}, catalogue).level == "not_assessed"


def test_an_action_without_parameters_waits_for_nothing() -> None:
    act = acting()
    assert (act.params, act.bookable_after_days) == ((), None)


def test_an_urgent_action_is_marked_and_a_test_area_moves_the_first_day() -> None:
    answers = patient(gate_bleeding="yes", anticoagulant="stopped_without_advice")
    acts = {act.key: act for one in on(TREATMENT, answers).findings for act in one.actions}
    assert acts["urgent_prescriber_contact"].urgent
    assert not acts["doctor_letter"].urgent
    relatives = patient(gate_scarring="yes", keloid_family="yes")
    (test_area,) = on(TREATMENT, relatives).findings[0].actions
    assert (test_area.key, test_area.bookable_after_days) == ("test_area", 84)
    assert test_area.label == "Do a small test area and look at it after 84 days"


def test_the_actions_of_a_summary_are_named_once_in_order() -> None:
    result = on(TREATMENT, patient(lesion_changing="yes", keloid_history="not_sure"))
    every = [act.key for one in result.findings for act in one.actions]
    assert list(result.actions) == sorted(set(every))


def test_no_words_of_the_starter_are_left_to_fill_in() -> None:
    for made in starter().rules.values():
        for text in (made.reads_as, made.patient_says or ""):
            assert "{" not in fill(starter(), text)
        for act in (finding_action(starter(), part) for part in made.actions):
            assert "{" not in act.label + (act.patient or "")


def test_one_action_asked_for_twice_stands_once() -> None:
    twice = rule("twice", line("a", "is", "yes"), actions=[{"action": "x"}, {"action": "x"}])
    (finding,) = summary(
        {"a": "yes"}, small([question("a")], [twice], actions=[action("x")])
    ).findings
    assert [act.key for act in finding.actions] == ["x"]
