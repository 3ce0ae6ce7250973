"""What a clinic does with a patient, each step as one request, ready to be made to fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from consultations.models import AnswerChange, Booking, Consultation, Patient, Review, Summary
from tests.consultations.booking_pages import BookingPages
from tests.consultations.desk_pages import DeskPages, plan
from tests.consultations.pages import signed_in
from tests.consultations.review_desk import Desk
from tests.consultations.world import World, key

Send = Callable[[], Any]


@dataclass(frozen=True)
class Flow:
    """`send` asks the site once; sent again it is the same act. `reads`: it changes nothing."""

    consultation: Consultation | None
    send: Send
    reads: bool = False


def answering(world: World) -> Flow:
    desk = DeskPages(world.desk, world.draft())
    one, version = str(key()), desk.version
    desk.client.raise_request_exception = False

    def send() -> Any:
        desk.version = version
        return desk.answer("has_tattoos", "yes", key=one)

    return Flow(desk.consultation, send)


def private(world: World) -> Flow:
    desk = DeskPages(world.desk, world.draft())
    one = str(key())
    desk.client.raise_request_exception = False
    given = {"gate_carried_infections": "no", "gate_wellbeing": "no"}
    return Flow(desk.consultation, lambda: desk.private(given, key=one))


def sending(world: World) -> Flow:
    consultation = world.answered(diabetes="type2", hba1c=53)
    client = _quiet(world.desk)
    fields = {"version": consultation.version, "note": "as said", "unanswered": "on"}
    address = f"/c/{consultation.reference}/send/"
    return Flow(consultation, lambda: client.post(address, fields))


def reviewing(world: World) -> Flow:
    consultation = world.examined(gate_bleeding="yes", anticoagulant="current")
    client = _quiet(world.technician)
    return Flow(consultation, lambda: client.get(f"/review/{consultation.reference}/"), reads=True)


def deciding(world: World) -> Flow:
    consultation = world.examined()
    desk = Desk(world, consultation)
    desk.client.raise_request_exception = False
    return Flow(consultation, lambda: desk.save(decision="approved"))


def choosing_a_time(world: World) -> Flow:
    consultation = world.approved()
    world.offer(30)
    client = _quiet(world.desk)
    return Flow(consultation, lambda: client.get(f"/book/{consultation.reference}/"), reads=True)


def booking(world: World) -> Flow:
    consultation = world.approved()
    world.offer(30)
    pages = BookingPages(world.desk, consultation)
    link = pages.links()[0]
    form = pages.form(link)
    pages.client.raise_request_exception = False
    return Flow(consultation, lambda: pages.client.post(link.partition("?")[0], form))


def starting(world: World) -> Flow:
    client, fields = _quiet(world.desk), plan(world.day(30))
    assert world.edition
    address = f"/patients/{world.person.reference}/start/"
    return Flow(None, lambda: client.post(address, fields))


FLOWS = {
    "start": starting,
    "answer": answering,
    "private answers": private,
    "send": sending,
    "review page": reviewing,
    "decide": deciding,
    "booking page": choosing_a_time,
    "book": booking,
}


def _quiet(user: Any) -> Any:
    client = signed_in(user)
    client.raise_request_exception = False
    return client


def on_file() -> dict[str, Any]:
    """Everything that a step may have changed, in a form that can be compared."""
    consultations = Consultation.objects.order_by("pk")
    return {
        "patients": Patient.objects.count(),
        "answers": [
            (row.status, row.version, row.answers, row.private_answers, row.note)
            for row in consultations
        ],
        "changes": AnswerChange.objects.count(),
        "summaries": list(Summary.objects.order_by("pk").values_list("level", "could_be")),
        "reviews": list(Review.objects.order_by("pk").values_list("decision", flat=True)),
        "bookings": list(Booking.objects.order_by("pk").values_list("status", flat=True)),
    }
