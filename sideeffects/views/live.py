"""The pages of the catalogue show the live edition, never the drafts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpResponse
from django.shortcuts import render

from clinic.access import StaffRequest
from sideeffects.evidence.entries import Entries, entries_of
from sideeffects.models import Edition

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Live:
    edition: Edition
    entries: Entries


def of_live_edition(
    view: Callable[Concatenate[StaffRequest, Live, P], HttpResponse],
) -> Callable[Concatenate[StaffRequest, P], HttpResponse]:
    """Give the view the live edition and its entries; before the first, say that there is none."""

    @wraps(view)
    def with_edition(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        edition = Edition.objects.newest()
        if edition is None:
            return render(request, "sideeffects/no_edition.html")
        return view(request, Live(edition, entries_of(edition.catalogue)), *args, **kwargs)

    return with_edition


def page(request: StaffRequest, live: Live, template: str, **context: Any) -> HttpResponse:
    """A page about the live edition."""
    return render(request, f"sideeffects/{template}.html", {"edition": live.edition, **context})
