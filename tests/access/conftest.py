"""One clinic of two sites for all of these tests: every test begins where it stood."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.access.two_sites import TwoSites, two_sites


@pytest.fixture(scope="package")
def sites(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[TwoSites]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield two_sites()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of refusals are meant here; only what breaks is worth a line."""
    caplog.set_level(logging.ERROR, logger="django.request")
