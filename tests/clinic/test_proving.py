"""D9: a signature, an export or a change of a role needs its person within five minutes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from allauth.account.internal.flows.login import record_authentication
from django.test import Client, RequestFactory

from clinic.models import Event, Site
from clinic.models.user import Role
from clinic.proving import proved_now, signed_how
from tests.clinic.test_second_factor import carried_in
from tests.people import PASSWORD, person

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.clinic.pages_for_access")]

BEGIN = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


@pytest.fixture
def signed_in(client: Client) -> Client:
    with time_machine.travel(BEGIN, tick=False):
        client.force_login(person(Role.TECHNICIAN, "priya"))
    return client


def at(minutes: float) -> time_machine.travel:
    hours, rest = divmod(int(minutes * 60), 3600)
    return time_machine.travel(
        f"2026-11-21T{10 + hours}:{rest // 60:02}:{rest % 60:02}Z", tick=False
    )


def test_within_five_minutes_of_signing_in_nothing_is_asked(signed_in: Client) -> None:
    with at(4.9):
        assert signed_in.post("/sign/", {"words": "yes"}).status_code == 200
    assert Site.objects.filter(name="yes").exists()


def test_after_five_minutes_nothing_is_done_before_the_proof(signed_in: Client) -> None:
    with at(5):
        answer = signed_in.post("/sign/", {"words": "yes"})
    assert answer.status_code == 307
    assert answer["Location"] == "/sign-in/again/?next=&form=%2Fsign%2F"
    assert not Site.objects.filter(name="yes").exists()


def test_what_was_sent_goes_out_after_the_proof(signed_in: Client) -> None:
    with at(6):
        page = signed_in.post("/sign-in/again/?form=/sign/", {"words": "two\nlines"})
        assert "is kept" in page.content.decode()
        wrong = signed_in.post(
            "/sign-in/again/", {"password": "no", "carried": carried_in(page.content)}
        )
        assert wrong.status_code == 422
        assert "not your password" in wrong.content.decode()
        right = signed_in.post(
            "/sign-in/again/", {"password": PASSWORD, "carried": carried_in(wrong.content)}
        )
        assert 'action="/sign/"' in right.content.decode()
        assert 'name="words" value="two\nlines"' in right.content.decode()
        assert signed_in.post("/sign/", {"words": "two\nlines"}).status_code == 200
    told = Event.objects.order_by("id").values_list("action", flat=True)
    assert [*told] == ["proof.refused", "proved"]
    assert Event.objects.get(action="proved").detail == {"by": ["password"]}


def test_a_page_that_needs_a_proof_is_come_back_to(signed_in: Client) -> None:
    with at(6):
        way = signed_in.get("/sign/?part=2")["Location"]
        assert way == "/sign-in/again/?next=%2Fsign%2F%3Fpart%3D2"
        answer = signed_in.post("/sign-in/again/", {"password": PASSWORD, "next": "/sign/?part=2"})
        assert answer["Location"] == "/sign/?part=2"
        assert signed_in.get("/sign/?part=2").status_code == 200


def test_each_signature_renews_it(signed_in: Client) -> None:
    for minute in (4, 8, 12, 16):
        with at(minute):
            assert signed_in.post("/sign/", {"words": f"at {minute}"}).status_code == 200
    with at(21):
        assert signed_in.post("/sign/", {"words": "late"}).status_code == 307


def test_reading_pages_renews_nothing(signed_in: Client) -> None:
    for minute in (2, 4, 6):
        with at(minute):
            signed_in.get("/read/C-1/")
    with at(6):
        assert signed_in.post("/sign/", {"words": "yes"}).status_code == 307


def test_another_persons_password_is_no_proof(signed_in: Client) -> None:
    other = person(Role.TECHNICIAN, "other")
    other.set_password("a different phrase altogether")
    other.save()
    with at(6):
        answer = signed_in.post(
            "/sign-in/again/",
            {"username": "other", "password": "a different phrase altogether"},
        )
        assert answer.status_code == 422
        assert signed_in.post("/sign/", {"words": "yes"}).status_code == 307


def test_the_proof_leads_to_no_other_site(signed_in: Client) -> None:
    answer = signed_in.post(
        "/sign-in/again/", {"password": PASSWORD, "next": "https://evil.example/"}
    )
    assert "evil" not in answer["Location"]


def test_script_that_needs_a_proof_moves_the_page(signed_in: Client) -> None:
    with at(6):
        answer = signed_in.post(
            "/sign/",
            {"words": "yes"},
            headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/sign/"},
        )
    assert answer["HX-Redirect"].startswith("/sign-in/again/?next=%2Fsign%2F")


def test_a_signature_says_by_which_factors(rf: RequestFactory) -> None:
    user = person(Role.TECHNICIAN, "kim")
    request = rf.post("/")
    request.session = {}  # type: ignore[assignment]
    request.user = user
    assert signed_how(request, user) == "no factor on record"
    record_authentication(request, user, method="password")
    record_authentication(request, user, method="mfa", type="totp")
    assert signed_how(request, user) == "password, then a code of an app"
    with at(122):
        proved_now(request, "webauthn")
    with at(130):
        proved_now(request)  # a signature keeps the proof fresh, and is no proof of its own
    how = "password, then a code of an app; proved again at 12:02 by a passkey"
    assert signed_how(request, user) == how
