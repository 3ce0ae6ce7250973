"""A ``Catalogue`` back into the plain data of its files; ``parse(to_files(c)) == c``."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from .catalogue import (
    Action,
    AnyOf,
    Catalogue,
    DateExpression,
    Item,
    Line,
    Option,
    Period,
    Question,
    Rule,
    RuleAction,
    Section,
    Translation,
)
from .files_evidence import (
    Plain,
    plain_claim,
    plain_contraindication,
    plain_sample,
    plain_side_effect,
    plain_source,
)

T = TypeVar("T")


def to_files(catalogue: Catalogue) -> dict[str, Plain]:
    """One entry a file, ready for YAML, JSON or ``parse``. Numbers stay exact (int or Decimal)."""
    return {
        "questions": {
            "sections": _list(plain_section, catalogue.sections.values()),
            "questions": _list(plain_question, catalogue.questions.values()),
        },
        "rules": {"rules": _list(plain_rule, catalogue.rules.values())},
        "periods": {"periods": _list(plain_period, catalogue.periods.values())},
        "actions": {"actions": _list(plain_action, catalogue.actions.values())},
        "contraindications": {
            "contraindications": _list(plain_contraindication, catalogue.contraindications.values())
        },
        "side_effects": {"side_effects": _list(plain_side_effect, catalogue.side_effects.values())},
        "claims": {"claims": _list(plain_claim, catalogue.claims.values())},
        "sources": {"sources": _list(plain_source, catalogue.sources.values())},
        "samples": {"samples": _list(plain_sample, catalogue.samples.values())},
    }


def _list(write: Callable[[T], Plain], values: Iterable[T]) -> list[Plain]:
    return [write(value) for value in values]


def plain_section(section: Section) -> Plain:
    return {"key": section.key, "title": section.title}


def plain_question(question: Question) -> Plain:
    meaning = question.not_sure
    plain: Plain = {
        "key": question.key,
        "section": question.section,
        "text": question.text,
        "why_we_ask": question.why_we_ask,
        "kind": question.kind,
        "stage": question.stage,
        "asked_of": question.asked_of,
        "ask_when": plain_condition(question.ask_when) or None,
        "not_sure": meaning
        and {
            "contraindication": meaning.contraindication,
            "kind": meaning.kind,
            "action": meaning.action,
            "meaning": meaning.meaning,
        },
        "nothing_to_report": question.nothing_to_report,
        "private": question.private,
        "shelf_life": question.shelf_life,
    }
    if question.gate:
        plain["gate"] = True
    if question.options:
        plain["options"] = _list(plain_option, question.options)
    if question.kind == "date":
        plain["approximate_date_ok"] = question.approximate_date_ok
        plain["tense"] = question.tense
    if question.kind == "number":
        plain |= {"unit": question.unit, "min": question.minimum, "max": question.maximum}
    if question.translations:
        plain["translations"] = {
            translation.language: plain_translation(translation)
            for translation in question.translations
        }
    return plain


def plain_translation(translation: Translation) -> Plain:
    plain: Plain = {}
    if translation.text:
        plain["text"] = translation.text
    if translation.why_we_ask:
        plain["why_we_ask"] = translation.why_we_ask
    if translation.options:
        plain["options"] = dict(translation.options)
    return plain


def plain_option(option: Option) -> Plain:
    return {"key": option.key, "label": option.label}


def plain_condition(items: tuple[Item, ...]) -> list[Plain]:
    return [
        {"any": [plain_line(line) for line in item.lines]}
        if isinstance(item, AnyOf)
        else plain_line(item)
        for item in items
    ]


def plain_line(line: Line) -> Plain:
    plain: Plain = {"is": line.operator}
    if line.date is not None:
        plain["date"] = plain_date(line.date)
    else:
        plain["question"] = line.question
    if isinstance(line.value, DateExpression):
        plain["value"] = plain_date(line.value)
    elif isinstance(line.value, tuple):
        plain["value"] = list(line.value)
    elif line.value is not None:
        plain["value"] = line.value
    return plain


def plain_date(expression: DateExpression) -> Plain:
    if expression.unit is None:
        return {"of": expression.of}
    return {"of": expression.of, "plus": {expression.unit: expression.period}}


def plain_rule(rule: Rule) -> Plain:
    return {
        "key": rule.key,
        "contraindication": rule.contraindication,
        "kind": rule.kind,
        "when": plain_condition(rule.when),
        "wait_until": rule.wait_until and plain_date(rule.wait_until),
        "open_ended": rule.open_ended,
        "provisional": rule.provisional,
        "when_anchor_missing": rule.when_anchor_missing,
        "cleared_by_letter": rule.cleared_by_letter,
        "sees_hidden": rule.sees_hidden,
        "actions": [plain_rule_action(action) for action in rule.actions],
        "reads_as": rule.reads_as,
        "patient_says": rule.patient_says,
    }


def plain_rule_action(action: RuleAction) -> Plain:
    if not action.params:
        return {"action": action.action}
    return {"action": action.action, "params": dict(action.params)}


def plain_period(period: Period) -> Plain:
    return {
        "key": period.key,
        "label": period.label,
        "value": period.value,
        "unit": period.unit,
        "contraindication": period.contraindication,
        "evidence_grade": period.evidence_grade,
        "basis": list(period.basis),
        "note": period.note,
    }


def plain_action(action: Action) -> Plain:
    plain: Plain = {
        "key": action.key,
        "label": action.label,
        "patient": action.patient,
        "gate": action.gate,
        "cleared_by": action.cleared_by,
    }
    if action.params:
        plain["params"] = list(action.params)
    if action.words:
        plain["words"] = {name: dict(group) for name, group in action.words}
    if action.urgent:
        plain["urgent"] = True
    if action.bookable_after:
        plain["bookable_after"] = action.bookable_after
    return plain
