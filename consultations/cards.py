"""From a risk summary to what the review screen shows, in order. Pure: no Django, no clock.

A card is one thing that must happen; the findings that ask for it are its reasons. Findings that
one action settles share a card, and a reason is told once (design: action first).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from clinic import words
from consultations.cards_front import (
    Front,
    OnCard,
    compose_front,
    effect_names,
    more_words,
    often_line,
    sure_lines,
)
from consultations.cards_reasons import Change, Reason, reason_of
from sideeffects.risk import Catalogue, Finding, FindingAction, RiskSummary
from sideeffects.risk.words import GATES

MOST_OPEN_CARE = 3
TITLES = {
    "before_booking": "Before we can book",
    "on_the_day": "On the day",
    "after": "After treatment",
}
STRICTNESS = {level: place for place, level in enumerate(("clear", "care", "hold", "stop"))}
WAIT = "wait_until"


@dataclass(frozen=True, slots=True)
class LetterOnFile:
    """A letter that clears a finding, as far as a card tells of it."""

    contraindication: str
    letter_date: date
    author: str
    limits: str

    @property
    def words(self) -> str:
        return f"Letter of {words.day(self.letter_date, 'born')}, {self.author}."


@dataclass(frozen=True, slots=True)
class Card:
    """One thing that must happen, by when, and why. Its level is its strictest reason's."""

    key: str
    action: FindingAction
    title: str
    level: str
    reasons: tuple[OnCard, ...]
    front: Front
    letters: tuple[LetterOnFile, ...] = ()
    open: bool = True

    @property
    def gate(self) -> str:
        return self.action.gate

    @property
    def full_reasons(self) -> tuple[OnCard, ...]:
        """Those that are told here; the fold holds the whole of each."""
        return tuple(part for part in self.reasons if part.full)

    @property
    def cleared(self) -> bool:
        return all(part.reason.cleared for part in self.reasons)

    @property
    def more(self) -> str:
        return more_words(self.front)

    @property
    def sure(self) -> tuple[str, ...]:
        return sure_lines(self.front)

    @property
    def effects(self) -> tuple[str, ...]:
        return effect_names(self.front)

    @property
    def often(self) -> str:
        return often_line(self.front)


@dataclass(frozen=True, slots=True)
class Gate:
    """The cards of one gate: those that stand open, and those folded under a count."""

    key: str
    title: str
    cards: tuple[Card, ...]

    @property
    def shown(self) -> tuple[Card, ...]:
        return tuple(card for card in self.cards if card.open)

    @property
    def folded(self) -> tuple[Card, ...]:
        return tuple(card for card in self.cards if not card.open)


def compose(
    catalogue: Catalogue,
    risk: RiskSummary,
    answers: Mapping[str, Any],
    *,
    changes: Mapping[str, Change] | None = None,
    letters: Sequence[LetterOnFile] = (),
) -> tuple[Gate, ...]:
    """The cards of a summary by gate, in the order in which they are read."""
    reasons = [reason_of(catalogue, finding, answers, changes or {}) for finding in risk.findings]
    cards = _told_once(_ordered(catalogue, _grouped(reasons, letters)))
    cards = _folded([replace(card, front=_front(card)) for card in cards])
    return tuple(
        Gate(gate, TITLES[gate], found)
        for gate in GATES
        if (found := tuple(card for card in cards if card.gate == gate))
    )


def _grouped(reasons: Sequence[Reason], letters: Sequence[LetterOnFile]) -> list[Card]:
    """One card for each action and gate. What differs in its parameters is another action."""
    groups: dict[tuple[str, str, str, bool], tuple[FindingAction, list[Reason]]] = {}
    for reason in reasons:
        for action in reason.finding.actions or (_of_its_own(reason.finding),):
            has_letter = reason.cleared and action.cleared_by == "letter"
            name = (action.gate, action.key, action.label, has_letter)
            groups.setdefault(name, (action, []))[1].append(reason)
    return [
        _card(action, found, letters if has_letter else (), place)
        for place, ((_, _, _, has_letter), (action, found)) in enumerate(groups.items())
    ]


def _of_its_own(finding: Finding) -> FindingAction:
    """A finding that asks for nothing is shown all the same."""
    return FindingAction(
        key="look_at",
        label="Look at this and decide",
        patient=None,
        gate="before_booking",
        cleared_by="nothing",
        params=(),
        urgent=False,
        bookable_after_days=None,
    )


def _card(
    action: FindingAction, reasons: list[Reason], letters: Sequence[LetterOnFile], place: int
) -> Card:
    names = {reason.finding.contraindication for reason in reasons}
    on_file = tuple(letter for letter in letters if letter.contraindication in names)
    ends = _ends(action, reasons)
    return Card(
        key=f"card-{place + 1}-{action.key.replace('_', '-')}",
        action=action,
        title=_until(ends, reasons) if ends else _title(action, reasons, on_file),
        level=max((reason.level for reason in reasons), key=STRICTNESS.__getitem__),
        reasons=tuple(
            OnCard(reason, dated=bool(ends) and reason.until == ends) for reason in reasons
        ),
        front=Front(()),
        letters=on_file,
    )


def _until(day: date, reasons: list[Reason]) -> str:
    about = "about " if any(reason.finding.provisional for reason in reasons) else ""
    return f"Wait until {about}{words.day(day)}"


def _title(action: FindingAction, reasons: list[Reason], letters: tuple[LetterOnFile, ...]) -> str:
    """What must happen, beginning with a verb; a letter that came is not asked for."""
    if letters or (action.cleared_by == "letter" and all(reason.cleared for reason in reasons)):
        limited = any(letter.limits for letter in letters)
        return "Keep to the limits in the letter" if limited else "Keep the letter on file"
    return action.label


def _ends(action: FindingAction, reasons: list[Reason]) -> date | None:
    """The day a wait ends, where each of its reasons has one: the latest."""
    days = [reason.until for reason in reasons if reason.until]
    return max(days) if action.key == WAIT and len(days) == len(reasons) else None


def _ordered(catalogue: Catalogue, cards: list[Card]) -> list[Card]:
    """By gate, then the strictest, then catalogue order."""
    order = {key: place for place, key in enumerate(catalogue.contraindications)}

    def place(card: Card) -> tuple[int, int, int]:
        strictest = [part.reason for part in card.reasons if part.reason.level == card.level]
        first = min(order[reason.finding.contraindication] for reason in strictest)
        return (GATES.index(card.gate), -STRICTNESS[card.level], first)

    return sorted(cards, key=place)


def _told_once(cards: list[Card]) -> list[Card]:
    """Each reason in full on the strictest card that has it, the first of several; elsewhere a
    pointer to that card."""
    home: dict[str, int] = {}
    for place, card in enumerate(cards):
        for part in card.reasons:
            best = home.get(part.reason.key)
            if best is None or STRICTNESS[card.level] > STRICTNESS[cards[best].level]:
                home[part.reason.key] = place

    def told(part: OnCard, place: int) -> OnCard:
        there = home[part.reason.key]
        if there == place:
            return part
        return replace(part, see=cards[there].key, above=there < place)

    return [
        replace(card, reasons=tuple(told(part, place) for part in card.reasons))
        for place, card in enumerate(cards)
    ]


def _front(card: Card) -> Front:
    """The strictest reasons are named first, those told here before those told elsewhere."""
    parts = sorted(card.reasons, key=lambda part: (-STRICTNESS[part.reason.level], bool(part.see)))
    notes = [letter.words for letter in card.letters]
    notes += [f"Limits: {letter.limits}" for letter in card.letters if letter.limits]
    return compose_front(card.title, card.level, parts, notes)


def _folded(cards: list[Card]) -> list[Card]:
    """Holds and stops stand open, and the first three cards of care; the rest fold."""
    open_care = 0
    found = []
    for card in cards:
        strict = STRICTNESS[card.level] >= STRICTNESS["hold"]
        stays = strict or open_care < MOST_OPEN_CARE
        open_care += stays and not strict
        found.append(replace(card, open=stays))
    return found
