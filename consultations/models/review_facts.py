"""What a row of the review list says beside the case itself: who has it open, what came in.

Each fact is a column of the list's one statement, worked out for the rows that are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from consultations.models.consultation_queries import REVIEW_COLUMNS, ReviewRow
from consultations.models.hold import Clarification, Hold
from consultations.models.letter_request import LetterReceived
from consultations.models.review_work import SetAside
from consultations.models.second_look import SecondLook


@dataclass(frozen=True, slots=True)
class ListRow(ReviewRow):
    """`opened_*`: the newest lock, which may have ended. `answered_again`: how many questions the
    patient answered again since the last decision; `asked`: they have still to. `waits_for` and
    `came`: the things that the decision's holds wait for, and what of it is here; days aside.
    `second_look`: who wants one.
    """

    opened_by: int | None = None
    opened_name: str | None = None
    opened_at: datetime | None = None
    opened_seen: datetime | None = None
    letter_here: bool = False
    second_look: str | None = None
    answered_again: int | None = None
    came: str | None = None
    asked: bool = False
    aside: str | None = None
    waits_for: str | None = None


FACTS = (
    *("opened_by", "opened_name", "opened_at", "opened_seen", "letter_here", "second_look"),
    *("answered_again", "came", "asked", "aside", "waits_for"),
)
LIST_COLUMNS = (*REVIEW_COLUMNS, *FACTS)


def with_facts(found: Any) -> Any:
    """For whoever may review: the words of holds and of set-asides are technicians'."""
    here = OuterRef("pk")
    asked = Clarification.objects.filter(consultation=here)
    decided = Coalesce(OuterRef("decided_at"), Value(datetime.min.replace(tzinfo=UTC)))
    answered = asked.filter(ended_at__gt=decided, answered=True).order_by("-pk")
    count = Func(F("questions"), function="jsonb_array_length", output_field=IntegerField())
    aside = SetAside.objects.filter(consultation=here, until=OuterRef("decide_from"))
    wanted = SecondLook.objects.filter(summary=OuterRef("summary_id"), verdict="")
    holds = Hold.objects.filter(review=OuterRef("review_id")).exclude(kind=Hold.Kind.DATE)
    by_review = holds.order_by().values("review")
    open_, ended = (by_review.filter(ended_at__isnull=still) for still in (True, False))
    open_ = open_.annotate(said=StringAgg("words", "; ", order_by=("due", "pk")))
    ended = ended.annotate(said=StringAgg("ended_how", ", ", order_by=("ended_at", "pk")))
    return found.annotate(
        opened_by=F("review_lock__held_by_id"),
        opened_name=F("review_lock__held_by__display_name"),
        opened_at=F("review_lock__since"),
        opened_seen=F("review_lock__seen_at"),
        letter_here=Exists(LetterReceived.objects.filter(consultation=here, outcome="")),
        second_look=Subquery(wanted.values("asked_by__display_name")[:1]),
        answered_again=Subquery(answered.values_list(count)[:1]),
        came=Subquery(ended.values("said")),
        asked=Exists(asked.filter(ended_at__isnull=True)),
        aside=Subquery(aside.order_by("-pk").values("reason")[:1]),
        waits_for=Subquery(open_.values("said")),
    )
