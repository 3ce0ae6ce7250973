"""The gate page: what is open, the first day, and the free times to pick from."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from clinic.access import StaffRequest, access, may
from clinic.errors import NotAllowed
from clinic.once import nothing
from consultations.days import local_day
from consultations.forms.booking import DayForm
from consultations.gate import explain_gate, why_not
from consultations.letters_section import letters_to_come
from consultations.models import Booking, Consultation
from consultations.picking import Times, length_in_words, times_from, times_near
from consultations.slots import LENGTHS
from consultations.views.records import consultation_bar, consultation_of

PAGE = "consultations/booking/gate.html"
Bookings = list[Booking]


@access(
    "bookings.book",
    record="consultation",
    audit="booking.opened",
    methods="GET POST",
    once=nothing("It looks for a day and saves nothing."),
)
def gate(request: StaffRequest, ref: str) -> HttpResponse:
    """Book a treatment; once booked, the booking and what can be done with it."""
    return _pick(request, consultation_of(request, ref), moving=False)


@access(
    "bookings.book",
    record="consultation",
    audit="booking.opened",
    methods="GET POST",
    once=nothing("It looks for a day and saves nothing."),
)
def move_gate(request: StaffRequest, ref: str) -> HttpResponse:
    """Another time for a booking."""
    consultation = consultation_of(request, ref)
    if live_booking(request, consultation) is None:
        return HttpResponseRedirect(reverse("consultations:book", args=[ref]))
    return _pick(request, consultation, moving=True)


def _pick(request: StaffRequest, consultation: Consultation, *, moving: bool) -> HttpResponse:
    if request.method != "POST":
        wanted = day_of(request.GET.get("from", ""))
        return picking_page(request, consultation, moving=moving, wanted=wanted)
    form = DayForm(request.POST)
    if not form.is_valid():
        return picking_page(request, consultation, moving=moving, form=form, status=422)
    day: date = form.cleaned_data["day"]
    refusal = why_not(consultation, day)
    if refusal is not None:
        form.add_error("day", f"{refusal.sentence} {refusal.next_step}")
        return picking_page(request, consultation, moving=moving, form=form, near=day, status=422)
    return HttpResponseRedirect(f"{request.path}?from={day.isoformat()}#times")


def picking_page(
    request: StaffRequest,
    consultation: Consultation,
    *,
    moving: bool,
    form: DayForm | None = None,
    wanted: date | None = None,
    near: date | None = None,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    """The gate page with the times from a wished day on, or near one that cannot be had."""
    found = explain_gate(consultation)
    bookings = bookings_of(request, consultation)
    booking = next((one for one in bookings if is_live(one, consultation)), None)
    picks = moving or booking is None
    times = Times(())
    if picks:
        times = (
            times_near(consultation, found, near)
            if near
            else times_from(consultation, found, wanted)
        )
    context: dict[str, Any] = {
        **consultation_bar(request, consultation),
        "gate": found,
        "booking": booking,
        "booking_refusal": why_not(consultation, booking.day) if booking else None,
        "past_bookings": [one for one in bookings if one != booking],
        "moving": moving,
        "picks": picks,
        "times": times,
        "near": near,
        "length": length_in_words(LENGTHS[consultation.Treatment(consultation.treatment)]),
        "form": form or DayForm(),
        "refusal": refusal,
        "letters_asked": bool(letters_to_come(consultation)),
        "may_review": may(request.user, "consultations.review"),
    }
    return render(request, PAGE, context, status=status)


def bookings_of(request: StaffRequest, consultation: Consultation) -> Bookings:
    """Every booking of the consultation, the newest first."""
    found = Booking.objects.visible_to(request.user).filter(consultation=consultation)
    return list(found.select_related("technician", "room", "cancelled_by").order_by("-pk"))


def is_live(booking: Booking, consultation: Consultation) -> bool:
    """Booked or held, for today or later."""
    return booking.status != Booking.Status.CANCELLED and booking.day >= local_day(
        consultation.site
    )


def live_booking(request: StaffRequest, consultation: Consultation) -> Booking | None:
    bookings = bookings_of(request, consultation)
    return next((one for one in bookings if is_live(one, consultation)), None)


def day_of(text: str) -> date | None:
    """A day as an address writes it, or nothing."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
