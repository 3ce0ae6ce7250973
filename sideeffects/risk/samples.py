"""Sample patients as cases: what a sample does not say is filled in with nothing to report."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from .catalogue import Catalogue, Question
from .evidence import CatalogueAnswer, Expected, Sample
from .summary import RiskSummary
from .view import asked

# Someone of full age, with a clear patch test applied a week before the consultation.
BORN = "1985-05-14"
PATCH_TEST_BEFORE = timedelta(days=7)
FLAGS = {"open_ended": "Without an end date", "provisional": "Resting on a planned date"}


def case_of(catalogue: Catalogue, sample: Sample) -> dict[str, Any]:
    """The case, as ``assess`` takes it, that a sample stands for.

    Every asked question that the sample does not name gets its default or its nothing-to-report
    answer; one that the sample names with None stays blank.
    """
    consultation = date.fromisoformat(sample.consultation_date)
    treatment = date.fromisoformat(sample.treatment_date)
    answers = {key: _plain(value) for key, value in sample.answers}
    while True:
        added = {
            question.key: answer
            for question in asked(catalogue, answers, consultation, treatment)
            if question.key not in answers
            and (answer := usual_answer(question, consultation)) is not None
        }
        if not added:
            break
        answers |= added
    return {
        "consultation_date": sample.consultation_date,
        "treatment_date": sample.treatment_date,
        "answers": answers,
        "letters": dict(sample.letters),
    }


def usual_answer(question: Question, consultation: date) -> str | None:
    """What somebody well would say, where a sample does not say; None where nobody can tell."""
    return _usual(consultation).get(question.key, question.nothing_to_report)


@lru_cache(maxsize=64)
def _usual(consultation: date) -> Mapping[str, str]:
    return {
        "date_of_birth": BORN,
        "patch_test_done": "yes",
        "patch_test_date": (consultation - PATCH_TEST_BEFORE).isoformat(),
        "patch_test_result": "no_reaction",
        "patch_test_same_products": "yes",
        "patch_test_late_symptoms": "no",
    }


def _plain(value: CatalogueAnswer | None) -> Any:
    return list(value) if isinstance(value, tuple) else value


def differing(expected: Expected, summary: RiskSummary) -> tuple[str, ...]:
    """What a result has other than expected, each in a sentence; nothing when the pin holds."""
    wrong = []
    if summary.level != expected.outcome:
        wrong.append(f"The level is {summary.level}, you expect {expected.outcome}.")
    found = {(one.contraindication, one.kind, one.status): one.name for one in summary.findings}
    wanted = {(one.contraindication, one.kind, one.status) for one in expected.findings}
    wrong += [
        f"Not expected: {name}, {kind}, {status}."
        for (key, kind, status), name in found.items()
        if (key, kind, status) not in wanted
    ]
    wrong += [
        f"Expected, but not found: {key.replace('_', ' ')}, {kind}, {status}."
        for key, kind, status in sorted(wanted - found.keys())
    ]
    earliest = summary.earliest_date.isoformat() if summary.earliest_date else None
    if earliest != expected.earliest_date:
        wrong.append(
            f"The earliest day is {earliest or 'none'},"
            f" you expect {expected.earliest_date or 'none'}."
        )
    for name in ("open_ended", "provisional"):
        is_now, should_be = getattr(summary, name), getattr(expected, name)
        if is_now != should_be:
            wrong.append(f"{FLAGS[name]}: {_yes(is_now)}, you expect {_yes(should_be)}.")
    return tuple(wrong)


def _yes(flag: bool | None) -> str:
    return "not said" if flag is None else "yes" if flag else "no"
