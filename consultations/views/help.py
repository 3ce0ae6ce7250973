"""The help page: who does what, what the words mean, and whom to tell."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clinic import keys
from clinic.access import StaffRequest, access
from clinic.words import LEVELS
from consultations.help_words import duties, states


@access("account.own")
def help_page(request: StaffRequest) -> HttpResponse:
    context = {
        "duties": duties(),
        "states": states(timezone.localdate()),
        "levels": LEVELS,
        "fast": keys.FAST,
    }
    return render(request, "consultations/help.html", context)
