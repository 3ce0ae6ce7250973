"""`world`: a small clinic, empty until something in it is asked for."""

from __future__ import annotations

import pytest

from tests.consultations.world import World


@pytest.fixture
def world(db: None) -> World:
    return World()
