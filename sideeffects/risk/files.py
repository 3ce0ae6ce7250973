"""A ``Catalogue`` back into the plain data of its files; ``parse(to_files(c)) == c``."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

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
)
from .evidence import Claim, Contraindication, Frequency, Sample, SideEffect, Source, Span

T = TypeVar("T")
Plain = dict[str, Any]


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


def plain_contraindication(entry: Contraindication) -> Plain:
    return {
        "key": entry.key,
        "name": entry.name,
        "group": entry.group,
        "kinds": [{"kind": part.kind, "when": part.when} for part in entry.kinds],
        "required_action": entry.required_action,
        "raises": [{"side_effect": part.side_effect, "why": part.why} for part in entry.raises],
        "not_sure_means": entry.not_sure_means,
        "evidence_grade": entry.evidence_grade,
        "evidence_directness": entry.evidence_directness,
        "sources": list(entry.sources),
        "note": entry.note,
        "questions": list(entry.questions),
        "rules": list(entry.rules),
        "waiting_period_or_limit_grade": entry.waiting_period_or_limit_grade,
    }


def plain_side_effect(entry: SideEffect) -> Plain:
    return {
        "key": entry.key,
        "plain_name": entry.plain_name,
        "clinical_name": entry.clinical_name,
        "category": entry.category,
        "onset": plain_span(entry.onset),
        "duration": plain_span(entry.duration),
        "severity": entry.severity,
        "frequency": [plain_frequency(part) for part in entry.frequency],
        "warning_signs": list(entry.warning_signs),
        "what_to_do": entry.what_to_do,
        "evidence_grade": entry.evidence_grade,
        "evidence_directness": entry.evidence_directness,
        "sources": list(entry.sources),
        "seed_verdict": entry.seed_verdict,
        "seed_note": entry.seed_note,
        "note": entry.note,
        "timing_basis": entry.timing_basis,
    }


def plain_span(span: Span) -> Plain:
    return {"text": span.text, "min_days": span.min_days, "max_days": span.max_days}


def plain_frequency(frequency: Frequency) -> Plain:
    plain: Plain = {"text": frequency.text}
    for name in ("n", "N", "population", "source"):
        if getattr(frequency, name) is not None:
            plain[name] = getattr(frequency, name)
    if frequency.n_derived_from_percentage:
        plain["n_derived_from_percentage"] = True
    return plain


def plain_source(source: Source) -> Plain:
    return {
        "key": source.key,
        "type": source.type,
        "authors": source.authors,
        "year": source.year,
        "title": source.title,
        "container": source.container,
        "doi": source.doi,
        "pmid": source.pmid,
        "url": source.url,
        "verification": source.verification,
        "seen": source.seen,
        "note": source.note,
        "used_by": list(source.used_by),
    }


def plain_claim(claim: Claim) -> Plain:
    return {
        "id": claim.id,
        "seed": claim.seed,
        "claim": claim.claim,
        "about": claim.about,
        "verdict": claim.verdict,
        "reason": claim.reason,
        "sources": list(claim.sources),
        "side_effects": list(claim.side_effects),
    }


def plain_sample(sample: Sample) -> Plain:
    expected = sample.expected
    return {
        "label": sample.label,
        "shows": sample.shows,
        "consultation_date": sample.consultation_date,
        "treatment_date": sample.treatment_date,
        "answers": {
            key: list(value) if isinstance(value, tuple) else value for key, value in sample.answers
        },
        "letters": dict(sample.letters),
        "expected": {
            "outcome": expected.outcome,
            "findings": [
                {
                    "contraindication": part.contraindication,
                    "kind": part.kind,
                    "status": part.status,
                }
                for part in expected.findings
            ],
            "earliest_date": expected.earliest_date,
            "open_ended": expected.open_ended,
            "provisional": expected.provisional,
        },
    }
