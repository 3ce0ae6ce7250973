"""A query that is written once gives what its queryset would give."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from clinic import audit
from clinic.fixed_query import FixedQuery, Given
from clinic.models import Event, User
from clinic.models.user import Role
from clinic.sessions import SessionStore
from tests.people import person

EVENTS = FixedQuery(lambda: Event.objects.filter(action=Given("action")).order_by("pk"))
PEOPLE = FixedQuery(lambda: User.objects.select_related("site").filter(pk=Given("pk"))[:1])
NAMES = FixedQuery(
    lambda: User.objects.filter(pk=Given("pk"), is_active=True).values_list("username", "role")
)
BEGIN = 'AS SELECT "clinic_user"."username"'
LOCKED = FixedQuery(lambda: User.objects.select_for_update().filter(pk=Given("pk")))

pytestmark = pytest.mark.django_db


def test_each_asking_has_its_own_values() -> None:
    both = [person(Role.FRONT_DESK), person(Role.MANAGER)]
    assert [PEOPLE.first(pk=one.pk) for one in both] == both
    assert PEOPLE.first(pk=0) is None


def test_the_sql_is_the_querysets_own_and_planned_once_in_a_connection() -> None:
    user = person(Role.FRONT_DESK)
    for _ in range(3):
        assert NAMES.rows(pk=user.pk) == [(user.username, user.role)]
    with CaptureQueriesContext(connection) as asked:
        list(User.objects.filter(pk=user.pk, is_active=True).values_list("username", "role"))
    (theirs,) = (query["sql"] for query in asked)
    (ours,) = planned()
    plain = str.maketrans("", "", "()")
    assert ours.replace("$1", str(user.pk)).translate(plain).endswith(theirs.translate(plain))


def test_each_connection_plans_for_itself() -> None:
    NAMES.rows(pk=0)

    def elsewhere() -> tuple[list[Any], list[str], list[Any]]:
        try:
            before = planned()
            return NAMES.rows(pk=0), before, planned()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        rows, before, after = pool.submit(elsewhere).result()
    assert (rows, before, len(after)) == ([], [], 1)


def planned() -> list[str]:
    """What this connection of PostgreSQL keeps plans of, of `NAMES` alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [said for (said,) in cursor if BEGIN in said]


def test_neighbours_come_along(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    user = person(Role.FRONT_DESK)
    with django_assert_num_queries(1):
        found = PEOPLE.first(pk=user.pk)
        assert found is not None
        assert found.site == user.site
    assert not found._state.adding
    assert found.get_deferred_fields() == set()


def test_no_neighbour_is_none() -> None:
    found = PEOPLE.first(pk=person(Role.ADMIN).pk)
    assert found is not None
    assert found.site is None


def test_json_is_read() -> None:
    details: list[dict[str, Any]] = [{"fields": ["phone"]}, {}]
    for detail in details:
        audit.record("trying", actor=None, detail=detail)
    assert [event.detail for event in EVENTS.rows(action="trying")] == details


@pytest.mark.django_db(transaction=True)
def test_a_lock_needs_a_transaction() -> None:
    user = person(Role.FRONT_DESK)
    with transaction.atomic():
        assert LOCKED.rows(pk=user.pk) == [user]
    with pytest.raises(TransactionManagementError):
        LOCKED.rows(pk=user.pk)


def test_a_session_is_read_as_django_wrote_it() -> None:
    written = db.SessionStore()
    written["place"] = "desk"
    written.save()
    assert SessionStore(written.session_key)["place"] == "desk"


@pytest.mark.parametrize("ended", [True, False], ids=["ended", "unknown"])
def test_a_session_that_is_not_there_holds_nothing_and_loses_its_key(ended: bool) -> None:
    store = SessionStore()
    store["place"] = "desk"
    store.save()
    if ended:
        Session.objects.filter(session_key=store.session_key).update(expire_date=timezone.now())
    again = SessionStore(store.session_key if ended else "n" * 32)
    assert again.get("place") is None
    assert again.session_key is None
