"""The private questions as one page for the patient's own hand.

Which answer opens which follow-up is tried out with the engine's own `asked`, so that page and
rules cannot differ. The page is made from the public answers alone: it is the same whatever was
answered in private before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from consultations.answer_words import one_of
from consultations.questions import CONSULTATION, must_answer
from sideeffects.risk import Catalogue, Question, asked
from sideeffects.risk.catalogue import lines_of


@dataclass(frozen=True, slots=True)
class PrivateRow:
    """`opened_by`: the answers of `parent` that open it; empty for a question asked of everyone."""

    question: Question
    parent: Question | None
    opened_by: tuple[str, ...]
    depth: int

    @property
    def key(self) -> str:
        return self.question.key

    @property
    def if_words(self) -> str:
        """Without script every follow-up is in sight: "If Yes or Not sure"."""
        if self.parent is None:
            return ""
        return f"If {one_of(self.parent.label_of(answer) for answer in self.opened_by)}"


def private_rows(
    catalogue: Catalogue, public: Mapping[str, Any], day: date, planned: date
) -> tuple[PrivateRow, ...]:
    """Every private question that can come to be asked, in screen order."""
    rows: dict[str, PrivateRow] = {}
    opening: dict[str, dict[str, Any]] = {}
    for question in catalogue.questions.values():
        if not question.private or question.stage != CONSULTATION:
            continue
        parent = _parent(question, rows)
        above = opening[parent.key] if parent else {}
        answers = [option.key for option in parent.options] if parent else []
        trials = [{**above, parent.key: a} for a in answers] if parent else [above]
        opened = [
            trial
            for trial in trials
            if question in asked(catalogue, {**public, **trial}, day, planned)
        ]
        if opened:
            opening[question.key] = opened[0]
            opened_by = tuple(trial[parent.key] for trial in opened) if parent else ()
            depth = rows[parent.key].depth + 1 if parent else 0
            rows[question.key] = PrivateRow(question, parent, opened_by, depth)
    return tuple(rows.values())


def left_open(rows: Iterable[PrivateRow], given: Mapping[str, Any]) -> bool:
    """Whether a question that the page shows has no answer. "I would rather say this in person"
    opens nothing here: whoever picks it is not asked on."""
    shown: set[str] = set()
    for row in rows:
        above = row.parent.key if row.parent else None
        if above is None or (above in shown and given.get(above) in row.opened_by):
            shown.add(row.key)
            if must_answer(row.question) and not given.get(row.key):
                return True
    return False


def _parent(question: Question, rows: Mapping[str, PrivateRow]) -> Question | None:
    """The nearest private question that its condition names."""
    for line in reversed(lines_of(question.ask_when)):
        row = rows.get(line.question or "")
        if row is not None:
            return row.question
    return None
