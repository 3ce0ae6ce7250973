"""What the booking gate looks at, loaded once, and its answer for any day.

Refusing is the database's work. This says the same beforehand and in words; a test compares both
for every day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from consultations import refusals
from consultations.days import local_day
from consultations.deciding import of_age_from, ticks
from consultations.lapses import desk_words
from consultations.models import Consultation, Lapse, Reopening, Review, Status, StepTick
from consultations.refusals import Refusal
from consultations.safety_change import SafetyChange
from sideeffects.models import Edition

STATES_OF_REVIEW = ("not_approved", "lapsed", "patch_test_failed")
PRIVATE_STEP = "Something to settle with the technician"


@dataclass(frozen=True, slots=True)
class GateStep:
    """A before-booking step of some accepted days, as it stands, in words for the desk."""

    key: str
    label: str
    state: str
    on_date: date | None
    bookable_from: date | None


@dataclass(frozen=True, slots=True)
class GateWindow:
    first: date
    last: date
    steps: tuple[GateStep, ...]

    @property
    def open_steps(self) -> tuple[GateStep, ...]:
        return tuple(step for step in self.steps if step.state == "open")

    @property
    def bookable_from(self) -> date:
        """The first day on which every step that needs time has had it."""
        waits = [step.bookable_from for step in self.steps if step.bookable_from]
        return max([self.first, *waits])


@dataclass(frozen=True, slots=True)
class Standing:
    """What the gate looks at, loaded once. `blocked`: why no day at all can be booked.

    `changed`: a rule changed for safety after the decision, so that each day is looked at again.
    """

    consultation: Consultation
    review: Review | None
    blocked: Refusal | None
    windows: tuple[GateWindow, ...]
    valid_until: date | None
    today: date
    of_age_from: date
    changed: SafetyChange | None = None

    def why_not(self, day: date) -> Refusal | None:
        """Why this day cannot be booked, in the order of the database; None if it can."""
        if self.blocked is not None:
            return self.blocked
        if day < self.today:
            return refusals.PAST
        if day < self.of_age_from:
            return refusals.under_age(self.of_age_from)
        if self.valid_until is None or day > self.valid_until:
            return refusals.after_validity(self.valid_until or self.today)
        window = next((w for w in self.windows if w.first <= day <= w.last), None)
        if window is None:
            return refusals.day_not_accepted(day, self.earliest)
        for step in window.steps:
            if step.state == "open":
                return refusals.step_open(tuple(part.label for part in window.open_steps))
            if step.bookable_from and step.on_date and step.bookable_from > day:
                return refusals.step_waits(step.label, step.on_date, window.bookable_from)
        return refusals.RULE_CHANGED if self._forbidden(day) else None

    def _forbidden(self, day: date) -> bool:
        return self.changed is not None and self.changed.forbids(day)

    def _spans(self) -> Iterator[tuple[date, date, GateWindow]]:
        """Days that can be booked now, as spans."""
        if self.blocked is None and self.valid_until is not None:
            for window in self.windows:
                first = max(window.bookable_from, self.today, self.of_age_from)
                last = min(window.last, self.valid_until)
                if first <= last and not window.open_steps:
                    yield first, last, window

    def _days(self) -> Iterator[date]:
        """Days that can be booked now, from the first to the last of each span."""
        for first, last, _ in self._spans():
            if not self.changed:
                yield from (first, last)
                continue
            length = (last - first).days + 1
            every = (first + timedelta(days=days) for days in range(length))
            yield from (day for day in every if not self._forbidden(day))

    @property
    def earliest(self) -> date | None:
        return next(self._days(), None)

    @property
    def last(self) -> date | None:
        return max(self._days(), default=None)

    @property
    def next_window(self) -> GateWindow | None:
        """The window that will be booked first: bookable now, or else the first still to come."""
        now = next((window for _, _, window in self._spans()), None)
        if now is not None or self.blocked is not None:
            return now
        return next((window for window in self.windows if window.last >= self.today), None)


def standing(consultation: Consultation, now: datetime | None = None) -> Standing:
    today = local_day(consultation.site, now)
    review = consultation.reviews.select_related("decided_by", "summary").order_by("-pk").first()
    code, safety = _code(consultation, review, today)
    blocked: Refusal | None = None
    if code in refusals.BY_CODE:
        blocked = refusals.BY_CODE[code]
    elif code == "not_approved":
        holds = review is not None and review.decision == consultation.status
        blocked = refusals.not_approved(
            consultation.status,
            today=today,
            hold_until=review.hold_until if review and holds else None,
            hold_for=review.hold_for if review and holds else "",
            rechecked=rechecked_because(consultation, review),
            lapsed=lapsed_because(consultation, review),
        )
    return Standing(
        consultation=consultation,
        review=review,
        blocked=blocked,
        windows=_windows(consultation, review) if review and blocked is None else (),
        valid_until=review.valid_until if review else None,
        today=today,
        of_age_from=of_age_from(consultation),
        changed=SafetyChange(review.summary, Edition.objects.live())
        if review and safety and blocked is None
        else None,
    )


STATE = """
SELECT public.scalpwise_booking_refusal(%s, %s, %s), EXISTS (
    SELECT FROM sideeffects_proposal p JOIN sideeffects_edition e ON e.id = p.edition_id
    WHERE p.safety AND e.number > (SELECT number FROM sideeffects_edition WHERE id = %s))
""".strip()


def _code(consultation: Consultation, review: Review | None, day: date) -> tuple[str | None, bool]:
    """What the database itself says of the review; and whether a rule changed for safety since."""
    if review is None:
        return "not_approved", False
    with connection.cursor() as cursor:
        cursor.execute(STATE, [consultation.pk, review.pk, day, review.summary.edition_id])
        code, safety = cursor.fetchone()
    return code if code in STATES_OF_REVIEW else None, safety


def rechecked_because(consultation: Consultation, review: Review | None) -> str:
    """Why a change for safety undid the decision; nothing if none did, or once screened again."""
    if review is None or consultation.status != Status.SUBMITTED:
        return ""
    undone = consultation.reopenings.filter(
        review=review, kind=Reopening.Kind.EDITION, edition_id__gt=consultation.edition_id
    )
    return undone.order_by("-pk").values_list("reason", flat=True).first() or ""


def lapsed_because(consultation: Consultation, review: Review | None) -> str:
    """Why an earlier decision does not stand, in words for the desk; nothing if none was made."""
    if review is None or consultation.status != Status.SUBMITTED:
        return ""
    lapse = Lapse.objects.filter(review=review).first()
    return desk_words(lapse) if lapse else ""


def _windows(consultation: Consultation, review: Review) -> tuple[GateWindow, ...]:
    keys = {step["key"] for window in review.windows for step in window["steps"]}
    newest = ticks(consultation, keys) if keys else {}
    return tuple(
        GateWindow(
            date.fromisoformat(window["from"]),
            date.fromisoformat(window["until"]),
            tuple(_step(step, newest.get(step["key"])) for step in window["steps"]),
        )
        for window in review.windows
    )


def _step(step: dict[str, Any], tick: StepTick | None) -> GateStep:
    label = PRIVATE_STEP if step["private"] else step["label"]
    if tick is None or tick.state == StepTick.State.UNDONE:
        return GateStep(step["key"], label, "open", None, None)
    waits = tick.on_date + timedelta(days=step["days"] or 0) if tick.on_date else None
    return GateStep(step["key"], label, tick.state, tick.on_date, waits)
