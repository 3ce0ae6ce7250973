"""Signing in and out: the password, then the second factor where somebody has one."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django import forms
from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from clinic import audit, carried, demo, devices
from clinic.access import StaffRequest, access, open_to_strangers
from clinic.forms.passkeys import PasskeySignInForm, PasskeyStepForm
from clinic.forms.second_factor import CodeForm
from clinic.forms.sign_in import SignInForm
from clinic.models import User
from clinic.navigation import home_for
from clinic.once import nothing
from clinic.proving import proved_now
from clinic.second_factors import passkey_question
from clinic.signing_in import safe_next
from clinic.views.carry_on import carry_on


@open_to_strangers("sign-in", methods="GET POST")
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponseBase:
    here = safe_next(request, request.POST.get("next") or request.GET.get("next"))
    if request.method != "POST":
        if isinstance(request.user, User):
            return HttpResponseRedirect(here or home_for(request.user))
        return _page(request, SignInForm(request), here)
    if packed := carried.pack(request):
        return _page(request, SignInForm(request), here, packed)
    packed = request.POST.get("carried", "")
    form = SignInForm(request, data=request.POST)
    if not form.is_valid():
        audit.record("sign_in.refused", actor=None, subject=form.named())
        return _page(request, form, here, packed, status=422)
    user = form.get_user()
    login = Login(user=user, redirect_url=here or home_for(user))
    onward = perform_password_login(request, {"username": user.username}, login)
    return _on(request, onward, packed)


@open_to_strangers("sign-in: the second factor", methods="GET POST")
@sensitive_post_parameters("code", "credential")
def second_step(request: HttpRequest) -> HttpResponseBase:
    """The code of an app or a recovery code, or a passkey, of somebody whose password was right."""
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    if stage is None or not isinstance(stage.login.user, User):
        return HttpResponseRedirect(reverse("clinic:sign_in"))
    user = stage.login.user
    if request.method != "POST":
        return _second_page(request, CodeForm(user=user), user)
    packed = request.POST.get("carried", "")
    kind = PasskeyStepForm if "credential" in request.POST else CodeForm
    form: forms.Form = kind(user=user, data=request.POST)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # a code is good for one of two at once
        right = form.is_valid()
        if right:
            form.save()  # type: ignore[attr-defined]  # both forms of allauth have it
    if not right:
        audit.record("sign_in.refused", actor=None, subject=user, detail={"step": "second factor"})
        return _second_page(request, form, user, packed, status=422)
    return _on(request, stage.exit(), packed)


@open_to_strangers("sign-in: with a passkey alone", methods="POST")
@sensitive_post_parameters("credential")
def passkey(request: HttpRequest) -> HttpResponseBase:
    """First asked for the question to be signed, then sent the signed answer."""
    if "credential" not in request.POST:
        return JsonResponse(begin_authentication(user=None))
    here = safe_next(request, request.POST.get("next"))
    form = PasskeySignInForm(data=request.POST)
    if not form.is_valid():
        audit.record("sign_in.refused", actor=None, detail={"step": "passkey"})
        refused = SignInForm(request)
        context = {"passkey_refused": True}
        return _page(request, refused, here, request.POST.get("carried", ""), 422, **context)
    authenticator = form.cleaned_data["credential"]
    user = authenticator.user
    login = Login(user=user, redirect_url=here or home_for(user))
    onward = perform_passwordless_login(request, authenticator, login)
    return _on(request, onward, request.POST.get("carried", ""))


@access(
    "account.own",
    methods="POST",
    before_second_factor=True,
    once=nothing("Who is signed out stays so."),
)
def sign_out(request: StaffRequest) -> HttpResponse:
    audit.record("signed_out", actor=request.user, subject=request.user)
    logout(request)
    response = HttpResponseRedirect(settings.LOGOUT_REDIRECT_URL or "/")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _on(request: HttpRequest, onward: HttpResponse, packed: str) -> HttpResponseBase:
    """Signed in, or one step further; a form that came along goes on with the person."""
    user = request.user
    if not isinstance(user, User):
        stage = LoginStageController.enter(request, AuthenticateStage.key)
        if packed and stage is not None and isinstance(stage.login.user, User):
            form = CodeForm(user=stage.login.user)
            return _second_page(request, form, stage.login.user, packed)
        return onward
    proved_now(request)
    onward = carry_on(request, user, packed) or onward
    devices.remember(request, onward, user.username)
    return onward


def _page(
    request: HttpRequest,
    form: SignInForm,
    here: str,
    packed: str = "",
    status: int = 200,
    **more: object,
) -> HttpResponse:
    """`packed`: a form that was sent after the session had ended, on its way through."""
    context = {
        "form": form,
        "next": here,
        "carried": packed,
        "demo_staff": demo.STAFF if settings.DEMO else (),
        "demo_password": demo.PASSWORD if settings.DEMO else "",
        **more,
    }
    return render(request, "clinic/sign_in.html", context, status=status)


def _second_page(
    request: HttpRequest, form: forms.Form, user: User, packed: str = "", status: int = 200
) -> HttpResponse:
    by_key = isinstance(form, PasskeyStepForm)
    context = {
        "form": CodeForm(user=user) if by_key else form,
        "passkey_refused": by_key,
        "options": passkey_question(user),
        "carried": packed,
    }
    return render(request, "clinic/second_step.html", context, status=status)
