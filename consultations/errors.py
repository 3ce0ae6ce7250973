"""Refusals of the consultation's actions that a page answers in its own way."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from clinic.errors import NotAllowed

if TYPE_CHECKING:
    from clinic.models import User
    from consultations.models.patient_queries import Candidate
    from sideeffects.risk import Question


class Conflict(NotAllowed):
    """An answer was changed on another screen meanwhile: the page shows both values."""

    def __init__(
        self, question: str, *, yours: Any, theirs: Any, theirs_by: User, at: datetime
    ) -> None:
        super().__init__(
            "This answer was changed on another screen.",
            "Ask the patient which answer is right, and save that one.",
        )
        self.question, self.yours, self.theirs = question, yours, theirs
        self.theirs_by, self.at = theirs_by, at


class KeyReused(NotAllowed):
    """The same form came twice with different content."""

    def __init__(self) -> None:
        super().__init__(
            "This form was saved before with other content.",
            "Load the page again and check what is saved.",
        )


class ChangedUnseen(NotAllowed):
    """Other screens changed answers after the page on which they were read back."""

    def __init__(self) -> None:
        super().__init__(
            "An answer was changed while you were here.",
            "Read the answers back once more, then send.",
        )


class Unanswered(NotAllowed):
    """Sending with questions left blank asks for a second yes."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        count = len(questions)
        super().__init__(
            f"{count} questions have no answer." if count > 1 else "One question has no answer.",
            "Ask again, or tick that they stay open and send.",
        )
        self.questions = questions


class Alike(NotAllowed):
    """Somebody on file may be the same person."""

    def __init__(self, candidates: tuple[Candidate, ...]) -> None:
        super().__init__(
            "A person like this is on file already.", "Choose whether it is the same person."
        )
        self.candidates = candidates


class AnswersChanged(NotAllowed):
    """The decision is about a summary that is no longer the newest."""

    def __init__(self) -> None:
        super().__init__(
            "The answers changed while you were reading.",
            "Read the new summary and decide again.",
        )


class LessStrict(NotAllowed):
    """The decision is less strict than the rules: it needs a reason.

    `open`: what is still open; `rules`: what made that, by name and in words.
    """

    def __init__(
        self,
        points_to: str,
        chosen: str,
        open_: tuple[str, ...],
        rules: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.stop = points_to == "Stop"
        back = "decline" if self.stop else "hold"
        super().__init__(
            f"The rules point to {points_to}. You chose {chosen}.",
            f"Go back and {back}, or say why it is safe to go on.",
        )
        self.open, self.rules = open_, rules


class ScreenChanged(NotAllowed):
    """What would be on the screen now is not what was: the page comes again. `parts`, in words."""

    def __init__(self, parts: tuple[str, ...]) -> None:
        changed = f"{', '.join(parts[:-1])} and {parts[-1]}" if parts[1:] else parts[0]
        super().__init__(
            "This page changed while you were reading.",
            f"Different now: {changed}. What you typed is kept: read again, then save.",
        )
