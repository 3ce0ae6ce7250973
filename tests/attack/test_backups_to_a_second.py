"""A restore to any second has what was there in that second, and nothing else (safety.md, D30)."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import datetime

import pytest
from pytest_django import DjangoDbBlocker

from clinic.backups import keys
from clinic.backups.restoring import Steps, Wish, restore
from dev.postgres import OWNER_ROLE
from tests.clinic.backup_servers import Clinic, archiving_clinic, hashes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MOMENTS = 20


@pytest.fixture(scope="module")
def clinic(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Clinic]:
    with (
        django_db_blocker.unblock(),
        archiving_clinic(tmp_path_factory.mktemp("seconds")) as clinic,
    ):
        clinic.backup()
        yield clinic


def test_twenty_random_seconds(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given work without a pause, a second backup in its middle, and twenty moments drawn."""
    monkeypatch.setenv(keys.IDENTITY_FILE, str(clinic.identity))
    drawn = random.Random(30)  # noqa: S311 - the same moments each time
    moments: list[tuple[datetime, dict[str, tuple[int, str]]]] = []
    for number in range(MOMENTS):
        for _ in range(drawn.randint(1, 8)):
            _work(clinic, drawn)
        ((moment,),) = clinic.as_owner("SELECT clock_timestamp()")
        moments.append((moment, hashes(clinic.server.url(OWNER_ROLE))))
        if number == MOMENTS // 2:
            clinic.backup()
        time.sleep(drawn.random())
    _work(clinic, drawn)
    clinic.archive_all()
    assert len({str(found) for _, found in moments}) == MOMENTS
    for moment, found in moments:
        target = clinic.target()
        restore(clinic.archive, Wish(target, moment), Steps(print))
        assert hashes(target) == found, moment


def _work(clinic: Clinic, drawn: random.Random) -> None:
    """One transaction: a row is changed, the history notes it, and a free time may go."""
    clinic.as_owner("UPDATE clinic_site SET phone = %s", str(drawn.random()))
    if drawn.random() < 0.3:
        clinic.past_the_guards(
            "DELETE FROM consultations_freetime WHERE id ="
            " (SELECT id FROM consultations_freetime ORDER BY random() LIMIT 1)"
        )
