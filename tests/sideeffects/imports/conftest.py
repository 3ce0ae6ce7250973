"""A manager at work, and a small catalogue that is live."""

from __future__ import annotations

import pytest
from django.test import Client

from clinic.models.user import Role
from sideeffects.actions.loading import rows_as
from sideeffects.editions import canonical_json
from sideeffects.models import Edition
from tests.people import person
from tests.sideeffects.imports.sent_folders import few


@pytest.fixture
def manager(client: Client) -> Client:
    client.force_login(person(Role.MANAGER))
    return client


@pytest.fixture
def live() -> Edition:
    """A small catalogue, as rows and as the live edition."""
    rows_as(few(), by=None)
    return Edition.objects.create(number=1, canonical=canonical_json(few()), hash=few().hash)
