"""Clinical entries, claims, sources and samples back into the plain data of their files."""

from typing import Any

from .evidence import (
    Claim,
    Contraindication,
    Expected,
    Frequency,
    Sample,
    SideEffect,
    Source,
    Span,
)

Plain = dict[str, Any]


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
        **_given(entry, "plain_name", "also_called", "for_patients"),
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
        **_given(entry, "also_called", "for_patients"),
    }


def _given(entry: Contraindication | SideEffect, *names: str) -> Plain:
    """The fields that a file may leave out, where they say something."""
    values = {name: getattr(entry, name) for name in names}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if value
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
    plain: Plain = {
        "label": sample.label,
        "shows": sample.shows,
        "consultation_date": sample.consultation_date,
        "treatment_date": sample.treatment_date,
        "answers": {
            key: list(value) if isinstance(value, tuple) else value for key, value in sample.answers
        },
        "letters": dict(sample.letters),
    }
    if sample.expected:
        plain["expected"] = plain_expected(sample.expected)
    return plain


def plain_expected(expected: Expected) -> Plain:
    return {
        "outcome": expected.outcome,
        "findings": [
            {"contraindication": part.contraindication, "kind": part.kind, "status": part.status}
            for part in expected.findings
        ],
        "earliest_date": expected.earliest_date,
        "open_ended": expected.open_ended,
        "provisional": expected.provisional,
    }
