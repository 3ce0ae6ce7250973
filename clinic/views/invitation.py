"""The link by which somebody chooses a password. Opening it, however often, spends nothing: mail
scanners open links, too. The token leaves the address at once, for a signed cookie."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from clinic import links
from clinic.access import open_to_strangers
from clinic.actions.invitations import choose_password
from clinic.errors import NotAllowed
from clinic.forms.second_factor import PasswordForm
from clinic.models import Invitation

_COOKIE = f"{settings.SESSION_COOKIE_NAME}-invitation"
_SALT = "clinic.invitation"
_SECONDS = 60 * 60


@open_to_strangers("a link sent by mail: takes the token out of the address")
@sensitive_variables("token")
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The same for every token, right or wrong: nothing is looked up or written."""
    response = HttpResponseRedirect(reverse("clinic:invitation"))
    response["Referrer-Policy"] = "no-referrer"
    response.set_cookie(
        _COOKIE,
        signing.dumps(links.hash_of(token), salt=_SALT),
        max_age=_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@open_to_strangers("a link sent by mail: its holder chooses a password", methods="GET POST")
@sensitive_post_parameters("new_password")
def invitation(request: HttpRequest) -> HttpResponse:
    """Wrong, used, withdrawn or too old: one page for all, after the same one look."""
    token_hash = _held(request)
    found = Invitation.objects.open().filter(token_hash=token_hash).select_related("person").first()
    if found is None:
        return _ended(request)
    form = PasswordForm(found.person, request.POST or None)
    if not form.is_valid():
        context = {"form": form, "person": found.person}
        status = 422 if form.is_bound else 200
        return render(request, "clinic/staff/choose_password.html", context, status=status)
    try:
        choose_password(token_hash, form.cleaned_data["new_password"])
    except NotAllowed:
        return _ended(request)
    logout(request)  # whoever was signed in here before
    messages.success(request, "Your password is set. Sign in with it.")
    response = HttpResponseRedirect(reverse("clinic:sign_in"))
    response.delete_cookie(_COOKIE)
    return response


def _held(request: HttpRequest) -> str:
    try:
        held: str = signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        return ""
    return held


def _ended(request: HttpRequest) -> HttpResponse:
    return render(request, "clinic/staff/link_ended.html", status=404)
