"""Every rule of the starter catalogue: it makes its finding exactly when its lines hold.

The patients are made from the rule; what must hold is said by the plain reading in ``reference``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sideeffects.risk import RiskSummary

from .cases import on, starter
from .reference import Patient
from .reference_lines import lines_of, questions_in
from .rule_cases import DAYS_TO_TRY, RULES, STARTER, RuleCase, cases_of, fires, holds

every_rule = pytest.mark.parametrize("key", RULES)


def result_for(case: RuleCase, **answers: Any) -> tuple[RiskSummary, Patient]:
    """The engine's summary for the case with some answers changed; None leaves one blank."""
    who = replace(case.who, answers=case.who.answers | answers)
    result = on(case.treatment, who.answers, starter(), who.consultation, stages=who.stages)
    return result, who


def found(result: RiskSummary, key: str) -> bool:
    return any(finding.rule == key for finding in result.findings)


@every_rule
def test_a_rule_makes_its_finding_when_its_lines_hold(key: str) -> None:
    for case in cases_of(key):
        result, _ = result_for(case)
        finding = next(one for one in result.findings if one.rule == key)
        assert (finding.contraindication, finding.kind) == (
            case.rule["contraindication"],
            case.rule["kind"],
        )
        assert finding.status == "open"
        asked = {action["action"] for action in case.rule["actions"]}
        assert asked <= {action.key for action in finding.actions}


def other_answers(case: RuleCase, key: str) -> list[Any]:
    """Everything else the question can be answered with: other options, not sure, nothing."""
    question, now = STARTER.questions[key], case.who.answers.get(key)
    options = [option["key"] for option in question.get("options", ())]
    if question["kind"] == "date":
        return [None, *(day.isoformat() for day in DAYS_TO_TRY)]
    if question["kind"] == "number":
        return [None, now - 1] if now else [None, question["min"], question["max"]]
    return [None, *(option for option in options if option != now)]


@every_rule
def test_each_line_of_a_rule_is_needed(key: str) -> None:
    """One answer after the other is changed: the finding goes exactly when the lines fail."""
    for case in cases_of(key):
        for line in lines_of(case.rule["when"]):
            for name in questions_in(line):
                silent = []
                for other in other_answers(case, name):
                    result, who = result_for(case, **{name: other})
                    expected = fires(key, who, case.treatment)
                    assert found(result, key) == expected, (name, other)
                    silent.append(not expected)
                assert any(silent) or not holds(case.rule, line, case.who, case.treatment), name


def test_every_rule_has_a_patient() -> None:
    assert len(RULES) == 159
    assert sum(len(cases_of(key)) for key in RULES) > 200


@every_rule
def test_every_line_of_a_rule_is_true_for_some_patient(key: str) -> None:
    for line in lines_of(RULES[key]["when"]):
        assert any(holds(case.rule, line, case.who, case.treatment) for case in cases_of(key))
