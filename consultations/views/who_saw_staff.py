"""What one member of staff looked at, changed or was refused: the other way round."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from clinic.access import StaffRequest, access, concerns
from consultations.forms.records import WhatForm
from consultations.record_events import events_by, only, page_of_events, staff_seen_by
from consultations.record_lines import lines_of
from consultations.record_people import named_lines, references_in
from consultations.views.records import site_of
from consultations.views.who_saw import pages


@access("records.read", record="user", audit="staff_record.opened")
def staff(request: StaffRequest, pk: int) -> HttpResponse:
    """Everything this person did at one's own site, the newest first."""
    site = site_of(request.user)
    person = get_object_or_404(staff_seen_by(request.user), pk=pk)
    form = WhatForm(request.GET)
    events = events_by(person, site)
    page = page_of_events(
        only(events, form.wanted(), site) if form.is_valid() else events.none(),
        after=request.GET.get("after"),
        before=request.GET.get("before"),
    )
    lines = named_lines(request.user, lines_of(page.rows, site))
    concerns(request, person, shown=references_in(lines))
    here = reverse("consultations:staff_record", args=[person.pk])
    context = {
        **pages(request, page, form, here),
        "person": person,
        "form": form,
        "lines": lines,
    }
    status = 200 if form.is_valid() else 422
    return render(request, "consultations/records/staff.html", context, status=status)
