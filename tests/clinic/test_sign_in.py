"""Signing in and out."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import get_hashers
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from clinic import demo
from clinic.models import Event, User
from clinic.models.user import Role
from clinic.navigation import home_for
from tests.people import PASSWORD, person

pytestmark = pytest.mark.django_db


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str) -> object:
    return client.post("/sign-in/", {"username": username, "password": password, **more})


@pytest.mark.parametrize("role", Role.values)
def test_each_role_lands_on_its_own_page(client: Client, role: str) -> None:
    user = person(role)
    response = client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    assert response.status_code == 302
    assert response["Location"] == home_for(user)
    assert client.get(home_for(user)).status_code == 200
    assert client.get("/")["Location"] == home_for(user)


def test_the_name_may_be_typed_in_capitals_with_blanks(client: Client) -> None:
    person(Role.TECHNICIAN, "priya")
    sign_in(client, " Priya ")
    assert "_auth_user_id" in client.session


def test_signing_in_comes_back_to_the_page_asked_for(client: Client) -> None:
    person(Role.FRONT_DESK, "sam")
    page = client.get("/sign-in/?next=/preferences/").content.decode()
    assert 'name="next" value="/preferences/"' in page
    response = client.post(
        "/sign-in/", {"username": "sam", "password": PASSWORD, "next": "/preferences/"}
    )
    assert response["Location"] == "/preferences/"


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "http:///evil"]
)
def test_signing_in_never_leads_to_another_site(client: Client, address: str) -> None:
    user = person(Role.FRONT_DESK, "sam")
    response = client.post("/sign-in/", {"username": "sam", "password": PASSWORD, "next": address})
    assert response["Location"] == home_for(user)


@pytest.mark.parametrize(
    ("username", "password"),
    [("nobody", PASSWORD), ("sam", "wrong"), ("gone", PASSWORD), ("sam\x00", "wrong")],
    ids=["unknown", "wrong password", "left", "control character"],
)
def test_every_refusal_has_the_same_answer(client: Client, username: str, password: str) -> None:
    person(Role.FRONT_DESK, "sam")
    person(Role.FRONT_DESK, "gone", is_active=False)
    reference = client.post("/sign-in/", {"username": "nobody", "password": "wrong"})
    response = client.post("/sign-in/", {"username": username, "password": password})
    assert response.status_code == reference.status_code == 422
    assert plain(response.content, username) == plain(reference.content, "nobody")
    assert "_auth_user_id" not in client.session


def plain(page: bytes, typed: str) -> str:
    """The page without what was typed and without its one-time token."""
    lines = page.decode().replace(typed.replace("\x00", ""), "…").splitlines()
    return "\n".join(line for line in lines if "csrf" not in line.lower())


def test_an_unknown_name_costs_as_many_queries_as_a_known_one(client: Client) -> None:
    person(Role.FRONT_DESK, "sam")
    asked = []
    for username in ("nobody", "sam"):
        with CaptureQueriesContext(connection) as queries:
            client.post("/sign-in/", {"username": username, "password": "wrong"})
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_refused_and_done_are_noted_without_what_was_typed(client: Client) -> None:
    sam = person(Role.FRONT_DESK, "sam")
    client.post("/sign-in/", {"username": "sam", "password": "wrong"})
    client.post("/sign-in/", {"username": "hunter2", "password": "wrong"})
    sign_in(client, "sam")
    client.post("/sign-out/")
    told = list(Event.objects.order_by("id").values_list("action", "actor", "subject_id", "detail"))
    assert told == [
        ("sign_in.refused", None, str(sam.pk), {}),
        ("sign_in.refused", None, "", {}),
        ("signed_in", sam.pk, str(sam.pk), {"by": ["password"]}),
        ("signed_out", sam.pk, str(sam.pk), {}),
    ]


def test_the_session_is_new_after_signing_in(client: Client) -> None:
    person(Role.FRONT_DESK, "sam")
    client.session.save()
    before = client.session.session_key
    sign_in(client, "sam")
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_signing_out_ends_the_session_on_the_server(client: Client) -> None:
    client.force_login(person(Role.FRONT_DESK))
    key = client.session.session_key
    assert client.get("/sign-out/").status_code == 405
    response = client.post("/sign-out/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(session_key=key).exists()
    assert client.get("/preferences/").status_code == 302


def test_somebody_signed_in_is_not_asked_again(client: Client) -> None:
    user = person(Role.FRONT_DESK)
    client.force_login(user)
    assert client.get("/sign-in/")["Location"] == home_for(user)


def test_a_form_from_elsewhere_is_refused(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/sign-in/", {"username": "sam", "password": PASSWORD})
    assert response.status_code == 403
    assert "open too long" in response.content.decode()


def test_passwords_are_hashed_with_argon2_outside_of_tests() -> None:
    assert [hasher.algorithm for hasher in get_hashers()][:2] == ["md5", "argon2"]


# ── The demo ───────────────────────────────────────────────────────────────────


def test_the_demo_shows_its_sign_ins_and_they_work(client: Client, settings: Settings) -> None:
    demo.seed_staff()
    demo.seed_staff()
    settings.DEMO = True
    page = client.get("/sign-in/").content.decode()
    assert demo.PASSWORD in page
    assert User.objects.count() == len(demo.STAFF) == len(Role)
    for someone in demo.STAFF:
        assert someone.username in page
        client.post("/sign-in/", {"username": someone.username, "password": demo.PASSWORD})
        assert client.session["_auth_user_id"]
        client.post("/sign-out/")


def test_without_the_demo_nothing_of_it_is_shown(client: Client) -> None:
    assert demo.PASSWORD not in client.get("/sign-in/").content.decode()


def test_production_refuses_the_demo_password(client: Client, settings: Settings) -> None:
    demo.seed_staff()
    settings.PRODUCTION = True
    response = client.post("/sign-in/", {"username": "desk", "password": demo.PASSWORD})
    assert response.status_code == 422
    assert "_auth_user_id" not in client.session
