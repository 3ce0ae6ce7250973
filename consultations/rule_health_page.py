"""The page of rule health: a line for each rule of the live edition, sorted and filtered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from consultations.looks_wrong import NOT_SURE, NoteOnRule, open_notes, place_of
from consultations.models import Review
from consultations.rule_health import LEFT_OUT, Fared, rule_health
from consultations.rule_suggestion import long_ago
from sideeffects.desk.addresses import edit_address
from sideeffects.risk import Catalogue
from sideeffects.risk.wording import fill

# As they are said within a sentence: mostly “long ago”.
REASONS: dict[str, str] = {
    Review.Reason.HAVE_RESULT: "have the letter or result",
    Review.Reason.ANSWER_WRONG: "the answer was wrong",
    Review.Reason.OVER: "over or long ago",
    Review.Reason.OTHER_TREATMENT: "fits another treatment",
    Review.Reason.OTHER: "another reason",
    LEFT_OUT: "a step was left out",
}
SORTS = {
    "rule": "Rule",
    "shown": "Shown",
    "agreed": "Agreed",
    "changed": "Changed",
    "reason": "Top reason",
    "wrong": "Looks wrong",
    "last": "Last",
}
FIRST_SORT = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """What could be changed about a rule that is changed more often than not, and where."""

    asks: str
    url: str
    adds: bool


@dataclass(frozen=True, slots=True)
class Row:
    """`rule`: by the name of consultations/looks_wrong.py; `live` False: no longer a rule."""

    rule: str
    name: str
    sentence: str
    url: str
    fared: Fared
    notes: tuple[NoteOnRule, ...]
    change: Change | None = None
    live: bool = True

    @property
    def place(self) -> str:
        """Its anchor on the page."""
        return f"rule-{self.rule.replace(':', '-')}"

    @property
    def reason(self) -> str:
        return REASONS.get(self.fared.reason, "")

    @property
    def unused(self) -> bool:
        return self.live and self.fared.unused

    @property
    def said(self) -> str:
        """Changed 9 of 11 times, mostly “over or long ago”."""
        if self.unused:
            return f"Shown {self.fared.shown} times, and no decision came of it."
        counts = f"Changed {self.fared.changed} of {self.fared.shown} times"
        if self.fared.reason_count * 2 > self.fared.changed:
            return f"{counts}, mostly “{self.reason}”."
        return f"{counts}."

    @property
    def seen(self) -> bool:
        return bool(self.fared.few or self.fared.shown or self.notes)


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    label: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class HealthPage:
    """`decisions`: how many were counted. `never`: rules that found nothing in any of them."""

    decisions: int
    rows: tuple[Row, ...]
    never: tuple[Row, ...]
    columns: tuple[Column, ...]
    words: str
    sort: str


def health_page(
    live: Catalogue, draft: Catalogue, *, words: str = "", sort: str = FIRST_SORT
) -> HealthPage:
    """`draft`: what suggestions are made of."""
    health, notes = rule_health(), notes_by_rule()
    rows = [
        _row(live, draft, rule, health.of(rule), tuple(notes.pop(rule, ())))
        for rule in rules_shown(live)
    ]
    rows += [_gone(rule, tuple(found)) for rule, found in notes.items()]
    asked = [word.casefold() for word in words.split()]
    rows = [row for row in rows if _has(row, asked)]
    sort = sort if sort in SORTS else FIRST_SORT
    return HealthPage(
        health.decisions,
        tuple(_sorted([row for row in rows if row.seen], sort)),
        tuple(row for row in rows if not row.seen),
        tuple(_column(key, words, sort) for key in SORTS),
        words,
        sort,
    )


def rules_shown(live: Catalogue) -> list[str]:
    """Every rule, then every question for which not sure makes a finding of its own."""
    asked = [
        question.key
        for question in live.questions.values()
        if question.not_sure and question.not_sure.contraindication
    ]
    return [*live.rules, *(f"{NOT_SURE}{key}" for key in asked)]


def proposed_for_removal(live: Catalogue, draft: Catalogue) -> list[Row]:
    """Rules that were shown often, and that nobody ever acted on."""
    health = rule_health()
    rows = [_row(live, draft, rule, health.of(rule), ()) for rule in rules_shown(live)]
    return _sorted([row for row in rows if row.unused], "shown")


def notes_by_rule() -> dict[str, list[NoteOnRule]]:
    found: dict[str, list[NoteOnRule]] = defaultdict(list)
    for note in open_notes():
        found[note.rule].append(note)
    return dict(found)


def _row(
    live: Catalogue,
    draft: Catalogue,
    rule: str,
    fared: Fared,
    notes: tuple[NoteOnRule, ...],
) -> Row:
    name, sentence = words_of(live, rule)
    change = None
    if fared.unused:
        change = Change(
            "Look at retiring it", f"{edit_address(*place_of(rule))}#retire", adds=False
        )
    elif fared.often_changed:
        change = _change(draft, rule, fared)
    return Row(rule, name, sentence, edit_address(*place_of(rule)), fared, notes, change)


def _gone(rule: str, notes: tuple[NoteOnRule, ...]) -> Row:
    """Notes on what the live edition no longer holds are still to be settled."""
    name = place_of(rule)[1].replace("_", " ").capitalize()
    fared = Fared(0, 0, "", 0, None, few=False)
    return Row(rule, name, "", edit_address(*place_of(rule)), fared, notes, live=False)


def words_of(live: Catalogue, rule: str) -> tuple[str, str]:
    part, key = place_of(rule)
    if part == "rules":
        found = live.rules[key]
        return live.contraindications[found.contraindication].name, fill(live, found.reads_as)
    question = live.questions[key]
    meaning = question.not_sure
    name = live.contraindications[(meaning and meaning.contraindication) or ""].name
    return f"{name}: not sure", f"{question.text} {(meaning and meaning.meaning) or ''}".strip()


def _change(catalogue: Catalogue, rule: str, fared: Fared) -> Change:
    """A line to add where one can be derived; else the rule as it is."""
    part, key = place_of(rule)
    url = edit_address(part, key)
    mostly_over = fared.reason == Review.Reason.OVER and fared.reason_count * 2 > fared.changed
    found = long_ago(catalogue, key) if mostly_over and part == "rules" else None
    if found is not None:
        query = urlencode({"add_line": found.line})
        return Change(f"Add “{found.words}”?", f"{url}?{query}", adds=True)
    return Change("Open the rule" if part == "rules" else "Open the question", url, adds=False)


def _has(row: Row, asked: Iterable[str]) -> bool:
    text = f"{row.name} {row.sentence} {row.rule.replace('_', ' ')}".casefold()
    return all(word in text for word in asked)


def _sorted(rows: list[Row], sort: str) -> list[Row]:
    """The most first; names from A. Rules of few patients come last, in no telling order."""
    rows = sorted(rows, key=lambda row: (row.name, row.rule))
    match sort:
        case "rule":
            return rows
        case "reason":
            return sorted(rows, key=lambda row: (not row.reason, row.reason))
        case "wrong":
            return sorted(rows, key=lambda row: -len(row.notes))
        case "last":
            return sorted(
                rows, key=lambda row: -row.fared.last.toordinal() if row.fared.last else 0
            )
        case _:
            return sorted(rows, key=lambda row: -getattr(row.fared, sort))


def _column(key: str, words: str, sort: str) -> Column:
    query = urlencode({"sort": key, **({"words": words} if words else {})})
    return Column(key, SORTS[key], f"?{query}", here=key == sort)
