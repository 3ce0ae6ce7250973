"""Each person's own second factors: an app, passkeys, recovery codes; and the password."""

from __future__ import annotations

import base64
import json

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from clinic import words
from clinic.access import StaffRequest, access
from clinic.actions import second_factor as actions
from clinic.forms.passkeys import NewPasskeyForm
from clinic.forms.second_factor import AppForm, PasswordForm
from clinic.once import nothing
from clinic.second_factors import APP, PASSKEY, second_factors_of


@access("account.own", before_second_factor=True)
def second_factor(request: StaffRequest) -> HttpResponse:
    context = {"factors": second_factors_of(request.user)}
    return render(request, "clinic/second_factor.html", context)


@access(
    "account.own",
    methods="GET POST",
    fresh=True,
    before_second_factor=True,
    once=nothing("A code works once, and the app it belongs to is added once."),
)
@sensitive_post_parameters("code")
@sensitive_variables("form", "address", "context")
def add_app(request: StaffRequest) -> HttpResponse:
    form = AppForm(request.POST or None, user=request.user)
    if form.is_valid():
        codes = actions.add_app(request.user, form.secret, request=request)
        return _added(request, codes, "Your app is set up.")
    address = get_adapter().build_totp_url(request.user, form.secret)
    drawn = base64.b64encode(get_adapter().build_totp_svg(address).encode()).decode()
    context = {"form": form, "secret": words.in_fours(form.secret), "code_picture": drawn}
    status = 422 if form.is_bound else 200
    return render(request, "clinic/second_factor_app.html", context, status=status)


@access(
    "account.own",
    methods="GET POST",
    fresh=True,
    before_second_factor=True,
    once=nothing("Each question to a passkey is answered once."),
)
@sensitive_post_parameters("credential")
def add_passkey(request: StaffRequest) -> HttpResponse:
    form = NewPasskeyForm(request.POST or None, user=request.user)
    if form.is_valid():
        given = form.cleaned_data
        codes = actions.add_passkey(
            request.user, name=given["name"], credential=given["credential"], request=request
        )
        return _added(request, codes, "Your passkey is set up.")
    context = {"form": form, "options": json.dumps(begin_registration(request.user, True))}
    status = 422 if form.is_bound else 200
    return render(request, "clinic/second_factor_passkey.html", context, status=status)


@access("account.own", methods="POST", fresh=True)
def remove_app(request: StaffRequest) -> HttpResponse:
    factor = get_object_or_404(Authenticator, user=request.user, type=APP)
    return _remove(request, factor, "Your app is removed.")


@access("account.own", record="passkey", methods="POST", fresh=True)
def remove_passkey(request: StaffRequest, pk: int) -> HttpResponse:
    factor = get_object_or_404(Authenticator, user=request.user, type=PASSKEY, pk=pk)
    return _remove(request, factor, "The passkey is removed.")


@access(
    "account.own",
    methods="POST",
    fresh=True,
    once=nothing("The codes on the page shown last are the ones that work."),
)
@sensitive_variables("codes")
def recovery_codes(request: StaffRequest) -> HttpResponse:
    """Shown this once, in the answer itself; nobody can look them up afterwards."""
    return _codes_page(request, actions.make_recovery_codes(request.user))


@access(
    "account.own",
    methods="GET POST",
    fresh=True,
    once=nothing("The same password again changes nothing, and no mark of one is kept."),
)
@sensitive_post_parameters("new_password")
def password(request: StaffRequest) -> HttpResponse:
    form = PasswordForm(request.user, request.POST or None)
    if form.is_valid():
        actions.change_password(request.user, form.cleaned_data["new_password"], request=request)
        messages.success(request, "Your password is changed. Other machines are signed out.")
        return HttpResponseRedirect(reverse("clinic:second_factor"))
    status = 422 if form.is_bound else 200
    return render(request, "clinic/password.html", {"form": form}, status=status)


def _remove(request: StaffRequest, factor: Authenticator, said: str) -> HttpResponse:
    actions.remove_factor(request.user, factor, request=request)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("clinic:second_factor"))


def _added(request: StaffRequest, codes: list[str], said: str) -> HttpResponse:
    """The first factor brings recovery codes along; nobody should be without."""
    messages.success(request, said)
    if codes:
        return _codes_page(request, codes)
    return HttpResponseRedirect(reverse("clinic:second_factor"))


@sensitive_variables("codes", "shown")
def _codes_page(request: StaffRequest, codes: list[str]) -> HttpResponse:
    shown = [words.in_fours(code) for code in codes]
    return render(request, "clinic/second_factor_codes.html", {"codes": shown})
