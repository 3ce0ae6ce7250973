"""Publishing: the draft beside what is live, proposed by one person and looked at by a second."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from clinic.access import StaffRequest, access, may
from clinic.errors import NotAllowed
from consultations import publish_page
from consultations.actions.rechecking import check_bookings
from consultations.forms.publishing import ProposeForm, SendBackForm
from consultations.publish_page import Wanted
from sideeffects.actions import NotReady
from sideeffects.actions.proposing import approve as approve_proposal
from sideeffects.actions.proposing import go_back, propose
from sideeffects.actions.proposing import withdraw as withdraw_proposal
from sideeffects.models import Proposal

FOLDER = "consultations/catalogue"


@access("catalogue.check")
def publish(request: StaffRequest) -> HttpResponse:
    """What the draft changes, whether it may go live, and the form that proposes it."""
    return _page(request, publish_page.wanted)


@access("catalogue.check")
def back(request: StaffRequest, number: int) -> HttpResponse:
    """What an earlier edition said, as the next edition."""
    return _page(request, lambda: publish_page.wanted(number), number)


def _page(
    request: StaffRequest,
    find: Callable[[], Wanted | None],
    number: int | None = None,
    *,
    form: ProposeForm | None = None,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    try:
        found = find()
    except NotReady as unreadable:
        context: dict[str, Any] = {"unreadable": unreadable.problems}
        return render(request, f"{FOLDER}/publish.html", context, status=status)
    if found is None:
        raise Http404
    first = ProposeForm.first(found.catalogue.hash, number)
    if form is not None and refusal is not None:
        typed = request.POST.copy()
        typed["seen"] = found.catalogue.hash
        form = ProposeForm(typed, zone=form.zone)
    context = {
        **publish_page.page_of(found),
        "form": form or ProposeForm(initial=first, zone=_zone(request)),
        "refusal": refusal,
        "may_propose": may(request.user, "catalogue.edit"),
    }
    return render(request, f"{FOLDER}/publish.html", context, status=status)


def _zone(request: StaffRequest) -> zoneinfo.ZoneInfo:
    site = request.user.site
    return zoneinfo.ZoneInfo(site.timezone if site else settings.TIME_ZONE)


@access("catalogue.edit", methods="POST", fresh=True)
def propose_it(request: StaffRequest) -> HttpResponse:
    """Freeze what the page showed; live at once where one person alone may publish it."""
    form = ProposeForm(request.POST, zone=_zone(request))
    number = form.data.get("edition", "")
    earlier = int(number) if number.isdecimal() and len(number) < 10 else None

    def find() -> Wanted | None:
        return publish_page.wanted(earlier)

    if not form.is_valid():
        return _page(request, find, earlier, form=form, status=422)
    try:
        found = find()
        if found is None:
            raise Http404
        proposal = _proposed(request, form, found, earlier)
    except NotAllowed as refusal:
        return _page(request, find, earlier, form=form, refusal=refusal, status=409)
    if proposal.edition is not None:
        messages.success(request, f"Edition {proposal.edition.number} is live.")
    else:
        messages.success(request, "Proposed. Nothing reaches patients until it is published.")
    return HttpResponseRedirect(_address(proposal))


def _proposed(
    request: StaffRequest, form: ProposeForm, found: Wanted, earlier: int | None
) -> Proposal:
    impact = publish_page.impact_on(found)
    named: dict[str, Any] = {
        "replay": publish_page.replay_seen(found, impact),
        "by": request.user,
        "key": form.cleaned_data["key"],
        "follow_up": check_bookings,
    }
    if earlier is not None:
        return go_back(earlier, form.plan(), **named)
    return propose(form.plan(), seen_hash=form.cleaned_data["seen"], **named)


def _address(proposal: Proposal) -> str:
    return reverse("consultations:proposal", args=[proposal.pk])


# ── One proposal ───────────────────────────────────────────────────────────────


@access("catalogue.check")
def proposal(request: StaffRequest, pk: int) -> HttpResponse:
    """The same page for the second person, and afterwards where it stands."""
    return _proposal_page(request, pk)


def _proposal_page(
    request: StaffRequest,
    pk: int,
    *,
    form: SendBackForm | None = None,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    found = _found(pk)
    context = {
        **publish_page.proposal_page(found),
        "form": form or SendBackForm(),
        "refusal": refusal,
        "mine": found.proposed_by_id == request.user.pk,
    }
    return render(request, f"{FOLDER}/proposal.html", context, status=status)


def _found(pk: int) -> Proposal:
    found = publish_page.proposal_with(pk)
    if found is None:
        raise Http404
    return found


@access("catalogue.check", methods="POST", fresh=True)
def approve(request: StaffRequest, pk: int) -> HttpResponse:
    """The second person looked at what stands there, and lets it go live."""
    try:
        done = approve_proposal(_found(pk), by=request.user, follow_up=check_bookings)
    except NotAllowed as refusal:
        return _proposal_page(request, pk, refusal=refusal, status=409)
    if done.edition is not None:
        messages.success(request, f"Edition {done.edition.number} is live.")
    elif not done.stopped:
        messages.success(request, "Approved. It goes live when its time comes.")
    return HttpResponseRedirect(_address(done))


@access("catalogue.check", methods="POST", fresh=True)
def send_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Back to whoever proposed it, with words; or taken back by them."""
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _proposal_page(request, pk, form=form, status=422)
    try:
        done = withdraw_proposal(_found(pk), reason=form.cleaned_data["reason"], by=request.user)
    except NotAllowed as refusal:
        return _proposal_page(request, pk, form=form, refusal=refusal, status=409)
    messages.success(request, "It does not go live. The draft is as it was.")
    return HttpResponseRedirect(_address(done))
