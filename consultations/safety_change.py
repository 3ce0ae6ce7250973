"""A rule that changed for safety, and what was approved before it: may it still be used?

Nothing that was approved is thrown over: each day is replayed under both editions, and only where
that finds something is a technician asked again. The impact page counts with the same measure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from consultations.impact import BLOCKING, falls
from consultations.models import Summary
from consultations.rescreened import letters_of
from sideeffects.models import Edition
from sideeffects.risk import LEVELS, Catalogue, PastCase, Replay, Replayed
from sideeffects.risk.catalogue import Rule, lines_of
from sideeffects.risk.hits import BLANK
from sideeffects.risk.summary import FindingRef
from sideeffects.risk.words import LEVEL_OF_KIND

MOST_NAMED = 3
SOMETHING_PRIVATE = "something answered in private"


@lru_cache(maxsize=16)
def _replay(before: int, now: int) -> Replay:
    """Between two editions, by their keys: they never change."""
    return Replay(Edition.objects.known(before).catalogue, Edition.objects.known(now).catalogue)


@dataclass(frozen=True, slots=True)
class SafetyChange:
    """What was approved on a summary, under the live edition, on any day."""

    summary: Summary
    live: Edition

    def on(self, day: date) -> Replayed:
        return _replay(self.summary.edition_id, self.live.pk).of(
            PastCase(
                ref=None,
                answers=self.summary.answers,
                letters=letters_of(self.summary),
                consultation_date=self.summary.consultation_date,
                treatment_date=day,
                stages=tuple(self.summary.stages),
            )
        )

    def forbids(self, day: date) -> bool:
        return falls(self.on(day))

    def why(self, found: Replayed) -> str:
        """For the desk: what it is about. No level, no answer, nothing that is private."""
        begin = f"A rule changed for safety in edition {self.live.number}."
        if about := _once(_about(self.live.catalogue, found)):
            return f"{begin} It is about {about}."
        if asked := _once(_asks(self.live.catalogue, found)):
            return f"{begin} It asks {asked}."
        return f"{begin} It could not be checked for this patient."


def _about(catalogue: Catalogue, found: Replayed) -> Iterator[str]:
    """What holds or stops anew; where nothing does, whatever else is new or stricter."""
    every = [(ref, LEVEL_OF_KIND[ref.kind]) for ref in found.gained] + [
        (part.finding, part.level_after)
        for part in found.moved
        if LEVELS.index(part.level_after) > LEVELS.index(part.level_before)
    ]
    named = [(ref, level) for ref, level in every if ref.made_by != BLANK]  # told by the question
    blocking = [ref for ref, level in named if level in BLOCKING]
    for ref in blocking or [ref for ref, _ in named]:
        yield name_for_desk(catalogue, ref)


def name_for_desk(catalogue: Catalogue, ref: FindingRef) -> str:
    """The contraindication in words; what rests on a private answer, even in part, is not told."""
    rule = catalogue.rules.get(ref.made_by)
    read = _read_by(rule) if rule else {ref.made_by}
    if any(key in catalogue.questions and catalogue.questions[key].private for key in read):
        return SOMETHING_PRIVATE
    return catalogue.contraindications[ref.contraindication].name


def _read_by(rule: Rule) -> set[str]:
    read = {line.question for line in lines_of(rule.when) if line.question}
    return read | ({rule.wait_until.of} if rule.wait_until else set())


def _asks(catalogue: Catalogue, found: Replayed) -> Iterator[str]:
    for key in found.lacks:
        question = catalogue.questions.get(key)
        if question:
            yield SOMETHING_PRIVATE if question.private else f"“{question.text}”"


def _once(names: Iterable[str]) -> str:
    """Each once, in a row; nothing where there are none."""
    parts = list(dict.fromkeys(names))
    shown, more = parts[:MOST_NAMED], len(parts) - MOST_NAMED
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")
