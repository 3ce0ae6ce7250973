"""A sample patient made of a past case. Pure: nothing that tells whose it is goes along.

No name, birth day, contact, words or private answer; every date is moved by the same number of
days, so that waits stay as long as they were and no day is the patient's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sideeffects.desk.trying import tried
from sideeffects.risk import Catalogue, PastCase, Question, RiskSummary
from sideeffects.risk.dates import day_of_span, read_day, read_span
from sideeffects.risk.parse_evidence import sample as read_sample
from sideeffects.risk.reading import Row
from sideeffects.risk.samples import usual_answer

# A Tuesday. Every sample made of a past case is consulted on it.
CONSULTED = date(2026, 12, 8)
SAID = "as told by the patient"
BIRTH_DATE = "date_of_birth"
HALF_A_YEAR = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class MadeSample:
    """`plain`: the sample as its file writes it, not pinned. `differs`: why its result may be other
    than the case's, in sentences."""

    plain: dict[str, Any]
    differs: tuple[str, ...]


def sample_of(case: PastCase, catalogue: Catalogue, was: RiskSummary) -> MadeSample:
    """`was`: what the catalogue says of the case itself."""
    moved = CONSULTED - case.consultation_date
    questions = catalogue.questions
    private = [
        key
        for key, value in case.answers.items()
        if key in questions and questions[key].private and questions[key].reports(value)
    ]
    plain: dict[str, Any] = {
        "label": "",
        "shows": "Made of a past case. Nothing in it tells whose.",
        "consultation_date": CONSULTED.isoformat(),
        "treatment_date": (case.treatment_date + moved).isoformat(),
        "answers": dict(_answers(case, catalogue, moved)),
        "letters": {
            key: (day + moved).isoformat()
            for key, day in sorted(case.letters.items())
            if key in catalogue.contraindications
        },
    }
    plain["label"] = _label(plain, catalogue)
    return MadeSample(plain, tuple(_differs(plain, catalogue, was, private)))


def _answers(case: PastCase, catalogue: Catalogue, moved: timedelta) -> Iterator[tuple[str, Any]]:
    """What is other than usual, in the catalogue's order; blanks stay blanks."""
    for key, question in catalogue.questions.items():
        if question.private:
            continue
        value = case.answers.get(key)
        if key == BIRTH_DATE:
            value = _born(value, case.consultation_date)
        elif value is not None:
            value = _without_words(question, value, case.consultation_date, moved)
        if value != usual_answer(question, CONSULTED) and (
            value is not None or key in case.answers
        ):
            yield key, value


def _without_words(question: Question, value: Any, consulted: date, moved: timedelta) -> Any:
    """A patient's own words become a placeholder, a day another day."""
    if question.kind == "text":
        return SAID
    if question.kind != "date":
        return value
    day, span = read_day(value), read_span(value)
    if span is not None:
        day = day_of_span(*span, question.tense, consulted)
    return (day + moved).isoformat() if day is not None else None


def _born(value: Any, consulted: date) -> str | None:
    """Somebody of the same age, born on a day of nobody's."""
    born = read_day(value)
    if born is None:
        return None
    had_birthday = (consulted.month, consulted.day) >= (born.month, born.day)
    years = consulted.year - born.year - (not had_birthday)
    return (CONSULTED.replace(year=CONSULTED.year - years) - HALF_A_YEAR).isoformat()


def _label(plain: dict[str, Any], catalogue: Catalogue) -> str:
    """After what the rules find first."""
    result = tried(catalogue, read_sample(Row("samples", "new", {**plain, "label": "new"})))
    names = [one.name for one in result.summary.findings] if result.summary else []
    return f"Past case: {names[0].replace('/', ' or ') if names else result.level}"[:190]


def _differs(
    plain: dict[str, Any], catalogue: Catalogue, was: RiskSummary, private: list[str]
) -> Iterator[str]:
    if private:
        yield "Answers to private questions were left out."
    result = tried(catalogue, read_sample(Row("samples", plain["label"], dict(plain))))
    if result.summary is None:
        yield "The sample cannot be assessed as it is."
    elif _found(result.summary) != _found(was):
        yield (
            f"The sample gives {result.level}, the case gave {was.level}: moved days,"
            " the age in whole years or what was left out make the difference."
        )


def _found(summary: RiskSummary) -> Any:
    return summary.level, sorted(
        (one.contraindication, one.kind, one.status) for one in summary.findings
    )
