"""D8: fifteen minutes without a person, twelve hours with one; and what ends a session at once."""

from __future__ import annotations

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from clinic.models import User
from clinic.models.user import Role
from tests.people import PASSWORD, person, site

pytestmark = pytest.mark.django_db

PAGE = "/preferences/"
BEGIN = "2026-11-21T06:00:00Z"


@pytest.fixture
def now() -> time_machine.Traveller:  # type: ignore[misc]
    with time_machine.travel(BEGIN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sam(client: Client, now: time_machine.Traveller) -> User:
    user = person(Role.FRONT_DESK, "sam")
    client.post("/sign-in/", {"username": "sam", "password": PASSWORD})
    return user


def open_still(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def test_a_quarter_of_an_hour_without_anybody_ends_it(
    client: Client, sam: User, now: time_machine.Traveller
) -> None:
    now.shift(15 * 60 - 1)
    assert open_still(client)
    now.shift(15 * 60)
    assert not open_still(client)
    assert client.get(PAGE)["Location"] == "/sign-in/?next=%2Fpreferences%2F"


def test_twelve_hours_end_it_however_busy(
    client: Client, sam: User, now: time_machine.Traveller
) -> None:
    for _ in range(12 * 6 - 1):
        now.shift(10 * 60)
        assert open_still(client)
    now.shift(10 * 60)
    assert not open_still(client)


BY_SCRIPT = {
    "a page part by htmx": {"HX-Request": "true"},
    "a poll by fetch": {"Sec-Fetch-Mode": "cors"},
    "a poll of the same site": {"Sec-Fetch-Mode": "same-origin"},
}


@pytest.mark.parametrize("headers", BY_SCRIPT.values(), ids=BY_SCRIPT.keys())
@pytest.mark.parametrize("query", ["", "?skip_timeout_reset=1", "?keep=1&active=now"])
def test_what_script_asks_for_prolongs_nothing(
    client: Client, sam: User, now: time_machine.Traveller, headers: dict[str, str], query: str
) -> None:
    for _ in range(14):
        now.shift(60)
        assert client.get(PAGE + query, headers=headers).status_code == 200
    now.shift(60)
    assert client.get(PAGE + query, headers=headers).status_code == 302 or "HX-Redirect" in (
        client.get(PAGE + query, headers=headers)
    )
    assert not open_still(client)


def test_autosave_prolongs_nothing(client: Client, sam: User, now: time_machine.Traveller) -> None:
    for _ in range(14):
        now.shift(60)
        client.post("/c/C-NONE/answer/", {"question": "x"}, headers={"HX-Request": "true"})
    now.shift(61)
    assert not open_still(client)


def test_the_button_that_keeps_one_signed_in_does(
    client: Client, sam: User, now: time_machine.Traveller
) -> None:
    now.shift(14 * 60)
    answer = client.post("/still-here/", headers={"Sec-Fetch-Mode": "cors"})
    assert (answer.status_code, answer["X-Session-Seconds"]) == (204, "900")
    now.shift(14 * 60)
    assert open_still(client)


def test_the_button_cannot_outlast_twelve_hours(
    client: Client, sam: User, now: time_machine.Traveller
) -> None:
    for _ in range(12 * 5 - 1):
        now.shift(12 * 60)
        client.post("/still-here/")
    assert open_still(client)
    now.shift(12 * 60)
    assert client.post("/still-here/").status_code == 302
    assert not open_still(client)


def test_every_page_says_how_long_it_has(
    client: Client, sam: User, now: time_machine.Traveller
) -> None:
    assert 'data-session-end="900"' in client.get(PAGE).content.decode()
    now.shift(11 * 3600 + 50 * 60)
    client.post("/sign-in/", {"username": "sam", "password": PASSWORD})
    assert 'data-session-end="900"' in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"role": Role.TECHNICIAN},
        {"role": Role.ADMIN, "site": None},
        {"site": "Southside"},
        {"password": "argon2$something else"},
    ],
    ids=["disabled", "another role", "made administrator", "another site", "another password"],
)
def test_the_next_request_after_a_change_is_refused(
    client: Client, sam: User, change: dict[str, object]
) -> None:
    assert open_still(client)
    if change.get("site"):
        change = {"site": site("Southside")}
    User.objects.filter(pk=sam.pk).update(**change)
    assert not open_still(client)
    assert client.post("/desk/").status_code in (302, 307)
    assert not open_still(client)


def test_a_session_ended_on_the_server_opens_nothing(client: Client, sam: User) -> None:
    kept = client.cookies["session"].value
    client.post("/sign-out/")
    client.cookies["session"] = kept
    assert not open_still(client)


def test_a_made_up_session_key_is_never_taken_over(client: Client) -> None:
    person(Role.FRONT_DESK, "sam")
    client.cookies["session"] = "attackerschoiceofkey1234567890ab"
    client.post("/sign-in/", {"username": "sam", "password": PASSWORD})
    assert client.cookies["session"].value != "attackerschoiceofkey1234567890ab"
    assert not Session.objects.filter(session_key="attackerschoiceofkey1234567890ab").exists()


def test_the_cookie_ends_with_the_browser(client: Client, sam: User) -> None:
    assert client.cookies["session"]["max-age"] == ""
    assert client.cookies["session"]["httponly"]
