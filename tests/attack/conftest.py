"""`production`: the clinic as it is served to the world, for all attacks from outside."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.attack.production_site import ProductionSite, served


@pytest.fixture(scope="session")
def production() -> Iterator[ProductionSite]:
    with served() as site:
        yield site
