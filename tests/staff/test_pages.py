"""The list of staff, and inviting somebody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from clinic import links
from clinic.models import Invitation, Site, User
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
    read,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> User:
    """Tom, signed in a moment ago."""
    tom = administrator()
    client.force_login(tom)
    return tom


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
    assert "<button" not in row_of(page, "kim")
    for username, state in (
        ("late", "Invitation has run out"),
        ("unsent", "Mail was not sent"),
        ("none", "Has no link"),
    ):
        assert state in row_of(page, username)
        assert ("Send again" if username == "unsent" else "Send a new link") in row_of(
            page, username
        )
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


def test_the_only_site_is_picked_already(client: Client, admin: User) -> None:
    site()
    assert "selected>Northside" in read(client, "/staff/invite/")
    site("Southside")
    assert "selected>Northside" not in read(client, "/staff/invite/")


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
