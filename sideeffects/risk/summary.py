"""The result: a risk summary and its parts, as frozen values with one canonical form."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from .canonical import canonical, digest
from .words import SPEAK_ALONE

NOT_ASSESSED = "not_assessed"


@dataclass(frozen=True, slots=True)
class FindingAction:
    """An action with its words filled in.

    ``params``: each parameter in words. ``bookable_after_days``: days between doing it and the
    first bookable day, or None. ``urgent``: it cannot wait for the review.
    """

    key: str
    label: str
    patient: str | None
    gate: str
    cleared_by: str
    params: tuple[tuple[str, str], ...]
    urgent: bool
    bookable_after_days: int | None


@dataclass(frozen=True)
class Finding:
    """One reason to stop, wait or take care; ``until`` is the first day it no longer holds.

    ``because``: the questions and answers that made it, an answer of None being a blank.
    ``grade`` and ``directness`` are those of the contraindication; ``wait_grade`` that of the
    waiting period, which has its own. ``raises``: side effect and why.
    """

    contraindication: str
    name: str
    kind: str
    status: str
    level: str
    rule: str | None
    origin: str
    because: tuple[tuple[str, Any], ...]
    sentence: str
    patient_says: str | None
    actions: tuple[FindingAction, ...]
    until: date | None
    open_ended: bool
    provisional: bool
    cleared_by_letter: bool
    raises: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    grade: str
    directness: str
    wait_grade: str | None

    @classmethod
    def of(cls, fixed: Mapping[str, Any], **own: Any) -> "Finding":
        """A finding from what is the same for every patient and what is this patient's own.

        The fields are set in one go: one by one, as a frozen class does, takes eight times as long.
        """
        finding = object.__new__(cls)
        finding.__dict__.update(fixed, **own)
        return finding


@dataclass(frozen=True, slots=True)
class FindingRef:
    """Enough to tell one finding from another: its question where no rule made it."""

    contraindication: str
    kind: str
    made_by: str


@dataclass(frozen=True, slots=True)
class Window:
    """Treatment days, first and last included, with the same level and open findings."""

    first: date
    last: date
    level: str
    findings: tuple[FindingRef, ...]


@dataclass(frozen=True, slots=True)
class NotRead:
    """An answer that no rule looks at, so that a person reads it.

    ``why``: "text", "out_of_range" (counts as no answer) or "no_rule".
    """

    key: str
    value: Any
    why: str


@dataclass(frozen=True)
class RiskSummary:
    """What the rules say of one set of answers on one treatment day.

    ``level``: clear, care, hold, stop or not_assessed. ``could_be``: the strictest level that the
    open questions could still lead to; ``ask_next`` the one that narrows it most. The three of
    ``earliest_date`` are null on stop. ``in_person`` names the questions that the patient would
    rather answer in person, whatever their findings. ``fault`` says why nothing could be assessed.
    """

    level: str
    could_be: str
    ask_next: str | None
    findings: tuple[Finding, ...]
    earliest_date: date | None
    earliest_because: str | None
    open_ended: bool | None
    provisional: bool | None
    windows: tuple[Window, ...]
    open_questions: tuple[str, ...]
    not_read: tuple[NotRead, ...]
    set_aside: tuple[tuple[str, Any, str, bool], ...]
    consultation_date: date
    treatment_date: date
    stages: tuple[str, ...]
    edition: int | None
    edition_hash: str
    engine_version: str
    fault: str | None = None
    in_person: tuple[str, ...] = ()

    @property
    def actions(self) -> tuple[str, ...]:
        """The keys of all actions, sorted, without repeats."""
        keys = {action.key for part in self.findings for action in part.actions}
        return tuple(sorted(keys | {SPEAK_ALONE} if self.in_person else keys))

    def plain(self) -> dict[str, Any]:
        """The summary as plain data; days as ISO text, decimals as text."""
        whole: dict[str, Any] = plain(self)
        return whole | {"actions": list(self.actions)}

    def canonical(self) -> bytes:
        """The bytes that are stored, and that a replay must give again."""
        return self._bytes

    @cached_property
    def _bytes(self) -> bytes:
        return canonical(self.plain())

    @cached_property
    def hash(self) -> str:
        """SHA-256 of ``canonical()``."""
        return digest(self.canonical())


def plain(value: Any) -> Any:
    """Values of this module as JSON knows them."""
    if value is None or isinstance(value, str | int):
        return value
    if names := field_names(value.__class__):
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float | Decimal):
        return str(value)
    return value


@cache
def field_names(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass, looked up once; none for any other type."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
