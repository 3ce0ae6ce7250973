"""The words that patients and others use: searched for, and read on the catalogue's pages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from clinic.models.user import Role
from sideeffects.editions import canonical_json, search_entries
from sideeffects.models import Edition, SearchEntry
from sideeffects.risk import Catalogue
from tests.catalogue import catalogue_with, starter
from tests.people import person
from tests.sideeffects.test_pages import words

pytestmark = pytest.mark.django_db


def told() -> Catalogue:
    effects, entries = starter().side_effects, starter().contraindications
    redness = replace(
        effects["redness"],
        also_called=("blotchiness", "flushed scalp"),
        for_patients="Your scalp looks pink at first.",
    )
    thinner = replace(
        entries["psoriasis_scalp"],
        plain_name="Psoriasis on your head",
        also_called=("plaquey scalp",),
        for_patients="Your skin renews itself too fast.",
    )
    return catalogue_with(
        side_effects={**effects, "redness": redness},
        contraindications={**entries, "psoriasis_scalp": thinner},
    )


@pytest.fixture
def edition(client: Client) -> Edition:
    catalogue = told()
    made = Edition.objects.create(
        number=1, canonical=canonical_json(catalogue), hash=catalogue.hash
    )
    SearchEntry.objects.bulk_create(search_entries(made, catalogue))
    client.force_login(person(Role.TECHNICIAN))
    return made


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("blotchiness", "redness"),
        ("flushed", "redness"),
        ("pink", "redness"),
        ("plaquey", "psoriasis_scalp"),
        ("renews itself", "psoriasis_scalp"),
        ("psoriasis head", "psoriasis_scalp"),
    ],
)
def test_the_search_finds_what_people_call_it(edition: Edition, typed: str, key: str) -> None:
    found = SearchEntry.objects.matching(edition, typed, each=8)
    assert found[0].key == key


def test_the_pages_say_what_people_call_it(client: Client, edition: Edition) -> None:
    effect = words(client, "side-effects/redness/")
    assert "Also called: blotchiness, flushed scalp" in effect
    assert "Your scalp looks pink at first." in effect
    entry = words(client, "contraindications/psoriasis_scalp/")
    assert "Also called: plaquey scalp" in entry
    assert "For patients Psoriasis on your head Your skin renews itself too fast." in entry


def test_where_nothing_is_said_the_pages_say_nothing_of_it(
    client: Client, edition: Edition
) -> None:
    for path in ("side-effects/swelling_oedema/", "contraindications/keloid_history/"):
        page = words(client, path)
        assert "Also called" not in page
        assert "For patients" not in page
