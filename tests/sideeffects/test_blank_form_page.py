"""The page of the blank form: what each sheet says, and in which language."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from clinic.models.user import Role
from sideeffects.actions import record_approval
from sideeffects.editions import canonical_json
from sideeffects.models import Edition
from sideeffects.risk import parse
from tests.catalogue import starter, starter_edition
from tests.people import person
from tests.sideeffects.fhir_cases import in_polish
from tests.sideeffects.risk.cases import (
    starter_files,
)


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(person(Role.FRONT_DESK))
    return client


def page(client: Client, query: str = "") -> str:
    """What the page says, on one line."""
    html = client.get(f"/catalogue/blank-form/{query}").content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.django_db
def test_each_sheet_says_twice_which_edition_it_is_and_that_nobody_approved_it(
    reader: Client,
) -> None:
    starter_edition()
    said = f"Edition 1, fingerprint {starter().hash[:12]} . Not clinically approved."
    assert page(reader).count(said) == 2 * 4


@pytest.mark.django_db
def test_an_approved_edition_names_who_approved_it(reader: Client) -> None:
    manager = person(Role.MANAGER)
    record_approval(starter_edition(), name="Dr A. Moss", role="GP", by=manager)
    said = page(reader)
    assert "Clinically approved by Dr A. Moss." in said
    assert "Not clinically approved." not in said


@pytest.mark.django_db
def test_there_is_room_for_who_and_when(reader: Client) -> None:
    starter_edition()
    said = page(reader)
    for words in ("Name of the patient", "Name of the technician", "Date of birth", "Signature"):
        assert words in said
    assert "go to 9" in said
    assert "If the answer to question 3 is Yes or Not sure:" in said


@pytest.mark.django_db
def test_a_language_is_picked_and_what_is_missing_is_said(reader: Client) -> None:
    catalogue = in_polish()
    Edition.objects.create(number=1, canonical=canonical_json(catalogue), hash=catalogue.hash)
    assert "Czy coś?" not in page(reader)
    said = page(reader, "?language=pl")
    assert "Czy coś?" in said
    assert "In Polski. Headings and instructions are in English." in said
    assert "161 questions have a text that is not translated and stands in English." in said


@pytest.mark.django_db
def test_an_unknown_language_is_not_found(reader: Client) -> None:
    starter_edition()
    assert reader.get("/catalogue/blank-form/?language=xx").status_code == 404


@pytest.mark.django_db
def test_a_language_nobody_named_goes_by_its_code(reader: Client) -> None:
    files = starter_files()
    files["questions"]["questions"][0]["translations"] = {
        "zz": {"text": "Zz?", "why_we_ask": None, "options": {}}
    }
    catalogue = parse(files)
    Edition.objects.create(number=1, canonical=canonical_json(catalogue), hash=catalogue.hash)
    assert "In zz." in page(reader, "?language=zz")


@pytest.mark.django_db
def test_the_catalogue_leads_to_both(reader: Client) -> None:
    starter_edition()
    html = reader.get("/catalogue/").content.decode()
    assert 'href="/catalogue/blank-form/"' in html
    assert 'href="/catalogue/questionnaire.json"' in html
