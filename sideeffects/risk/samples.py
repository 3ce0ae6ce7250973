"""Sample patients as cases: what a sample does not say is filled in with nothing to report."""

from datetime import date, timedelta
from typing import Any

from .catalogue import Catalogue
from .evidence import CatalogueAnswer, Sample
from .view import asked

# Someone of full age, with a clear patch test applied a week before the consultation.
BORN = "1985-05-14"
PATCH_TEST_BEFORE = timedelta(days=7)


def case_of(catalogue: Catalogue, sample: Sample) -> dict[str, Any]:
    """The case, as ``assess`` takes it, that a sample stands for.

    Every asked question that the sample does not name gets its default or its nothing-to-report
    answer; one that the sample names with None stays blank.
    """
    consultation = date.fromisoformat(sample.consultation_date)
    treatment = date.fromisoformat(sample.treatment_date)
    defaults = _defaults(consultation)
    answers = {key: _plain(value) for key, value in sample.answers}
    while True:
        added = {
            question.key: answer
            for question in asked(catalogue, answers, consultation, treatment)
            if question.key not in answers
            and (answer := defaults.get(question.key, question.nothing_to_report)) is not None
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


def _defaults(consultation: date) -> dict[str, str]:
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
