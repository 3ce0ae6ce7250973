"""The staff pages: as an administrator, as somebody else, as a stranger."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from clinic import links
from clinic.models import Event, Invitation, Site, User
from clinic.models.user import Role
from tests.clinic.second_factor import with_app
from tests.people import person, site
from tests.staff.invited import (
    CHOSEN,
    DETAILS,
    administrator,
    choose,
    invited,
    newest_link,
    page_of,
)

pytestmark = pytest.mark.django_db

POSTS = ("change", "link", "disable", "enable", "second-factor", "sessions")


@pytest.fixture
def admin(client: Client) -> User:
    """Tom, signed in a moment ago."""
    tom = administrator()
    client.force_login(tom)
    return tom


def read(client: Client, path: str = "/staff/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def row_of(page: str, name: str) -> str:
    return next(row for row in page.split("<tr") if f">{name}<" in row)


# ── The list ───────────────────────────────────────────────────────────────────


def test_an_administrator_begins_here(client: Client, admin: User) -> None:
    assert client.get("/")["Location"] == "/staff/"
    page = read(client)
    assert "1 person" in page
    assert "Nobody else yet" in page


def test_the_list_stands_by_site_and_role(client: Client, admin: User) -> None:
    for role in reversed(Role):
        if role != Role.ADMIN:
            person(role)
    person(Role.FRONT_DESK, "far-desk", site=site("Southside"))
    person(Role.TECHNICIAN, "gone", is_active=False)
    page = read(client)
    order = ["No site", "tom", "Northside, Leeds", "front-desk", "technician", "clinic-lead"]
    order += ["Southside, Leeds", "far-desk", "May not sign in", "gone"]
    places = [page.index(f">{text}<" if text.islower() else text) for text in order]
    assert places == sorted(places)
    assert "Nobody else yet" not in page


def test_each_line_tells_where_the_account_stands(client: Client, admin: User) -> None:
    with_app(person(Role.FRONT_DESK, "desk", last_login=timezone.now()))
    invited()
    late = invited(sign_in_name="late", name="Late", email="late@clinic.example")
    Invitation.objects.filter(person=late).update(withdrawn_at=Now())
    expired(late)
    unsent = invited(sign_in_name="unsent", name="Unsent", email="unsent@clinic.example")
    Invitation.objects.filter(person=unsent).update(withdrawn_at=Now())
    Invitation.objects.create(person=unsent, token_hash="y", sent_to=unsent.email)
    none = invited(sign_in_name="none", name="None", email="none@clinic.example")
    Invitation.objects.filter(person=none).update(withdrawn_at=Now())
    page = read(client)
    assert "May sign in" in row_of(page, "desk")
    assert "Set up" in row_of(page, "desk")
    assert "Invited" in row_of(page, "kim")
    assert "Not yet" in row_of(page, "kim")
    assert "Never" in row_of(page, "kim")
    assert "Send again" not in row_of(page, "kim")
    for username, state in (
        ("late", "Invitation has run out"),
        ("unsent", "Mail was not sent"),
        ("none", "Has no link"),
    ):
        assert state in row_of(page, username)
        assert "Send again" in row_of(page, username)
    assert "3 waiting for a link" in page


def expired(someone: User) -> None:
    Invitation.objects.create(
        person=someone,
        token_hash=links.hash_of(someone.username),
        sent_to=someone.email,
        made_at=Now() - timedelta(days=4),
        expires_at=Now() - timedelta(days=1),
    )


def test_a_link_for_a_lost_password_is_told_apart_from_an_invitation(
    client: Client, admin: User
) -> None:
    kim = person(Role.TECHNICIAN, "kim", email="kim@clinic.example")
    client.post(f"/staff/{kim.pk}/link/")
    assert "New link sent" in row_of(read(client), "kim")
    Invitation.objects.filter(person=kim).update(withdrawn_at=Now())
    expired(kim)
    assert "New link has run out" in row_of(read(client), "kim")


def test_eighty_people_cost_no_more_questions_than_three(
    client: Client, admin: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(80):
        person(Role.TECHNICIAN, f"t{number}", email=f"t{number}@clinic.example")
    with django_assert_max_num_queries(5):
        assert "81 people" in read(client)


# ── Inviting ───────────────────────────────────────────────────────────────────


def test_somebody_is_invited(client: Client, admin: User) -> None:
    assert "Kim" not in read(client, "/staff/invite/")
    form = {**DETAILS, "email": "Kim@Clinic.example", "site": site().pk}
    page = client.post("/staff/invite/", form, follow=True).content.decode()
    kim = User.objects.get(username="kim")
    assert (kim.display_name, kim.email, kim.role) == (
        "Kim Lee",
        "kim@clinic.example",
        "technician",
    )
    assert "Invited" in row_of(page, "kim")
    assert newest_link() not in page
    assert choose(Client(), newest_link(), CHOSEN) == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Name is missing"),
        ({"sign_in_name": "Kim Lee"}, "Use small letters"),
        ({"sign_in_name": "tom"}, "This sign-in name is taken"),
        ({"email": "kim"}, "E-mail needs a form such as"),
        ({"email": "TAKEN@clinic.example"}, "Somebody else has this e-mail address"),
        ({"role": ""}, "Role: pick one"),
        ({"role": "owner"}, "Role: pick one of the list"),
        ({"site": ""}, "Everyone but a system administrator works at a site"),
    ],
)
def test_what_is_wrong_stands_beside_the_box(
    client: Client, admin: User, typed: dict[str, str], said: str
) -> None:
    person(Role.FRONT_DESK, email="taken@clinic.example")
    answer = client.post("/staff/invite/", {**DETAILS, "site": str(site().pk), **typed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not User.objects.filter(username="kim").exists()
    assert mail.outbox == []


def test_without_a_site_the_page_says_what_to_do(client: Client, admin: User) -> None:
    assert not Site.objects.exists()
    assert "There is no site yet" in read(client, "/staff/invite/")
    form = {**DETAILS, "role": "admin", "site": ""}
    assert client.post("/staff/invite/", form).status_code == 302


def test_a_mail_that_cannot_be_sent_is_said_and_sent_again(
    client: Client, admin: User, settings: Settings
) -> None:
    settings.EMAIL_HOST, settings.MAIL_TO_FILES = "", False
    form = {**DETAILS, "site": site().pk}
    page = client.post("/staff/invite/", form, follow=True).content.decode()
    assert "could not be sent" in page
    assert "Mail was not sent" in row_of(page, "kim")
    assert "/invitation/" not in page
    settings.EMAIL_HOST = "mail.clinic.example"
    kim = User.objects.get(username="kim")
    page = client.post(f"/staff/{kim.pk}/link/", follow=True).content.decode()
    assert "on its way to kim@clinic.example" in page
    assert kim.invitations.count() == 2


def test_where_mails_go_to_files_the_pages_say_so(
    client: Client, admin: User, settings: Settings
) -> None:
    kim = invited()
    for path in ("/staff/", "/staff/invite/", page_of(kim)):
        assert "under var/mail" in read(client, path)
    settings.MAIL_TO_FILES, settings.EMAIL_HOST = False, "mail.clinic.example"
    for path in ("/staff/", "/staff/invite/", page_of(kim)):
        assert "var/mail" not in read(client, path)


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
