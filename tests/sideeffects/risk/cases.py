"""Catalogues and patients for the tests of the rules: the starter, and small ones by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sideeffects.risk import PARTS, Catalogue, RiskSummary, asked, assess, parse

Plain = dict[str, Any]

FOLDER = Path(__file__).parents[3] / "sideeffects" / "starter"
CONSULTATION = date(2027, 3, 1)
TREATMENT = date(2027, 4, 12)
EVERY_STAGE = ("consultation", "examination", "treatment_day")


@cache
def _starter_files() -> Plain:
    return {
        name: yaml.load((FOLDER / f"{name}.yaml").read_text(), Loader=yaml.CSafeLoader)
        for name in PARTS
    }


def starter_files() -> Plain:
    """The starter catalogue as plain data, the caller's own to change."""
    return deepcopy(_starter_files())


@cache
def starter() -> Catalogue:
    return parse(_starter_files())


# ── A patient ──────────────────────────────────────────────────────────────────

HEALTHY: Mapping[str, Any] = {
    "date_of_birth": "1985-05-14",
    "patch_test_done": "yes",
    "patch_test_date": "2027-02-22",
    "patch_test_result": "no_reaction",
    "patch_test_same_products": "yes",
    "patch_test_late_symptoms": "no",
}


def patient(catalogue: Catalogue | None = None, /, **answers: Any) -> Plain:
    """Someone who reports nothing besides ``answers``; None leaves a question blank."""
    catalogue = catalogue or starter()
    filled: Plain = {key: HEALTHY[key] for key in HEALTHY if key in catalogue.questions} | answers
    while True:
        added = {
            question.key: question.nothing_to_report
            for question in asked(catalogue, filled, CONSULTATION, TREATMENT)
            if question.key not in filled and question.nothing_to_report is not None
        }
        if not added:
            return filled
        filled |= added


def on(
    treatment: date,
    answers: Mapping[str, Any],
    catalogue: Catalogue | None = None,
    consultation: date = CONSULTATION,
    **more: Any,
) -> RiskSummary:
    """The summary for one treatment day."""
    return assess(
        catalogue or starter(),
        answers,
        consultation_date=consultation,
        treatment_date=treatment,
        **more,
    )


def summary(answers: Mapping[str, Any], catalogue: Catalogue | None = None, **more: Any) -> Any:
    return on(more.pop("treatment", TREATMENT), answers, catalogue, **more)


# ── A catalogue made by hand ───────────────────────────────────────────────────

YES_NO = ("yes", "no")
OPTIONS = {"yes_no": YES_NO, "yes_no_unsure": (*YES_NO, "not_sure"), "choice": ("none", "some")}


def question(key: str, kind: str = "yes_no_unsure", *when: Plain, **fields: Any) -> Plain:
    """A question in plain data; ``options`` by key alone, ``when`` its condition."""
    options = fields.pop("options", OPTIONS.get(kind, ()))
    plain: Plain = {
        "key": key,
        "section": "all",
        "text": f"What about {key}?",
        "why_we_ask": "We need to know.",
        "kind": kind,
        "stage": "consultation",
        "asked_of": "patient",
        "ask_when": list(when) or None,
        "not_sure": None,
        "nothing_to_report": "no" if "no" in options else None,
        "private": False,
        "shelf_life": "always",
    }
    if options:
        plain["options"] = [{"key": option, "label": option.title()} for option in options]
    if kind == "date":
        plain |= {"approximate_date_ok": True, "tense": "past"}
    if kind == "number":
        plain |= {"unit": "mm", "min": 0, "max": 100}
    return plain | fields


def means(contraindication: str | None, kind: str | None, action: str | None = None) -> Plain:
    """What "not sure" makes."""
    return {
        "contraindication": contraindication,
        "kind": kind,
        "action": action,
        "meaning": "Ask someone who knows.",
    }


def line(key: str, operator: str, value: Any = None) -> Plain:
    plain = {"question": key, "is": operator}
    return plain if value is None else plain | {"value": value}


def day(of: str, **plus: str) -> Plain:
    return {"of": of, "plus": dict(plus)} if plus else {"of": of}


def compare(left: Plain, operator: str, right: Plain) -> Plain:
    return {"date": left, "is": operator, "value": right}


def any_of(*lines: Plain) -> Plain:
    return {"any": list(lines)}


def rule(key: str, *when: Plain, kind: str = "clearance", **fields: Any) -> Plain:
    """A rule in plain data; of the contraindication "weak_skin" unless told otherwise."""
    waits = fields.get("wait_until") is not None
    return {
        "key": key,
        "contraindication": "weak_skin",
        "kind": kind,
        "when": list(when),
        "wait_until": None,
        "open_ended": kind == "deferral" and not waits,
        "provisional": False,
        "when_anchor_missing": "hold" if waits else None,
        "cleared_by_letter": kind == "clearance",
        "sees_hidden": False,
        "actions": [],
        "reads_as": f"Rule {key} holds.",
        "patient_says": None,
    } | fields


def period(key: str, value: Any, unit: str = "days", **fields: Any) -> Plain:
    return {
        "key": key,
        "label": f"Period {key}",
        "value": value,
        "unit": unit,
        "contraindication": "all",
        "evidence_grade": "E",
        "basis": [],
        "note": None,
    } | fields


def action(key: str, gate: str = "on_the_day", **fields: Any) -> Plain:
    return {
        "key": key,
        "label": f"Do {key}",
        "patient": None,
        "gate": gate,
        "cleared_by": "tick",
    } | fields


def contraindication(key: str, rules: Iterable[str] = (), **fields: Any) -> Plain:
    return {
        "key": key,
        "name": key.replace("_", " ").capitalize(),
        "group": "all",
        "kinds": [],
        "required_action": "Look.",
        "raises": [],
        "not_sure_means": "Ask.",
        "evidence_grade": "D",
        "evidence_directness": "smp",
        "sources": [],
        "note": None,
        "questions": [],
        "rules": list(rules),
        "waiting_period_or_limit_grade": None,
    } | fields


ENGINE_PERIODS = (period("letter_valid", 3, "months"), period("review_valid", 90))
ENGINE_ACTIONS = tuple(
    action(key, "before_booking") for key in ("obtain_date", "clarify_answers", "speak_alone")
)


def small_files(
    questions: Iterable[Plain],
    rules: Iterable[Plain] = (),
    *,
    periods: Iterable[Plain] = (),
    actions: Iterable[Plain] = (),
    contraindications: Iterable[Plain] = (),
    engine_periods: Iterable[Plain] = (),
) -> Plain:
    """A whole catalogue in plain data, the caller's own; contraindications only named are made."""
    questions, rules = list(questions), list(rules)
    entries = {entry["key"]: entry for entry in contraindications}
    meanings = [one["not_sure"]["contraindication"] for one in questions if one["not_sure"]]
    named = ["incomplete_answers", "contradictory_answers", "weak_skin"]
    for key in [*named, *(one["contraindication"] for one in rules), *filter(None, meanings)]:
        entries.setdefault(
            key,
            contraindication(key, [one["key"] for one in rules if one["contraindication"] == key]),
        )
    parts = {
        "questions": {"sections": [{"key": "all", "title": "All"}], "questions": questions},
        "rules": {"rules": rules},
        "periods": {"periods": [*(engine_periods or ENGINE_PERIODS), *periods]},
        "actions": {"actions": [*ENGINE_ACTIONS, *actions]},
        "contraindications": {"contraindications": list(entries.values())},
        "side_effects": {"side_effects": []},
        "claims": {"claims": []},
        "sources": {"sources": []},
        "samples": {"samples": []},
    }
    return deepcopy(parts)


def small(questions: Iterable[Plain], rules: Iterable[Plain] = (), **parts: Any) -> Catalogue:
    return parse(small_files(questions, rules, **parts))


def made_by(result: Any) -> list[tuple[str, str]]:
    """What made each finding, and its status: a rule's key, or the origin."""
    return [(finding.rule or finding.origin, finding.status) for finding in result.findings]


def rules_of(result: Any) -> set[str]:
    return {finding.rule for finding in result.findings if finding.rule}
