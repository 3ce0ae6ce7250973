"""Asked under an edition that is not live any more: what the live one says of the same answers."""

from __future__ import annotations

from dataclasses import dataclass

from consultations.answer_words import in_words
from consultations.cards_changes import Difference, Snapshot, difference
from consultations.deciding import Case
from consultations.models import Status
from consultations.questions import catalogue_of, stages_reached
from consultations.rescreened import known_letters, letters_of, unreadable
from sideeffects.models import Edition
from sideeffects.risk import assess


@dataclass(frozen=True, slots=True)
class Unread:
    """An answer that the live edition does not read: its question is gone, or asks otherwise."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class NewerEdition:
    """`safety`: the edition that changed a rule for safety since; then nothing is approved before
    the patient is screened again. `lapses`: there is a decision that screening again undoes."""

    was: int
    live: Edition
    safety: int | None
    changed: Difference
    unread: tuple[Unread, ...]
    lapses: bool

    @property
    def same(self) -> bool:
        told = (self.changed.found, self.changed.gone, self.unread)
        return not self.changed.level_changed and not any(told)


def newer_edition(found: Case) -> NewerEdition | None:
    """None where the live edition is the one that was asked under, or nothing is sent."""
    consultation, summary = found.consultation, found.summary
    live = Edition.objects.newest()
    if live is None or live.pk == consultation.edition_id or consultation.status == Status.DRAFT:
        return None
    asked, now = catalogue_of(consultation), live.catalogue
    gone = unreadable(now, summary.answers, summary.consultation_date)
    kept = {key: value for key, value in summary.answers.items() if key not in gone}
    risk = assess(
        now,
        kept,
        consultation_date=summary.consultation_date,
        treatment_date=consultation.planned_date,
        letters=known_letters(now, letters_of(summary)),
        stages=stages_reached(now, kept),
        edition=live.number,
    )
    return NewerEdition(
        was=consultation.edition.number,
        live=live,
        safety=found.changed_for_safety,
        changed=difference(
            now,
            Snapshot(found.risk, kept, summary.letters),
            Snapshot(risk, kept, summary.letters),
        ),
        unread=tuple(
            Unread(asked.questions[key].text, in_words(asked.questions[key], summary.answers[key]))
            for key in asked.questions
            if key in gone
        ),
        lapses=found.review_stands,
    )
