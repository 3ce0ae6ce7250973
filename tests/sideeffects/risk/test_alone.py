"""The engine runs with the standard library alone, and says the same in every process."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from sideeffects.risk import digest

from .cases import EVERY_STAGE, TREATMENT, on, starter, starter_files
from .test_canonical import MUCH

ROOT = Path(__file__).parents[3]

PROGRAM = """
import json, sys
from datetime import date

class Refuse:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        ours = name == "sideeffects" or name.startswith("sideeffects.risk")
        if top not in sys.stdlib_module_names and not ours:
            raise ImportError(f"{name} is out of reach here")

sys.meta_path.insert(0, Refuse())
for foreign in ("django", "yaml", "psycopg2", "clinic", "consultations", "sideeffects.apps"):
    try:
        __import__(foreign)
    except ImportError:
        continue
    raise SystemExit(f"{foreign} could be imported")

from sideeffects.risk import assess, digest, parse, problems
from sideeffects.risk.samples import case_of

given = json.load(sys.stdin)
catalogue = parse(given["files"])
cases = [case_of(catalogue, sample) for sample in catalogue.samples.values()] + given["cases"]
for case in cases:
    answers = case["answers"]
    if given["backwards"]:
        answers = dict(reversed(answers.items()))
    result = assess(
        catalogue,
        answers,
        consultation_date=date.fromisoformat(case["consultation_date"]),
        treatment_date=date.fromisoformat(case["treatment_date"]),
        letters={key: date.fromisoformat(text) for key, text in case["letters"].items()},
        stages=("treatment_day", "consultation", "examination"),
    )
    print(digest(result.canonical()), result.level)
print(catalogue.hash, len(problems(catalogue)))
"""

LETTERS = {"psoriasis_scalp": "2027-02-01", "heart_condition": "2027-02-02"}
CASE = {
    "consultation_date": "2027-03-01",
    "treatment_date": "2027-04-12",
    "answers": MUCH,
    "letters": LETTERS,
}


def run(seed: int, *, backwards: bool) -> str:
    given = {"files": starter_files(), "cases": [CASE], "backwards": backwards}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(given),
        env={"PYTHONHASHSEED": str(seed), "PYTHONPATH": str(ROOT)},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@cache
def in_one_process() -> str:
    return run(0, backwards=False)


def test_the_engine_needs_nothing_but_the_standard_library() -> None:
    lines = in_one_process().splitlines()
    assert len(lines) == 17
    assert [line.split()[1] for line in lines[:3]] == ["clear", "stop", "hold"]
    assert lines[-1] == f"{starter().hash} 0"


@pytest.mark.parametrize("seed", [1, 4711])
def test_another_process_and_another_order_of_the_answers_give_the_same_bytes(seed: int) -> None:
    assert run(seed, backwards=True) == in_one_process()


def test_this_process_gives_the_same_bytes_too() -> None:
    last = in_one_process().splitlines()[-2]
    letters = {key: TREATMENT.fromisoformat(text) for key, text in LETTERS.items()}
    result = on(TREATMENT, MUCH, letters=letters, stages=EVERY_STAGE)
    assert last == f"{digest(result.canonical())} {result.level}"
    assert result.hash == digest(result.canonical())
