"""For the machine that watches us: alive (the process answers) and ready (it can save)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from clinic.access import open_to_strangers
from clinic.readiness import not_ready_because

PLAIN = "text/plain; charset=utf-8"


@open_to_strangers("health: says that the process answers")
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type=PLAIN)


@open_to_strangers("health: says whether work can be saved")
def ready(request: HttpRequest) -> HttpResponse:
    """“ready”, or “not ready” and a word for each reason; docs/operations.md explains them."""
    reasons = not_ready_because()
    if reasons:
        lines = "\n".join(("not ready", *reasons))
        return HttpResponse(f"{lines}\n", status=503, content_type=PLAIN)
    return HttpResponse("ready\n", content_type=PLAIN)
