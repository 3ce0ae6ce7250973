"""How often a side effect happens, said honestly.

A frequency is a numerator, a denominator, a population, a procedure and a source. Without them the
page says that nobody has counted it. What was counted in another procedure is shown, but the
procedure stands before the number, so that a rate from lips or hair transplants never reads as a
rate for scalp micropigmentation (domain.md, section 7).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sideeffects.risk import Catalogue
from sideeffects.risk.evidence import Frequency, SideEffect, Source

SMP = re.compile(r"\bSMP\b|scalp micropigmentation", re.IGNORECASE)
NOT_SMP = re.compile(r"\b(?:no|not|non|without)[ -](?:SMP|scalp micropigmentation)", re.IGNORECASE)
# Looked for in this order; what one finds is taken out, so that "cosmetic tattoo" is no "tattoo".
PROCEDURES = (
    (re.compile(r"transplant\w*|grafts?\b", re.IGNORECASE), "hair transplants"),
    (re.compile(r"face-?lifts?", re.IGNORECASE), "face-lifts"),
    (re.compile(r"\blips?\b(?: dermopigmentation)?", re.IGNORECASE), "lip pigmentation"),
    (
        re.compile(r"permanent cosmetics?|permanent make-?up|cosmetic[ -]tattoo\w*", re.IGNORECASE),
        "permanent make-up",
    ),
    (re.compile(r"tattoo\w*", re.IGNORECASE), "tattooing"),
    (re.compile(r"\bsurgery\b", re.IGNORECASE), "surgery"),
)
NUMBERS = re.compile(r"\d\s*%|\d\s*(?:of|in|out of)\s*\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Procedure:
    """What was done to the people counted: ``words`` begins the line, empty when nobody says."""

    words: str
    smp: bool


@dataclass(frozen=True, slots=True)
class Count:
    """A numerator of a denominator; never a percentage, which says more than anybody knows."""

    procedure: Procedure
    n: int
    N: int
    what: str
    population: str
    notes: tuple[str, ...]
    sources: tuple[Source, ...]

    @property
    def words(self) -> str:
        return f"{self.n:,} of {self.N:,}"


@dataclass(frozen=True, slots=True)
class Known:
    """What has been written about it without a count."""

    procedure: Procedure
    text: str
    population: str
    notes: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class HowOften:
    """``uncounted`` says aloud what nobody has counted; empty when it was counted in SMP."""

    uncounted: str
    in_smp: tuple[Count, ...]
    elsewhere: tuple[Count, ...]
    known: tuple[Known, ...]

    @property
    def short(self) -> str:
        """One line for a list."""
        if self.in_smp:
            return f"{self.in_smp[0].procedure.words}: {self.in_smp[0].words}"
        return self.uncounted


def how_often(catalogue: Catalogue, effect: SideEffect) -> HowOften:
    counts = [_count(catalogue, part) for part in effect.frequency if part.counted]
    in_smp = tuple(count for count in counts if count.procedure.smp)
    elsewhere = tuple(count for count in counts if not count.procedure.smp)
    if in_smp:
        uncounted = ""
    elif elsewhere:
        uncounted = "Nobody has counted this in SMP."
    else:
        uncounted = "Nobody has counted this."
    known = tuple(_known(catalogue, part) for part in effect.frequency if not part.counted)
    return HowOften(uncounted, in_smp, elsewhere, known)


def sources_of(catalogue: Catalogue, frequency: Frequency) -> tuple[Source, ...]:
    keys = (frequency.source or "").split("+")
    return tuple(catalogue.sources[key] for key in keys if key in catalogue.sources)


def procedure_of(frequency: Frequency, sources: tuple[Source, ...]) -> Procedure:
    """Only a population that names SMP, and no other procedure, was an SMP population."""
    population = frequency.population or ""
    others = _procedures_in(population)
    if SMP.search(population) and not NOT_SMP.search(population):
        return Procedure("" if others else "In SMP", smp=not others)
    for text in (population, frequency.text, *(source.title for source in sources)):
        named = _procedures_in(text)
        if named:
            return Procedure(f"In {' and '.join(named)}, not SMP", smp=False)
    return Procedure("", smp=False)


def _procedures_in(text: str) -> list[str]:
    found = []
    for pattern, words in PROCEDURES:
        text, times = pattern.subn(" ", text)
        if times:
            found.append(words)
    return found


def _count(catalogue: Catalogue, frequency: Frequency) -> Count:
    n, total = frequency.n or 0, frequency.N or 0
    sources = sources_of(catalogue, frequency)
    procedure = procedure_of(frequency, sources)
    notes = []
    if not procedure.words:
        notes.append("The entry names no procedure. Do not read it as an SMP rate.")
    if frequency.n_derived_from_percentage:
        notes.append("The number of people was worked out from a published percentage.")
    if n == 0 and total:
        notes.append(f"None seen. With so few people, up to {_at_most(total)} is still possible.")
    return Count(
        procedure=procedure,
        n=n,
        N=total,
        what=frequency.text,
        population=frequency.population or "",
        notes=tuple(notes),
        sources=sources,
    )


def _known(catalogue: Catalogue, frequency: Frequency) -> Known:
    sources = sources_of(catalogue, frequency)
    named = bool(frequency.population or sources)
    notes = []
    if not named and NUMBERS.search(frequency.text):
        notes.append("No population and no source are given for this number.")
    if frequency.n is not None and frequency.N is None:
        cases = "None reported" if frequency.n == 0 else "Cases described"
        notes.append(f"{cases}; nobody says among how many.")
    return Known(
        procedure=procedure_of(frequency, sources) if named else Procedure("", smp=False),
        text=frequency.text,
        population=frequency.population or "",
        notes=tuple(notes),
        sources=sources,
    )


def _at_most(total: int) -> str:
    """The upper 95% limit when nothing was seen in ``total``, by the rule of three."""
    return f"about {min(300 / total, 100):.2g}%"
