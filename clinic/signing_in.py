"""On the way to the sign-in page and back to where the person was."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from clinic.models import User

FORM = "form"  # in the sign-in page's address: where a form that came along goes


def safe_next(request: HttpRequest, address: str | None) -> str:
    """The address if it leads to a page of this site, else nothing."""
    if address and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        parts = urlsplit(address)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return ""


def to_sign_in(request: HttpRequest, *, keeps_form: bool = False) -> HttpResponseBase:
    """Send a stranger to sign in, remembering the page (never a form's target) to come back to.

    `keeps_form`: what was posted comes along (the browser sends it again) and is carried through.
    """
    if request.method in ("GET", "HEAD") and not by_script(request):
        here = request.get_full_path()
    else:
        here = page_of(request)
    keeps_form = keeps_form and request.method == "POST" and not by_script(request)
    also = {"next": here} if here and here != "/" else {}
    if keeps_form:
        also[FORM] = request.path
    target = reverse("clinic:sign_in") + (f"?{urlencode(also)}" if also else "")
    return away(request, target, preserve_request=keeps_form)


def second_step_missing(request: HttpRequest) -> HttpResponseBase | None:
    """To the page that sets up a second factor, for somebody who signed in without one."""
    if not settings.SECOND_FACTOR or signed_in_twice(request):
        return None
    return away(request, reverse("clinic:second_factor"))


def signed_in_twice(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor, or a passkey, which is both."""
    user = request.user
    return isinstance(user, User) and any(
        record.get("method") == "mfa" for record in get_authentication_records(request, user)
    )


def by_script(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def page_of(request: HttpRequest) -> str:
    """The page on the screen from which this request was sent."""
    name = "HX-Current-URL" if by_script(request) else "Referer"
    return safe_next(request, request.headers.get(name))


def away(request: HttpRequest, target: str, *, preserve_request: bool = False) -> HttpResponseBase:
    """Move the whole page, also when only a part of it was asked for."""
    if by_script(request):
        return HttpResponseClientRedirect(target)
    return HttpResponseRedirect(target, preserve_request=preserve_request)
