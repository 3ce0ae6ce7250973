"""Letters of a consultation, as a technician judges them and as the desk may tell them apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic import words
from consultations.cards_changes import letter_about
from consultations.days import local_day
from consultations.deciding import Case
from consultations.forms.letters import NotNeededForm, TurnDownForm
from consultations.letter_words import ANY_DOCTOR, from_whom
from consultations.models import Consultation, LetterReceived, LetterRequest
from consultations.questions import catalogue_of
from sideeffects.risk import Catalogue
from sideeffects.risk.catalogue import lines_of
from sideeffects.risk.dates import add


@dataclass(frozen=True, slots=True)
class AskedRow:
    """Our letter, and that it is not answered yet."""

    request: LetterRequest
    name: str
    late: bool
    not_needed: NotNeededForm


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """A letter that waits for a technician. `counts_until`: the last day it would clear for."""

    received: LetterReceived
    name: str
    counts_until: date
    turn_down: TurnDownForm

    @property
    def not_safe(self) -> bool:
        return self.received.says == LetterReceived.Says.NOT_SAFE

    @property
    def too_old(self) -> bool:
        return self.counts_until < self.received.consultation.planned_date


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A letter that was not accepted."""

    received: LetterReceived
    name: str


@dataclass(frozen=True, slots=True)
class LettersSection:
    asked: tuple[AskedRow, ...]
    received: tuple[ReceivedRow, ...]
    judged: tuple[JudgedRow, ...]
    wanted: tuple[tuple[str, str], ...]

    def __bool__(self) -> bool:
        return bool(self.asked or self.received or self.judged or self.wanted)


def letters_section(found: Case, forms: Mapping[str, Any]) -> LettersSection:
    """`forms`: "letters" is the form that came back, by the kind and id of its row."""
    row, catalogue = found.consultation, catalogue_of(found.consultation)
    wrong: Mapping[tuple[str, int], Any] = forms.get("letters", {})
    every = _received(row)
    waiting = [part for part in every if not part.outcome]
    answered = {part.request_id for part in waiting}
    open_ = [part for part in _asked(row) if part.pk not in answered]
    asked_about = {part.contraindication for part in waiting}
    asked_about |= {part.contraindication for part in open_}
    return LettersSection(
        asked=tuple(
            AskedRow(
                part,
                letter_about(catalogue, part.contraindication),
                part.due < found.today,
                wrong.get(("asked", part.pk)) or NotNeededForm(auto_id=f"asked_{part.pk}_%s"),
            )
            for part in open_
        ),
        received=tuple(_received_row(catalogue, part, wrong) for part in waiting),
        judged=tuple(
            JudgedRow(part, letter_about(catalogue, part.contraindication))
            for part in every
            if part.outcome in (LetterReceived.Outcome.ASK_AGAIN, LetterReceived.Outcome.REFUSED)
        ),
        wanted=tuple(pair for pair in found.letters_wanted if pair[0] not in asked_about),
    )


def _received(row: Consultation) -> list[LetterReceived]:
    found = LetterReceived.objects.filter(consultation=row).order_by("pk")
    kept = found.select_related("recorded_by", "judged_by", "document").defer("document__content")
    for part in (every := list(kept)):
        part.consultation = row
    return every


def _asked(row: Consultation) -> list[LetterRequest]:
    """Our letters without an end, the oldest first."""
    found = LetterRequest.objects.filter(consultation=row, closed_at__isnull=True).order_by("pk")
    return list(found.select_related("asked_by", "document").defer("document__content"))


def _received_row(
    catalogue: Catalogue, part: LetterReceived, wrong: Mapping[tuple[str, int], Any]
) -> ReceivedRow:
    valid = catalogue.periods["letter_valid"]
    return ReceivedRow(
        part,
        letter_about(catalogue, part.contraindication),
        add(part.letter_date, int(valid.value), valid.unit),
        wrong.get(("received", part.pk)) or TurnDownForm(auto_id=f"received_{part.pk}_%s"),
    )


# ── For the desk ───────────────────────────────────────────────────────────────


def letters_to_come(row: Consultation) -> list[tuple[str, str]]:
    """The letters that may arrive: (key, "Letter from a skin doctor, asked 7 May, our …").

    What rests on a private question is "Doctor's letter". None of them says what it is about.
    """
    asked = LetterRequest.objects.to_come().filter(consultation=row)
    catalogue = catalogue_of(row)
    return [
        (
            str(part.created_key),
            f"{_from_whom(catalogue, part)}, asked "
            f"{words.day(local_day(row.site, part.asked_at), 'short')}, "
            f"our reference {part.content['reference']}",
        )
        for part in asked.order_by("pk")
    ]


def _from_whom(catalogue: Catalogue, part: LetterRequest) -> str:
    action = catalogue.actions.get(part.action)
    rules = [r for r in catalogue.rules.values() if r.contraindication == part.contraindication]
    read = {line.question for rule in rules for line in lines_of(rule.when)}
    private = any(key in read and one.private for key, one in catalogue.questions.items())
    return ANY_DOCTOR if private or not rules or action is None else from_whom(action.label)
