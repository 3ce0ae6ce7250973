"""What the desk has to see to before a technician goes on: whose turn, what is next, until when.

Plain words: of private questions, and of letters that rest on one, it is said that they are there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from clinic.models import User
from clinic.models.user import Role
from consultations.holds import Kind, asked_again
from consultations.models import Clarification, Consultation, Hold, LetterRequest, Status
from consultations.models.consultation import ConsultationQuerySet
from sideeffects.models import Edition

MOST = 50
ASK, LETTER, IS_HERE, HAND_ON = "ask", "letter", "here", "hand on"
WAYS = {Kind.LETTER: LETTER, Kind.OTHER: IS_HERE}
NAMED = (
    "consultation__reference",
    "consultation__patient__first_name",
    "consultation__patient__last_name",
)
OPEN = (Status.SUBMITTED, Status.ON_HOLD)


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """`way`: what the desk can do about it: ask, take the letter that was asked for, hand on one
    that nobody asked for in writing, or tick that it is here."""

    reference: str
    patient: str
    next_step: str
    due: date
    overdue: bool
    way: str
    hold: int | None
    desk: bool


def desk_waiting(user: User, today: date) -> list[WaitingLine]:
    """What is the desk's to chase at this site, overdue first: two statements, however many."""
    found = Consultation.objects.visible_to(user)
    chased = _open_holds(found).filter(owner=Role.FRONT_DESK)
    return _in_order([*_lines(chased, today), *_asked(found, today)])[:MOST]


def waiting_of(user: User, consultation: Consultation, today: date) -> list[WaitingLine]:
    """All that one consultation waits for, a technician's part included."""
    found = Consultation.objects.visible_to(user).filter(pk=consultation.pk)
    return _in_order([*_lines(_open_holds(found), today), *_asked(found, today)])


def _in_order(lines: list[WaitingLine]) -> list[WaitingLine]:
    return sorted(lines, key=lambda line: line.due)


def _open_holds(found: ConsultationQuerySet) -> QuerySet[Hold]:
    """Those for an answer are told by the questions themselves."""
    holds = Hold.objects.filter(consultation__in=found, ended_at__isnull=True)
    asked = LetterRequest.objects.to_come().filter(consultation=OuterRef("consultation"))
    return holds.exclude(kind=Kind.ANSWER).annotate(letter_asked=Exists(asked))


def _way(kind: str, letter_asked: bool) -> str:
    way = WAYS.get(Kind(kind), "")
    return HAND_ON if way == LETTER and not letter_asked else way


def _lines(holds: QuerySet[Hold], today: date) -> Iterator[WaitingLine]:
    told = ("next_step", "due", "kind", "owner", "pk", "letter_asked")
    rows = holds.values_list(*NAMED, *told)[:MOST]
    for reference, first, last, next_step, due, kind, owner, pk, asked in rows:
        if kind == Kind.DATE and due <= today:
            continue  # it is in the technicians' list again
        yield WaitingLine(
            reference,
            f"{last.upper()}, {first}",
            next_step,
            due,
            overdue=due < today,
            way=_way(kind, asked),
            hold=pk,
            desk=owner == Role.FRONT_DESK,
        )


def _asked(found: ConsultationQuerySet, today: date) -> Iterator[WaitingLine]:
    """In the words of the edition that is asked; each process reads an edition once."""
    open_ = Clarification.objects.filter(consultation__in=found.filter(status__in=OPEN))
    rows = open_.filter(ended_at__isnull=True).order_by("due", "pk")
    told = ("consultation__edition", "questions", "own_words", "due")
    for reference, first, last, edition, keys, own, due in rows.values_list(*NAMED, *told)[:MOST]:
        questions = Edition.objects.known(edition).catalogue.questions
        yield WaitingLine(
            reference,
            f"{last.upper()}, {first}",
            asked_again(keys, questions, own),
            due,
            overdue=due < today,
            way=ASK,
            hold=None,
            desk=True,
        )
