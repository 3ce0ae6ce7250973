"""Several processes at the same outbox, and undo at the moment of sending."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail as box
from django.utils import timezone

from consultations.actions.outgoing import send_due
from consultations.actions.undoing import undo
from consultations.models import OutgoingMessage, Status
from tests.consultations.outbox import EMAIL, told_by_mail
from tests.consultations.test_races import errors, together
from tests.consultations.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(transactional_db: None) -> Iterator[World]:
    yield World()


@pytest.mark.parametrize("_round", range(2))
def test_many_processes_send_each_message_once(clinic: World, _round: int) -> None:
    now = timezone.now() - timedelta(minutes=2)
    for _patient in range(4):
        told_by_mail(clinic, now)
    found = together(*[send_due] * 5)
    assert errors(found) == []
    assert sum(found) == len(box.outbox) == 4
    assert OutgoingMessage.objects.filter(sent_at__isnull=False, tries=1).count() == 4


@pytest.mark.parametrize("_round", range(4))
def test_it_is_undone_or_sent_and_never_both(clinic: World, _round: int) -> None:
    """Sent as if its time had come, while somebody undoes it in time."""
    now = timezone.now()
    review = told_by_mail(clinic, now)
    together(
        lambda: send_due(now + timedelta(minutes=2)),
        lambda: undo(review.consultation, review=review.pk, by=clinic.technician, now=now),
    )
    status = clinic.fresh(review.consultation).status
    assert [letter.to for letter in box.outbox] == ([[EMAIL]] if status == Status.APPROVED else [])
