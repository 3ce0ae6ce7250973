"""Notes that a rule looks wrong, as the manager of the catalogue reads them: without a case.

A rule is named by its key, what "not sure" means for a question by that question. Neither tells
whose case it was; who wrote the note, and about which summary, never leaves this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consultations.models import LooksWrong, Summary

NOT_SURE = "not_sure:"


@dataclass(frozen=True, slots=True)
class NoteOnRule:
    """`rule`: its key, or `not_sure:` and a question."""

    pk: int
    rule: str
    words: str
    noted_at: datetime


def rule_named(rule: str | None, origin: str, because: Sequence[Sequence[Any]]) -> str | None:
    """What made a finding, by the name that notes and counts go by.

    None where no rule did and "not sure" did not either: a blank, a date that cannot be.
    """
    if origin == "not_sure":
        return f"{NOT_SURE}{because[0][0]}"
    return rule


def rules_of(summary: Summary) -> frozenset[str]:
    """Everything in a summary that a note can be about."""
    found = summary.plain["findings"]
    named = (rule_named(part["rule"], part["origin"], part["because"]) for part in found)
    return frozenset(name for name in named if name)


def place_of(rule: str) -> tuple[str, str]:
    """Where it is edited: a rule, or the question that may be answered with not sure."""
    if rule.startswith(NOT_SURE):
        return "questions", rule.removeprefix(NOT_SURE)
    return "rules", rule


def open_notes() -> list[NoteOnRule]:
    """Those that nobody has settled, the newest first."""
    found = LooksWrong.objects.filter(settled_at__isnull=True)
    return [NoteOnRule(*row) for row in found.values_list("pk", "rule", "words", "noted_at")]


def note_with(pk: int) -> LooksWrong | None:
    return LooksWrong.objects.filter(pk=pk).first()


def summary_shown(consultation_id: int, digest: str) -> Summary | None:
    """The summary of this consultation that was on the screen."""
    found = Summary.objects.filter(consultation_id=consultation_id, hash=digest)
    return found.select_related("consultation", "consultation__site").order_by("-pk").first()
