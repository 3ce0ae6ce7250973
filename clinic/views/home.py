"""The way in: each role lands where its day begins."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from clinic.access import StaffRequest, access
from clinic.navigation import home_for


@access("account.own")
def home(request: StaffRequest) -> HttpResponse:
    return HttpResponseRedirect(home_for(request.user))


@access("account.own")
def pages(request: StaffRequest) -> HttpResponse:
    """What this person may open, as a plain list."""
    return render(request, "clinic/pages.html")
