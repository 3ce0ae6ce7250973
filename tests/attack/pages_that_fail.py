"""Pages that fail in every way a page can, each with words in the failure that nobody may see."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import include, path

from clinic.access import StaffRequest, access
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
    match how:
        case "mistake":
            raise ValueError(f"cannot use {secret}")
        case "permission":
            raise PermissionDenied(secret)
        case "suspicious":
            raise SuspiciousOperation(secret)
        case "template":
            page = Template("{{ thing.breaks }} {% include missing %}")
            return HttpResponse(page.render(Context({"missing": f"{secret}.html"})))
        case "unique":
            Site.objects.create(name=secret, town="x")
            Site.objects.create(name=secret, town="x")
        case "check":
            User.objects.filter(pk=request.user.pk).update(display_name=secret, theme="pink")
        case "not null":
            _run("INSERT INTO clinic_site (name, town, timezone) VALUES (%s, NULL, '')", secret)
        case "too long":
            Site.objects.create(name=secret * 200, town="x")
        case "syntax":
            _run("SELEKT %s", secret)
        case "guard":
            _run(f"DO $guard$ BEGIN {refusal('Not today.', 'Ask.')} END $guard$")
        case "timeout":
            _run("SET LOCAL statement_timeout = '20ms'")
            _run("SELECT pg_sleep(1), %s", secret)
        case _:
            _fail_with(how)
    raise AssertionError("every way must fail")


WAYS = (
    "mistake", "permission", "suspicious", "template", "unique", "check", "not null", "too long",
    "syntax", "guard", "timeout", "40P01", "40001", "57014", "55P03", "23514", "P0001", "53200",
)  # fmt: skip


def _run(statement: str, *values: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


urlpatterns = [
    path("save/", save),
    path("fails/<str:how>/", in_the_view),
    path("", include("clinic.urls")),
]
