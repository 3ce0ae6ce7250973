"""What the last action said: shown once, and unreadable in the table it waits in."""

from __future__ import annotations

import pytest
from django.contrib import messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from pytest_django import Settings

from clinic.sessions import SessionStore

SAID = "Tunde Adeyemi is added."


def said(text: str = SAID) -> SessionStore:
    """A session after somebody was told this."""
    request = asked(SessionStore())
    messages.success(request, text)
    MessageMiddleware(lambda _request: HttpResponse()).process_response(request, HttpResponse())
    return request.session  # type: ignore[return-value]


def asked(session: SessionBase) -> HttpRequest:
    request = HttpRequest()
    request.session = session
    MessageMiddleware(lambda _request: HttpResponse()).process_request(request)
    return request


def shown(session: SessionBase) -> list[str]:
    return [str(message) for message in messages.get_messages(asked(session))]


@pytest.mark.django_db
def test_a_message_arrives_and_its_session_does_not_say_it() -> None:
    session = said()
    assert "Tunde" not in str(dict(session))
    assert shown(session) == [SAID]


@pytest.mark.django_db
def test_a_message_outlives_a_new_key_but_not_the_end_of_the_old_one(settings: Settings) -> None:
    session = said()
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key that is long enough for a clinic"
    assert shown(session) == []
    settings.SECRET_KEY_FALLBACKS = [old]
    assert shown(session) == [SAID]


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["", "[]", "gAAAAnot-ours", ["plain"], 7])
def test_what_is_not_sealed_by_us_is_no_message(written: object) -> None:
    session = SessionStore()
    session["_messages"] = written
    assert shown(session) == []
