"""Two people at the same moment: real threads, each with its own connection to the database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from clinic.errors import NotAllowed
from consultations.actions.booking import book
from consultations.actions.examination import answer_examination
from consultations.actions.ground import locked
from consultations.actions.intake import save_answer
from consultations.actions.patients import add_patient, correct_patient
from consultations.actions.review import decide
from consultations.actions.sending import reopen, send
from consultations.actions.times import withdraw_time
from consultations.errors import Alike, AnswersChanged, ChangedUnseen, Conflict
from consultations.models import (
    AnswerChange,
    Booking,
    Consultation,
    FreeTime,
    Patient,
    Review,
    Summary,
)
from tests.consultations.world import World, key

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(transactional_db: None) -> Iterator[World]:
    yield World()


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run all at once; what each gave or raised, in order."""
    ready = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            ready.wait()
            results[place] = act()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def errors(results: list[Any]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]


def test_a_double_click_on_send_makes_one_summary(clinic: World) -> None:
    draft = clinic.answered()
    desk = clinic.desk
    seen = draft.version
    results = together(*[lambda: send(draft, seen_version=seen, by=desk)] * 6)
    assert errors(results) == []
    assert len({summary.pk for summary in results}) == 1
    assert Summary.objects.count() == 1


def test_an_answer_saved_while_sending_is_sent_seen_or_not_at_all(clinic: World) -> None:
    for _ in range(5):
        draft = clinic.answered()
        seen, desk, technician = draft.version, clinic.desk, clinic.technician
        save = partial(save_answer, draft, "lesion_changing", "yes", seen_version=seen, key=key())
        results = together(
            partial(send, draft, seen_version=seen, by=desk), partial(save, by=technician)
        )
        (refused,) = errors(results)
        row = clinic.fresh(draft)
        if isinstance(refused, ChangedUnseen):
            assert (row.status, row.answers["lesion_changing"]) == ("draft", "yes")
        else:
            assert (row.status, row.answers["lesion_changing"]) == ("submitted", "no")


def test_who_waits_for_the_lock_reads_the_patient_as_corrected_meanwhile(clinic: World) -> None:
    consultation, corrected = clinic.sent(), threading.Event()

    def correct() -> None:
        with transaction.atomic():
            locked(consultation, by=clinic.desk)
            corrected.set()
            correct_patient(consultation.patient, by=clinic.desk, birth_date=date(1970, 2, 3))

    def read() -> date:
        corrected.wait()
        with transaction.atomic():
            return locked(consultation, by=clinic.desk).patient.birth_date

    assert together(correct, read)[1] == date(1970, 2, 3)


def test_many_at_one_free_time(clinic: World) -> None:
    consultations = [clinic.approved() for _ in range(6)]
    clinic.offer(30)
    times = clinic.place(30)

    def attempt(consultation: Consultation) -> Callable[[], Booking]:
        return lambda: book(consultation, key=key(), **times)

    results = together(*[attempt(consultation) for consultation in consultations])
    refused = errors(results)
    assert len(refused) == 5
    assert {str(error) for error in refused} == {"Someone took that time a moment ago."}
    assert Booking.objects.filter(status="booked").count() == 1


def test_one_form_booked_many_times_at_once(clinic: World) -> None:
    consultation, form = clinic.approved(), key()
    clinic.offer(30)
    times = clinic.place(30)
    results = together(*[lambda: book(consultation, key=form, **times)] * 5)
    assert errors(results) == []
    assert Booking.objects.count() == 1


def test_an_answer_changes_while_the_decision_is_saved(clinic: World) -> None:
    """Whichever comes first, no approval stands on answers that nobody reviewed."""
    consultation = clinic.examined()
    assert consultation.summary is not None
    seen, technician, lead = consultation.summary.hash, clinic.technician, clinic.lead
    decided, _ = together(
        lambda: decide(
            consultation, summary_hash=seen, decision="approved", by=technician, key=key()
        ),
        lambda: answer_examination(
            consultation,
            {"exam_keloid": "yes"},
            seen_version=consultation.version,
            key=key(),
            by=lead,
        ),
    )
    assert isinstance(decided, Review | AnswersChanged)
    row = clinic.fresh(consultation)
    assert row.status == "submitted"
    assert row.summary is not None
    assert row.summary.answers["exam_keloid"] == "yes"
    assert not Review.objects.filter(summary=row.summary).exists()


def test_booking_while_the_answers_are_opened_again(clinic: World) -> None:
    consultation = clinic.approved()
    clinic.offer(30)
    times = clinic.place(30)
    desk = clinic.desk
    booked, reopened = together(
        lambda: book(consultation, key=key(), **times),
        lambda: reopen(consultation, reason="x", by=desk),
    )
    assert isinstance(reopened, Consultation)
    if isinstance(booked, Booking):
        assert Booking.objects.get().status == "held"
    else:
        assert isinstance(booked, NotAllowed)
        assert not Booking.objects.exists()


def test_a_time_is_not_withdrawn_while_somebody_books_it(clinic: World) -> None:
    consultation, booked = clinic.approved(), threading.Event()
    clinic.offer(30)
    times, free, desk = clinic.place(30), FreeTime.objects.get(), clinic.desk

    def book_slowly() -> Booking:
        with transaction.atomic():
            made = book(consultation, key=key(), **times)
            booked.set()
            time.sleep(0.2)  # the other one is waiting by now, or it is too late
            return made

    def withdraw() -> None:
        booked.wait()
        withdraw_time(free, by=desk)

    made, refused = together(book_slowly, withdraw)
    assert isinstance(made, Booking)
    assert isinstance(refused, NotAllowed)
    assert FreeTime.objects.filter(pk=free.pk).exists()


def test_two_screens_answer_one_question(clinic: World) -> None:
    draft = clinic.draft()
    desk, technician = clinic.desk, clinic.technician
    results = together(
        lambda: save_answer(draft, "keloid_history", "yes", seen_version=1, key=key(), by=desk),
        lambda: save_answer(
            draft, "keloid_history", "no", seen_version=1, key=key(), by=technician
        ),
    )
    (conflict,) = errors(results)
    assert isinstance(conflict, Conflict)
    kept = clinic.fresh(draft).answers["keloid_history"]
    assert kept == conflict.theirs != conflict.yours


def test_nothing_is_lost_when_many_questions_are_answered_at_once(clinic: World) -> None:
    draft = clinic.draft()
    desk = clinic.desk
    wanted = ("keloid_history", "diabetes", "lesion_changing", "gate_scarring", "gate_heart")
    values = {"diabetes": "none"}

    def attempt(question: str) -> Callable[[], Any]:
        value = values.get(question, "no")
        return lambda: save_answer(draft, question, value, seen_version=1, key=key(), by=desk)

    results = together(*[attempt(question) for question in wanted])
    assert errors(results) == []
    row = clinic.fresh(draft)
    assert set(wanted) <= row.answers.keys()
    assert row.version == 1 + len(wanted)
    assert AnswerChange.objects.filter(consultation=draft).count() == 1 + len(wanted)


def test_one_save_that_arrives_many_times_at_once(clinic: World) -> None:
    draft, form, desk = clinic.draft(), key(), clinic.desk
    results = together(
        *[lambda: save_answer(draft, "keloid_history", "no", seen_version=1, key=form, by=desk)] * 5
    )
    assert errors(results) == []
    assert {saved.version for saved in results} == {2}


def test_one_person_added_at_two_desks_at_once(clinic: World) -> None:
    person = clinic.desk
    details: dict[str, Any] = {
        "first_name": "Tunde",
        "last_name": "Adeyemi",
        "birth_date": clinic.day(-10000),
    }
    results = together(*[lambda: add_patient(person, key=key(), **details)] * 3)
    assert len(errors(results)) == 2
    assert all(isinstance(error, Alike) for error in errors(results))
    assert Patient.objects.count() == 1
