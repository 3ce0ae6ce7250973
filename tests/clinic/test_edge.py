"""What every answer carries, what comes in from outside, and what is said when we fail."""

from __future__ import annotations

import gzip
import json
import logging
import re

import pytest
from django.test import Client
from django.urls import set_urlconf
from hypothesis import given
from hypothesis import strategies as st

from clinic.logs import AllowedFieldsFormatter
from clinic.models.user import Role
from clinic.text import clean_text
from tests.people import person

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
pages = pytest.mark.urls("tests.clinic.pages_for_access")

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sign-in/", "/preferences/", "/nowhere/", "/healthz", "/admin/"])
def test_every_answer_has_the_headers(client: Client, path: str) -> None:
    response = client.get(path)
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"].endswith("; charset=utf-8")
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert "Strict-Transport-Security" not in response
    assert len(response["X-Request-ID"]) == 8


def test_the_request_id_is_ours_and_new_each_time(client: Client) -> None:
    first = client.get("/healthz", headers={"X-Request-ID": "forged"})["X-Request-ID"]
    assert first != "forged"
    assert client.get("/healthz")["X-Request-ID"] != first


@pytest.mark.django_db
def test_pages_are_sent_compressed_and_not_always_with_the_same_length(client: Client) -> None:
    """A length that says nothing, and a token that is masked anew: BREACH guesses by lengths."""
    answers = [client.get("/sign-in/", headers={"Accept-Encoding": "gzip, br"}) for _ in range(20)]
    assert {answer["Content-Encoding"] for answer in answers} == {"gzip"}
    assert "Accept-Encoding" in answers[0]["Vary"]
    assert len({len(answer.content) for answer in answers}) > 1
    pages = [gzip.decompress(answer.content).decode() for answer in answers]
    assert pages[0].strip().endswith("</html>")
    assert len({TOKEN.findall(page)[0] for page in pages}) == len(pages)


@pytest.mark.django_db
def test_who_cannot_read_compressed_pages_gets_them_plain(client: Client) -> None:
    answer = client.get("/sign-in/")
    assert "Content-Encoding" not in answer
    assert answer.content.decode().strip().endswith("</html>")


@pytest.mark.django_db
def test_ready_says_that_work_can_be_saved(client: Client) -> None:
    assert client.get("/readyz").content == b"ready\n"


# ── Text from outside ──────────────────────────────────────────────────────────


@pages
def test_control_characters_are_taken_out_of_what_was_typed(client: Client) -> None:
    response = client.post("/anybody/?a%00b=1%0B2", {"na\x00me": "Zo\x00ë\u202e\tone\r\ntwo"})
    assert response.content.decode() == repr([{"ab": "12"}, {"name": "Zoë\tone\r\ntwo"}])


@pages
def test_what_is_clean_stays_as_it_is(client: Client) -> None:
    typed = {"name": "Łucja O’Brien-Müller 李 👩‍🔬", "note": "a\nb"}
    assert client.post("/anybody/", typed).content.decode() == repr([{}, {**typed, "note": "a\nb"}])


@pages
@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/read/%00/", "/read/C-1%1F/", "/%00"])
def test_an_address_with_control_characters_is_refused(client: Client, path: str) -> None:
    assert client.get(path).status_code == 400


@pytest.mark.django_db
def test_a_session_cookie_with_control_characters_is_nobodys(client: Client) -> None:
    client.cookies["session"] = "abcdefgh\x00ijkl"
    assert client.get("/preferences/").status_code == 302


@given(st.text())
def test_cleaning_leaves_text_that_the_database_takes(text: str) -> None:
    cleaned = clean_text(text)
    assert "\x00" not in cleaned
    cleaned.encode()
    assert clean_text(cleaned) == cleaned


# ── When we fail ───────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_a_missing_page_says_so(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert response["X-Request-ID"] in AllowedFieldsFormatter().format(caplog.records[-1])
    assert "Page not found" in response.content.decode()


@pages
@pytest.mark.django_db
def test_our_mistake_is_told_with_a_reference_that_is_in_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(person(Role.TECHNICIAN))
    client.raise_request_exception = False
    response = client.get("/breaks/C-77/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "Something went wrong on our side" in page
    assert response["X-Request-ID"] in page
    for word in ("Clear", "no risk", "Tunde", "ZeroDivision"):
        assert word not in page
    record = next(record for record in caplog.records if record.exc_info)
    line = AllowedFieldsFormatter().format(record)
    assert "ZeroDivisionError" in line
    assert "read/<" not in line
    for secret in ("Tunde", "warfarin", "C-77"):
        assert secret not in line


@pages
def test_our_mistake_is_told_without_a_database(client: Client) -> None:
    """No `django_db` here: asking the database would fail the test."""
    client.raise_request_exception = False
    response = client.get("/undeclared/")
    assert response.status_code == 500
    assert response["X-Request-ID"] in response.content.decode()
    set_urlconf(None)


def test_a_log_line_holds_listed_fields_only() -> None:
    record = logging.LogRecord(
        "clinic", logging.INFO, "x.py", 1, "Sent %s", ("Tunde Adeyemi",), None
    )
    record.patient = "Tunde Adeyemi"
    line = json.loads(AllowedFieldsFormatter().format(record))
    assert line.pop("at").endswith("+00:00")
    assert line == {"level": "INFO", "logger": "clinic", "message": "Sent %s"}
