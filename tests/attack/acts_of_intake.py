"""How each action at the desk is called: patients, answers, bookings, files."""

from __future__ import annotations

from typing import Any

from consultations.actions import (
    booking,
    clarifications,
    documents,
    intake,
    patients,
    receiving_letters,
    record_export,
    sections,
    sending,
    tasks,
    times,
)
from consultations.models import Booking, Consultation, FreeTime, Task
from consultations.record_events import Wanted
from tests.attack.acts import Call, acts
from tests.attack.stage import URGENT, Stage
from tests.consultations.asking_cases import UNSURE, ask
from tests.consultations.letters import not_printed, scan
from tests.consultations.world import key

PRIVATE = {"gate_carried_infections": "yes", "hiv": "not_sure"}


def _form(stage: Stage, row: Consultation) -> dict[str, Any]:
    """What every saved form brings along."""
    return {"seen_version": stage.fresh(row).version, "key": key(), "by": stage.desk}


# ── Patients ───────────────────────────────────────────────────────────────────


@acts(patients.add_patient)
def _add_patient(stage: Stage) -> Call:
    given: dict[str, Any] = {
        "first_name": "Ada",
        "last_name": "Ames",
        "birth_date": stage.day(-12_000),
        "phone": "07700 900 999",
        "told_apart_from": [],
        "key": key(),
    }
    return lambda: patients.add_patient(stage.desk, **given)


@acts(patients.tell_apart)
def _tell_apart(stage: Stage) -> Call:
    twin = stage.patient(birth_date=stage.day(-11_000), phone="")
    return lambda: patients.tell_apart(stage.person, other=twin, by=stage.desk)


@acts(patients.correct_patient)
def _correct(stage: Stage) -> Call:
    """The birth date is an answer of each of their consultations, and summaries are made anew."""
    fields: dict[str, Any] = {"first_name": "Tunji", "birth_date": stage.day(-12_345)}
    return lambda: patients.correct_patient(stage.person, by=stage.desk, **fields)


@acts(record_export.export_record)
def _export(stage: Stage) -> Call:
    given: dict[str, Any] = {"reason": "Complaint", "kind": "csv", "by": stage.auditor}
    return lambda: record_export.export_record(stage.person, Wanted(), **given)


# ── Answers ────────────────────────────────────────────────────────────────────


@acts(intake.start)
def _start(stage: Stage) -> Call:
    given: dict[str, Any] = {"planned_date": stage.day(30), "by": stage.desk, "key": key()}
    return lambda: intake.start(stage.person, treatment="density", **given)


@acts(intake.change_plan)
def _change_plan(stage: Stage) -> Call:
    row = stage.fresh(stage.fine)
    return lambda: intake.change_plan(row, planned_date=stage.day(45), by=stage.desk)


@acts(intake.save_answer)
def _save_answer(stage: Stage) -> Call:
    """One that makes it urgent, so that a task is written with it."""
    row = stage.answered(**{**URGENT, "anticoagulant": None})
    name, value = "anticoagulant", URGENT["anticoagulant"]
    form = _form(stage, row)
    return lambda: intake.save_answer(row, name, value, **form)


@acts(intake.save_private_answers)
def _save_private(stage: Stage) -> Call:
    row = stage.draft()
    form: dict[str, Any] = {"key": key(), "by": stage.desk}
    return lambda: intake.save_private_answers(row, PRIVATE, **form)


@acts(intake.save_note)
def _save_note(stage: Stage) -> Call:
    return lambda: intake.save_note(stage.ready, note="Comes by train.", by=stage.desk)


@acts(sections.save_answers)
def _save_section(stage: Stage) -> Call:
    row = stage.draft()
    values, form = {"keloid_history": "yes", "diabetes": "type2"}, _form(stage, row)
    return lambda: sections.save_answers(row, values, **form)


@acts(sending.send)
def _send(stage: Stage) -> Call:
    row, seen = stage.urgent, stage.fresh(stage.urgent).version
    given: dict[str, Any] = {"unanswered_confirmed": True, "note": "x", "by": stage.desk}
    return lambda: sending.send(row, seen_version=seen, **given)


@acts(sending.reopen)
def _reopen(stage: Stage) -> Call:
    stage.booked(stage.fine, 30)
    row = stage.fresh(stage.fine)
    return lambda: sending.reopen(row, reason="Forgot something.", by=stage.desk)


@acts(tasks.finish_task)
def _finish_task(stage: Stage) -> Call:
    stage.send(stage.urgent, unanswered_confirmed=True)
    task = Task.objects.filter(consultation=stage.urgent).latest("pk")
    return lambda: tasks.finish_task(task, note="Rang the practice.", by=stage.technician)


# ── Asked again ────────────────────────────────────────────────────────────────


@acts(clarifications.answer_again)
def _answer_again(stage: Stage) -> Call:
    row = stage.sent(**UNSURE)
    asked = ask(stage, row, "keloid_family")
    row, form = stage.fresh(row), _form(stage, row)
    given = {"keloid_family": "no"}
    return lambda: clarifications.answer_again(row, given, asked=asked.pk, **form)


@acts(clarifications.answer_again_in_private)
def _answer_in_private(stage: Stage) -> Call:
    row = stage.sent()
    asked = ask(stage, row, "gate_carried_infections")
    row = stage.fresh(row)
    form: dict[str, Any] = {"key": key(), "by": stage.desk, "finished": True}
    again = clarifications.answer_again_in_private
    return lambda: again(row, PRIVATE, asked=asked.pk, **form)


# ── Letters and files ──────────────────────────────────────────────────────────


@acts(documents.keep_document)
def _keep_document(stage: Stage) -> Call:
    given: dict[str, Any] = {"label": "x", "by": stage.technician, "key": key()}
    return lambda: documents.keep_document(stage.clear, "photo", scan(), **given)


def _letter(stage: Stage) -> dict[str, Any]:
    said = {"author": "Dr A. Osei, GP", "says": "safe", "letter_date": stage.day(-1)}
    return {**said, "file": scan(), "key": key()}


@acts(receiving_letters.receive_letter)
def _receive(stage: Stage) -> Call:
    request, letter = not_printed(stage, stage.warfarin), _letter(stage)
    return lambda: receiving_letters.receive_letter(request, by=stage.desk, **letter)


@acts(receiving_letters.receive_in_hand)
def _receive_in_hand(stage: Stage) -> Call:
    row, letter = stage.fresh(stage.warfarin), _letter(stage)
    given: dict[str, Any] = {"contraindication": "anticoagulant_use", "by": stage.technician}
    return lambda: receiving_letters.receive_in_hand(row, **given, **letter)


# ── Bookings ───────────────────────────────────────────────────────────────────


@acts(booking.book)
def _book(stage: Stage) -> Call:
    place = stage.place(31)
    form = key()
    return lambda: booking.book(stage.fresh(stage.fine), key=form, **place)


def _booked(stage: Stage) -> Booking:
    return stage.booked(stage.fresh(stage.fine), 30)


@acts(booking.move)
def _move(stage: Stage) -> Call:
    booked, place = _booked(stage), stage.place(32)
    return lambda: booking.move(booked, **place)


@acts(booking.cancel)
def _cancel(stage: Stage) -> Call:
    booked = _booked(stage)
    return lambda: booking.cancel(booked, reason="Is ill.", by=stage.desk)


@acts(times.offer_time)
def _offer(stage: Stage) -> Call:
    place: dict[str, Any] = {"starts_at": stage.at(60, 9), "ends_at": stage.at(60, 12)}
    place["by"] = stage.desk
    return lambda: times.offer_time(stage.technician, room=stage.room, **place)


@acts(times.withdraw_time)
def _withdraw(stage: Stage) -> Call:
    free = FreeTime.objects.latest("pk")
    return lambda: times.withdraw_time(free, by=stage.desk)
