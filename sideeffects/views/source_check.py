"""Noting that a source was checked, and when to check it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from clinic.access import StaffRequest, access
from clinic.stale import Stale
from sideeffects.actions.sources import note_check
from sideeffects.desk.addresses import edit_address
from sideeffects.desk.entry_page import row_of
from sideeffects.desk.kinds import KINDS
from sideeffects.forms.source import CHECK, SourceCheckForm


@access("catalogue.edit", methods="GET POST", record="catalogue entry", keeps_form=True)
def check(request: StaffRequest, key: str) -> HttpResponse:
    source = row_of("sources", key)
    if source is None:
        raise Http404
    noted = {name: getattr(source, name) for name in CHECK}
    typed, begun = request.POST if request.method == "POST" else None, SourceCheckForm.begun(noted)
    form = SourceCheckForm(typed, initial=begun)
    context = {"form": form, "source": source, "kind": KINDS["sources"]}
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            note_check(key, **form.cleaned_data, by=request.user)
        except Stale as stale:
            form.meet(stale)
            return render(request, "sideeffects/desk/source_check.html", context, status=409)
        messages.success(request, "Noted. The dates are in force at once.")
        return HttpResponseRedirect(edit_address("sources", key))
    return render(request, "sideeffects/desk/source_check.html", context, status=status)
