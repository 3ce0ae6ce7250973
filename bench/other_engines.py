"""The same rules in json-logic and zen-engine, each used in the ways that its authors offer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import zen
from json_logic import jsonLogic

from bench import translate
from bench.patients import Patient
from bench.translate import Facts
from sideeffects.risk import Catalogue
from sideeffects.risk.hits import rule_hit
from sideeffects.risk.program import compiled
from sideeffects.risk.view import given, view_of

Engine = Callable[[Facts], frozenset[str]]
Runner = Callable[[Facts], object]


class Other:
    """An engine ready to run: `run` is what is timed, `holding` names the rules that hold."""

    def __init__(self, run: Callable[[Facts], list[Any]], keys: list[str]) -> None:
        self.run, self._keys = run, keys

    def holding(self, facts: Facts) -> frozenset[str]:
        results = self.run(facts)
        return frozenset(key for key, holds in zip(self._keys, results, strict=True) if holds)


def other_engines(catalogue: Catalogue) -> dict[str, Other]:
    keys = list(catalogue.rules)
    trees = [translate.tree_of(catalogue, rule) for rule in catalogue.rules.values()]
    logic = [translate.json_logic(tree) for tree in trees]
    texts = [translate.zen(tree) for tree in trees]
    decision = zen.ZenEngine().create_decision(json.dumps(_decision(keys, texts)))
    one_list = zen.compile_expression(f"[{', '.join(texts)}]")

    def json_logic(facts: Facts) -> list[Any]:
        return [jsonLogic(one, facts) for one in logic]

    def zen_decision(facts: Facts) -> list[Any]:
        result = decision.evaluate(facts)["result"]
        return [result[key] for key in keys]

    def zen_expression(facts: Facts) -> list[Any]:
        found: list[Any] = one_list.evaluate(facts)
        return found

    return {
        "json-logic": Other(json_logic, keys),
        "zen-engine, a decision": Other(zen_decision, keys),
        "zen-engine, one bare expression": Other(zen_expression, keys),
    }


def _decision(keys: list[str], texts: list[str]) -> dict[str, Any]:
    """A decision of three nodes: facts in, an output for every rule, results out."""
    rules = [{"id": key, "key": key, "value": text} for key, text in zip(keys, texts, strict=True)]
    place = {"x": 0, "y": 0}
    return {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "facts", "position": place},
            {
                "id": "rules",
                "type": "expressionNode",
                "name": "rules",
                "position": place,
                "content": {"expressions": rules},
            },
            {"id": "out", "type": "outputNode", "name": "results", "position": place},
        ],
        "edges": [
            {"id": "1", "sourceId": "in", "targetId": "rules", "type": "edge"},
            {"id": "2", "sourceId": "rules", "targetId": "out", "type": "edge"},
        ],
    }


def ours(catalogue: Catalogue, patient: Patient) -> frozenset[str]:
    """The rules that make a finding, all of them tried, before weaker ones are dropped."""
    program = compiled(catalogue)
    values = given(program, patient.answers, patient.consultation).values
    view = view_of(program, values, patient.treatment, patient.consultation)
    found = set()
    for rule in program.rules:
        seen = view.seen_hidden if rule.rule.sees_hidden else view.seen
        when = (seen, patient.treatment, patient.consultation)
        if rule.holds(*when) and rule_hit(rule, *when):
            found.add(rule.rule.key)
    return frozenset(found)


def disagreements(catalogue: Catalogue, patients: list[Patient]) -> list[str]:
    """Where another engine finds other rules to hold than ours; nothing, or the bench is wrong."""
    engines = other_engines(catalogue)
    found = []
    for place, patient in enumerate(patients):
        facts, mine = translate.facts_of(catalogue, patient), ours(catalogue, patient)
        for name, engine in engines.items():
            if other := mine ^ engine.holding(facts):
                found.append(f"patient {place}, {name}: {', '.join(sorted(other))}")
    return found
