"""The catalogue as frozen values: what the rules read, and nothing else.

Field names are those of the YAML files; ``parse.py`` reads them, ``files.py`` writes them back.
A catalogue is identified by the SHA-256 of its canonical JSON (``Catalogue.hash``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .evidence import Claim, Contraindication, Number, Sample, SideEffect, Source
from .words import CALENDAR_UNITS, IN_PERSON, NOT_SURE


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Translation:
    """A question in another language (ISO 639-1); ``options``: option key and label."""

    language: str
    text: str | None
    why_we_ask: str | None
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NotSureMeaning:
    """The finding that "not sure" makes; with no contraindication it makes none of its own."""

    contraindication: str | None
    kind: str | None
    action: str | None
    meaning: str | None


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A day: ``of`` is treatment_date, consultation_date or a date question; plus a period."""

    of: str
    unit: Literal["days", "months", "years"] | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison. Exactly one of ``question`` and ``date`` is set."""

    operator: str
    question: str | None = None
    date: DateExpression | None = None
    value: str | tuple[str, ...] | DateExpression | None = None


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when one of its lines holds."""

    lines: tuple[Line, ...]


Item = Line | AnyOf


def lines_of(items: tuple[Item, ...]) -> tuple[Line, ...]:
    """Every line of a condition, those inside an "any of" group included."""
    found: list[Line] = []
    for item in items:
        found.extend(item.lines if isinstance(item, AnyOf) else (item,))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Question:
    key: str
    section: str
    text: str
    why_we_ask: str
    kind: str
    stage: str
    asked_of: str
    ask_when: tuple[Item, ...]
    not_sure: NotSureMeaning | None
    nothing_to_report: str | None
    private: bool
    shelf_life: str
    gate: bool = False
    options: tuple[Option, ...] = ()
    approximate_date_ok: bool = False
    tense: str | None = None
    unit: str | None = None
    minimum: Number | None = None
    maximum: Number | None = None
    translations: tuple[Translation, ...] = ()

    @property
    def option_keys(self) -> frozenset[str]:
        return frozenset(option.key for option in self.options)

    @property
    def one_choice(self) -> bool:
        """Whether its answer is one of its options."""
        return self.kind in ("yes_no", "yes_no_unsure", "choice")

    @property
    def allows_not_sure(self) -> bool:
        return NOT_SURE in self.option_keys

    def reports(self, answer: object) -> bool:
        """Whether an answer, raw or read, tells us something: all but "nothing to report"."""
        nothing = self.nothing_to_report
        return answer != nothing and answer not in ([nothing], (nothing,))

    def label_of(self, answer: str) -> str:
        """The words of an option, or the answer itself where there is no such option."""
        for option in self.options:
            if option.key == answer:
                return option.label
        return "Would rather say this in person" if answer == IN_PERSON else answer


@dataclass(frozen=True, slots=True)
class RuleAction:
    """An action a rule asks for; a parameter is a period key, a word or a flag."""

    action: str
    params: tuple[tuple[str, str | bool | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    key: str
    contraindication: str
    kind: str
    when: tuple[Item, ...]
    wait_until: DateExpression | None
    open_ended: bool
    provisional: bool
    when_anchor_missing: str | None
    cleared_by_letter: bool
    sees_hidden: bool
    actions: tuple[RuleAction, ...]
    reads_as: str
    patient_says: str | None


@dataclass(frozen=True, slots=True)
class Period:
    """An adjustable waiting period or limit, in ``unit`` (days, months, years, mm, mmHg …)."""

    key: str
    label: str
    value: Number
    unit: str
    contraindication: str
    evidence_grade: str | None
    basis: tuple[str, ...]
    note: str | None

    @property
    def words(self) -> str:
        """ "6 months", "1 day", "69 mmol/mol"."""
        unit = self.unit
        if unit in CALENDAR_UNITS and self.value == 1:
            unit = unit[:-1]
        return f"{self.value} {unit}"


@dataclass(frozen=True, slots=True)
class Action:
    """What a finding asks people to do, and the gate by which it must be done.

    ``urgent``: it cannot wait for the review. ``bookable_after`` names the parameter whose
    number of days must pass between doing it and the first bookable day.
    """

    key: str
    label: str
    patient: str | None
    gate: str
    cleared_by: str
    params: tuple[str, ...] = ()
    words: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    urgent: bool = False
    bookable_after: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """One whole catalogue, each part by key in catalogue order. Identity is ``hash``."""

    sections: Mapping[str, Section]
    questions: Mapping[str, Question]
    rules: Mapping[str, Rule]
    periods: Mapping[str, Period]
    actions: Mapping[str, Action]
    contraindications: Mapping[str, Contraindication]
    side_effects: Mapping[str, SideEffect]
    claims: Mapping[str, Claim]
    sources: Mapping[str, Source]
    samples: Mapping[str, Sample]
    hash: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Catalogue) and other.hash == self.hash

    def __hash__(self) -> int:
        return hash(self.hash)
