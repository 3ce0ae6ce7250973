"""Signing in and out."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from clinic import audit, carried, demo
from clinic.access import StaffRequest, access, open_to_strangers
from clinic.forms.sign_in import SignInForm
from clinic.models import User
from clinic.navigation import home_for
from clinic.signing_in import safe_next


@open_to_strangers("sign-in")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
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
    login(request, user)
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    audit.record("signed_in", actor=user, subject=user)
    if form_again := carried.unpack(packed):
        return render(request, "clinic/carry_on.html", {"again": form_again})
    return HttpResponseRedirect(here or home_for(user))


@access("account.own")
@require_POST
def sign_out(request: StaffRequest) -> HttpResponse:
    audit.record("signed_out", actor=request.user, subject=request.user)
    logout(request)
    response = HttpResponseRedirect(settings.LOGOUT_REDIRECT_URL or "/")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _page(
    request: HttpRequest, form: SignInForm, here: str, packed: str = "", status: int = 200
) -> HttpResponse:
    """`packed`: a form that was sent after the session had ended, on its way through."""
    context = {
        "form": form,
        "next": here,
        "carried": packed,
        "demo_staff": demo.STAFF if settings.DEMO else (),
        "demo_password": demo.PASSWORD if settings.DEMO else "",
    }
    return render(request, "clinic/sign_in.html", context, status=status)
