"""What stands on the review screen besides the cards: range, earliest day, what is left over.
Pure, like the cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from clinic import words
from consultations.windows import OpenWindow
from sideeffects.risk import (
    NOT_ASSESSED,
    Catalogue,
    Finding,
    FindingAction,
    Question,
    RiskSummary,
)

CLEARED = "A letter is on file"


@dataclass(frozen=True, slots=True)
class Range:
    """The answers still open leave room from `low` to `high`; `ask` narrows it the most."""

    low: str
    high: str
    ask: Question | None
    open_questions: tuple[Question, ...]

    @property
    def at_the_examination(self) -> bool:
        return self.ask is not None and self.ask.stage == "examination"


def range_of(catalogue: Catalogue, risk: RiskSummary) -> Range | None:
    """Only where the high end differs from the low end."""
    if risk.level in (risk.could_be, NOT_ASSESSED):
        return None
    return Range(
        low=risk.level,
        high=risk.could_be,
        ask=catalogue.questions[risk.ask_next] if risk.ask_next else None,
        open_questions=tuple(catalogue.questions[key] for key in risk.open_questions),
    )


@dataclass(frozen=True, slots=True)
class DateLine:
    """One wait on the way to the earliest day; `sets`: it is the latest of them."""

    name: str
    day: date
    about: bool
    sets: bool


@dataclass(frozen=True, slots=True)
class Earliest:
    """The first day the rules allow as far as dates go, and what is to be said with it."""

    day: date | None
    lines: tuple[DateLine, ...]
    sentences: tuple[str, ...]


def earliest_of(catalogue: Catalogue, risk: RiskSummary) -> Earliest:
    day = risk.earliest_date
    if risk.level == "stop":
        return Earliest(None, (), ("A stop has no date.",))
    if risk.level == NOT_ASSESSED:
        return Earliest(None, (), ("Nothing was assessed, so no date can be given.",))
    undated = tuple(dict.fromkeys(f.name for f in _open_holds(risk) if f.until is None))
    if day is None and not undated:
        planned = words.day(risk.treatment_date)
        return Earliest(None, (), (f"The rules allow the planned day, {planned}.",))
    if day is None:
        return Earliest(None, (), (f"No date can be given yet: {_listed(undated)}.",))
    sentences = ["Treatment on that day is allowed."]
    if risk.provisional:
        sentences.append("The date rests on a plan or a due date, and can move.")
    if risk.open_ended and undated:
        sentences.append(f"It can be later, but not earlier: no date yet for {_listed(undated)}.")
    elif risk.open_ended:
        sentences.append("It can be later, but not earlier: something runs out before that day.")
    return Earliest(day, _date_lines(catalogue, risk, day), tuple(sentences))


def _open_holds(risk: RiskSummary) -> list[Finding]:
    return [part for part in risk.findings if part.status == "open" and part.level == "hold"]


def _date_lines(catalogue: Catalogue, risk: RiskSummary, day: date) -> tuple[DateLine, ...]:
    """The waits that are open now, the latest first; one that opens only later comes on top."""
    lines = [
        DateLine(part.name, part.until, part.provisional, sets=part.until == day)
        for part in _open_holds(risk)
        if part.until
    ]
    if not any(line.sets for line in lines) and risk.earliest_because:
        entry = catalogue.contraindications[risk.earliest_because]
        lines.append(DateLine(entry.name, day, bool(risk.provisional), sets=True))
    return tuple(sorted(lines, key=lambda line: line.day, reverse=True))


def _listed(names: Iterable[str]) -> str:
    return "; ".join(names)


@dataclass(frozen=True, slots=True)
class WindowLine:
    """Treatment days with the same result, in words. `firsts` are the windows it is made of."""

    first: date
    last: date
    level: str
    names: tuple[str, ...]
    steps: tuple[str, ...]
    default: bool
    acceptable: bool
    firsts: tuple[date, ...]

    @property
    def value(self) -> str:
        """Names the days in a form."""
        return "_".join(day.isoformat() for day in self.firsts)

    @property
    def one_day(self) -> bool:
        return self.first == self.last


def window_lines(catalogue: Catalogue, windows: Iterable[OpenWindow]) -> tuple[WindowLine, ...]:
    """The windows as lines, each with what makes its level; neighbours that read alike are one."""
    lines: list[WindowLine] = []
    for window in windows:
        line = _window_line(catalogue, window)
        before = lines[-1] if lines else None
        if before and _reads_alike(before, line):
            lines[-1] = replace(before, last=line.last, firsts=before.firsts + line.firsts)
        else:
            lines.append(line)
    return tuple(lines)


def up_to(lines: Iterable[WindowLine], last: date | None) -> tuple[WindowLine, ...]:
    """The lines as far as a decision can be used."""
    return tuple(
        replace(line, last=min(line.last, last))
        for line in lines
        if last is not None and line.first <= last
    )


def _window_line(catalogue: Catalogue, window: OpenWindow) -> WindowLine:
    return WindowLine(
        first=window.first,
        last=window.last,
        level=window.level,
        names=_names(catalogue, window),
        steps=tuple(dict.fromkeys(step.label for step in window.steps)),
        default=window.default,
        acceptable=window.acceptable,
        firsts=(window.first,),
    )


def _reads_alike(one: WindowLine, other: WindowLine) -> bool:
    return (one.level, one.names, one.steps) == (other.level, other.names, other.steps) and (
        other.first - one.last
    ).days == 1


def _names(catalogue: Catalogue, window: OpenWindow) -> tuple[str, ...]:
    refs = window.findings
    if window.level == "hold":
        refs = tuple(ref for ref in refs if ref.kind != "precaution")
    elif window.level == "stop":
        refs = tuple(ref for ref in refs if ref.kind == "absolute")
    if not refs and window.level == "care":
        return (CLEARED,)
    names = (catalogue.contraindications[ref.contraindication].name for ref in refs)
    return tuple(dict.fromkeys(names))


def what_arrives(action: FindingAction) -> str:
    """What a hold waits for: "a letter from the doctor"."""
    if action.label.startswith("Ask for "):
        return action.label.removeprefix("Ask for ")
    if action.cleared_by == "answer" and action.key == "clarify_answers":
        return "the patient’s answer"
    return action.label[:1].lower() + action.label[1:]
