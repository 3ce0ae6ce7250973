"""Two people at the same rows: nobody gets an error page, and nothing typed is lost."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from django.test import Client

from clinic.errors import Busy, again_when_sent_away
from clinic.models import Site
from clinic.models.user import Role
from tests.attack import pages_that_fail
from tests.people import person, site

pytestmark = pytest.mark.urls("tests.attack.pages_that_fail")
DEADLOCK, CANNOT_ORDER, TOOK_TOO_LONG = "40P01", "40001", "57014"


@pytest.fixture
def desk(client: Client, db: None) -> Client:
    client.force_login(person(Role.FRONT_DESK))
    return client


@pytest.mark.parametrize("codes", [[DEADLOCK], [CANNOT_ORDER, DEADLOCK]])
def test_who_was_sent_away_is_let_in_again(desk: Client, codes: list[str]) -> None:
    pages_that_fail.failing[:] = codes
    assert desk.post("/save/", {"note": "typed"}).content == b"saved typed"
    assert Site.objects.filter(name="half done").count() == 1


def test_sent_away_again_and_again_keeps_what_was_typed_in_the_page(desk: Client) -> None:
    pages_that_fail.failing[:] = [DEADLOCK] * 3
    response = desk.post("/save/?page=2", {"note": 'typed "so"', "also": ["1", "2"]})
    page = response.content.decode()
    assert response.status_code == 503
    assert response["Retry-After"] == "2"
    assert "Nothing was changed" in page
    assert 'action="/save/?page=2"' in page
    assert 'name="note" value="typed &quot;so&quot;"' in page
    assert page.count('name="also"') == 2
    assert not Site.objects.filter(name="half done").exists()


def test_a_page_that_took_too_long_is_not_asked_for_again_at_once(desk: Client) -> None:
    pages_that_fail.failing[:] = [TOOK_TOO_LONG, DEADLOCK]
    response = desk.get("/save/")
    assert response.status_code == 503
    assert 'href="/save/">Try it again' in response.content.decode()
    assert pages_that_fail.failing.pop() == DEADLOCK


def test_our_own_mistakes_stay_mistakes(desk: Client) -> None:
    pages_that_fail.failing[:] = ["53200"]  # out of memory
    desk.raise_request_exception = False
    assert desk.post("/save/").status_code == 500


@pytest.mark.django_db(transaction=True)
def test_a_real_deadlock_ends_with_both_saved() -> None:
    """Two threads lock two rows in opposite orders; each holds one and asks for the other."""
    both = (site("One").pk, site("Two").pk)
    meet = threading.Barrier(2, timeout=10)
    saved: list[int] = []

    def lock(first: int, second: int) -> None:
        met: list[int] = []

        def act() -> None:
            with transaction.atomic():
                Site.objects.select_for_update().get(pk=first)
                if not met:
                    met.append(meet.wait())
                Site.objects.select_for_update().get(pk=second)
                Site.objects.filter(pk__in=both).update(town=f"after {first}")

        try:
            again_when_sent_away(act)
            saved.append(first)
        finally:
            connection.close()

    threads = [threading.Thread(target=lock, args=order) for order in (both, both[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(saved) == sorted(both)


def test_nobody_is_kept_waiting_for_ever() -> None:
    def never() -> None:
        raise Busy

    with pytest.raises(Busy):
        again_when_sent_away(never)
