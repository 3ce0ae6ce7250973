"""Changed questions that could make a result less strict for somebody."""

from __future__ import annotations

import pytest

from .cases import (
    means,
)
from .changes import Change, entry, remove, set_field
from .drafted import B_YES, found

LOOSE: dict[str, tuple[Change, str]] = {
    "a question taken out": (
        remove("questions", "size"),
        "questions: size: is no longer asked of anybody",
    ),
    "a question asked of fewer": (
        set_field("questions", "since", ask_when=[B_YES]),
        "questions: since: may be asked of fewer people: now only if “What about b?” is Yes",
    ),
    "a question asked of more": (
        set_field("questions", "c", ask_when=None),
        "questions: c: is asked of more people, and something is stricter where it has no answer",
    ),
    "a question asked later": (
        set_field("questions", "size", stage="examination"),
        "questions: size: is asked at a later stage",
    ),
    "a question asked of another": (
        set_field("questions", "since", asked_of="technician"),
        "questions: since: was asked of the patient, and is now asked of the technician",
    ),
    "a new gate": (
        set_field("questions", "b", gate=True),
        "questions: b: now opens the questions behind it",
    ),
    "no gate any more": (
        set_field("questions", "gate", gate=False),
        "questions: gate: no longer opens the questions behind it",
    ),
    "another kind of question": (
        set_field("questions", "c", kind="choice"),
        "questions: c: is answered in another way",
    ),
    "an answer less": (
        set_field("questions", "c", options=[{"key": "no", "label": "No"}]),
        "questions: c: no longer offers Yes",
    ),
    "answers more": (
        lambda draft: entry(draft, "questions", "c")["options"].extend(
            [{"key": "perhaps", "label": "Perhaps"}, {"key": "late", "label": "Later"}]
        ),
        "questions: c: now offers too Later and Perhaps",
    ),
    "another answer that reports nothing": (
        set_field("questions", "c", nothing_to_report="yes"),
        "questions: c: has another answer that reports nothing",
    ),
    "dates read otherwise": (
        set_field("questions", "since", approximate_date_ok=False),
        "questions: since: reads dates in another way",
    ),
    "other numbers": (
        set_field("questions", "size", max=4),
        "questions: size: takes other numbers",
    ),
    "not sure is about something else": (
        set_field("questions", "b", not_sure=means("incomplete_answers", "clarification")),
        "questions: b: “Not sure” makes another finding, which may be weaker",
    ),
    "not sure can be cleared by a letter": (
        set_field("questions", "b", not_sure=means("weak_skin", "clearance")),
        "questions: b: “Not sure” makes another finding, which may be weaker",
    ),
    "not sure is weaker": (
        set_field("questions", "b", not_sure=means("weak_skin", "precaution")),
        "questions: b: “Not sure” makes another finding, which may be weaker",
    ),
    "not sure asks for something else": (
        set_field("questions", "a", not_sure=means("weak_skin", "absolute", "gloves")),
        "questions: a: “Not sure” no longer asks for the same",
    ),
}


@pytest.mark.parametrize(("change", "words"), LOOSE.values(), ids=LOOSE)
def test_what_could_be_less_strict_is_said_in_words(change: Change, words: str) -> None:
    assert found(change) == [("less_strict", words)]
