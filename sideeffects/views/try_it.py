"""Try it: every sample patient under the live edition, under the draft, and as expected."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from clinic.access import StaffRequest, access, may
from sideeffects.desk.preview_sample import every_sample
from sideeffects.editions import catalogue_of_rows


@access("catalogue.check")
def samples(request: StaffRequest) -> HttpResponse:
    shown = every_sample(catalogue_of_rows())
    context = {
        "samples": shown,
        "broken": sum(bool(one.wrong) for one in shown),
        "may_edit": may(request.user, "catalogue.edit"),
    }
    return render(request, "sideeffects/desk/try.html", context)
