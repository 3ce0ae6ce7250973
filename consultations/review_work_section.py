"""Who has this case open, and setting it aside: a part of the review page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from clinic.models import User
from consultations.actions.setting_aside import aside_of
from consultations.deciding import Case
from consultations.forms.setting_aside import SetAsideForm
from consultations.models import Consultation, ReviewLock, SetAside, Status
from consultations.models.status import OPEN

TOPIC = "work"


@dataclass(frozen=True, slots=True)
class WorkSection:
    """`mine`: open with the reader. `open_with`: open with a colleague, since `since`.

    `aside`: what it is set aside by now. `form`: where it can be set aside.
    """

    mine: bool = False
    open_with: str = ""
    since: datetime | None = None
    aside: SetAside | None = None
    form: SetAsideForm | None = None


def work_section(
    found: Case, by: User, today: date, forms: Mapping[str, Any]
) -> WorkSection | None:
    """Nothing for a case that nobody has to decide."""
    row = found.consultation
    if row.status not in OPEN:
        return None
    lock = ReviewLock.objects.filter(consultation=row).select_related("held_by").first()
    holds = lock is not None and lock.holds_at(timezone.now())
    mine = lock is not None and holds and lock.held_by_id == by.pk
    return WorkSection(
        mine=mine,
        open_with=lock.held_by.get_short_name() if lock and holds and not mine else "",
        since=lock.since if lock and holds else None,
        aside=_aside(row, today),
        form=_form(row, today, forms),
    )


def _aside(row: Consultation, today: date) -> SetAside | None:
    waits = row.decide_from is not None and row.decide_from > today
    return aside_of(row) if waits else None


def _form(row: Consultation, today: date, forms: Mapping[str, Any]) -> SetAsideForm | None:
    if row.status != Status.SUBMITTED or row.decide_from is None or row.decide_from > today:
        return None
    bound: SetAsideForm | None = forms.get(TOPIC)
    return bound or SetAsideForm(today=today, auto_id="aside_%s")
