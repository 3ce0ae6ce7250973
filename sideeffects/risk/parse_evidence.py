"""The clinical entries, claims, sources and sample patients: plain data into frozen values."""

from typing import Any

from .evidence import (
    CatalogueAnswer,
    Claim,
    Contraindication,
    Expected,
    ExpectedFinding,
    Frequency,
    KindWhen,
    Raises,
    Sample,
    SideEffect,
    Source,
    Span,
)
from .reading import Row, read_number
from .words import KINDS, LEVELS

GRADES = tuple("ABCDE")
DIRECTNESS = ("smp", "cosmetic_tattoo", "decorative_tattoo", "other_procedure")


def contraindication(row: Row) -> Contraindication:
    return Contraindication(
        key=row.text("key"),
        name=row.text("name"),
        group=row.text("group"),
        kinds=tuple(_kind_when(part) for part in row.rows("kinds")),
        required_action=row.text("required_action"),
        raises=tuple(_raises(part) for part in row.rows("raises")),
        not_sure_means=row.text("not_sure_means"),
        evidence_grade=row.one_of("evidence_grade", GRADES),
        evidence_directness=row.one_of("evidence_directness", DIRECTNESS),
        sources=row.texts("sources"),
        note=row.maybe_text("note"),
        questions=row.texts("questions"),
        rules=row.texts("rules"),
        waiting_period_or_limit_grade=row.maybe_one_of("waiting_period_or_limit_grade", GRADES),
        plain_name=row.optional("plain_name", row.maybe_text, otherwise=None),
        also_called=row.optional("also_called", row.texts, otherwise=()),
        for_patients=row.optional("for_patients", row.maybe_text, otherwise=None),
    )


def _kind_when(row: Row) -> KindWhen:
    read = KindWhen(row.one_of("kind", KINDS), row.text("when"))
    row.done()
    return read


def _raises(row: Row) -> Raises:
    read = Raises(row.text("side_effect"), row.text("why"))
    row.done()
    return read


def side_effect(row: Row) -> SideEffect:
    return SideEffect(
        key=row.text("key"),
        plain_name=row.text("plain_name"),
        clinical_name=row.text("clinical_name"),
        category=row.text("category"),
        onset=_span(row.row("onset")),
        duration=_span(row.row("duration")),
        severity=row.text("severity"),
        frequency=tuple(_frequency(part) for part in row.rows("frequency")),
        warning_signs=row.texts("warning_signs"),
        what_to_do=row.text("what_to_do"),
        evidence_grade=row.one_of("evidence_grade", GRADES),
        evidence_directness=row.one_of("evidence_directness", DIRECTNESS),
        sources=row.texts("sources"),
        seed_verdict=row.maybe_text("seed_verdict"),
        seed_note=row.maybe_text("seed_note"),
        note=row.maybe_text("note"),
        timing_basis=row.text("timing_basis"),
        also_called=row.optional("also_called", row.texts, otherwise=()),
        for_patients=row.optional("for_patients", row.maybe_text, otherwise=None),
    )


def _span(row: Row) -> Span:
    read = Span(row.text("text"), row.maybe_number("min_days"), row.maybe_number("max_days"))
    row.done()
    return read


def _frequency(row: Row) -> Frequency:
    read = Frequency(
        text=row.text("text"),
        n=row.optional("n", row.maybe_whole, otherwise=None),
        N=row.optional("N", row.maybe_whole, otherwise=None),
        population=row.optional("population", row.maybe_text, otherwise=None),
        source=row.optional("source", row.maybe_text, otherwise=None),
        n_derived_from_percentage=row.optional(
            "n_derived_from_percentage", row.flag, otherwise=False
        ),
    )
    row.done()
    if None not in (read.n, read.N) and not 0 <= (read.n or 0) <= (read.N or 0):
        raise row.wrong("'n' cannot be more than 'N'")
    return read


def source(row: Row) -> Source:
    return Source(
        key=row.text("key"),
        type=row.text("type"),
        authors=row.text("authors"),
        year=row.maybe_whole("year"),
        title=row.text("title"),
        container=row.text("container"),
        doi=row.maybe_text("doi"),
        pmid=row.maybe_text("pmid"),
        url=row.maybe_text("url"),
        verification=row.text("verification"),
        seen=row.maybe_text("seen"),
        note=row.maybe_text("note"),
        used_by=row.texts("used_by"),
    )


def claim(row: Row) -> Claim:
    return Claim(
        id=row.text("id"),
        seed=row.text("seed"),
        claim=row.text("claim"),
        about=row.text("about"),
        verdict=row.text("verdict"),
        reason=row.text("reason"),
        sources=row.texts("sources"),
        side_effects=row.texts("side_effects"),
    )


def sample(row: Row) -> Sample:
    return Sample(
        label=row.text("label"),
        shows=row.text("shows"),
        consultation_date=row.text("consultation_date"),
        treatment_date=row.text("treatment_date"),
        answers=_answers(row.row("answers")),
        letters=_letters(row.row("letters")),
        expected=row.optional("expected", lambda name: _expected(row, name), otherwise=None),
    )


def _answers(row: Row) -> tuple[tuple[str, CatalogueAnswer | None], ...]:
    return tuple((key, _answer(row, key, value)) for key, value in sorted(row.fields.items()))


def _answer(row: Row, key: str, value: Any) -> CatalogueAnswer | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return tuple(value)
    number = read_number(value)
    if number is None:
        raise row.wrong(f"'{key}' must be a text, a number or a list of texts")
    return number if isinstance(number, int) else format(number, "f")


def _letters(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple((key, row.text(key)) for key in sorted(row.fields))


def _expected(sample: Row, name: str) -> Expected | None:
    if sample.fields[name] is None:
        sample.take(name)
        return None
    row = sample.row(name)
    read = Expected(
        outcome=row.one_of("outcome", LEVELS),
        findings=tuple(_expected_finding(part) for part in row.rows("findings")),
        earliest_date=row.maybe_text("earliest_date"),
        open_ended=row.maybe_flag("open_ended"),
        provisional=row.maybe_flag("provisional"),
    )
    row.done()
    return read


def _expected_finding(row: Row) -> ExpectedFinding:
    read = ExpectedFinding(
        row.text("contraindication"),
        row.one_of("kind", KINDS),
        row.one_of("status", ("open", "cleared")),
    )
    row.done()
    return read
