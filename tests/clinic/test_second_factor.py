"""D9: a second factor for everybody, on every way in."""

from __future__ import annotations

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings as site_settings
from django.db import connection
from django.test import Client
from pytest_django import Settings

from clinic.addresses import addresses
from clinic.models import Event
from clinic.models.user import Role
from clinic.navigation import home_for
from tests.clinic.second_factor import (
    code_now,
    code_of,
    sign_in_fully,
    with_app,
    with_recovery_codes,
    wrong_code,
)
from tests.people import PASSWORD, person

pytestmark = pytest.mark.django_db

CODE, SET_UP = "/sign-in/code/", "/second-factor/"


@pytest.fixture(autouse=True)
def second_factor_on(settings: Settings) -> None:
    settings.SECOND_FACTOR = True


def password(client: Client, username: str) -> str:
    answer = client.post("/sign-in/", {"username": username, "password": PASSWORD})
    assert answer.status_code == 302
    return answer["Location"]


def test_a_password_alone_opens_nothing_but_the_setting_up() -> None:
    """What each address then answers is in tests/access/."""
    assert {a.route for a in addresses() if a.declared and a.declared.before_second_factor} == {
        "sign-in/again/",
        "sign-out/",
        "still-here/",
        "second-factor/",
        "second-factor/app/",
        "second-factor/passkey/",
    }


@pytest.mark.parametrize("role", Role.values)
def test_no_page_of_any_role_opens_with_a_password_alone(client: Client, role: str) -> None:
    user = person(role)
    password(client, user.username)
    for method in (client.get, client.post):
        answer = method(home_for(user))
        assert (answer.status_code, answer["Location"]) == (302, SET_UP)


def test_a_part_asked_for_by_script_moves_the_whole_page(client: Client) -> None:
    person(Role.FRONT_DESK, "sam")
    password(client, "sam")
    answer = client.post("/patients/find/rows/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == SET_UP


def test_setting_up_an_app_opens_the_rest_and_gives_recovery_codes(client: Client) -> None:
    sam = person(Role.FRONT_DESK, "sam")
    password(client, "sam")
    page = client.get("/second-factor/app/").content.decode()
    found = re.search(r'class="long-code">([A-Z2-7 ]+)<', page)
    assert found
    answer = client.post("/second-factor/app/", {"code": code_of(found[1].replace(" ", ""))})
    codes = re.findall(r'class="long-code">(\d{4} \d{4})<', answer.content.decode())
    assert len(set(codes)) == 10
    assert client.get(home_for(sam)).status_code == 200
    assert [*actions_of(sam)] == [
        "signed_in",
        "second_factor.added",
        "second_factor.codes_made",
        "desk.opened",
    ]


def test_a_wrong_code_sets_nothing_up(client: Client) -> None:
    sam = person(Role.FRONT_DESK, "sam")
    password(client, "sam")
    client.get("/second-factor/app/")
    answer = client.post("/second-factor/app/", {"code": "000000"})
    assert answer.status_code == 422
    assert "does not match" in answer.content.decode()
    assert not Authenticator.objects.filter(user=sam).exists()
    assert client.get(home_for(sam))["Location"] == SET_UP


def test_the_code_is_asked_before_anybody_is_signed_in(client: Client) -> None:
    sam = person(Role.FRONT_DESK, "sam")
    app = with_app(sam)
    assert password(client, "sam") == CODE
    assert "_auth_user_id" not in client.session
    assert client.get(home_for(sam))["Location"].startswith("/sign-in/")
    answer = client.post(CODE, {"code": code_now(app)})
    assert answer["Location"] == home_for(sam)
    assert Event.objects.get(action="signed_in").detail == {"by": ["password", "totp"]}
    assert client.get(home_for(sam)).status_code == 200


def test_the_way_back_lasts_through_both_steps(client: Client) -> None:
    app = with_app(person(Role.FRONT_DESK, "sam"))
    client.post("/sign-in/", {"username": "sam", "password": PASSWORD, "next": "/preferences/"})
    assert client.post(CODE, {"code": code_now(app)})["Location"] == "/preferences/"


def test_a_form_under_way_lasts_through_both_steps(client: Client) -> None:
    app = with_app(person(Role.FRONT_DESK, "sam"))
    sent = client.post("/sign-in/?form=/patients/add/", {"given_name": "Zoë"})
    packed = carried_in(sent.content)
    page = client.post("/sign-in/", {"username": "sam", "password": PASSWORD, "carried": packed})
    assert page.status_code == 200
    wrong = client.post(CODE, {"code": "1", "carried": carried_in(page.content)})
    done = client.post(CODE, {"code": code_now(app), "carried": carried_in(wrong.content)})
    assert 'name="given_name" value="Zoë"' in done.content.decode()


def carried_in(page: bytes) -> str:
    found = re.search(r'name="carried" value="([^"]+)"', page.decode())
    assert found
    return found[1]


def test_the_second_step_needs_the_first(client: Client) -> None:
    app = with_app(person(Role.FRONT_DESK, "sam"))
    for answer in (client.get(CODE), client.post(CODE, {"code": code_now(app)})):
        assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")


def test_the_step_of_one_person_is_not_passed_with_anothers_code(client: Client) -> None:
    with_app(person(Role.FRONT_DESK, "sam"))
    other = with_app(person(Role.TECHNICIAN, "priya"))
    password(client, "sam")
    assert client.post(CODE, {"code": code_now(other)}).status_code == 422
    assert "_auth_user_id" not in client.session


def test_a_code_is_good_once(client: Client) -> None:
    sam = person(Role.FRONT_DESK, "sam")
    app = with_app(sam)
    with time_machine.travel("2026-11-21T10:00:10Z", tick=False):
        sign_in_fully(client, sam, app)
        second = Client()
        password(second, "sam")
        answer = second.post(CODE, {"code": code_now(app)})
    assert answer.status_code == 422
    assert "_auth_user_id" not in second.session


def test_a_code_ends_with_its_thirty_seconds(client: Client) -> None:
    sam = person(Role.FRONT_DESK, "sam")
    app = with_app(sam)
    with time_machine.travel("2026-11-21T10:00:29Z", tick=False) as now:
        password(client, "sam")
        late = code_now(app)
        now.shift(2)
        assert client.post(CODE, {"code": late}).status_code == 422
        assert "_auth_user_id" not in client.session


def test_a_recovery_code_is_good_once(client: Client) -> None:
    sam = person(Role.FRONT_DESK, "sam")
    with_app(sam)
    code = with_recovery_codes(sam)[3]
    password(client, "sam")
    as_shown = f"{code[:4]} {code[4:]}"
    assert client.post(CODE, {"code": as_shown}).status_code == 302
    second = Client()
    password(second, "sam")
    assert second.post(CODE, {"code": code}).status_code == 422


def test_five_wrong_codes_and_the_right_one_has_to_wait(client: Client) -> None:
    sam = person(Role.FRONT_DESK, "sam")
    app = with_app(sam)
    with time_machine.travel("2026-11-21T10:00:10Z", tick=False) as now:
        password(client, "sam")
        for _ in range(5):
            assert client.post(CODE, {"code": wrong_code(app)}).status_code == 422
        fresh = Client()
        for visitor in (client, fresh):
            password(visitor, "sam")
            answer = visitor.post(CODE, {"code": code_now(app)})
            assert answer.status_code == 422
            assert "Too many wrong tries" in answer.content.decode()
        now.shift(15 * 60 + 1)
        password(client, "sam")
        assert client.post(CODE, {"code": code_now(app)}).status_code == 302
    assert Event.objects.filter(action="sign_in.refused", subject_id=str(sam.pk)).count() == 7


def test_the_admin_has_no_way_in_of_its_own(client: Client) -> None:
    tom = person(Role.ADMIN, "tom")
    with_app(tom)
    assert client.get("/admin/login/")["Location"].startswith("/sign-in/")
    client.post("/admin/login/", {"username": "tom", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    password(client, "tom")
    assert client.get("/admin/")["Location"].startswith("/sign-in/")


def test_secrets_are_kept_under_lock() -> None:
    """The app's seed, and the one that recovery codes are made of."""
    sam = person(Role.FRONT_DESK, "sam")
    app, codes = with_app(sam), with_recovery_codes(sam)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(data ->> 'secret', data ->> 'seed'), data::text"
            " FROM mfa_authenticator ORDER BY id"
        )
        rows = cursor.fetchall()
    assert [seed[:5] for seed, _ in rows] == ["gAAAA"] * 2  # how Fernet's own texts begin
    assert not [code for code in codes for _, kept in rows if code in kept]
    assert len(code_now(app)) == 6


def test_a_changed_secret_key_still_opens_them(settings: Settings) -> None:
    app = with_app(person(Role.FRONT_DESK, "sam"))
    with time_machine.travel("2026-11-21T10:00:10Z", tick=False):
        before = code_now(app)
        settings.SECRET_KEY_FALLBACKS = [site_settings.SECRET_KEY]
        settings.SECRET_KEY = "another key, made because the first one was seen"
        assert code_now(app) == before


def actions_of(user: object) -> list[str]:
    return list(
        Event.objects.filter(actor=user).order_by("id").values_list("action", flat=True)  # type: ignore[misc]
    )
