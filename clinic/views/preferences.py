"""How the pages look and which keys they listen to, for one person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from clinic import keys as key_lists
from clinic.access import StaffRequest, access
from clinic.actions.account import change_preferences
from clinic.forms.preferences import PreferencesForm
from clinic.stale import Stale


@access("account.own", methods="GET POST")
def preferences(request: StaffRequest) -> HttpResponse:
    form = PreferencesForm(request.POST or None, initial=PreferencesForm.values_of(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            change_preferences(request.user, **form.cleaned_data)
        except Stale as stale:
            form.meet(stale)
            return render(request, "clinic/preferences.html", {"form": form}, status=409)
        messages.success(request, "Your preferences are saved.")
        return HttpResponseRedirect(reverse("clinic:preferences"))
    status = 422 if form.is_bound else 200
    return render(request, "clinic/preferences.html", {"form": form}, status=status)


@access("account.own")
def keys(request: StaffRequest) -> HttpResponse:
    context = {
        "always": key_lists.ALWAYS,
        "shortcuts": key_lists.SHORTCUTS,
        "fast": key_lists.FAST,
    }
    return render(request, "clinic/keys.html", context)
