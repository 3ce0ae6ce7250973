"""On the way to the sign-in page and back to where the person was."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect


def safe_next(request: HttpRequest, address: str | None) -> str:
    """The address if it leads to a page of this site, else nothing."""
    if address and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        parts = urlsplit(address)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return ""


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Send a stranger to sign in, remembering the page (never a form's target) to come back to."""
    by_script = request.headers.get("HX-Request") == "true"
    if by_script:
        here = safe_next(request, request.headers.get("HX-Current-URL"))
    elif request.method in ("GET", "HEAD"):
        here = request.get_full_path()
    else:
        here = safe_next(request, request.headers.get("Referer"))
    target = reverse("clinic:sign_in")
    if here and here != "/":
        target = f"{target}?{urlencode({'next': here})}"
    return HttpResponseClientRedirect(target) if by_script else HttpResponseRedirect(target)
