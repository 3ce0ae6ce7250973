"""D4: whatever the clinic does in one go is whole or did not happen, wherever it is cut off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.attack import (
    acts_of_catalogue,
    acts_of_intake,
    acts_of_keys,
    acts_of_letters,
    acts_of_people,
    acts_of_review,
    acts_of_rights,
)
from tests.attack.acts import ACTS, wanted
from tests.attack.killing import faults, whole
from tests.attack.stage import Stage

pytestmark = pytest.mark.django_db

TABLES = (
    *(acts_of_people, acts_of_intake, acts_of_review),
    *(acts_of_letters, acts_of_catalogue, acts_of_rights, acts_of_keys),
)
every_act = pytest.mark.parametrize("name", sorted(ACTS))


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """Built once; each test works in a savepoint of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Stage()
        transaction.set_rollback(True)


def test_everything_that_writes_says_how_it_is_called() -> None:
    assert wanted() - ACTS.keys() == set(), "say how it is called in tests/attack/acts_of_*.py"


@every_act
def test_an_act_cut_off_leaves_nothing_half(name: str, stage: Stage) -> None:
    act = ACTS[name]
    complete = whole(act, stage)
    assert complete.final == act.transactions > 0
    first, *_, last = complete.writes_at() * 2
    middle = (first + last) // 2
    assert faults(act, stage, complete, first, after=True) == []
    assert faults(act, stage, complete, middle, after=False, again=True) == []
    assert faults(act, stage, complete, last, after=True) == []


@pytest.mark.slow
@every_act
def test_an_act_cut_off_at_each_statement_leaves_nothing_half(name: str, stage: Stage) -> None:
    act = ACTS[name]
    complete = whole(act, stage)
    wrong = [
        fault
        for number in range(len(complete.statements))
        for after in (False, True)
        for fault in faults(act, stage, complete, number, after=after, again=True)
    ]
    assert wrong == []
    print(f"{name}: killed {2 * len(complete.statements)} times, 0 half")
