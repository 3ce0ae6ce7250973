"""The same form twenty times in the same moment: real threads, each with its own connection."""

from __future__ import annotations

import pytest
from django.test import Client

from clinic.models import Event, SentForm
from sideeffects.models import Edition, EditionApproval
from tests.consultations.test_races import together
from tests.consultations.world import World

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "8d6ff1a0-7a77-4f0b-9a3f-0d3a3c5a7f10"
MANY = 20


def test_twenty_at_once_with_one_key_are_one_act(transactional_db: None) -> None:
    """A signed paper would be put on record as often as it is sent."""
    world = World()
    edition = Edition.objects.get(pk=world.edition.pk)
    address = f"/catalogue/editions/{edition.number}/approval/"
    form = {"name": "Dr A", "role": "GP", "fingerprint": edition.hash[:16], "signed": "on"}

    def one() -> Client:
        client = Client()
        client.force_login(world.lead)
        return client

    clients = [one() for _ in range(MANY)]
    answers = together(
        *(lambda client=client: client.post(address, {**form, "sent": KEY}) for client in clients)
    )
    assert {answer.status_code for answer in answers} == {302}
    assert {answer["Location"] for answer in answers} == {f"/catalogue/editions/{edition.number}/"}
    assert EditionApproval.objects.count() == 1
    assert Event.objects.filter(action="edition.approved").count() == 1
    assert SentForm.objects.count() == 1
