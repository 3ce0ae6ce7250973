"""D10 and D11: guessing an account's password, and what it does to the account's own people."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from pytest_django import Settings

from clinic.models import User
from clinic.models.user import Role
from tests.people import PASSWORD, person

pytestmark = pytest.mark.django_db

WAIT = "Too many wrong tries"
ARGON2 = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def tried(client: Client, username: str, typed: str = "wrong", **headers: str) -> str:
    """What came of a try: "in", "wrong" or "wait"."""
    answer = client.post("/sign-in/", {"username": username, "password": typed}, headers=headers)
    if answer.status_code == 302:
        return "in"
    assert answer.status_code == 422
    return "wait" if WAIT in answer.content.decode() else "wrong"


def test_five_tries_get_through_in_a_quarter_of_an_hour() -> None:
    person(Role.FRONT_DESK, "sam")
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False) as now:
        assert [tried(Client(), "sam") for _ in range(8)] == ["wrong"] * 5 + ["wait"] * 3
        assert tried(Client(), "sam", PASSWORD) == "wait"
        now.shift(15 * 60 + 1)
        assert tried(Client(), "sam", PASSWORD) == "in"


def test_an_unknown_name_has_to_wait_just_as_long() -> None:
    assert [tried(Client(), "nobody") for _ in range(7)] == ["wrong"] * 5 + ["wait"] * 2


@pytest.mark.parametrize("spelling", [" sam", "SAM", "Sam ", "sam\x00"])
def test_another_spelling_is_the_same_account(spelling: str) -> None:
    person(Role.FRONT_DESK, "sam")
    for _ in range(5):
        tried(Client(), spelling)
    assert tried(Client(), "sam", PASSWORD) == "wait"


def test_a_person_on_their_own_machine_is_not_locked_out_by_others() -> None:
    """Everybody here shares one address, as a clinic does."""
    person(Role.FRONT_DESK, "sam")
    at_the_desk = Client()
    assert tried(at_the_desk, "sam", PASSWORD) == "in"
    at_the_desk.post("/sign-out/")
    for _ in range(8):
        tried(Client(), "sam")
    assert tried(Client(), "sam", PASSWORD) == "wait"
    assert tried(at_the_desk, "sam", PASSWORD) == "in"


def test_a_known_machine_has_its_own_five_tries_and_no_more() -> None:
    person(Role.FRONT_DESK, "sam")
    at_the_desk = Client()
    tried(at_the_desk, "sam", PASSWORD)
    at_the_desk.post("/sign-out/")
    assert [tried(at_the_desk, "sam") for _ in range(6)] == ["wrong"] * 5 + ["wait"]
    assert tried(Client(), "sam", PASSWORD) == "in"


def test_a_machine_known_for_one_account_is_a_stranger_to_another() -> None:
    person(Role.FRONT_DESK, "sam")
    person(Role.TECHNICIAN, "priya")
    desk = Client()
    tried(desk, "sam", PASSWORD)
    desk.post("/sign-out/")
    for _ in range(5):
        tried(Client(), "priya")
    assert tried(desk, "priya", PASSWORD) == "wait"


@pytest.mark.parametrize("cookie", ["", "made up", "a:b:c", "eyJpZCI6MX0:x:y"])
def test_a_made_up_device_is_an_unknown_one(cookie: str) -> None:
    person(Role.FRONT_DESK, "sam")
    for _ in range(5):
        tried(Client(), "sam")
    forger = Client()
    forger.cookies["session-device"] = cookie
    assert tried(forger, "sam", PASSWORD) == "wait"


def test_a_forged_address_changes_nothing() -> None:
    person(Role.FRONT_DESK, "sam")
    results = [
        tried(Client(), "sam", **{"X-Forwarded-For": f"203.0.113.{turn}"}) for turn in range(7)
    ]
    assert results == ["wrong"] * 5 + ["wait"] * 2


def test_many_accounts_tried_from_one_address_lock_nobody_else_out() -> None:
    person(Role.FRONT_DESK, "sam")
    for turn in range(40):
        tried(Client(), f"guess-{turn}")
    assert tried(Client(), "sam", PASSWORD) == "in"


def test_signing_in_does_not_wipe_the_wrong_tries_out() -> None:
    """Or a guesser with an account of their own could try for ever."""
    person(Role.FRONT_DESK, "sam")
    for _ in range(4):
        tried(Client(), "sam")
    assert tried(Client(), "sam", PASSWORD) == "in"
    assert [tried(Client(), "sam") for _ in range(2)] == ["wrong", "wait"]


@pytest.mark.django_db(transaction=True)
def test_tries_sent_at_once_are_counted_one_by_one() -> None:
    person(Role.FRONT_DESK, "sam")

    def one(_turn: int) -> str:
        try:
            return tried(Client(), "sam")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(one, range(24)))
    assert results.count("wrong") <= 5
    assert "in" not in results


def test_common_passwords_and_the_name_itself_are_refused() -> None:
    sam = person(Role.FRONT_DESK, "samwhitaker")
    long_ones = [word for word in CommonPasswordValidator().passwords if len(word) >= 12]
    assert len(long_ones) > 100
    for word in [*sorted(CommonPasswordValidator().passwords)[:3000], *long_ones, "samwhitaker12"]:
        with pytest.raises(ValidationError):
            validate_password(word, sam)


def test_ones_own_words_are_no_password_and_a_long_phrase_of_any_kind_is_one() -> None:
    sam = person(
        Role.FRONT_DESK, "samwhit", display_name="Samantha Whitaker", email="sam.w@clinic.example"
    )
    for word in ("samantha whitaker", "sam.w@clinic.example", "scalpwise-demo", "elevensigns"):
        with pytest.raises(ValidationError):
            validate_password(word, sam)
    for phrase in ("heron under the bridge", "1" * 3 + "84062957310", "É" + "ß" * 70 + " ?"):
        validate_password(phrase, sam)


@pytest.mark.parametrize(("days", "known"), [(179, True), (181, False)])
def test_a_browser_is_known_for_half_a_year(days: int, known: bool) -> None:
    person(Role.FRONT_DESK, "sam")
    desk = Client()
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False) as now:
        tried(desk, "sam", PASSWORD)
        desk.post("/sign-out/")
        now.shift(days * 24 * 60 * 60)
        for _ in range(5):
            tried(Client(), "sam")
        assert tried(desk, "sam", PASSWORD) == ("in" if known else "wait")


@pytest.mark.slow
def test_a_thousand_tries_on_one_account_and_on_a_thousand_accounts() -> None:
    person(Role.FRONT_DESK, "sam")
    known = Client()
    tried(known, "sam", PASSWORD)
    known.post("/sign-out/")
    results = [tried(Client(), "sam") for _ in range(1000)]
    assert results.count("wrong") == 5
    assert {tried(Client(), f"guess-{turn}") for turn in range(1000)} == {"wrong"}
    assert tried(known, "sam", PASSWORD) == "in"


@pytest.mark.slow
def test_known_and_unknown_names_take_the_same_time(settings: Settings) -> None:
    """200 sign-ins, taken in turns; the medians differ by less than a tenth."""
    settings.PASSWORD_HASHERS = ARGON2
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "1000/15m/key", "login": None}
    sam = person(Role.FRONT_DESK, "sam")
    User.objects.filter(pk=sam.pk).update(password=make_password(PASSWORD))
    taken: dict[str, list[float]] = {"sam": [], "nobody-here": []}
    for _ in range(100):
        for name, seconds in taken.items():
            began = time.perf_counter()
            assert tried(Client(), name) == "wrong"
            seconds.append(time.perf_counter() - began)
    known, unknown = (statistics.median(seconds) for seconds in taken.values())
    print(f"known {known * 1000:.1f} ms, unknown {unknown * 1000:.1f} ms")
    assert abs(known - unknown) / known < 0.10
