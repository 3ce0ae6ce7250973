"""Who does what to one case at once: each player does a few acts, drawn from a seed.

Every act is what a page does, with what was on the page when it was opened: often it is old by
the time it is sent. Being refused is right; anything else that is raised is a mistake of ours.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError

from clinic.errors import Busy, NotAllowed, again_when_sent_away, refusal_of
from clinic.models import User
from consultations.actions.booking import book, cancel
from consultations.actions.clarifications import answer_again, ask_again, take_back
from consultations.actions.examination import answer_examination
from consultations.actions.intake import change_plan, save_answer
from consultations.actions.letters import record_letter, withdraw_letter
from consultations.actions.patients import correct_patient
from consultations.actions.rescreening import rescreen
from consultations.actions.review import decide
from consultations.actions.review_locks import open_case, take_next
from consultations.actions.second_looks import ask_second, refuse_second, sign_second
from consultations.actions.sending import look_again, reopen, send
from consultations.actions.setting_aside import bring_back, set_aside
from consultations.actions.undoing import undo
from consultations.deciding import case
from consultations.models import (
    Booking,
    Clarification,
    Consultation,
    Letter,
    SecondLook,
)
from sideeffects.models import Edition
from tests.consultations.world import World, key

PAUSE = 0.004  # seconds, at most, between reading a page and sending it


@dataclass
class Score:
    """What came of the acts of many races."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


@dataclass
class Seat:
    """One person at one case. `look`: the case as it stood when a page was opened."""

    world: World
    case: Consultation
    draw: random.Random

    def look(self) -> Consultation:
        found = self.world.fresh(self.case)
        time.sleep(self.draw.random() * PAUSE)
        return found


Act = Callable[[Seat], object]


def tried(act: Act, seat: Seat, score: Score) -> None:
    """As a page does it: again where another was let through first, and refused in words."""
    name = act.__name__
    try:
        again_when_sent_away(lambda: act(seat))
    except (NotAllowed, Busy):
        score.refused[name] += 1
    except IntegrityError as error:
        if refusal_of(error) is None:
            score.wrong.append(f"{name}: {error!r}")
        score.refused[name] += 1
    except Exception as error:
        score.wrong.append(f"{name}: {error!r}")
    else:
        score.done[name] += 1


# ── At the desk ────────────────────────────────────────────────────────────────


def opens_the_answers(seat: Seat) -> None:
    reopen(seat.look(), reason="the patient called", by=seat.world.desk)


def answers(seat: Seat) -> None:
    page = seat.look()
    value = seat.draw.choice(["yes", "no", "not_sure"])
    name = seat.draw.choice(["lesion_changing", "keloid_history"])
    save_answer(page, name, value, seen_version=page.version, key=key(), by=seat.world.desk)


def sends(seat: Seat) -> None:
    page = seat.look()
    seen, desk = page.version, seat.world.desk
    send(page, seen_version=seen, by=desk, unanswered_confirmed=True)


def plans(seat: Seat) -> None:
    day = seat.world.day(seat.draw.randint(30, 34))
    change_plan(seat.look(), planned_date=day, by=seat.world.desk)


def corrects_the_birth_date(seat: Seat) -> None:
    patient = seat.look().patient
    born = patient.birth_date + timedelta(days=seat.draw.randint(0, 1))
    correct_patient(patient, birth_date=born, by=seat.world.desk)


def answers_what_was_asked_again(seat: Seat) -> None:
    page = seat.look()
    asked = Clarification.objects.filter(consultation=page, ended_at__isnull=True).first()
    if asked is None:
        raise NotAllowed("Nothing is asked.")
    value = seat.draw.choice(["yes", "no"])
    given = dict.fromkeys(asked.questions, value)
    seen, desk = page.version, seat.world.desk
    answer_again(page, given, asked=asked.pk, seen_version=seen, key=key(), by=desk)


def books(seat: Seat) -> None:
    page, days = seat.look(), seat.draw.randint(30, 33)
    book(page, key=key(), **seat.world.place(days, seat.draw.choice([9, 12])))


def cancels(seat: Seat) -> None:
    booking = Booking.objects.filter(consultation=seat.case).exclude(status="cancelled").first()
    if booking is None:
        raise NotAllowed("Nothing is booked.")
    seat.look()
    cancel(booking, reason="x", by=seat.world.desk)


# ── At the review ──────────────────────────────────────────────────────────────


def _reviewer(seat: Seat) -> User:
    return seat.draw.choice([seat.world.technician, seat.world.lead])


def opens_the_review(seat: Seat) -> None:
    by = _reviewer(seat)
    open_case(seat.look(), by=by)
    take_next(by, seat.world.today)


def examines(seat: Seat) -> None:
    page = seat.look()
    found = seat.world.examination(page, exam_sunburn=seat.draw.choice(["yes", "no"]))
    found = {name: found[name] for name in ("exam_sunburn",) if name in found}
    seen, by = page.version, _reviewer(seat)
    answer_examination(page, found, seen_version=seen, key=key(), by=by)


def asks_again(seat: Seat) -> None:
    questions, due = ["lesion_changing"], seat.world.day(3)
    ask_again(seat.look(), questions=questions, due=due, by=_reviewer(seat), key=key())


def takes_the_question_back(seat: Seat) -> None:
    take_back(seat.look(), reason="not needed", by=_reviewer(seat))


def accepts_a_letter(seat: Seat) -> None:
    put_on_file(seat.look(), seat.world.day(-seat.draw.randint(1, 9)), by=_reviewer(seat))


def put_on_file(case_: Consultation, day: date, *, by: User) -> None:
    record_letter(
        case_,
        contraindication="anticoagulant_use",
        letter_date=day,
        author="Dr A. Osei",
        says="safe",
        by=by,
        key=key(),
    )


def withdraws_a_letter(seat: Seat) -> None:
    letter = Letter.objects.filter(consultation=seat.case, withdrawn_at__isnull=True).first()
    if letter is None:
        raise NotAllowed("No letter is there.")
    seat.look()
    withdraw_letter(letter, reason="of somebody else", by=_reviewer(seat))


def _terms(seat: Seat) -> dict[str, Any]:
    hold = {"decision": "on_hold", "hold_for": "a photo"}
    until = {"decision": "on_hold", "hold_until": seat.world.day(20)}
    no = {"decision": "declined", "reason_words": "x", "patient_message": "x"}
    well = {"decision": "approved", "reason_code": "other", "reason_words": "x"}
    return seat.draw.choice([hold, until, no, well, well, well, well, well])


def _typed(seat: Seat) -> tuple[Consultation, dict[str, Any]]:
    """The page as it was opened, and what is sent from it a moment later."""
    found = case(seat.world.fresh(seat.case))
    if found is None:
        raise NotAllowed("Nothing to decide.")
    time.sleep(seat.draw.random() * PAUSE)
    read = [item.item for item in found.unread]
    return found.consultation, {"summary_hash": found.summary.hash, "read": read}


def decides(seat: Seat) -> None:
    page, typed = _typed(seat)
    decide(page, by=_reviewer(seat), key=key(), **typed, **_terms(seat))


def asks_for_a_second_look(seat: Seat) -> None:
    page, typed = _typed(seat)
    terms: dict[str, Any] = {"decision": "approved_with_conditions", "conditions": ["x"]}
    why: dict[str, Any] = {"reason_code": "other", "reason_words": "x"}
    first = [window["first"] for window in page.summary.plain["windows"]] if page.summary else []
    accept = [date.fromisoformat(day) for day in first[:1]]
    ask_second(page, by=_reviewer(seat), key=key(), accept=accept, **typed, **terms, **why)


def signs_or_refuses(seat: Seat) -> None:
    look = SecondLook.objects.filter(consultation=seat.case, verdict="").first()
    if look is None:
        raise NotAllowed("No second look is wanted.")
    page = seat.look()
    answer = seat.draw.choice([sign_second, sign_second, refuse_second])
    answer(page, look.pk, words="x", by=_reviewer(seat))


def decides_again(seat: Seat) -> None:
    look_again(seat.look(), reason="x", by=_reviewer(seat))


def undoes(seat: Seat) -> None:
    page = seat.look()
    undo(page, review=page.review_id or 0, by=_reviewer(seat))


def sets_aside(seat: Seat) -> None:
    set_aside(seat.look(), reason="x", until=seat.world.day(5), by=_reviewer(seat))


def brings_back(seat: Seat) -> None:
    bring_back(seat.look(), by=_reviewer(seat))


def screens_again(seat: Seat) -> None:
    page = seat.look()
    rescreen(page, seen=Edition.objects.live().number, by=_reviewer(seat))


DESK: tuple[Act, ...] = (
    *(opens_the_answers, answers, sends, sends, sends, sends, plans, corrects_the_birth_date),
    *(answers_what_was_asked_again, books, books, books, books, cancels),
)
REVIEW: tuple[Act, ...] = (
    *(opens_the_review, examines, asks_again, takes_the_question_back),
    *(accepts_a_letter, withdraws_a_letter, *([decides] * 16)),
    *(asks_for_a_second_look, signs_or_refuses, decides_again, undoes),
    *(sets_aside, brings_back, screens_again),
)
