"""The style page: every part of the look on one page, for tests and for the eye. Never live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.utils.html import escape, format_html_join

from clinic.access import open_to_strangers
from clinic.forms.dates import ApproxDateField, MemorableDateField
from clinic.forms.plain import PlainForm
from clinic.navigation import Link

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Someone:
    first_name: str = "Łucja"
    last_name: str = "Adeyemi-Święcka"
    birth_date: date = date(1987, 3, 14)
    reference: str = "P-7K2M4Q"
    display_name: str = "Priya Nair"
    site: str = "Northside Scalp Clinic"
    get_short_name: str = "Priya"
    get_role_display: str = "Technician"


class StyleForm(PlainForm):
    first_name = forms.CharField(label="First name", help_text="As on their passport or card.")
    birth_date = MemorableDateField(label="Date of birth", past=True)
    stopped = ApproxDateField(
        label="When did they stop taking it?",
        help_text="The year alone is enough. Add the month when they know it.",
        required=False,
    )
    treatment = forms.ChoiceField(
        label="Treatment", choices=[("", "Choose one"), ("hairline", "Hairline and full shave")]
    )
    decision = forms.ChoiceField(
        label="Your decision",
        widget=forms.RadioSelect,
        choices=[("approved", "Approve"), ("on_hold", "Hold until"), ("declined", "Decline")],
    )
    read = forms.BooleanField(label="I read the 1 free answer")
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)


@open_to_strangers("style page of the tests")
def style(request: HttpRequest) -> HttpResponse:
    page = engines["django"].from_string((HERE / "style.html").read_text())
    wrong = {"birth_date_day": "31", "birth_date_year": "1987", "stopped_day": "3"}
    context = {
        "theme": request.GET.get("theme", "system"),
        "staff": Someone(),
        "session_seconds": 900,
        "patient": Someone(),
        "demo": True,
        "good_form": StyleForm(auto_id="good_%s", initial={"birth_date": date(1987, 3, 14)}),
        "bad_form": StyleForm(wrong),
        "some_day": date(2026, 5, 14),
        "levels": ["clear", "care", "hold", "stop", "not_assessed"],
        "grades": ["A", "B", "C", "D", "E", None],
        "navigation": [
            Link("Today", "/today/", here=False),
            Link("Review list", "/review/", here=True, count=6),
            Link("Patients", "/patients/", here=False),
            Link("Catalogue", "/catalogue/", here=False),
        ],
        "tabs": [
            Link("To decide", "/review/", here=True, count=4),
            Link("Waiting", "/review/waiting/", here=False, count=3),
            Link("Decided", "/review/decided/", here=False),
        ],
    }
    return HttpResponse(page.render(context, request))


@open_to_strangers("search of the tests", methods="GET POST")
def rows(request: HttpRequest) -> HttpResponse:
    """What a search answers: an option for each name that holds what was typed."""
    typed = request.POST.get("q", "").lower()
    found = [name for name in ("Adeyemi", "Adebayo", "Brown") if typed in name.lower()]
    options = format_html_join(
        "",
        '<li role="option" data-url="/found/?{}"><strong>{}</strong></li>',
        ((name, name) for name in found),
    )
    more = '<li role="option" data-url="/new/" data-other>None of these. Add a new patient.</li>'
    return HttpResponse(options + more)


@open_to_strangers("results of the tests", methods="GET POST")
def results(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"Results for {escape(request.POST.get('q', ''))}")


handler404 = "clinic.views.errors.not_found"
urlpatterns = [
    path("style/", style),
    path("find/", results),
    path("find/rows/", rows),
    path("found/", results),
    path("", include("clinic.urls")),
]
