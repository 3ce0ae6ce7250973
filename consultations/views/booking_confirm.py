"""The last look before a time is booked, or a booking is moved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from clinic.access import StaffRequest, access
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.booking import TAKEN, book, move
from consultations.days import local_day
from consultations.forms.booking import ConfirmForm, SlotForm
from consultations.gate import why_not
from consultations.models import Booking, Consultation, Room
from consultations.picking import before_treatment, moment_in_words, slot_at
from consultations.slots import LENGTHS, Slot
from consultations.views.booking import live_booking, picking_page
from consultations.views.records import consultation_bar, consultation_of


@access(
    "bookings.book",
    record="consultation",
    audit="booking.opened",
    keeps_form=True,
    methods="GET POST",
)
def confirm(request: StaffRequest, ref: str) -> HttpResponse:
    return _confirm(request, consultation_of(request, ref), None)


@access(
    "bookings.book",
    record="consultation",
    audit="booking.opened",
    keeps_form=True,
    methods="GET POST",
)
def confirm_move(request: StaffRequest, ref: str) -> HttpResponse:
    consultation = consultation_of(request, ref)
    booking = live_booking(request, consultation)
    if booking is None:
        return HttpResponseRedirect(reverse("consultations:book", args=[ref]))
    return _confirm(request, consultation, booking)


def _confirm(
    request: StaffRequest, consultation: Consultation, booking: Booking | None
) -> HttpResponse:
    if request.method == "POST":
        return _book(request, consultation, booking)
    form = SlotForm(request.GET)
    here = "consultations:book_move" if booking else "consultations:book"
    back_url = reverse(here, args=[consultation.reference])
    if not form.is_valid():
        return HttpResponseRedirect(back_url)
    wanted = form.cleaned_data
    slot = slot_at(
        consultation,
        starts_at=wanted["at"],
        technician=wanted["technician"],
        room=wanted["room"],
    )
    if slot is None:
        return _refused(
            request, consultation, booking, wanted["at"], _why_gone(consultation, wanted)
        )
    day = local_day(consultation.site, slot.starts_at)
    context = {
        **consultation_bar(request, consultation),
        "slot": slot,
        "day": day,
        "booking": booking,
        "before": before_treatment(consultation, day),
        "form": ConfirmForm.of(wanted, booking.starts_at if booking else None),
        "back_url": f"{back_url}?from={day.isoformat()}#times",
    }
    return render(request, "consultations/booking/confirm.html", context)


def _why_gone(consultation: Consultation, wanted: dict[str, Any]) -> NotAllowed:
    """The day is refused, or else the time is taken."""
    refusal = why_not(consultation, local_day(consultation.site, wanted["at"]))
    return NotAllowed(refusal.sentence, refusal.next_step) if refusal else TAKEN


def _refused(
    request: StaffRequest,
    consultation: Consultation,
    booking: Booking | None,
    wanted: datetime,
    refusal: NotAllowed,
) -> HttpResponse:
    """Why not, and the times near it."""
    return picking_page(
        request,
        consultation,
        moving=booking is not None,
        near=local_day(consultation.site, wanted),
        refusal=refusal,
        status=409,
    )


def _book(
    request: StaffRequest, consultation: Consultation, booking: Booking | None
) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    slot = _slot_of(request, consultation, form.cleaned_data)
    try:
        if booking is None:
            book(consultation, **slot.place, by=request.user, key=form.cleaned_data["key"])
        else:
            move(booking, **slot.place, by=request.user, seen=form.cleaned_data["seen"])
    except NotAllowed as refusal:
        return _refused(request, consultation, booking, slot.starts_at, refusal)
    name = consultation.patient.full_name
    done = "now comes on" if booking else "is booked for"
    messages.success(request, f"{name} {done} {moment_in_words(consultation.site, slot)}.")
    return HttpResponseRedirect(reverse("consultations:book", args=[consultation.reference]))


def _slot_of(request: StaffRequest, consultation: Consultation, given: dict[str, Any]) -> Slot:
    """The time that the form names, free or not: the action decides."""
    site = consultation.site_id
    length = LENGTHS[consultation.Treatment(consultation.treatment)]
    return Slot(
        given["at"],
        given["at"] + length,
        get_object_or_404(User.objects.filter(site=site), pk=given["technician"]),
        get_object_or_404(Room.objects.filter(site=site), pk=given["room"]),
    )
