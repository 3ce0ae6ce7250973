"""What `manage.py assess` refuses, and that it is a program of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dev.places import ROOT
from sideeffects.risk.samples import case_of
from tests.catalogue import STARTER, starter
from tests.sideeffects.assessing import CASE, FULL, assess_json, refused, write

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
