"""The FHIR Questionnaire: what stands in it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from sideeffects.fhir import HERE, questionnaire
from tests.catalogue import starter
from tests.sideeffects.fhir_cases import EDITION, IN_POLISH, MIXED, PERIODS, Plain, in_polish
from tests.sideeffects.fhir_reader import every_item, extension, item_of, items
from tests.sideeffects.risk.cases import small

APPROVED = replace(EDITION, approved_by="Dr A. Moss, GMC 7654321", approved_on=date(2027, 3, 4))
STRUCTURE = "http://hl7.org/fhir/StructureDefinition/"


# ── The whole ─────────────────────────────────────────────────────────────────


def test_it_says_which_edition_it_is() -> None:
    resource = questionnaire(starter(), EDITION)
    assert resource["resourceType"] == "Questionnaire"
    assert resource["version"] == "14"
    assert resource["date"] == "2027-03-01"
    assert resource["status"] == "active"
    assert resource["identifier"] == [
        {"system": f"{HERE}/edition", "value": "14"},
        {"system": f"{HERE}/catalogue-sha256", "value": starter().hash},
    ]


def test_without_an_approval_it_is_experimental_and_says_so_twice() -> None:
    resource = questionnaire(starter(), EDITION)
    assert resource["experimental"] is True
    assert resource["title"].endswith("(not clinically approved)")
    assert "Not clinically approved" in resource["description"]
    assert "approvalDate" not in resource


def test_an_approved_edition_names_who_approved_it() -> None:
    resource = questionnaire(starter(), APPROVED)
    assert resource["experimental"] is False
    assert "not clinically approved" not in json.dumps(resource).lower()
    assert resource["description"] == "Edition 14, clinically approved by Dr A. Moss, GMC 7654321."
    assert resource["approvalDate"] == "2027-03-04"


def test_what_is_not_published_is_a_draft() -> None:
    resource = questionnaire(starter(), None)
    assert resource["status"] == "draft"
    assert resource["experimental"] is True
    assert "date" not in resource
    assert [one["value"] for one in resource["identifier"]] == [starter().hash]


def test_every_question_stands_in_it_once_below_its_section() -> None:
    resource = questionnaire(starter(), EDITION)
    assert [group["linkId"] for group in resource["item"]] == [
        f"section-{key}" for key in starter().sections
    ]
    for group in resource["item"]:
        inside = {one["linkId"] for one in every_item(group["item"])}
        section = group["linkId"].removeprefix("section-")
        assert inside & set(starter().questions) == {
            key for key, one in starter().questions.items() if one.section == section
        }


def test_no_link_id_stands_twice_and_each_condition_names_an_item() -> None:
    for catalogue in (starter(), small(MIXED, periods=PERIODS)):
        found = list(every_item(questionnaire(catalogue, EDITION)["item"]))
        link_ids = [item["linkId"] for item in found]
        assert len(set(link_ids)) == len(link_ids)
        for item in found:
            assert {test["question"] for test in item.get("enableWhen", [])} <= set(link_ids)


def test_the_structure_is_as_the_specification_wants_it() -> None:
    """Its invariants que-1, que-3, que-6 to que-12, read from R4B, for every item."""
    for catalogue in (starter(), small(MIXED, periods=PERIODS)):
        for item in every_item(questionnaire(catalogue, EDITION)["item"]):
            kind = item["type"]
            assert kind in ("group", "display", "choice", "date", "decimal", "text")
            assert re.fullmatch(r"[A-Za-z0-9_-]{1,255}", item["linkId"])
            assert kind != "group" or item["item"]
            assert kind != "display" or not {"item", "code", "required", "repeats"} & set(item)
            assert ("answerOption" in item) == (kind == "choice")
            tests = item.get("enableWhen", [])
            assert ("enableBehavior" in item) == (len(tests) > 1)
            for test in tests:
                assert (test["operator"] == "exists") == ("answerBoolean" in test)


# ── A question ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("gate_hair_loss", "choice"),
        ("tattoo_reaction_type", "choice"),
        ("date_of_birth", "date"),
        ("bp_systolic", "decimal"),
        ("medicines_list", "text"),
    ],
)
def test_a_kind_has_its_type(key: str, kind: str) -> None:
    assert item_of(starter(), key)["type"] == kind


def test_several_choices_repeat() -> None:
    several = [key for key, one in starter().questions.items() if one.kind == "choices"]
    assert [item_of(starter(), key)["repeats"] for key in several] == [True]
    assert "repeats" not in item_of(starter(), "gate_hair_loss")


def test_answers_keep_their_keys_and_words() -> None:
    coding = item_of(starter(), "gate_hair_loss")["answerOption"][2]["valueCoding"]
    assert coding == {
        "system": f"{HERE}/answers/gate_hair_loss",
        "code": "not_sure",
        "display": "Not sure",
    }


def test_a_number_has_its_unit_and_limits() -> None:
    item = item_of(starter(), "bp_systolic")
    asked = starter().questions["bp_systolic"]
    assert extension(item, f"{STRUCTURE}questionnaire-unit") == {
        "system": "http://unitsofmeasure.org",
        "code": "mm[Hg]",
        "display": "mmHg",
    }
    assert extension(item, f"{STRUCTURE}minValue") == asked.minimum
    assert extension(item, f"{STRUCTURE}maxValue") == asked.maximum


def test_a_date_says_how_much_of_it_must_be_known() -> None:
    exact = extension(item_of(starter(), "date_of_birth"), f"{STRUCTURE}entryFormat")
    rough = extension(item_of(starter(), "hair_transplant_date"), f"{STRUCTURE}entryFormat")
    assert exact == "Day, month and year"
    assert rough == "Day, month and year, or as much as is known"


def test_private_questions_and_only_they_are_marked() -> None:
    found = items(questionnaire(starter(), EDITION))
    marked = {key for key in starter().questions if extension(found[key], f"{HERE}/private")}
    assert marked == {key for key, one in starter().questions.items() if one.private} != set()


def test_who_is_asked_when_and_why_goes_along() -> None:
    item = item_of(starter(), "exam_infection")
    assert extension(item, f"{HERE}/asked-of") == "technician"
    assert extension(item, f"{HERE}/stage") == "examination"
    assert item["item"][0]["text"] == starter().questions["exam_infection"].why_we_ask


def test_translations_stand_beside_each_text() -> None:
    catalogue = in_polish(why_we_ask="Bo tak.", options={"yes": "Tak"})
    item = item_of(catalogue, IN_POLISH)
    yes, no, _ = item["answerOption"]
    assert polish_of(item["_text"]) == "Czy coś?"
    assert polish_of(item["item"][0]["_text"]) == "Bo tak."
    assert polish_of(yes["valueCoding"]["_display"]) == "Tak"
    assert "_display" not in no["valueCoding"]


def polish_of(texts: Plain) -> str:
    [said] = texts["extension"]
    language, content = said["extension"]
    assert said["url"] == f"{STRUCTURE}translation"
    assert language == {"url": "lang", "valueCode": "pl"}
    return str(content["valueString"])
