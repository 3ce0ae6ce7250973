"""The canonical form: the bytes that are stored, and that a replay must give again."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from sideeffects.risk import canonical, parse
from sideeffects.risk.samples import case_of
from sideeffects.risk.summary import plain

from .cases import TREATMENT, on, patient, starter, starter_files

# Somebody with much to say, so that anything whose order could differ has a chance to.
MUCH = patient(
    gate_skin_disease="yes",
    psoriasis="scalp_clear",
    psoriasis_koebner="not_sure",
    gate_heart="in_person",
    heart_other="yes",
    keloid_history="yes",
    keloid_site=["other", "ears"],
    diabetes="type1",
    hba1c="8.4",
    scar_in_area="yes",
    scar_date="2029",
    oral_retinoid="stopped",
    oral_retinoid_last_dose="2028-01",
    gate_bleeding="no",
    takes_any_medicines="no",
    exam_infection="yes",
) | {
    "lesion_changing": None,
    "pressured": "yes",
    "anticoagulant": "current",
    "antiplatelet": "not_sure",
    "minoxidil": "oral",
    "unwell_ended_date": "2027-01-01",
    "child_birth_date": "2026",
    "bp_systolic": 10,
}


def test_the_same_patient_in_another_edition_has_another_hash() -> None:
    files = starter_files()
    files["periods"]["periods"][0]["value"] = 7
    hashes = {on(TREATMENT, MUCH, catalogue).hash for catalogue in (starter(), parse(files))}
    assert len(hashes) == 2


def test_the_canonical_form_is_json_with_sorted_keys_and_no_blanks() -> None:
    result = on(TREATMENT, MUCH)
    said = json.loads(result.canonical())
    assert canonical(said) == result.canonical() == canonical(result.plain())
    assert b'": ' not in result.canonical()
    assert list(said) == sorted(said)
    assert said["consultation_date"] == "2027-03-01"
    assert said["actions"] == sorted(said["actions"]) == list(result.actions)
    assert said["findings"][0]["because"]
    assert "März" in on(TREATMENT, MUCH | {"medicines_list": "März"}).canonical().decode()


def test_numbers_as_they_were_answered_are_text_in_the_canonical_form() -> None:
    answers = patient(diabetes="type1", hba1c=70.5, hba1c_date="2027-01-20")
    said = json.loads(on(TREATMENT, answers).canonical())
    assert said["findings"][0]["because"] == [["diabetes", "type1"], ["hba1c", "70.5"]]
    exact = json.loads(on(TREATMENT, answers | {"hba1c": Decimal("70.50")}).canonical())
    assert exact["findings"][0]["because"][1] == ["hba1c", "70.50"]
    whole = json.loads(on(TREATMENT, answers | {"hba1c": 70}).canonical())
    assert whole["findings"][0]["because"][1] == ["hba1c", 70]


def test_what_has_no_canonical_form_is_refused() -> None:
    assert canonical({"b": TREATMENT, "a": [1, None]}) == b'{"a":[1,null],"b":"2027-04-12"}'
    with pytest.raises(TypeError, match="set has no canonical form"):
        canonical({"a": {1, 2}})
    with pytest.raises(ValueError, match="Out of range float"):
        canonical(float("nan"))


def test_what_is_no_plain_data_is_left_for_the_canonical_form_to_refuse() -> None:
    assert plain({1, 2}) == {1, 2}


def test_samples_are_cases_of_plain_data() -> None:
    for sample in starter().samples.values():
        assert json.loads(json.dumps(case_of(starter(), sample))) == case_of(starter(), sample)
