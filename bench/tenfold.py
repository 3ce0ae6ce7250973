"""A catalogue with every question and every rule ten times, and a patient to match."""

from __future__ import annotations

from typing import Any

from bench.patients import Patient
from sideeffects.risk import Catalogue, parse, to_files

TIMES = 10


def tenfold(catalogue: Catalogue, times: int = TIMES) -> Catalogue:
    """The copies know only each other: each asks its own follow-ups and reads its own answers."""
    files = to_files(catalogue)
    questions, rules = files["questions"]["questions"], files["rules"]["rules"]
    keys = frozenset(catalogue.questions) | frozenset(catalogue.rules)
    copies = range(times)
    return parse(
        files
        | {
            "questions": files["questions"]
            | {"questions": [renamed(one, keys, copy) for copy in copies for one in questions]},
            "rules": {"rules": [renamed(one, keys, copy) for copy in copies for one in rules]},
            "samples": {"samples": []},
        }
    )


def tenfold_patient(patient: Patient, times: int = TIMES) -> Patient:
    answers = {
        renamed_key(key, copy): value
        for copy in range(times)
        for key, value in patient.answers.items()
    }
    return Patient(answers, patient.consultation, patient.treatment)


def renamed_key(key: str, copy: int) -> str:
    return f"{key}_{copy}" if copy else key


def renamed(entry: Any, keys: frozenset[str], copy: int) -> Any:
    """The entry with every question and rule that it names under the copy's names."""
    if isinstance(entry, list):
        return [renamed(part, keys, copy) for part in entry]
    if not isinstance(entry, dict):
        return entry
    return {
        name: renamed_key(part, copy)
        if name in ("key", "question", "of") and part in keys
        else renamed(part, keys, copy)
        for name, part in entry.items()
    }
