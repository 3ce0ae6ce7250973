"""On the way to the sign-in page and back to where the person was."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

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
    by_script = request.headers.get("HX-Request") == "true"
    if by_script:
        here = safe_next(request, request.headers.get("HX-Current-URL"))
    elif request.method in ("GET", "HEAD"):
        here = request.get_full_path()
    else:
        here = safe_next(request, request.headers.get("Referer"))
    keeps_form = keeps_form and request.method == "POST" and not by_script
    also = {"next": here} if here and here != "/" else {}
    if keeps_form:
        also[FORM] = request.path
    target = reverse("clinic:sign_in") + (f"?{urlencode(also)}" if also else "")
    if by_script:
        return HttpResponseClientRedirect(target)
    return HttpResponseRedirect(target, preserve_request=keeps_form)
