"""The people of the clinic, for system administrators: who may sign in, as what, and where."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from clinic.access import StaffRequest, access
from clinic.actions import staff as actions
from clinic.actions.invitations import Sent, send_new_link
from clinic.errors import NotAllowed
from clinic.forms.staff import ChangePersonForm, InviteForm
from clinic.models import Site, User
from clinic.once import APART
from clinic.staff import groups_for, line_of
from clinic.stale import Stale


@access("staff.manage")
def staff(request: StaffRequest) -> HttpResponse:
    groups = groups_for(request.user)
    lines = [line for group in groups for line in group.lines]
    context = {
        "groups": groups,
        "count": len(lines),
        "unsettled": sum(line.turn == "ours" for line in lines),
        "without": sum(line.person.is_active and not line.second_factor for line in lines),
        "to_files": settings.MAIL_TO_FILES,
    }
    return render(request, "clinic/staff/staff.html", context)


@access("staff.manage", methods="GET POST", fresh=True, once=APART)
def invite(request: StaffRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if not form.is_valid():
        context = {"form": form, "sites": Site.objects.exists(), "to_files": settings.MAIL_TO_FILES}
        status = 422 if form.is_bound else 200
        return render(request, "clinic/staff/invite.html", context, status=status)
    _say(request, actions.invite(by=request.user, **form.details()))
    return HttpResponseRedirect(reverse("clinic:staff"))


@access("staff.manage", record="user")
def person(request: StaffRequest, pk: int) -> HttpResponse:
    found = _person(request, pk)
    return _page(request, found, ChangePersonForm.of(found))


@access("staff.manage", record="user", methods="POST", fresh=True)
def change(request: StaffRequest, pk: int) -> HttpResponse:
    found = _person(request, pk)
    form = ChangePersonForm(request.POST, person=found)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        changed = actions.change(found, by=request.user, **form.details())
    except Stale as stale:
        form.meet(stale)
        return _page(request, found, form, status=409)
    except NotAllowed as refusal:
        return _page(request, found, form, status=409, refusal=refusal)
    messages.success(request, "Saved." if changed else "Nothing was different.")
    return _back(pk)


@access("staff.manage", record="user", methods="POST", fresh=True, once=APART)
def new_link(request: StaffRequest, pk: int) -> HttpResponse:
    _say(request, send_new_link(_person(request, pk), by=request.user))
    return _back(pk)


@access("staff.manage", record="user", methods="POST", fresh=True)
def disable(request: StaffRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.disable, "{} may not sign in any more.")


@access("staff.manage", record="user", methods="POST", fresh=True)
def enable(request: StaffRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.enable, "{} may sign in again.")


@access("staff.manage", record="user", methods="POST", fresh=True)
def take_off_second_factor(request: StaffRequest, pk: int) -> HttpResponse:
    said = "The second factor of {} is taken off. They set up a new one when they sign in."
    return _do(request, pk, actions.take_off_second_factor, said)


@access("staff.manage", record="user", methods="POST", fresh=True)
def end_sessions(request: StaffRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.end_sessions, "{} is signed out everywhere.")


def _do(request: StaffRequest, pk: int, action: Callable[..., None], said: str) -> HttpResponse:
    found = _person(request, pk)
    action(found, by=request.user)
    messages.success(request, said.format(found.display_name))
    return _back(pk)


def _say(request: StaffRequest, sent: Sent) -> None:
    name, address = sent.person.display_name, sent.person.email
    if not sent.delivered:
        messages.error(
            request, f"The mail to {address} could not be sent. Send it again from here."
        )
    elif settings.MAIL_TO_FILES:
        messages.success(request, f"The mail to {name} is written to a file under var/mail.")
    else:
        messages.success(request, f"A link is on its way to {address}. It works for three days.")


def _person(request: StaffRequest, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.user).select_related("site"), pk=pk)


def _back(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("clinic:person", args=[pk]))


def _page(
    request: StaffRequest,
    found: User,
    form: ChangePersonForm,
    status: int = 200,
    refusal: NotAllowed | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "line": line_of(found, by=request.user),
        "refusal": refusal,
        "own": found.pk == request.user.pk,
        "to_files": settings.MAIL_TO_FILES,
    }
    return render(request, "clinic/staff/person.html", context, status=status)
