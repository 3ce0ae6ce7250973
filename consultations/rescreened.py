"""Answers given under one edition, read under another: what goes over, and what is set aside.

Nothing is dropped in silence. What the newer edition does not ask, or does not accept, stays in
the older summary and is shown to be read; its question counts as one without an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from consultations.models import Clarification, Consultation, Summary
from sideeffects.models import Edition
from sideeffects.risk import AnswerErrors, Catalogue, asked

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """An answer of an earlier edition that the one in use does not read."""

    key: str
    value: Any
    edition_id: int


def unreadable(catalogue: Catalogue, answers: Answers, day: date) -> frozenset[str]:
    """The answers whose question is gone, or that are no answer to it any more."""
    try:
        asked(catalogue, answers, day)
    except AnswerErrors as refused:
        return frozenset(error.key for error in refused.errors)
    return frozenset()


def letters_of(summary: Summary) -> dict[str, date]:
    return {about: date.fromisoformat(day) for about, day in summary.letters.items()}


def known_letters(catalogue: Catalogue, letters: Mapping[str, date]) -> dict[str, date]:
    """The letters about what the catalogue knows. Any other clears nothing."""
    known = catalogue.contraindications
    return {about: day for about, day in letters.items() if about in known}


@dataclass(frozen=True, slots=True)
class Since:
    """`safety`: the newest edition that changed a rule for safety after the one in use here.
    `rescreened`: it was asked under an earlier one at first. `replies`: what the patient replied
    to a technician's own question, each with that question."""

    safety: int | None
    rescreened: bool
    replies: tuple[tuple[str, str], ...] = ()


def since(consultation: Consultation) -> Since:
    """All of it in one statement."""
    later = Edition.objects.filter(number__gt=OuterRef("number"), proposal__safety=True)
    again = Summary.objects.filter(consultation=consultation, cause=Summary.Cause.EDITION)
    replied = Clarification.objects.filter(consultation=consultation).exclude(reply="")
    pairs = replied.order_by("pk").values(pair=JSONObject(asked=F("own_words"), said=F("reply")))
    found = Edition.objects.filter(pk=consultation.edition_id).values_list(
        Subquery(later.order_by("-number").values("number")[:1]),
        Exists(again),
        ArraySubquery(pairs),
    )
    safety, rescreened, replies = found[0]
    return Since(safety, rescreened, tuple((pair["asked"], pair["said"]) for pair in replies))


def left_behind(consultation: Consultation, summary: Summary) -> tuple[LeftBehind, ...]:
    """What screening again set aside, but for what was answered anew since. The newest of each."""
    every = list(
        consultation.summaries.order_by("number").values_list("cause", "edition_id", "answers")
    )
    found: dict[str, LeftBehind] = {}
    for (_, edition, before), (cause, _, after) in pairwise(every):
        if cause == Summary.Cause.EDITION:
            gone = {key: value for key, value in before.items() if key not in after}
            found |= {key: LeftBehind(key, value, edition) for key, value in gone.items()}
    return tuple(part for key, part in found.items() if key not in summary.answers)
