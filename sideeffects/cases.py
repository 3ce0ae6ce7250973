"""Reads the cases that `manage.py assess` is given: every mistake named, nothing guessed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from clinic.text import clean_text
from sideeffects.risk import DEFAULT_STAGES, STAGES, AnswerErrors, Catalogue, RiskSummary
from sideeffects.risk import assess as assess_answers
from sideeffects.risk.answers import read_answers, reader_of
from sideeffects.risk.dates import read_day
from sideeffects.yaml_files import NotYaml, read_text, read_yaml

NEEDED = ("consultation_date", "treatment_date", "answers")
OPTIONAL = ("letters", "stages")


class CaseErrors(ValueError):
    """Input that cannot be assessed: one line for each mistake, naming the case and the key."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    consultation_date: date
    treatment_date: date
    answers: dict[str, Any]
    letters: dict[str, date]
    stages: tuple[str, ...]

    def assess(self, catalogue: Catalogue, edition: int | None) -> RiskSummary:
        return assess_answers(
            catalogue,
            self.answers,
            consultation_date=self.consultation_date,
            treatment_date=self.treatment_date,
            letters=self.letters,
            stages=self.stages,
            edition=edition,
        )


@dataclass(frozen=True, slots=True)
class Cases:
    cases: tuple[Case, ...]
    many: bool  # the file holds a list, so the answer is one too


def read_cases(path: Path, catalogue: Catalogue) -> Cases:
    """The cases of a JSON or YAML file; raises ``CaseErrors`` with everything that is wrong."""
    content = _clean(_content(path))
    many = isinstance(content, list)
    raw = content if isinstance(content, list) else [content]
    errors: list[str] = []
    cases = [_case(f"case {place}", one, catalogue, errors) for place, one in enumerate(raw, 1)]
    if errors:
        raise CaseErrors(errors)
    return Cases(tuple(case for case in cases if case), many)


def _content(path: Path) -> Any:
    try:
        text = read_text(path)
        return _json(text) if path.suffix == ".json" or _looks_like_json(text) else read_yaml(text)
    except NotYaml as error:
        raise CaseErrors([f"{path}: {error}"]) from None


def _looks_like_json(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[") and text.rstrip()[-1:] in ("}", "]")


def _json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise NotYaml(f"line {error.lineno}: {error.msg}") from None
    except RecursionError:
        raise NotYaml("parts are nested too deep") from None
    except NotYaml:
        raise
    except ValueError as error:  # a number of thousands of digits
        raise NotYaml(str(error)) from None


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise NotYaml(f"'{key}' stands twice")
        found[key] = value
    return found


def _no_number(word: str) -> Any:
    raise NotYaml(f"{word} is not a number")


def _clean(value: Any) -> Any:
    """As at the edge of the web pages: no control characters, no half characters."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_clean(part) for part in value]
    if isinstance(value, dict):
        return {_clean(key): _clean(part) for key, part in value.items()}
    return value


def _case(name: str, raw: Any, catalogue: Catalogue, errors: list[str]) -> Case | None:
    if not isinstance(raw, Mapping):
        errors.append(f"{name}: must be a group of {', '.join(NEEDED + OPTIONAL)}")
        return None
    before = len(errors)
    for key in raw:
        if key not in NEEDED + OPTIONAL:
            errors.append(f"{name}: {key}: is not a part of a case")
    errors.extend(f"{name}: {key}: is missing" for key in NEEDED if key not in raw)
    consultation = _day(name, "consultation_date", raw, errors)
    treatment = _day(name, "treatment_date", raw, errors)
    answers = raw.get("answers", {})
    if not isinstance(answers, Mapping):
        errors.append(f"{name}: answers: must be a group of question keys and answers")
        answers = {}
    letters = _letters(name, raw.get("letters", {}), catalogue, errors)
    stages = _stages(name, raw.get("stages", list(DEFAULT_STAGES)), errors)
    if consultation is None or treatment is None:
        return None
    questions = catalogue.questions
    readers = {key: reader_of(questions[key]) for key in answers if key in questions}
    try:
        read_answers(questions, readers, answers, consultation)
    except AnswerErrors as wrong:
        errors.extend(f"{name}: {error}" for error in wrong.errors)
    if len(errors) > before:
        return None
    return Case(name, consultation, treatment, dict(answers), letters, stages)


def _day(name: str, key: str, raw: Mapping[str, Any], errors: list[str]) -> date | None:
    """A full ISO day; that it is missing has been said already."""
    day = read_day(raw.get(key))
    if day is None and key in raw:
        errors.append(f"{name}: {key}: must be a day such as 2026-08-03, not {raw[key]!r}")
    return day


def _letters(name: str, raw: Any, catalogue: Catalogue, errors: list[str]) -> dict[str, date]:
    if not isinstance(raw, Mapping):
        errors.append(f"{name}: letters: must be a group of contraindication keys and days")
        return {}
    letters = {}
    for key in raw:
        if key not in catalogue.contraindications:
            errors.append(f"{name}: letters: '{key}' is not a contraindication of this catalogue")
        elif day := _day(f"{name}: letters", key, raw, errors):
            letters[key] = day
    return letters


def _stages(name: str, raw: Any, errors: list[str]) -> tuple[str, ...]:
    if not isinstance(raw, list) or not raw:
        errors.append(f"{name}: stages: must be a list of {', '.join(STAGES)}")
        return DEFAULT_STAGES
    errors.extend(
        f"{name}: stages: {stage!r} is not one of {', '.join(STAGES)}"
        for stage in raw
        if stage not in STAGES
    )
    return tuple(stage for stage in STAGES if stage in raw)
