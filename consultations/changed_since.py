"""What other screens changed since the answers were read back, in words for the desk. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from consultations.answer_words import in_words
from consultations.questions import CONSULTATION

if TYPE_CHECKING:
    from clinic.models import User
    from consultations.grid import Grid
    from consultations.models import AnswerChange
    from sideeffects.risk import Question

READ_AGAIN = "Read the answers back once more, then send. Nothing was sent."


@dataclass(frozen=True, slots=True)
class ChangedSince:
    heading: str
    text: str


def changed_since(
    changes: Sequence[AnswerChange], grid: Grid, questions: Mapping[str, Question], reader: User
) -> ChangedSince:
    """`changes`: what was saved after the page was shown, oldest first. Each answer is told once;
    of what was answered by hand, or at the examination, only that something was."""
    newest = {change.question: change for change in changes if change.question in questions}
    told = list(_sentences(tuple(newest.values()), grid, questions, reader))
    what = "Answers were" if len(told) > 1 else "An answer was"
    return ChangedSince(f"{what} changed while you were here", " ".join([*told, READ_AGAIN]))


def _sentences(
    changes: Sequence[AnswerChange], grid: Grid, questions: Mapping[str, Question], reader: User
) -> Iterator[str]:
    private = [change for change in changes if change.private]
    aloud = [c for c in changes if not c.private and questions[c.question].stage == CONSULTATION]
    for change in aloud:
        yield _sentence(change, grid, questions[change.question], reader)
    if private:
        yield "Private questions were answered."
    if len(private) + len(aloud) < len(changes):
        yield "The examination was saved."


def _sentence(change: AnswerChange, grid: Grid, question: Question, reader: User) -> str:
    mine = change.set_by_id == reader.pk
    who = "You" if mine else change.set_by.get_short_name()
    row = grid.row(change.question)
    which = f"question {row.number}" if row else f"“{question.text}”"
    where = " in another window" if mine else ""
    at = timezone.localtime(change.set_at)
    now = in_words(question, change.value) or "no answer"
    return f"{who} changed {which}{where} at {at:%H:%M}. It is now: {now}."
