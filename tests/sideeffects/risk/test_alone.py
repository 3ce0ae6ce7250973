"""The engine runs with the standard library alone, and says the same in every process."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from sideeffects.risk import canonical, digest, parse
from sideeffects.risk.samples import case_of

from .cases import EVERY_STAGE, TREATMENT, on, patient, starter, starter_files

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


def test_samples_are_cases_of_plain_data() -> None:
    for sample in starter().samples.values():
        assert json.loads(json.dumps(case_of(starter(), sample))) == case_of(starter(), sample)
