"""Headers of every answer. Django's own and the content security policy are set beside each other
in settings.py; nothing else may set one of them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseFileResponse

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
ALWAYS = {
    "Server": "Scalpwise",  # else the server would name itself, and whoever attacks would know it
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


class HeadersMiddleware:
    """Outside of everything that may answer by itself: the way to https, a static file, an error.

    Only static files may be kept by a browser; WhiteNoise says for how long.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response[name] = value
        if not isinstance(response, WhiteNoiseFileResponse):
            response["Cache-Control"] = "no-store"
        return response
