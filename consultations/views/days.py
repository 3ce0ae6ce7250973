"""The day list: who comes, what is free, and offering or withdrawing a time."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from clinic.access import StaffRequest, access, concerns, may
from clinic.errors import NotAllowed
from clinic.models import Site, User
from clinic.models.user import Role
from clinic.words import day as in_words
from consultations.actions.times import offer_time, withdraw_time
from consultations.day_list import day_at
from consultations.days import local_day
from consultations.forms.booking import OfferForm
from consultations.models import FreeTime, Room

ONE_DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 2000, 2199


def site_of(request: StaffRequest) -> Site:
    """Where this person works; whoever may see a day works somewhere."""
    if request.user.site is None:
        raise Http404
    return request.user.site


def asked_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Http404
    return day


@access("days.read", record="day", audit="day.opened")
def today_list(request: StaffRequest) -> HttpResponse:
    return _page(request, local_day(site_of(request)))


@access("days.read", record="day", audit="day.opened")
def day_list(request: StaffRequest, day: str) -> HttpResponse:
    return _page(request, asked_day(day))


def _page(request: StaffRequest, day: date) -> HttpResponse:
    site = site_of(request)
    technicians = day_at(site, day, request.user)
    entries = [entry for part in technicians for entry in part.entries]
    shown = [entry.booking.consultation.reference for entry in entries if entry.booking]
    concerns(request, None, day=day.isoformat(), shown=shown)
    context = {
        "day": day,
        "today": local_day(site),
        "before": day - ONE_DAY,
        "after": day + ONE_DAY,
        "site": site,
        "technicians": technicians,
        "booked": len(shown),
        "now": timezone.now(),
        "may_offer": may(request.user, "days.offer"),
    }
    return render(request, "consultations/booking/day.html", context)


@access("days.offer", record="day", keeps_form=True, methods="GET POST")
def offer(request: StaffRequest, day: str) -> HttpResponse:
    """A technician offers a time; the list shows it at once."""
    wanted, site = asked_day(day), site_of(request)
    technicians = User.objects.filter(
        site=site, is_active=True, role__in=[Role.TECHNICIAN, Role.CLINIC_LEAD]
    )
    form = OfferForm(
        request.POST or None,
        site=site,
        now=timezone.now(),
        technicians=technicians,
        rooms=Room.objects.filter(site=site),
        initial={"technician": request.user.pk, "day": wanted},
    )
    context = {"day": wanted, "form": form}
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "consultations/booking/offer.html", context, status=status)
    given = form.cleaned_data
    try:
        offer_time(
            given["technician"],
            room=given["room"],
            starts_at=form.moment(given["begins"]),
            ends_at=form.moment(given["ends"]),
            by=request.user,
        )
    except NotAllowed as refusal:
        form.add_error("begins", f"{refusal.message} {refusal.next_step}")
        return render(request, "consultations/booking/offer.html", context, status=409)
    messages.success(
        request,
        f"{given['technician'].display_name} is free on {in_words(given['day'])}, "
        f"{given['begins']:%H:%M} to {given['ends']:%H:%M}.",
    )
    return HttpResponseRedirect(reverse("consultations:day", args=[given["day"].isoformat()]))


@access("days.offer", record="free time", methods="POST")
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """A time is offered no longer."""
    found = FreeTime.objects.visible_to(request.user).select_related("room__site")
    time = get_object_or_404(found, pk=pk)
    day = local_day(time.room.site, time.starts_at)
    withdraw_time(time, by=request.user)
    messages.success(request, "The time is withdrawn.")
    return HttpResponseRedirect(reverse("consultations:day", args=[day.isoformat()]))
