"""`manage.py assess`, as a person calls it (domain.md, section 8)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from clinic.models.user import Role
from dev.places import ROOT
from sideeffects.actions import record_approval
from sideeffects.risk.samples import case_of
from tests.catalogue import STARTER, change, copy_of_starter, starter, starter_edition
from tests.people import person

CASE: dict[str, Any] = {
    "consultation_date": "2026-12-08",
    "treatment_date": "2027-01-19",
    "answers": {"keloid_history": "yes"},
}
FULL = case_of(starter(), starter().samples["Isotretinoin ended in October"])


def write(folder: Path, content: object, name: str = "cases.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def assess(path: Path, *options: str) -> str:
    said = StringIO()
    call_command("assess", str(path), *options, stdout=said, stderr=said)
    return said.getvalue()


def assess_json(path: Path, *options: str) -> Any:
    return json.loads(assess(path, "--catalogue", str(STARTER), "--json", *options))


def refused(path: Path, *options: str) -> str:
    options = options or ("--catalogue", str(STARTER))
    with pytest.raises(CommandError) as caught:
        assess(path, *options)
    assert caught.value.returncode == 2
    return str(caught.value)


# ── The samples ────────────────────────────────────────────────────────────────


def test_every_sample_patient_gets_the_expected_result(tmp_path: Path) -> None:
    """Needs no database: this test is not allowed one."""
    samples = list(starter().samples.values())
    path = write(tmp_path, [case_of(starter(), sample) for sample in samples])
    results = assess_json(path)
    assert len(results) == len(samples) == 15
    for sample, result in zip(samples, results, strict=True):
        expected = sample.expected
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


# ── What it refuses ────────────────────────────────────────────────────────────

WRONG: list[tuple[Any, str]] = [
    (CASE | {"treatment_date": "2027-01"}, "case 1: treatment_date: must be a day"),
    (CASE | {"treatment_date": None}, "case 1: treatment_date: must be a day"),
    (CASE | {"treatment_date": ""}, "case 1: treatment_date: must be a day"),
    (CASE | {"consultation_date": 20261208}, "case 1: consultation_date: must be a day"),
    (CASE | {"consultation_date": "2026-02-30"}, "case 1: consultation_date: must be a day"),
    ({"answers": {}}, "case 1: consultation_date: is missing"),
    (CASE | {"answer": {}}, "case 1: answer: is not a part of a case"),
    (CASE | {"answers": []}, "case 1: answers: must be a group"),
    (CASE | {"answers": {"no_such": "yes"}}, "case 1: no_such: is not a question"),
    (CASE | {"answers": {"keloid_history": "maybe"}}, "case 1: keloid_history: 'maybe' is not"),
    (CASE | {"answers": {"keloid_history": True}}, "case 1: keloid_history: must be one of"),
    (CASE | {"answers": {"keloid_site": "scalp"}}, "case 1: keloid_site: must be a list"),
    (CASE | {"answers": {"date_of_birth": "1985-05"}}, "case 1: date_of_birth: give the day"),
    (CASE | {"answers": {"hba1c": True}}, "case 1: hba1c: must be a number"),
    (CASE | {"letters": []}, "case 1: letters: must be a group"),
    (CASE | {"letters": {"keloid": "2026-12-01"}}, "case 1: letters: 'keloid' is not a contra"),
    (CASE | {"letters": {"diabetes": "2026"}}, "case 1: letters: diabetes: must be a day"),
    (CASE | {"stages": "consultation"}, "case 1: stages: must be a list"),
    (CASE | {"stages": []}, "case 1: stages: must be a list"),
    (CASE | {"stages": ["review"]}, "case 1: stages: 'review' is not one of"),
    ('"keloid"', "case 1: must be a group"),
    ('{"a": 1, "a": 2}', "'a' stands twice"),
    ('{"consultation_date": NaN}', "NaN is not a number"),
    ('{"a": [1, 2', "line 1: "),
    ("[" * 100_000, "nested too deep"),
    ("9" * 5000, "Exceeds the limit"),
]


@pytest.mark.parametrize(("content", "words"), WRONG, ids=[words for _, words in WRONG])
def test_input_that_cannot_be_read_is_named(tmp_path: Path, content: Any, words: str) -> None:
    assert words in refused(write(tmp_path, content))


def test_every_mistake_is_named_and_nothing_is_assessed(tmp_path: Path) -> None:
    wrong = CASE | {"treatment_date": "soon", "answers": {"a": 1, "keloid_history": "maybe"}}
    late = CASE | {"answers": {"a": 1, "keloid_history": "maybe"}}
    lines = refused(write(tmp_path, [CASE, wrong, late])).splitlines()
    assert [line.split(":")[:2] for line in lines] == [
        ["case 2", " treatment_date"],
        ["case 3", " a"],
        ["case 3", " keloid_history"],
    ]


def test_control_characters_are_taken_out_as_on_the_pages(tmp_path: Path) -> None:
    answers = {"takes_any_medicines": "yes", "medicines_list": "aspirin\u0000 \ud800daily"}
    result = assess_json(write(tmp_path, CASE | {"answers": answers}))
    (read,) = (part for part in result["not_read"] if part["key"] == "medicines_list")
    assert read["value"] == "aspirin daily"


def test_a_number_out_of_range_is_no_error_but_no_answer(tmp_path: Path) -> None:
    case = case_of(starter(), starter().samples["Diabetes in range"])
    case["answers"]["hba1c"] = 8.4
    result = assess_json(write(tmp_path, case))
    assert {part["key"]: part["why"] for part in result["not_read"]}["hba1c"] == "out_of_range"


def test_a_file_or_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "there is no such file" in refused(tmp_path / "none.json")
    path = write(tmp_path, CASE)
    assert "there is no such folder" in refused(path, "--catalogue", str(tmp_path / "none"))


# ── As a program of its own ────────────────────────────────────────────────────


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    bare = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DATABASE", "SCALPWISE", "DJANGO", "SECRET"))
    }
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=bare,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_with_a_folder_it_needs_no_database_at_all(tmp_path: Path) -> None:
    path = write(tmp_path, FULL)
    done = _run("assess", str(path), "--catalogue", str(STARTER), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["level"] == "hold"


def test_wrong_input_exits_2_with_one_line(tmp_path: Path) -> None:
    path = write(tmp_path, CASE | {"treatment_date": "soon"})
    done = _run("assess", str(path), "--catalogue", str(STARTER))
    assert (done.returncode, done.stdout) == (2, "")
    assert "case 1: treatment_date: must be a day such as 2026-08-03, not 'soon'" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_folder_it_says_that_the_database_is_missing(tmp_path: Path) -> None:
    done = _run("assess", str(write(tmp_path, CASE)))
    assert done.returncode == 2
    assert "DATABASE_URL is missing" in done.stderr


def test_other_commands_still_refuse_to_start_without_a_database() -> None:
    done = _run("load_catalogue", str(STARTER))
    assert done.returncode == 1
    assert "DATABASE_URL is missing" in done.stderr
