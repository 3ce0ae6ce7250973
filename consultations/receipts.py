"""The receipt of one decision: what was decided, of what, by whom. The same for ever.

Nothing of today is on it: names are those of the moment of the decision, and whether it still
stands is what verifying is for (verified.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import segno

from clinic import words
from clinic.as_it_was import as_it_was, changes_since
from clinic.models import Site, User
from consultations.conditions import AtGate, by_gate, conditions_of
from consultations.deciding import item_of
from consultations.models import Patient, ReadMark, Review
from consultations.receipt_code import code_of, verifying_address
from consultations.stored import risk_of
from sideeffects.models import EditionApproval
from sideeffects.risk import Catalogue

NOTE = "Something said or kept outside the questions of this edition"
ANSWERED_TOO = "Decided by the person who asked the questions; this clinic allows it."
KINDS = {
    "absolute": "must not be treated",
    "clearance": "needs a doctor’s letter",
    "deferral": "waits for a day",
    "clarification": "needs an answer",
    "precaution": "needs care",
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that the accepted days carry."""

    name: str
    kind: str
    level: str


@dataclass(frozen=True, slots=True)
class Square:
    """The code as a picture to scan: `path` draws it in a box of `size` by `size`."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything the paper says."""

    review: Review
    number: int
    patient: Patient
    site: Site
    decided_by: User
    second: User | None
    approval: EditionApproval | None
    accepted: tuple[Accepted, ...]
    steps: tuple[str, ...]
    conditions: tuple[AtGate, ...]
    read: tuple[str, ...]
    code: str
    square: Square
    address: str

    @property
    def answered_too(self) -> str:
        return ANSWERED_TOO if self.review.answered_too else ""


def receipt_of(review: Review) -> Receipt:
    """`review` with its consultation, patient, site, summary and edition, and both people."""
    consultation, edition = review.consultation, review.summary.edition
    second = review.second_look.answered_by if review.second_look else None
    people = [review.decided_by, second] if second else [review.decided_by]
    rows = [consultation.patient, consultation.site, *people]
    since = changes_since(review.decided_at, rows)
    approvals = edition.approvals.filter(recorded_at__lte=review.decided_at)
    code = code_of(review)
    return Receipt(
        review=review,
        number=consultation.reviews.filter(pk__lte=review.pk).count(),
        patient=as_it_was(consultation.patient, since),
        site=as_it_was(consultation.site, since),
        decided_by=as_it_was(review.decided_by, since),
        second=as_it_was(second, since) if second else None,
        approval=approvals.first(),
        accepted=tuple(dict.fromkeys(_accepted(edition.catalogue, review))),
        steps=tuple(dict.fromkeys(_steps(review))),
        conditions=by_gate(conditions_of(review.conditions)),
        read=tuple(dict.fromkeys(_read(edition.catalogue, review))),
        code=code,
        square=_square(verifying_address(code)),
        address=verifying_address(),
    )


def _accepted(catalogue: Catalogue, review: Review) -> Iterator[Accepted]:
    for key, kind, _made_by, level in review.accepted_findings:
        entry = catalogue.contraindications.get(key)
        name = entry.name if entry else key.replace("_", " ").capitalize()
        yield Accepted(name, KINDS.get(kind, kind), words.LEVELS[level].name)


def _steps(review: Review) -> Iterator[str]:
    for window in review.windows:
        for step in window["steps"]:
            yield step["label"]


def _read(catalogue: Catalogue, review: Review) -> Iterator[str]:
    """What the rules do not look at and a person had ticked as read by then, by its question."""
    marks = ReadMark.objects.filter(
        consultation=review.consultation, read_at__lte=review.decided_at
    ).order_by("pk")
    read = dict(marks.values_list("item", "summary_id"))
    risk = risk_of(review.summary)
    shown = {item_of(part.key, part.value, part.why): part.key for part in risk.not_read}
    shown |= {item_of(key, value, "set_aside"): key for key, value, *_ in risk.set_aside}
    for item, summary in read.items():
        question = catalogue.questions.get(shown.get(item, ""))
        if question is not None:
            yield question.text
        elif summary == review.summary_id:
            yield NOTE


def _square(text: str) -> Square:
    """Each dark row of the code as one run after the other; nothing is fetched to draw it."""
    matrix = segno.make(text, error="m", micro=False).matrix
    runs = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            width = 0
            while x + width < len(row) and row[x + width]:
                width += 1
            if width:
                runs.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width or 1
    return Square("".join(runs), len(matrix))
