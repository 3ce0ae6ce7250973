"""What happens to a consultation after its answers, one event at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from consultations.actions.booking import book, cancel, move
from consultations.actions.clarifications import ask_again
from consultations.actions.letters import record_letter
from consultations.actions.review import decide
from consultations.actions.sending import reopen, send
from consultations.actions.steps import leave_out_step, step_done
from consultations.actions.tasks import finish_task
from consultations.deciding import Case
from consultations.demo import story as told
from consultations.demo.answering import correct, examine
from consultations.demo.story import Event
from consultations.demo.teller import Telling
from consultations.gate import free_slots
from consultations.holds import DAYS_TO_WAIT, WaitsFor, things_to_wait_for
from consultations.models import Booking, Letter, Review, Task
from consultations.slots import Slot

DAYS_TO_LOOK = 28


def happen(telling: Telling, event: Event) -> None:
    match event:
        case told.Sent():
            draft = telling.fresh()
            send(
                draft,
                seen_version=draft.version,
                unanswered_confirmed=True,
                **telling.by_desk(),
            )
        case told.Examined():
            examine(telling, event.found)
        case told.LetterCame():
            _letter(telling, event)
        case told.TaskDone():
            task = Task.objects.get(consultation=telling.consultation, done_at__isnull=True)
            finish_task(task, note=event.note, **telling.by_technician())
        case told.Reopened():
            reopen(telling.fresh(), reason=event.why, **telling.by_desk())
        case told.Corrected():
            correct(telling, event.answers)
        case told.AskedAgain():
            ask_again(
                telling.fresh(),
                questions=event.questions,
                own_words=event.own_words,
                due=telling.today + DAYS_TO_WAIT,
                key=next(telling.keys),
                **telling.by_technician(),
            )
        case told.StepDone() | told.StepLeftOut():
            _step(telling, event)
        case told.Booked() | told.Moved() | told.BookingCancelled():
            _booking(telling, event)
        case _:
            _decide(telling, event)


def _letter(telling: Telling, event: told.LetterCame) -> None:
    record_letter(
        telling.fresh(),
        contraindication=event.contraindication,
        letter_date=telling.today - timedelta(days=event.dated),
        author=event.author,
        says=Letter.Says.SAFE_WITH_LIMITS if event.limits else Letter.Says.SAFE,
        limits=event.limits,
        key=next(telling.keys),
        **telling.by_technician(),
    )


def _decide(telling: Telling, event: Event) -> None:
    """The technician has read everything that no rule looks at."""
    case = telling.case()
    decision, terms = _terms(event, case)
    decide(
        case.consultation,
        summary_hash=case.summary.hash,
        decision=decision,
        key=next(telling.keys),
        read=[item.item for item in case.reading],
        **terms,
        **telling.by_technician(),
    )


def _terms(event: Event, found: Case) -> tuple[str, dict[str, Any]]:
    match event:
        case told.Approved():
            return Review.Decision.APPROVED, {"note": event.note}
        case told.ApprovedWithConditions():
            return Review.Decision.APPROVED_WITH_CONDITIONS, {
                "note": event.note,
                "conditions": event.conditions,
            }
        case told.OnHold():
            return Review.Decision.ON_HOLD, {
                "note": event.note,
                "hold_until": found.risk.earliest_date if event.earliest else None,
                "holds": [
                    WaitsFor(thing.key, thing.due(found.today))
                    for thing in things_to_wait_for(found)
                    if thing.kind in event.things
                ],
                "hold_for": event.waits_for,
            }
        case told.Declined():
            return Review.Decision.DECLINED, {
                "reason_words": event.why,
                "patient_message": event.message,
            }
        case _:
            raise TypeError(f"Nobody knows how {event} happens.")


def _step(telling: Telling, event: told.StepDone | told.StepLeftOut) -> None:
    states = telling.case().steps
    step = next(state.step for state in states if state.step.action == event.action)
    if isinstance(event, told.StepLeftOut):
        leave_out_step(telling.consultation, step.key, reason=event.why, **telling.by_technician())
        return
    on_date = telling.today - timedelta(days=event.on)
    step_done(telling.consultation, step.key, on_date=on_date, **telling.by_technician())


def _booking(telling: Telling, event: told.Booked | told.Moved | told.BookingCancelled) -> None:
    consultation = telling.fresh()
    live = Booking.objects.live().filter(consultation=consultation)
    if isinstance(event, told.BookingCancelled):
        cancel(live.get(), reason=event.why, **telling.by_desk())
        return
    slot = _slot(telling, event.ahead)
    if slot is None:
        return  # the clinic is full: so many patients were asked for
    if isinstance(event, told.Moved):
        move(live.get(), **slot.place, **telling.by_desk())
        return
    book(consultation, **slot.place, key=next(telling.keys), **telling.by_desk())


def _slot(telling: Telling, ahead: int) -> Slot | None:
    """The first free time from that day on, which is how a desk would find it."""
    first = telling.today + timedelta(days=ahead)
    days = free_slots(telling.fresh(), first=first, days=DAYS_TO_LOOK, now=telling.at)
    return next((slot for day in days for slot in day.slots), None)
