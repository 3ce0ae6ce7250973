"""Changing one's second factors: what stays, what asks for a proof, whose they are."""

from __future__ import annotations

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django import Settings

from clinic.addresses import addresses
from clinic.models.user import Role
from tests.clinic.second_factor import code_of, sign_in_fully, with_app, with_recovery_codes
from tests.clinic.test_second_factor import CODE, password
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def second_factor_on(settings: Settings) -> None:
    settings.SECOND_FACTOR = True


def test_the_only_second_factor_stays(client: Client) -> None:
    sam = person(Role.FRONT_DESK, "sam")
    sign_in_fully(client, sam, with_app(sam))
    answer = client.post("/second-factor/app/remove/")
    assert answer.status_code == 409
    assert "only second factor" in answer.content.decode()
    assert Authenticator.objects.filter(user=sam).count() == 1


def test_where_a_password_does_it_may_go(client: Client, settings: Settings) -> None:
    sam = person(Role.FRONT_DESK, "sam")
    with_recovery_codes(sam)
    sign_in_fully(client, sam, with_app(sam))
    settings.SECOND_FACTOR = False
    assert client.post("/second-factor/app/remove/").status_code == 302
    assert not Authenticator.objects.filter(user=sam).exists()


def test_a_second_app_is_not_set_up_beside_the_first(client: Client) -> None:
    sam = person(Role.FRONT_DESK, "sam")
    sign_in_fully(client, sam, with_app(sam))
    page = client.get("/second-factor/app/").content.decode()
    found = re.search(r'class="long-code">([A-Z2-7 ]+)<', page)
    assert found
    answer = client.post("/second-factor/app/", {"code": code_of(found[1].replace(" ", ""))})
    assert answer.status_code == 409


def test_new_recovery_codes_end_the_old_ones(client: Client) -> None:
    sam = person(Role.FRONT_DESK, "sam")
    old = with_recovery_codes(sam)[0]
    sign_in_fully(client, sam, with_app(sam))
    assert client.post("/second-factor/codes/").status_code == 200
    other = Client()
    password(other, "sam")
    assert other.post(CODE, {"code": old}).status_code == 422


def test_recovery_codes_alone_are_no_second_factor(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(person(Role.FRONT_DESK, "sam"))
    assert client.post("/second-factor/codes/").status_code == 409


def test_another_persons_passkey_is_as_good_as_none(client: Client) -> None:
    sam = person(Role.FRONT_DESK, "sam")
    theirs = Authenticator.objects.create(
        user=person(Role.TECHNICIAN, "priya"), type=Authenticator.Type.WEBAUTHN, data={"name": "x"}
    )
    sign_in_fully(client, sam, with_app(sam))
    answer = client.post(f"/second-factor/passkey/{theirs.pk}/remove/")
    assert answer.status_code == client.post("/second-factor/passkey/999999/remove/").status_code
    assert answer.status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", "null", "nonsense", '{"id": 1}', '{"response": {}}']
)
def test_what_is_no_passkey_signs_nobody_in(client: Client, credential: str) -> None:
    asked = client.post("/sign-in/passkey/")
    assert asked.json()["publicKey"]["challenge"]
    answer = client.post("/sign-in/passkey/", {"credential": credential})
    assert answer.status_code == 422
    assert "_auth_user_id" not in client.session


def test_every_way_to_change_a_factor_asks_for_a_fresh_proof() -> None:
    changing = [
        address
        for address in addresses()
        if address.route.startswith(("second-factor/", "password/")) and address.declared
    ]
    assert len(changing) == 7
    assert [a.route for a in changing if a.declared and not a.declared.fresh] == ["second-factor/"]


def test_people_change_their_own_password_and_other_machines_are_signed_out(
    client: Client,
) -> None:
    sam = person(Role.FRONT_DESK, "sam")
    app = with_app(sam)
    elsewhere = Client()
    with time_machine.travel("2026-11-21T10:00:10Z", tick=False) as now:
        sign_in_fully(elsewhere, sam, app)
        now.shift(30)
        sign_in_fully(client, sam, app)
        changed = client.post("/password/", {"new_password": "three quite unrelated words"})
        assert (changed.status_code, changed["Location"]) == (302, "/second-factor/")
        sam.refresh_from_db()
        assert sam.check_password("three quite unrelated words")
        assert client.get("/preferences/").status_code == 200
        assert elsewhere.get("/preferences/").status_code == 302
