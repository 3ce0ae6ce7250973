"""What can be done with a booking beside moving it: confirm a held one again, cancel."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from clinic.access import StaffRequest, access
from clinic.errors import NotAllowed
from consultations.actions.booking import cancel, move
from consultations.forms.booking import CancelForm
from consultations.views.booking import live_booking, picking_page
from consultations.views.records import consultation_bar, consultation_of


@access("bookings.book", record="consultation", audit="booking.opened", methods="POST")
def confirm_again(request: StaffRequest, ref: str) -> HttpResponse:
    """A held booking keeps its time under the new decision."""
    consultation = consultation_of(request, ref)
    booking = live_booking(request, consultation)
    page = HttpResponseRedirect(reverse("consultations:book", args=[ref]))
    if booking is None:
        return page
    try:
        move(
            booking,
            technician=booking.technician,
            room=booking.room,
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            by=request.user,
        )
    except NotAllowed as refusal:
        return picking_page(
            request, consultation, moving=True, near=booking.day, refusal=refusal, status=409
        )
    messages.success(request, f"The time of {consultation.patient.full_name} stands again.")
    return page


@access(
    "bookings.book",
    record="consultation",
    audit="booking.opened",
    keeps_form=True,
    methods="GET POST",
)
def cancel_booking(request: StaffRequest, ref: str) -> HttpResponse:
    """Give the time back, with a reason."""
    consultation = consultation_of(request, ref)
    booking = live_booking(request, consultation)
    page = HttpResponseRedirect(reverse("consultations:book", args=[ref]))
    if booking is None:
        return page
    form = CancelForm(request.POST or None)
    if not form.is_valid():
        context = {**consultation_bar(request, consultation), "booking": booking, "form": form}
        status = 422 if form.is_bound else 200
        return render(request, "consultations/booking/cancel.html", context, status=status)
    cancel(booking, reason=form.cleaned_data["reason"], by=request.user)
    name = consultation.patient.full_name
    messages.success(request, f"The booking of {name} is cancelled. The time is free again.")
    return page
