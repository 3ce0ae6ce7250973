"""Rule health: how rules fare in decisions, and the notes that one looks wrong."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from clinic.access import StaffRequest, access, may
from consultations.actions.looks_wrong import settle
from consultations.forms.looks_wrong import SettleForm
from consultations.forms.rule_health import HealthFilter
from consultations.looks_wrong import note_with
from consultations.rule_health_page import health_page
from sideeffects.actions.publishing import readable_draft
from sideeffects.models import Edition


@access("catalogue.check")
def rule_health(request: StaffRequest) -> HttpResponse:
    return _page(request)


@access("catalogue.edit", methods="POST", record="note on a rule", keeps_form=True)
def settle_note(request: StaffRequest, pk: int) -> HttpResponse:
    note = note_with(pk)
    if note is None:
        raise Http404
    form = SettleForm(request.POST, auto_id=f"settle_{pk}_%s")
    if not form.is_valid():
        return _page(request, settling=(pk, form), status=422)
    settle(note, how=form.in_words(), by=request.user)
    messages.success(request, "The note is settled.")
    return HttpResponseRedirect(reverse("consultations:rule_health"))


def _page(
    request: StaffRequest, *, settling: tuple[int, SettleForm] | None = None, status: int = 200
) -> HttpResponse:
    """`settling`: the note whose form came back with something to repair."""
    live = Edition.objects.newest()
    if live is None:
        return render(request, "sideeffects/no_edition.html")
    asked = HealthFilter(request.GET)
    page = health_page(live.catalogue, readable_draft(), **asked.wanted())
    context: dict[str, Any] = {
        "live": live,
        "page": page,
        "filter": asked,
        "form": settling[1] if settling else None,
        "settling": settling,
        "may_edit": may(request.user, "catalogue.edit"),
    }
    return render(request, "consultations/catalogue/rule_health.html", context, status=status)
