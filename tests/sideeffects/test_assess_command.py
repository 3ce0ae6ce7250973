"""`manage.py assess`, as a person calls it (domain.md, section 8)."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from clinic.models.user import Role
from sideeffects.actions import record_approval
from sideeffects.risk.samples import case_of
from tests.catalogue import STARTER, change, copy_of_starter, starter, starter_edition
from tests.people import person
from tests.sideeffects.assessing import CASE, FULL, assess, assess_json, refused, write

# ── The samples ────────────────────────────────────────────────────────────────


def test_every_sample_patient_gets_the_expected_result(tmp_path: Path) -> None:
    """Needs no database: this test is not allowed one."""
    samples = list(starter().samples.values())
    path = write(tmp_path, [case_of(starter(), sample) for sample in samples])
    results = assess_json(path)
    assert len(results) == len(samples) == 15
    for sample, result in zip(samples, results, strict=True):
        expected = sample.expected
        assert expected is not None
        assert {
            "outcome": result["level"],
            "findings": [
                (part["contraindication"], part["kind"], part["status"])
                for part in result["findings"]
            ],
            "dates": (result["earliest_date"], result["open_ended"], result["provisional"]),
        } == {
            "outcome": expected.outcome,
            "findings": [
                (part.contraindication, part.kind, part.status) for part in expected.findings
            ],
            "dates": (expected.earliest_date, expected.open_ended, expected.provisional),
        }, sample.label


# ── What it prints ─────────────────────────────────────────────────────────────


def test_one_case_gives_an_object_with_what_was_promised(tmp_path: Path) -> None:
    result = assess_json(write(tmp_path, FULL))
    assert result["level"] == "hold"
    assert result["could_be"] == "hold"
    assert result["earliest_date"] == "2027-04-15"
    assert (result["open_ended"], result["provisional"]) == (False, False)
    assert result["actions"] == ["wait_until"]
    assert result["edition"] is None
    assert len(result["hash"]) == 64
    assert result["edition_hash"] == starter().hash


def test_a_list_of_one_gives_a_list(tmp_path: Path) -> None:
    assert isinstance(assess_json(write(tmp_path, [FULL])), list)
    assert assess_json(write(tmp_path, [])) == []


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    path = write(tmp_path, FULL)
    assert assess_json(path) == assess_json(path)


def test_the_table_names_finding_date_and_action(tmp_path: Path) -> None:
    said = assess(write(tmp_path, FULL), "--catalogue", str(STARTER))
    assert "Case 1: HOLD (3 of 4); could be Hold" in said
    assert "isotretinoin_oral  deferral  open    2027-04-15" in said
    assert "[wait_until, before booking]" in said
    assert "Earliest date: 2027-04-15; because of isotretinoin_oral" in said
    assert "From files: no clinician has signed these rules." in said


def test_the_table_says_what_is_still_open(tmp_path: Path) -> None:
    said = assess(write(tmp_path, CASE), "--catalogue", str(STARTER))
    assert "STOP (4 of 4)" in said
    assert "Earliest date: none" in said
    assert "Still open:" in said


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Pregnant, due in June", "provisional: it rests on a planned or due date"),
        ("Warfarin, no letter", "not before something without a date has arrived"),
        ("Not sure about thick scars", "Ask next:      hypertrophic_scar_history"),
        ("No health problems", "No findings."),
        ("Diabetes in range", "Case 1: CARE (2 of 4)"),
    ],
)
def test_the_table_of_other_patients(tmp_path: Path, label: str, words: str) -> None:
    path = write(tmp_path, case_of(starter(), starter().samples[label]))
    assert words in assess(path, "--catalogue", str(STARTER))


def test_the_table_says_what_was_set_aside(tmp_path: Path) -> None:
    case = case_of(starter(), starter().samples["Warfarin, no letter"])
    case["answers"]["gate_bleeding"] = "no"
    said = assess(write(tmp_path, case), "--catalogue", str(STARTER))
    assert "Set aside:     anticoagulant" in said


def test_yaml_is_read_too(tmp_path: Path) -> None:
    text = """
        consultation_date: 2026-12-08
        treatment_date: 2027-01-19
        answers: {keloid_history: yes, keloid_site: [chest_shoulders_back]}
        letters: {}
        stages: [consultation]
    """
    result = assess_json(write(tmp_path, text, "case.yaml"))
    assert (result["level"], result["stages"]) == ("stop", ["consultation"])


def test_a_fault_in_the_rules_never_reads_as_clear(tmp_path: Path) -> None:
    folder = copy_of_starter(tmp_path)

    def break_a_wait(content: Any) -> None:
        (rule,) = (entry for entry in content["rules"] if entry["key"] == "retinoid_recent")
        rule["wait_until"]["plus"] = {"months": "no_such_period"}

    change(folder, "rules", break_a_wait)
    said = StringIO()
    with pytest.raises(CommandError, match="Could not be assessed: case 1") as caught:
        call_command(
            "assess",
            str(write(tmp_path, FULL)),
            catalogue=folder,
            json=True,
            stdout=said,
            stderr=(errors := StringIO()),
        )
    assert caught.value.returncode == 1
    assert json.loads(said.getvalue())["level"] == "not_assessed"
    with pytest.raises(CommandError):
        call_command(
            "assess", str(write(tmp_path, FULL)), catalogue=folder, stdout=said, stderr=errors
        )
    assert "Case 1: NOT ASSESSED; could be Stop" in said.getvalue()
    assert "Treat it as a hold." in said.getvalue()
    assert "there is no period 'no_such_period'" in errors.getvalue()


# ── Editions ───────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_an_edition_gives_the_same_result_as_its_files(tmp_path: Path) -> None:
    starter_edition()
    starter_edition()
    path = write(tmp_path, [case_of(starter(), sample) for sample in starter().samples.values()])
    live = json.loads(assess(path, "--json"))
    first = json.loads(assess(path, "--json", "--edition", "1"))
    from_files = assess_json(path)
    assert {result["edition"] for result in live} == {2}
    assert {result["edition"] for result in first} == {1}
    for left, right in zip(first, from_files, strict=True):
        assert left | {"edition": None, "hash": ""} == right | {"hash": ""}


@pytest.mark.django_db
def test_it_says_who_approved_the_edition(tmp_path: Path) -> None:
    edition = starter_edition()
    path = write(tmp_path, CASE)
    assert "Edition 1: not clinically approved." in assess(path)
    record_approval(edition, name="Dr A Lund", role="Dermatologist", by=person(Role.ADMIN))
    assert "Edition 1: approved by Dr A Lund, Dermatologist." in assess(path, "--edition", "1")


@pytest.mark.django_db
def test_an_edition_that_does_not_exist(tmp_path: Path) -> None:
    path = write(tmp_path, CASE)
    assert "No edition is published" in refused(path, "--json")
    assert refused(path, "--edition", "7") == "There is no edition 7."
