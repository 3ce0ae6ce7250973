"""Who looked at a patient's record or changed it. Reading this is on the trail itself."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from clinic.access import StaffRequest, access, concerns
from clinic.once import nothing
from consultations.days import local_day
from consultations.forms.patients import FindForm
from consultations.forms.records import WhatForm, WhoAndWhatForm
from consultations.keeping import hold_in_words
from consultations.models import Patient
from consultations.models.consultation_queries import Page
from consultations.record_events import (
    EventRow,
    events_about,
    first_of,
    names_of,
    only,
    page_of_events,
    people_in,
    refusals_at,
    staff_seen_by,
)
from consultations.record_lines import lines_of
from consultations.record_people import named_lines, references_in
from consultations.views.records import patient_bar, patient_of, site_of

REFUSALS = 10


@access("records.read", audit="records.opened")
def records(request: StaffRequest) -> HttpResponse:
    """The way in: a patient, a member of staff, and where somebody was lately refused."""
    return _entry(request, FindForm(), shown=[])


@access(
    "records.read", audit="patients.found", methods="POST", once=nothing("A search saves nothing.")
)
def find(request: StaffRequest) -> HttpResponse:
    """The search is posted: no name stands in an address."""
    form = FindForm(request.POST)
    typed = form.cleaned_data["q"].strip() if form.is_valid() else ""
    today = local_day(site_of(request.user))
    matches = Patient.objects.visible_to(request.user).find(typed, today) if typed else []
    shown = [match.reference for match in matches]
    return _entry(request, form, shown=shown, searched=True, typed=typed, matches=matches)


def _entry(
    request: StaffRequest, form: FindForm, *, shown: list[str], **found: object
) -> HttpResponse:
    site = site_of(request.user)
    refusals = named_lines(request.user, lines_of(first_of(refusals_at(site), REFUSALS), site))
    concerns(request, None, shown=list(dict.fromkeys([*shown, *references_in(refusals)])))
    context = {
        "find_form": form,
        "people": staff_seen_by(request.user),
        "refusals": refusals,
        "today": local_day(site),
        **found,
    }
    return render(request, "consultations/records/records.html", context)


@access("records.read", record="patient", audit="record.opened")
def record(request: StaffRequest, ref: str) -> HttpResponse:
    """Every event about this patient, the newest first."""
    patient, similar = patient_of(request, ref)
    names = names_of(patient)
    events = events_about(names)
    form = WhoAndWhatForm(request.GET, people=people_in(events))
    chosen = form.is_valid()
    page = page_of_events(
        only(events, form.wanted(), patient.site) if chosen else events.none(),
        after=request.GET.get("after"),
        before=request.GET.get("before"),
    )
    here = reverse("consultations:record", args=[patient.reference])
    context = {
        **patient_bar(patient, local_day(patient.site), similar=similar),
        **pages(request, page, form, here),
        "form": form,
        "lines": lines_of(page.rows, patient.site, names=names.references),
        "own_reference": patient.reference,
        "hold": hold_in_words(patient),
    }
    return render(request, "consultations/records/record.html", context, status=_status(form))


def _status(form: WhatForm) -> int:
    return 200 if form.is_valid() else 422


def pages(
    request: StaffRequest, page: Page[EventRow], form: WhatForm, here: str
) -> dict[str, object]:
    """The addresses of the neighbouring pages, with the filters as they are."""
    chosen = filters_in(request, form)
    return {
        "next_url": _address(here, chosen, ("after", page.next)) if page.next else "",
        "previous_url": _address(here, chosen, ("before", page.previous)) if page.previous else "",
        "filtered": bool(chosen),
        "filters": urlencode(chosen),
        "here": here,
    }


def filters_in(request: StaffRequest, form: WhatForm) -> list[tuple[str, str]]:
    """What was filled in, box by box, for the next address."""
    names = [box for name in form.fields for box in _boxes(name)]
    return [(name, request.GET[name]) for name in names if request.GET.get(name)]


def _boxes(name: str) -> Iterable[str]:
    if name in ("first", "last"):
        return [f"{name}_{part}" for part in ("day", "month", "year")]
    return [name]


def _address(here: str, chosen: list[tuple[str, str]], place: tuple[str, str]) -> str:
    return f"{here}?{urlencode([*chosen, place])}"
