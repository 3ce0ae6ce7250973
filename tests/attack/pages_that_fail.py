"""Pages that fail in every way a page can, each with words in the failure that nobody may see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import include, path

from clinic.access import StaffRequest, access
from clinic.errors import NotAllowed
from clinic.models import Site, User
from clinic.triggers import refusal

handler400 = "clinic.views.errors.bad_request"
handler403 = "clinic.views.errors.forbidden"
handler404 = "clinic.views.errors.not_found"
handler500 = "clinic.views.errors.server_error"

failing: list[str] = []  # the codes with which the next saves fail in the database


@access("account.own", methods="GET POST")
def save(request: StaffRequest) -> HttpResponse:
    with transaction.atomic():
        Site.objects.create(name="half done", town="Nowhere")
        if failing:
            _fail_with(failing.pop(0))
    return HttpResponse(f"saved {request.POST.get('note', '')}")


def _fail_with(code: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'fails' USING ERRCODE = '{code}'; END $$")


def secret_of(request: HttpRequest) -> str:
    """Words of a patient, as a view would have them in its hands."""
    return request.POST.get("note", "") or str(request.headers.get("X-Secret", ""))


@access("account.own", methods="GET POST")
def in_the_view(request: StaffRequest, how: str) -> HttpResponse:
    secret = secret_of(request)
    if how in WAYS:
        WAYS[how](secret)
    else:
        _fail_with(how)
    raise AssertionError("every way must fail")


def _in_a_template(secret: str) -> None:
    Template("{% include missing %}").render(Context({"missing": f"{secret}.html"}))


def _twice(secret: str) -> None:
    Site.objects.create(name=secret, town="x")
    Site.objects.create(name=secret, town="x")


def _raise(error: Exception) -> None:
    raise error


def _too_slow(secret: str) -> None:
    with transaction.atomic():
        _run("SET LOCAL statement_timeout = '20ms'")
        _run("SELECT pg_sleep(1), %s", secret)


WAYS: dict[str, Callable[[str], Any]] = {
    "mistake": lambda secret: _raise(ValueError(f"cannot use {secret}")),
    "permission": lambda secret: _raise(PermissionDenied(secret)),
    "suspicious": lambda secret: _raise(SuspiciousOperation(secret)),
    "missing": lambda secret: _raise(Http404(secret)),
    "refused": lambda secret: _raise(NotAllowed("This cannot be done today.", "Ask the lead.")),
    "template": _in_a_template,
    "unique": _twice,
    "check": lambda secret: User.objects.update(display_name=secret, theme="pink"),
    "not null": lambda secret: _run("INSERT INTO clinic_site (name) VALUES (%s)", secret),
    "too long": lambda secret: Site.objects.create(name=secret * 200, town="x"),
    "syntax": lambda secret: _run("SELEKT %s", secret),
    "guard": lambda _secret: _run(f"DO $$ BEGIN {refusal('Not today.', 'Ask.')} END $$"),
    "timeout": _too_slow,
}
CODES = ("40P01", "40001", "57014", "55P03", "23514", "P0001", "53200")


def _run(statement: str, *values: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


urlpatterns = [
    path("save/", save),
    path("fails/<str:how>/", in_the_view),
    path("", include("clinic.urls")),
]
