"""Follow-ups in the air, answers that do not exist, a not sure that nobody reads."""

import pytest

from .changes import Change, found, line, set_field

BROKEN: dict[str, tuple[Change, str, str]] = {
    "a cycle of follow-ups": (
        set_field("questions", "has_tattoos", ask_when=[line("tattoo_reaction", "is", "yes")]),
        "cycle",
        "questions: has_tattoos: is asked only when an answer that depends on it is given",
    ),
    "a follow-up before its parent": (
        set_field("questions", "date_of_birth", ask_when=[line("has_tattoos", "is", "yes")]),
        "parent_after_follow_up",
        "questions: date_of_birth: comes before 'has_tattoos', which opens it",
    ),
    "a follow-up at an earlier stage": (
        set_field(
            "questions",
            "alcohol_drugs_24h",
            stage="consultation",
            ask_when=[line("exam_wound", "is", "yes")],
        ),
        "parent_after_follow_up",
        "questions: alcohol_drugs_24h: is asked at an earlier stage than 'exam_wound', "
        "which opens it",
    ),
    "a follow-up without a parent": (
        set_field(
            "questions",
            "keloid_site",
            ask_when=[
                {
                    "date": {"of": "treatment_date"},
                    "is": "after",
                    "value": {"of": "consultation_date"},
                }
            ],
        ),
        "follow_up_without_parent",
        "questions: keloid_site: is a follow-up, but no question opens it",
    ),
    "a follow-up on an answer not offered": (
        set_field("questions", "keloid_site", ask_when=[line("keloid_history", "is", "maybe")]),
        "wrong_answer",
        "questions: keloid_site: 'keloid_history' has no answer 'maybe'",
    ),
    "nothing to report that is not offered": (
        set_field("questions", "has_tattoos", nothing_to_report="never"),
        "wrong_answer",
        "questions: has_tattoos: 'never' reports nothing, but is not offered",
    ),
    "a gate that cannot be closed": (
        set_field("questions", "gate_heart", nothing_to_report=None),
        "wrong_answer",
        "questions: gate_heart: a gate must say which answer reports nothing",
    ),
    "a choice without answers": (
        set_field("questions", "has_tattoos", options=[], nothing_to_report=None),
        "wrong_answer",
        "questions: has_tattoos: a question of kind yes_no needs answers",
    ),
    "a text with answers": (
        set_field("questions", "medicines_list", options=[{"key": "a", "label": "A"}]),
        "wrong_answer",
        "questions: medicines_list: a question of kind text has no answers",
    ),
    "a not sure that nobody reads": (
        set_field("questions", "diabetes", not_sure=None),
        "unread_not_sure",
        "questions: diabetes: no rule and no meaning reads 'Not sure'",
    ),
}


@pytest.mark.parametrize(("change", "kind", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_finds(change: Change, kind: str, words: str) -> None:
    assert (kind, words) in found(change)
