"""What comes after signing in, or proving who one is, for whoever has a form under way."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clinic import carried
from clinic.models import User
from clinic.once import FIELD, anothers
from clinic.views.errors import made_for_another


def carry_on(
    request: HttpRequest, user: User, packed: str, *, proved: bool = False
) -> HttpResponse | None:
    """The page that sends the form once more, for its person alone; None when none is under way.

    `proved`: not signed in anew, only asked.
    """
    form = carried.unpack(packed)
    if form is None:
        return None
    if anothers(dict(form.fields).get(FIELD, ""), user.pk):
        return made_for_another(request)
    return render(request, "clinic/carry_on.html", {"again": form, "proved": proved})
