"""One person's page, and who may open the staff pages at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from clinic.models import Event, User
from clinic.models.user import Role
from tests.clinic.second_factor import with_app
from tests.people import person, site
from tests.staff.invited import (
    DETAILS,
    administrator,
    invited,
    page_of,
    read,
)

pytestmark = pytest.mark.django_db

POSTS = ("change", "link", "disable", "enable", "second-factor", "sessions")


@pytest.fixture
def admin(client: Client) -> User:
    """Tom, signed in a moment ago."""
    tom = administrator()
    client.force_login(tom)
    return tom


# ── One person ─────────────────────────────────────────────────────────────────


def test_a_person_is_changed(client: Client, admin: User) -> None:
    kim = invited()
    form = {"name": "Kim Park", "email": kim.email, "role": "clinic_lead", "site": site().pk}
    page = client.post(f"/staff/{kim.pk}/change/", form, follow=True).content.decode()
    assert "Saved." in page
    assert "Kim Park" in page
    again = client.post(f"/staff/{kim.pk}/change/", form, follow=True).content.decode()
    assert "Nothing was different." in again
    assert Event.objects.filter(action="user.changed").count() == 1


def test_a_change_that_cannot_be_says_why_beside_what_was_typed(
    client: Client, admin: User
) -> None:
    path = f"/staff/{admin.pk}/change/"
    form = {"name": "Thomas", "email": "tom@clinic.example", "role": "auditor", "site": site().pk}
    refused = client.post(path, form)
    assert refused.status_code == 409
    assert "last system administrator" in refused.content.decode()
    assert 'value="Thomas"' in refused.content.decode()
    wrong = client.post(path, {**form, "email": ""})
    assert wrong.status_code == 422
    assert "E-mail is missing" in wrong.content.decode()


def test_the_buttons_do_what_they_say(client: Client, admin: User) -> None:
    kim = person(Role.TECHNICIAN, "kim", email="kim@clinic.example")
    with_app(kim)
    for post, said, event in (
        ("sessions", "is signed out everywhere", "sessions.ended"),
        ("second-factor", "is taken off", "second_factor.taken_off"),
        ("disable", "may not sign in any more", "user.disabled"),
        ("enable", "may sign in again", "user.enabled"),
        ("link", "under var/mail", "invitation.made"),
    ):
        answer = client.post(f"/staff/{kim.pk}/{post}/", follow=True)
        assert said in answer.content.decode(), post
        assert Event.objects.get(action=event).actor == admin


def test_a_person_s_page_offers_what_can_be_done(client: Client, admin: User) -> None:
    kim = person(Role.TECHNICIAN, "kim", is_active=False)
    page = read(client, page_of(kim))
    assert "Let them sign in again" in page
    assert "Send" not in page
    own = read(client, page_of(admin))
    assert "End their access" not in own
    with_app(admin)
    assert "Take off" not in read(client, page_of(admin))
    assert "Your sign-in" in read(client, page_of(admin))


def test_an_action_that_refuses_is_told(client: Client, admin: User) -> None:
    answer = client.post(f"/staff/{admin.pk}/disable/")
    assert answer.status_code == 409
    assert "last system administrator" in answer.content.decode()


# ── Who may ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_to_everybody_else_there_is_no_such_page(client: Client, role: Role) -> None:
    kim = invited()
    client.force_login(person(role))
    for path in ("/staff/", "/staff/invite/", page_of(kim)):
        assert client.get(path).status_code == 404
    for post in POSTS:
        answer = client.post(f"/staff/{kim.pk}/{post}/", {"role": "admin"})
        assert answer.status_code == 404
    kim.refresh_from_db()
    assert (kim.role, kim.is_active) == (Role.TECHNICIAN, True)
    assert len(mail.outbox) == 1


def test_nobody_unknown_has_a_page(client: Client, admin: User) -> None:
    assert client.get("/staff/999999/").status_code == 404
    for post in POSTS:
        assert client.post(f"/staff/999999/{post}/").status_code == 404
        assert client.get(f"/staff/{admin.pk}/{post}/").status_code == 405


def test_every_change_wants_a_fresh_proof(client: Client) -> None:
    kim = invited()
    with time_machine.travel(timezone.now() - timedelta(minutes=6), tick=False):
        client.force_login(administrator())
    read(client)
    read(client, page_of(kim))
    asked = [client.post(f"/staff/{kim.pk}/{post}/", {"role": "admin"}) for post in POSTS]
    asked += [client.get("/staff/invite/"), client.post("/staff/invite/", DETAILS)]
    assert {answer.status_code for answer in asked} <= {302, 307}
    assert all(answer["Location"].startswith("/sign-in/again/") for answer in asked)
    kim.refresh_from_db()
    assert (kim.role, kim.is_active) == (Role.TECHNICIAN, True)
    assert User.objects.count() == 2
