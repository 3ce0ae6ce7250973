"""Every kind of line that a rule can have, and half a line refused in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.catalogue import catalogue_with, starter
from tests.sideeffects.desk.typing_rule import Changed, Typing, with_line

# ── Every line there can be ────────────────────────────────────────────────────

SAYS = [
    pytest.param(
        "latex_allergy",
        {"operator": "is", "answers": "yes"},
        {"question": "latex_allergy", "is": "is", "value": "yes"},
        id="is one answer",
    ),
    pytest.param(
        "latex_allergy",
        {"operator": "is", "answers": ["yes", "not_sure"]},
        {"question": "latex_allergy", "is": "is_one_of", "value": ["yes", "not_sure"]},
        id="is one of several",
    ),
    pytest.param(
        "latex_allergy",
        {"operator": "is_not", "answers": "no"},
        {"question": "latex_allergy", "is": "is_not", "value": "no"},
        id="is not one answer",
    ),
    pytest.param(
        "latex_allergy",
        {"operator": "is_not", "answers": ["yes", "no"]},
        {"question": "latex_allergy", "is": "is_none_of", "value": ["yes", "no"]},
        id="is none of several",
    ),
    pytest.param(
        "latex_allergy",
        {"operator": "answered"},
        {"question": "latex_allergy", "is": "answered"},
        id="has an answer",
    ),
    pytest.param(
        "latex_allergy",
        {"operator": "missing", "answers": []},
        {"question": "latex_allergy", "is": "missing"},
        id="has no answer",
    ),
    pytest.param(
        "hba1c",
        {"operator": "at_least", "limit": "hba1c_limit"},
        {"question": "hba1c", "is": "at_least", "value": "hba1c_limit"},
        id="is at least a limit",
    ),
    pytest.param(
        "hba1c",
        {"operator": "less_than", "limit": "hba1c_limit"},
        {"question": "hba1c", "is": "less_than", "value": "hba1c_limit"},
        id="is less than a limit",
    ),
    pytest.param(
        "mri_date",
        {"operator": "on_or_before", "day": "treatment_date"},
        {"question": "mri_date", "is": "on_or_before", "value": {"of": "treatment_date"}},
        id="a date on or before a day",
    ),
    pytest.param(
        "mri_date",
        {"operator": "after", "plus": "mri_gap", "day": "treatment_date"},
        {
            "date": {"of": "mri_date", "plus": {"days": "mri_gap"}},
            "is": "after",
            "value": {"of": "treatment_date"},
        },
        id="a date and a period after a day",
    ),
    pytest.param(
        "treatment_date",
        {"operator": "after", "day": "hba1c_date", "day_plus": "hba1c_max_age"},
        {
            "date": {"of": "treatment_date"},
            "is": "after",
            "value": {"of": "hba1c_date", "plus": {"months": "hba1c_max_age"}},
        },
        id="the treatment date after a date and a period",
    ),
]


@pytest.mark.parametrize(("question", "boxes", "line"), SAYS)
def test_a_line_says_what_is_picked(
    question: str, boxes: dict[str, str | list[str]], line: Any
) -> None:
    typing = with_line(question, **boxes)
    said = typing.save()
    assert typing.wrong == []
    assert said["when"][-1] == line


def test_a_question_newly_picked_has_not_sure_ticked_with_yes() -> None:
    typing = with_line("pigment_ingredient_allergy")
    assert typing.boxes["lines-1-answers"] == ["yes", "not_sure"]
    assert typing.boxes["lines-1-operator"] == ["is"]


def test_a_list_offers_only_answers_that_exist() -> None:
    box = Typing().form.rows["lines"][0].fields["answers"]
    asked = starter().questions["oral_retinoid"]
    assert [key for key, _ in box.choices] == [option.key for option in asked.options]  # type: ignore[attr-defined]


def test_an_answer_that_is_gone_is_said_and_must_be_taken_away() -> None:
    asked = starter().questions["oral_retinoid"]
    left = tuple(option for option in asked.options if option.key != "stopped")
    questions = {**starter().questions, asked.key: replace(asked, options=left)}
    typing = Typing(draft=catalogue_with(questions=questions))
    assert "“stopped”: no longer an answer" in str(typing.form.rows["lines"][0]["answers"])
    assert typing.save() is None
    assert typing.wrong == ["An answer ticked in line 1 is no longer there. Tick those that count."]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"question": "no_such", "is": "is", "value": "yes"}, "Pick what line 1 looks at"),
        (
            {"question": "hba1c", "is": "at_least", "value": "no_such"},
            "Pick a limit for line 1.",
        ),
    ],
)
def test_what_a_line_names_and_is_gone_is_shown_and_refused(
    line: dict[str, str], sentence: str
) -> None:
    typing = Typing(when=[line])
    assert "“no_such”: no longer there" in str(typing.form.rows["lines"][0])
    assert typing.save() is None
    assert typing.wrong[0].startswith(sentence)


# ── Half a rule is never saved ─────────────────────────────────────────────────

ANSWER = {"lines-0-answers": None}
REFUSED = [
    pytest.param(ANSWER, "Pick an answer for line 1.", id="no answer"),
    pytest.param(
        {"lines-0-question": ""}, "Pick what line 1 looks at, or remove the line.", id="no question"
    ),
    pytest.param(
        {"lines-0-question": "latex_allergy"}, "Pick an answer for line 1.", id="unseen answers"
    ),
    pytest.param({"reads_as": ""}, "Staff read is missing", id="no sentence"),
    pytest.param({"kind": ""}, "Level: pick one", id="no level"),
    pytest.param(
        {"patient_says": "Wait {as_long_as_it_takes}."},
        "“{as_long_as_it_takes}” is no waiting period or limit.",
        id="a name that stands for nothing",
    ),
    pytest.param(
        {"wait_of": ""},
        "Pick the day the wait counts from, or that it is open ended.",
        id="a hold until no date",
    ),
    pytest.param(
        {"kind": "precaution"},
        "Only “Hold: until a date” waits. Take the date away, or pick that level.",
        id="care that waits",
    ),
    pytest.param(
        {"wait_of": "never"}, "A waiting time needs a day to count from.", id="a wait from nowhere"
    ),
    pytest.param(
        {"cleared_by_letter": "on"},
        "A letter clears “Hold: until a letter or an opinion” only. Take the tick away.",
        id="a letter that clears a date",
    ),
    pytest.param({"actions-0-action": ""}, "Pick what to do in row 1", id="no action"),
]


@pytest.mark.parametrize(("changed", "sentence"), REFUSED)
def test_half_a_rule_is_refused(changed: dict[str, Changed], sentence: str) -> None:
    typing = Typing()
    assert typing.save(**changed) is None
    assert [words for words in typing.wrong if words.startswith(sentence)]


@pytest.mark.parametrize(
    ("question", "boxes", "sentence"),
    [
        ("mri_date", {"operator": "after"}, "Pick a day for line 2."),
        ("hba1c", {"operator": "at_least"}, "Pick a limit for line 2."),
        ("latex_allergy", {"operator": "is", "answers": []}, "Pick an answer for line 2."),
        ("latex_allergy", {"operator": "at_least"}, "Pick how it compares for line 2."),
        ("mri_date", {"plus": "no_such_period"}, "Pick a period of the list for line 2."),
    ],
)
def test_a_line_that_is_not_whole_is_refused(
    question: str, boxes: dict[str, str | list[str]], sentence: str
) -> None:
    typing = with_line(question, **boxes)
    assert typing.save() is None
    assert typing.wrong == [sentence]


def test_a_rule_without_a_line_is_refused() -> None:
    typing = Typing().press("remove:lines:0")
    assert typing.boxes["lines-rows"] == ["0"]
    assert typing.save() is None
    assert typing.wrong == ["Add a line: without one the rule would never hold."]
