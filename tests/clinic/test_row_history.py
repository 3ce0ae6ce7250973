"""PostgreSQL keeps what each row was, whoever writes and however."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection, transaction

from clinic import row_history
from clinic.models import RowChange, User
from clinic.models.user import Role
from tests.people import person, site


def run(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def newest() -> RowChange:
    return RowChange.objects.latest("pk")


def test_every_table_of_ours_has_a_history_or_a_reason() -> None:
    assert row_history.problems() == []
    assert len(row_history.tracked()) > 25
    assert all(reason for reason in row_history.WITHOUT.values())


@pytest.mark.django_db
def test_all_that_a_row_was_and_became() -> None:
    place = site("Southside", town="York")
    added = newest()
    assert (added.operation, added.table_name, added.row_id) == (
        "insert",
        "clinic_site",
        f"{place.pk}",
    )
    assert added.before is None
    assert added.after == {
        "id": place.pk, "name": "Southside", "town": "York", "phone": "",
        "timezone": "Europe/London", "address": "", "email": "", "one_person": False,
        "answerer_may_review": False,
    }  # fmt: skip
    place.town = "Hull"
    place.save()
    changed = newest()
    assert (changed.operation, changed.before, changed.after) == (
        "update",
        {"town": "York"},
        {"town": "Hull"},
    )


@pytest.mark.django_db
def test_a_save_that_changes_nothing_leaves_no_trace() -> None:
    place = site()
    before = RowChange.objects.count()
    place.save()
    assert RowChange.objects.count() == before


@pytest.mark.django_db
def test_a_password_is_never_kept() -> None:
    somebody = person(Role.MANAGER)
    assert newest().after is not None
    assert newest().after["password"] == "secret"  # type: ignore[index]
    somebody.set_password("another long enough phrase")
    somebody.save()
    assert (newest().before, newest().after) == ({"password": "secret"}, {"password": "secret"})
    before = RowChange.objects.count()
    User.objects.filter(pk=somebody.pk).update(last_login="2026-01-01T00:00Z")
    assert RowChange.objects.count() == before
    assert "md5$" not in json.dumps(list(RowChange.objects.values("before", "after")))
