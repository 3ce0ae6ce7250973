"""A form sent after the session had ended comes through the sign-in with all that was typed."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from clinic import carried
from clinic.models.user import Role
from clinic.once import new_key
from tests.people import PASSWORD, person

pytestmark = pytest.mark.django_db

FORM = {"first_name": "Łucja", "phone": "07700 900 471", "csrfmiddlewaretoken": "x"}


def hidden(response: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    return unescape(found.group(1)) if found else ""


def sent_as_a_stranger(client: Client) -> Any:
    """The browser follows the 307 with the same form."""
    turned = client.post("/patients/add/", FORM, headers={"Referer": "http://testserver/desk/"})
    assert turned.status_code == 307
    assert turned["Location"].startswith("/sign-in/?next=%2Fdesk%2F&form=%2Fpatients%2Fadd%2F")
    return client.post(turned["Location"], FORM)


def test_the_form_goes_on_after_signing_in(client: Client) -> None:
    user = person(Role.FRONT_DESK)
    page = sent_as_a_stranger(client)
    assert page.status_code == 200
    assert "What you typed is kept" in page.content.decode()
    assert "Łucja" not in page.content.decode()
    packed = hidden(page, "carried")
    signed_in = {"username": user.username, "password": PASSWORD, "carried": packed}
    again = client.post("/sign-in/", signed_in).content.decode()
    assert 'action="/patients/add/"' in again
    assert 'name="first_name" value="Łucja"' in again
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("whose", ["their own", "somebody else’s"])
def test_a_form_goes_on_with_its_own_person_alone(client: Client, whose: str) -> None:
    # Given a form of somebody whose session has ended
    author, colleague = person(Role.FRONT_DESK), person(Role.FRONT_DESK, "colleague")
    form = {**FORM, "sent": str(new_key(author.pk))}
    packed = hidden(client.post("/sign-in/?form=/patients/add/", form), "carried")
    # When they, or a colleague, sign in at this machine
    user = author if whose == "their own" else colleague
    signed_in = {"username": user.username, "password": PASSWORD, "carried": packed}
    page = client.post("/sign-in/", signed_in)
    # Then a colleague neither sends nor sees it
    assert "_auth_user_id" in client.session
    assert page.status_code == (200 if user == author else 409)
    assert ("Łucja" in page.content.decode()) == (user == author)
    assert ("This form is somebody else’s" in page.content.decode()) == (user == colleague)


def test_a_wrong_password_keeps_the_form(client: Client) -> None:
    user = person(Role.FRONT_DESK)
    packed = hidden(sent_as_a_stranger(client), "carried")
    refused = client.post(
        "/sign-in/", {"username": user.username, "password": "wrong", "carried": packed}
    )
    assert refused.status_code == 422
    assert hidden(refused, "carried") == packed


@pytest.mark.parametrize("packed", ["", "nonsense", "a:b:c"])
def test_what_is_not_ours_is_left_behind(client: Client, packed: str) -> None:
    user = person(Role.FRONT_DESK)
    data = {"username": user.username, "password": PASSWORD, "carried": packed}
    assert client.post("/sign-in/", data).status_code == 302


def test_an_old_form_is_left_behind(client: Client) -> None:
    packed = hidden(sent_as_a_stranger(client), "carried")
    assert carried.unpack(packed) is not None
    with time_machine.travel(timezone.now() + timedelta(minutes=21)):
        assert carried.unpack(packed) is None


def test_a_form_never_goes_to_another_site(client: Client) -> None:
    page = client.post("/sign-in/?form=https://evil.example/", FORM)
    assert hidden(page, "carried") == ""


def test_a_form_that_is_too_long_is_left_behind(client: Client) -> None:
    noise = "".join(chr(0x4E00 + (number * 7919) % 20000) for number in range(60_000))
    page = client.post("/sign-in/?form=/patients/add/", {"first_name": noise})
    assert hidden(page, "carried") == ""


def test_pages_that_do_not_ask_for_it_carry_nothing(client: Client) -> None:
    assert client.post("/sign-out/").status_code == 302


def test_what_script_sends_is_not_carried(client: Client) -> None:
    answer = client.post("/patients/add/", FORM, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer["HX-Redirect"].startswith("/sign-in/")
