"""Before-booking steps: done on a day, left out with a reason, or taken back. Technicians only."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.ground import filled, locked, moment_of
from consultations.actions.held import confirm_held
from consultations.days import local_day
from consultations.deciding import StepState, stands, step_states, windows_of
from consultations.models import Consultation, StepTick
from consultations.steps import Step
from consultations.stored import risk_of


@transaction.atomic
def step_done(
    consultation: Consultation,
    step_key: str,
    *,
    on_date: date,
    by: User,
    now: datetime | None = None,
) -> StepTick:
    """The step was done on this day. Done on the same day already: nothing changes."""
    moment = moment_of(now)
    row = locked(consultation, by=by, reviewers=True)
    state = _state_of(row, step_key, moment)
    if on_date > local_day(row.site, moment):
        raise NotAllowed("This day is still to come.", "Tick the step once it is done.")
    done = StepTick.State.DONE
    if state.state == done and state.on_date == on_date:
        return _newest(row, step_key)
    return _tick(row, state.step, done, on_date=on_date, by=by, moment=moment)


@transaction.atomic
def leave_out_step(
    consultation: Consultation,
    step_key: str,
    *,
    reason: str,
    by: User,
    now: datetime | None = None,
) -> StepTick:
    """The step is not needed here, and why."""
    moment = moment_of(now)
    row = locked(consultation, by=by, reviewers=True)
    state = _state_of(row, step_key, moment)
    reason = filled(reason, "Say why this step can be left out.")
    waived = StepTick.State.WAIVED
    if state.state == waived and state.reason == reason:
        return _newest(row, step_key)
    return _tick(row, state.step, waived, reason=reason, by=by, moment=moment)


@transaction.atomic
def take_back_step(
    consultation: Consultation,
    step_key: str,
    *,
    reason: str,
    by: User,
    now: datetime | None = None,
) -> StepTick:
    """The tick was a mistake: the step is open again, and a booking that needs it is held."""
    moment = moment_of(now)
    row = locked(consultation, by=by, reviewers=True)
    state = _state_of(row, step_key, moment)
    if not state.settled:
        raise NotAllowed("This step is not ticked.")
    reason = filled(reason, "Say why the tick is taken back.")
    return _tick(row, state.step, StepTick.State.UNDONE, reason=reason, by=by, moment=moment)


def _state_of(row: Consultation, step_key: str, moment: datetime) -> StepState:
    """The step as the newest summary, or the decision that stands on it, asks for it."""
    summary, review = row.summary, row.review
    if summary is not None:
        windows = windows_of(row, summary, risk_of(summary), local_day(row.site, moment))
        standing = review if stands(row, review, summary) else None
        for state in step_states(row, windows, standing):
            if state.step.key == step_key:
                return state
    raise NotAllowed("The newest summary does not ask for this step.", "Load the page again.")


def _newest(row: Consultation, step_key: str) -> StepTick:
    return StepTick.objects.filter(consultation=row, step_key=step_key).latest("pk")


def _tick(
    row: Consultation,
    step: Step,
    state: str,
    *,
    by: User,
    moment: datetime,
    on_date: date | None = None,
    reason: str = "",
) -> StepTick:
    tick = write_tick(row, step, state, on_date=on_date, reason=reason, by=by, moment=moment)
    audit.record(
        f"step.{state}", actor=by, subject=row, detail={"action": step.action, "step": step.key}
    )
    if row.review is not None and row.review.approves:
        confirm_held(row, row.review, moment)
    return tick


def write_tick(
    row: Consultation,
    step: Step,
    state: str,
    *,
    by: User,
    moment: datetime,
    on_date: date | None = None,
    reason: str = "",
) -> StepTick:
    """Called under the lock."""
    return StepTick.objects.create(
        consultation=row,
        step_key=step.key,
        action=step.action,
        state=state,
        on_date=on_date,
        reason=reason,
        ticked_by=by,
        ticked_at=moment,
    )
