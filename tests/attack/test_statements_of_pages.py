"""D29: no page asks the database more than forty times, whoever opens it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from clinic.models import User
from clinic.models.user import Role
from tests.attack import full_clinic
from tests.attack.addresses import crawl

pytestmark = pytest.mark.django_db
MOST = 40
# Django's own pages, which no patient waits for.
BESIDE = ("/admin/",)


@pytest.fixture(scope="module")
def clinic(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield full_clinic.build()
        transaction.set_rollback(True)


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.TECHNICIAN])
def test_no_page_asks_more_than_forty_times(role: str, clinic: Any, settings: Any) -> None:
    settings.ZEAL_RAISE = False  # which counts in its own way, in the tests of each page
    user = User.objects.filter(role=role, site=clinic.site)[0]
    pages = sorted(crawl(user).pages)
    assert len(pages) > 20
    client = Client()
    client.force_login(user)
    asked = {page: _statements(client, page) for page in pages if not page.startswith(BESIDE)}
    assert {page: count for page, count in asked.items() if count > MOST} == {}


def _statements(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(page)
    words = ("SAVEPOINT", "RELEASE", "ROLLBACK")
    return sum(not one["sql"].startswith(words) for one in captured.captured_queries)
