"""The change log, one edition beside another, and who vouches for it."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from clinic.access import StaffRequest, access, may
from sideeffects.actions import record_approval
from sideeffects.desk.change_log import change_log
from sideeffects.desk.overview import changes_between
from sideeffects.desk.paging import pager
from sideeffects.differences import EntryChange
from sideeffects.forms.approval import ApprovalForm
from sideeffects.models import Edition

EDITIONS_A_PAGE = 20
CHANGES_A_PAGE = 40
NUMBER = re.compile(r"[0-9]{1,9}")


@access("catalogue.read")
def editions(request: StaffRequest) -> HttpResponse:
    found = Edition.objects.select_related("published_by").prefetch_related("approvals")
    page = Paginator(found, EDITIONS_A_PAGE).get_page(request.GET.get("page"))
    context = {"log": change_log(list(page)), "live": Edition.objects.newest(), **pager(page)}
    return render(request, "sideeffects/editions.html", context)


@access("catalogue.read")
def edition(request: StaffRequest, number: int) -> HttpResponse:
    found = _edition(number)
    other = _against(request, found)
    context: dict[str, Any] = {
        "edition": found,
        "against": other,
        "is_live": not Edition.objects.filter(number__gt=number).exists(),
        "numbers": Edition.objects.exclude(number=number).values_list("number", flat=True),
        "approvals": found.approvals.select_related("recorded_by"),
        "may_check": may(request.user, "catalogue.check"),
    }
    if other is not None:
        changes = changes_between(other.catalogue, found.catalogue)
        page: Page[EntryChange] = Paginator(changes, CHANGES_A_PAGE).get_page(
            request.GET.get("page")
        )
        context |= {"changes": page, "count": len(changes)}
        context |= pager(page, against=str(other.number))
    return render(request, "sideeffects/edition.html", context)


@access("catalogue.check", methods="GET POST", record="edition", fresh=True)
def approve(request: StaffRequest, number: int) -> HttpResponse:
    found = _edition(number)
    form = ApprovalForm(request.POST or None, edition=found)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"edition": found, "form": form}
        return render(request, "sideeffects/edition_approval.html", context, status=status)
    given = form.cleaned_data
    record_approval(found, name=given["name"], role=given["role"], by=request.user)
    messages.success(request, f"The approval of {given['name']} is on record.")
    return HttpResponseRedirect(reverse("sideeffects:edition", args=[number]))


def _edition(number: int) -> Edition:
    return get_object_or_404(Edition.objects.select_related("published_by"), number=number)


def _against(request: StaffRequest, found: Edition) -> Edition | None:
    """The edition that was asked for, else the one before."""
    asked = request.GET.get("against", "")
    if asked:
        if not NUMBER.fullmatch(asked):
            raise Http404
        return get_object_or_404(Edition, number=int(asked))
    return Edition.objects.filter(number__lt=found.number).first()
