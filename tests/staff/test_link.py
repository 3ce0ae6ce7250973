"""The life of a link: D26, as far as it concerns the links of staff."""

from __future__ import annotations

import hashlib
import io
import json
import logging

import pytest
from django.test import Client
from pytest_django import Settings

from clinic import links
from clinic.actions.invitations import send_new_link
from clinic.logs import AllowedFieldsFormatter
from clinic.models import Event, Invitation, RowChange
from clinic.models.user import Role
from tests.clinic.second_factor import with_app
from tests.people import PASSWORD, person
from tests.staff.invited import CHOSEN, administrator, choose, follow, invited, newest_link

pytestmark = pytest.mark.django_db


# ── Choosing a password ────────────────────────────────────────────────────────


def test_the_link_leads_to_a_password_and_then_to_the_sign_in(client: Client) -> None:
    kim = invited()
    answer = client.get(newest_link())
    assert (answer.status_code, answer["Location"]) == (302, "/invitation/")
    page = client.get("/invitation/").content.decode()
    assert "At least 12 characters" in page
    assert ">kim<" in page
    done = client.post("/invitation/", {"new_password": CHOSEN})
    assert (done.status_code, done["Location"]) == (302, "/sign-in/")
    kim.refresh_from_db()
    assert kim.check_password(CHOSEN)
    assert "Your password is set" in client.get("/sign-in/").content.decode()
    client.post("/sign-in/", {"username": "kim", "password": CHOSEN})
    assert client.session["_auth_user_id"] == str(kim.pk)
    event = Event.objects.get(action="invitation.used")
    assert (event.subject_id, event.actor, event.detail) == (str(kim.pk), None, {})


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "New password is missing"),
        ("short", "at least 12 characters"),
        ("password1234", "too common"),
        ("kim@clinic.example", "too similar"),
        ("scalpwise-demo", "Everybody can read it"),
    ],
)
def test_a_weak_password_is_told_beside_the_box(client: Client, typed: str, said: str) -> None:
    invited()
    client.get(newest_link())
    answer = client.post("/invitation/", {"new_password": typed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert choose(client, newest_link()) == 302


def test_a_new_link_lets_somebody_in_who_lost_the_password(client: Client) -> None:
    kim = person(Role.TECHNICIAN, "kim", email="kim@clinic.example")
    send_new_link(kim, by=administrator())
    kim.refresh_from_db()
    assert kim.check_password(PASSWORD)  # until the new one is chosen
    at_work = Client()
    at_work.force_login(kim)
    assert choose(client, newest_link()) == 302
    kim.refresh_from_db()
    assert kim.check_password(CHOSEN)
    assert at_work.get("/preferences/").status_code == 302  # signed out with the old password


def test_a_new_password_does_not_skip_the_second_factor(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = True
    kim = person(Role.TECHNICIAN, "kim", email="kim@clinic.example")
    with_app(kim)
    send_new_link(kim, by=administrator())
    choose(client, newest_link())
    answer = client.post("/sign-in/", {"username": "kim", "password": CHOSEN})
    assert answer["Location"] == "/sign-in/code/"
    assert "_auth_user_id" not in client.session
    assert client.get("/preferences/").status_code == 302


def test_whoever_was_signed_in_on_that_machine_is_signed_out(client: Client) -> None:
    invited()
    client.force_login(administrator())
    choose(client, newest_link())
    assert client.get("/staff/")["Location"].startswith("/sign-in/")


# ── What does not spend it ─────────────────────────────────────────────────────


def test_scanners_may_open_the_link_as_often_as_they_like(client: Client) -> None:
    invited()
    link = newest_link()
    before = (RowChange.objects.count(), Event.objects.count())
    for _ in range(50):
        for scanner in (Client(), Client(headers={"Sec-Purpose": "prefetch"})):
            assert scanner.get(link, follow=True).status_code == 200
            assert scanner.head(link).status_code == 302
            assert scanner.head("/invitation/").status_code == 200
    assert (RowChange.objects.count(), Event.objects.count()) == before
    assert choose(client, link) == 302


def test_a_scanner_that_presses_the_button_sets_no_password(client: Client) -> None:
    invited()
    link = newest_link()
    assert client.post(link).status_code == 405
    follow(client, link)
    assert client.post("/invitation/", {"button": "go"}).status_code == 422
    assert choose(client, link) == 302


def test_the_token_leaves_the_address_and_is_kept_nowhere(client: Client) -> None:
    kim = invited()
    token = newest_link().split("/")[2]
    assert len(token) >= 43  # 256 bits
    answer = client.get(newest_link())
    assert answer["Referrer-Policy"] == "no-referrer"
    assert token not in answer["Location"] + answer.cookies.output()
    assert all(cookie["httponly"] for cookie in answer.cookies.values())
    assert token not in client.get("/invitation/").content.decode()
    choose(client, newest_link())
    assert Invitation.objects.get().token_hash == hashlib.sha256(token.encode()).hexdigest()
    kept = json.dumps(
        [*RowChange.objects.values_list("before", "after"), *Event.objects.values_list("detail")]
    )
    assert token not in kept
    assert links.hash_of(token) not in kept
    assert kim.password not in kept


def test_no_log_names_the_token(client: Client) -> None:
    invited()
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(AllowedFieldsFormatter())
    loggers = [logging.getLogger(), logging.getLogger("django")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        client.get(newest_link())
        client.post(newest_link())
        Client(enforce_csrf_checks=True).post(newest_link())
        client.get(newest_link() + "further/")
        client.get("/invitation/")
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
    assert written.getvalue()
    assert newest_link().split("/")[2] not in written.getvalue()
