"""The FHIR Questionnaire as a download and from the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from clinic.models.user import Role
from sideeffects.actions import record_approval
from sideeffects.fhir import Published, questionnaire
from tests.catalogue import STARTER, change, copy_of_starter, starter, starter_edition
from tests.people import person

EDITION = Published(14, date(2027, 3, 1))
APPROVED = Published(14, date(2027, 3, 1), "Dr A. Moss, GMC 7654321", date(2027, 3, 4))
STRUCTURE = "http://hl7.org/fhir/StructureDefinition/"


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_all_staff_may_download_it(client: Client, role: str) -> None:
    edition = starter_edition()
    client.force_login(person(role))
    response = client.get("/catalogue/questionnaire.json")
    assert response["Content-Type"].startswith("application/fhir+json")
    assert "questionnaire-edition-1.json" in response["Content-Disposition"]
    on = date.fromisoformat(response.json()["date"])
    assert response.json() == questionnaire(starter(), Published(edition.number, on))


@pytest.mark.django_db
def test_the_download_names_the_approval(client: Client) -> None:
    edition = starter_edition()
    lead = person(Role.MANAGER)
    record_approval(edition, name="Dr A. Moss", role="GP, GMC 7654321", by=lead)
    client.force_login(lead)
    resource = client.get("/catalogue/questionnaire.json").json()
    assert resource["experimental"] is False
    assert "Dr A. Moss, GP, GMC 7654321" in resource["description"]


@pytest.mark.django_db
def test_before_the_first_edition_it_says_so(client: Client) -> None:
    client.force_login(person(Role.MANAGER))
    for path in ("questionnaire.json", "blank-form/"):
        assert "No edition is published yet" in client.get(f"/catalogue/{path}").content.decode()
    with pytest.raises(CommandError, match="No edition is published"):
        exported()


def exported(*options: str) -> Any:
    said = StringIO()
    call_command("export_questionnaire", *options, stdout=said)
    return json.loads(said.getvalue())


@pytest.mark.django_db
def test_the_command_prints_the_live_edition() -> None:
    starter_edition()
    assert exported()["version"] == "1"


def test_the_command_reads_a_folder_without_a_database() -> None:
    assert exported("--catalogue", str(STARTER)) == questionnaire(starter(), None)


def test_without_a_database_the_command_wants_a_folder(settings: Any) -> None:
    settings.DATABASE_URL = ""
    with pytest.raises(CommandError, match="name a folder"):
        exported()


def test_the_command_refuses_a_folder_it_cannot_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        exported("--catalogue", str(tmp_path))


def test_the_command_refuses_a_folder_with_gaps(tmp_path: Path) -> None:
    folder = copy_of_starter(tmp_path)
    change(
        folder, "questions", lambda plain: plain["questions"][3]["ask_when"][0].update(value=["x"])
    )
    with pytest.raises(CommandError, match="has a gap"):
        exported("--catalogue", str(folder))


def test_two_editions_of_one_catalogue_differ_only_in_what_names_them() -> None:
    one = questionnaire(starter(), EDITION)
    other = questionnaire(starter(), replace(EDITION, number=15))
    assert {key for key in one if one[key] != other[key]} == {
        "id",
        "version",
        "identifier",
        "description",
    }
