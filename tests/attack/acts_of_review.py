"""How each action of the technicians is called, and what is sent to patients."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from consultations.actions import (
    clarifications,
    examination,
    holds,
    looks_wrong,
    reading,
    rescreening,
    review,
    review_locks,
    second_looks,
    sending,
    setting_aside,
    steps,
    undoing,
)
from consultations.deciding import case
from consultations.holds import WaitsFor
from consultations.looks_wrong import rules_of
from consultations.models import Consultation, LooksWrong
from tests.attack.acts import Call, acts
from tests.attack.stage import Stage
from tests.consultations.asking_cases import UNSURE, ask
from tests.consultations.outbox import said
from tests.consultations.second_look_cases import WHY
from tests.consultations.second_look_cases import asked as second_asked
from tests.consultations.with_steps import first_step
from tests.consultations.world import key
from tests.sideeffects.shelf import edition_of, longer


def _typed(stage: Stage, row: Consultation) -> dict[str, Any]:
    """What the review page sends along with a decision."""
    found = case(stage.fresh(row))
    assert found is not None
    read = [item.item for item in found.unread]
    return {"summary_hash": found.summary.hash, "read": read, "key": key()}


@acts(examination.answer_examination)
def _examine(stage: Stage) -> Call:
    row = stage.fresh(stage.fine)
    form: dict[str, Any] = {"seen_version": row.version, "key": key(), "by": stage.technician}
    return lambda: examination.answer_examination(row, {"exam_keloid": "yes"}, **form)


@acts(clarifications.ask_again)
def _ask_again(stage: Stage) -> Call:
    form: dict[str, Any] = {"due": stage.day(7), "by": stage.technician, "key": key()}
    row = stage.fresh(stage.clear)
    return lambda: clarifications.ask_again(row, questions=["keloid_history"], **form)


@acts(clarifications.take_back)
def _take_back(stage: Stage) -> Call:
    row = stage.sent(**UNSURE)
    ask(stage, row, "keloid_family")
    back = clarifications.take_back
    return lambda: back(stage.fresh(row), reason="I called her.", by=stage.technician)


@acts(rescreening.rescreen)
def _rescreen(stage: Stage) -> Call:
    live = edition_of(longer)
    row = stage.fresh(stage.fine)
    return lambda: rescreening.rescreen(row, seen=live.number, by=stage.technician)


@acts(reading.mark_read)
def _mark_read(stage: Stage) -> Call:
    row = stage.fresh(stage.keloid)
    found = case(row)
    assert found is not None
    items = [item.item for item in found.unread]
    return lambda: reading.mark_read(row, items, by=stage.technician)


# ── Deciding ───────────────────────────────────────────────────────────────────


@acts(review.decide)
def _decide(stage: Stage) -> Call:
    row, typed = stage.fresh(stage.clear), _typed(stage, stage.clear)
    more: dict[str, Any] = {"by_mail": True, "patient_message": "Bring a hat."}
    given = {"decision": "approved", "by": stage.technician, **typed, **more}
    return lambda: review.decide(row, **given)


def _relaxed(stage: Stage) -> dict[str, Any]:
    found = case(stage.fresh(stage.keloid))
    assert found is not None
    accept: list[date] = [window.first for window in found.windows[:1]]
    return {"decision": "approved", "accept": accept, **WHY, **_typed(stage, stage.keloid)}


@acts(second_looks.ask_second)
def _ask_second(stage: Stage) -> Call:
    given = _relaxed(stage)
    row = stage.fresh(stage.keloid)
    return lambda: second_looks.ask_second(row, by=stage.technician, **given)


@acts(second_looks.sign_second)
def _sign_second(stage: Stage) -> Call:
    look = second_asked(stage, stage.keloid)
    given: dict[str, Any] = {"words": "I looked.", "by": stage.sam, "how": "a passkey"}
    return lambda: second_looks.sign_second(stage.fresh(stage.keloid), look.pk, **given)


@acts(second_looks.refuse_second)
def _refuse_second(stage: Stage) -> Call:
    look = second_asked(stage, stage.keloid)
    given: dict[str, Any] = {"words": "Not this one.", "by": stage.sam}
    return lambda: second_looks.refuse_second(stage.fresh(stage.keloid), look.pk, **given)


@acts(sending.look_again)
def _look_again(stage: Stage) -> Call:
    stage.booked(stage.fresh(stage.fine), 30)
    row = stage.fresh(stage.fine)
    return lambda: sending.look_again(row, reason="x", by=stage.technician)


@acts(undoing.undo)
def _undo(stage: Stage) -> Call:
    made = said(stage, stage.clear, timezone.now())
    row = stage.fresh(stage.clear)
    return lambda: undoing.undo(row, review=made.pk, by=stage.technician)


@acts(setting_aside.set_aside)
def _set_aside(stage: Stage) -> Call:
    row = stage.fresh(stage.clear)
    review_locks.open_case(row, by=stage.technician)
    given: dict[str, Any] = {"reason": "A photo.", "until": stage.day(5)}
    return lambda: setting_aside.set_aside(row, by=stage.technician, **given)


@acts(setting_aside.bring_back)
def _bring_back(stage: Stage) -> Call:
    given: dict[str, Any] = {"reason": "A photo.", "until": stage.day(5)}
    setting_aside.set_aside(stage.fresh(stage.clear), by=stage.technician, **given)
    return lambda: setting_aside.bring_back(stage.fresh(stage.clear), by=stage.technician)


@acts(holds.it_is_here)
def _it_is_here(stage: Stage) -> Call:
    picked = [WaitsFor("other", stage.day(4), "Photos")]
    stage.decided(stage.clear, "on_hold", holds=picked)
    row = stage.fresh(stage.clear)
    hold = row.holds.get()
    return lambda: holds.it_is_here(row, hold.pk, by=stage.technician)


# ── Who has it open ────────────────────────────────────────────────────────────


@acts(review_locks.open_case)
def _open_case(stage: Stage) -> Call:
    return lambda: review_locks.open_case(stage.fresh(stage.clear), by=stage.technician)


@acts(review_locks.go_on)
def _go_on(stage: Stage) -> Call:
    review_locks.open_case(stage.fresh(stage.clear), by=stage.technician)
    return lambda: review_locks.go_on(stage.clear, by=stage.technician)


@acts(review_locks.take_over)
def _take_over(stage: Stage) -> Call:
    review_locks.open_case(stage.fresh(stage.clear), by=stage.technician)
    return lambda: review_locks.take_over(stage.fresh(stage.clear), by=stage.lead)


@acts(review_locks.let_go)
def _let_go(stage: Stage) -> Call:
    review_locks.open_case(stage.fresh(stage.clear), by=stage.technician)
    return lambda: review_locks.let_go(stage.clear, by=stage.technician)


@acts(review_locks.take_next)
def _take_next(stage: Stage) -> Call:
    return lambda: review_locks.take_next(stage.technician, stage.today)


# ── Steps and rules ────────────────────────────────────────────────────────────


def _step(stage: Stage) -> str:
    stage.decided(stage.stepped, "approved_with_conditions")
    return first_step(stage, stage.stepped)


@acts(steps.step_done)
def _step_done(stage: Stage) -> Call:
    step = _step(stage)
    given: dict[str, Any] = {"on_date": stage.today, "by": stage.technician}
    return lambda: steps.step_done(stage.fresh(stage.stepped), step, **given)


@acts(steps.leave_out_step)
def _leave_out(stage: Stage) -> Call:
    step = _step(stage)
    given: dict[str, Any] = {"reason": "Done before.", "by": stage.technician}
    return lambda: steps.leave_out_step(stage.fresh(stage.stepped), step, **given)


@acts(steps.take_back_step)
def _take_back_step(stage: Stage) -> Call:
    step = _step(stage)
    row = stage.fresh(stage.stepped)
    given: dict[str, Any] = {"reason": "x", "by": stage.technician}
    steps.leave_out_step(row, step, reason="Done before.", by=stage.technician)
    return lambda: steps.take_back_step(row, step, **given)


def _note(stage: Stage, form: Any) -> LooksWrong:
    row = stage.fresh(stage.keloid)
    assert row.summary is not None
    rule = next(iter(rules_of(row.summary)))
    return looks_wrong.note_wrong(row.summary, rule, "Not so.", by=stage.technician, key=form)


@acts(looks_wrong.note_wrong)
def _note_wrong(stage: Stage) -> Call:
    form = key()
    return lambda: _note(stage, form)


@acts(looks_wrong.settle)
def _settle(stage: Stage) -> Call:
    note = _note(stage, key())
    return lambda: looks_wrong.settle(note, how="It is right.", by=stage.manager)
