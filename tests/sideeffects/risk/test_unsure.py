"""Not sure, rather said in person, and what stands beside the answers: days, stages, letters."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from sideeffects.risk import AnswerErrors, findings_on
from sideeffects.risk.answers import AnswerError

from .cases import (
    CONSULTATION,
    TREATMENT,
    Plain,
    line,
    means,
    on,
    patient,
    question,
    rule,
    small,
    starter,
    summary,
)

# ── Not sure, and in person ────────────────────────────────────────────────────

UNSURE = question(
    "which",
    "choices",
    options=("none", "red", "blue", "not_sure"),
    not_sure=means("weak_skin", "clearance", None),
)


@pytest.mark.parametrize(
    ("answer", "origins", "still_open"),
    [
        pytest.param(["not_sure"], ["not_sure"], True, id="not sure alone"),
        pytest.param(["red", "not_sure"], ["rule", "not_sure"], True, id="beside another"),
        pytest.param(["red"], ["rule"], False, id="sure"),
        pytest.param("in_person", ["not_sure"], True, id="in person"),
    ],
)
def test_not_sure_among_several_choices_is_not_sure(
    answer: Any, origins: list[str], still_open: bool
) -> None:
    catalogue = small(
        [UNSURE],
        [rule("red", line("which", "is", "red"), kind="precaution", contraindication="thin_blood")],
    )
    result = summary({"which": answer}, catalogue)
    assert [one.origin for one in result.findings] == origins
    assert result.open_questions == (("which",) if still_open else ())
    assert ("speak_alone" in result.actions) == (answer == "in_person")


@pytest.mark.parametrize(
    ("answers", "in_person", "level"),
    [
        pytest.param({"hiv": "in_person"}, ("hiv",), "care", id="a question with a finding"),
        pytest.param({"hiv": "none"}, (), "clear", id="nothing in person"),
        pytest.param({"gate_wellbeing": "in_person"}, ("gate_wellbeing",), "clear", id="a gate"),
        pytest.param(
            {"gate_wellbeing": "yes", "bdd_diagnosed": "yes", "bdd_preoccupation": "in_person"},
            ("bdd_preoccupation",),
            "hold",
            id="a precaution dropped beside a stronger finding",
        ),
        pytest.param(
            {"gate_wellbeing": "no", "bdd_diagnosed": "in_person"}, (), "clear", id="not asked now"
        ),
    ],
)
def test_what_is_rather_said_in_person_asks_for_a_talk_alone(
    answers: Plain, in_person: tuple[str, ...], level: str
) -> None:
    result = on(TREATMENT, patient(gate_carried_infections="yes", **answers))
    assert (result.in_person, result.level) == (in_person, level)
    assert ("speak_alone" in result.actions) == bool(in_person)
    assert result.plain()["actions"] == list(result.actions)


def test_a_talk_alone_stands_beside_the_answer_that_asks_for_it() -> None:
    answers = patient(gate_carried_infections="yes", hiv="in_person", mrsa="not_sure")
    by_question = {one.because[0][0]: one for one in on(TREATMENT, answers).findings}
    assert by_question["hiv"].because == (("hiv", "in_person"),)
    assert "speak_alone" in {one.key for one in by_question["hiv"].actions}
    assert "speak_alone" not in {one.key for one in by_question["mrsa"].actions}


def test_a_text_may_say_in_person() -> None:
    catalogue = small([question("text", "text")])
    result = summary({"text": "in_person"}, catalogue)
    assert (result.in_person, result.actions) == ((), ())


# ── What stands beside the answers ─────────────────────────────────────────────


@pytest.mark.parametrize(
    ("key", "reason", "wrong"),
    [
        pytest.param(
            "weak_bones",
            "is not a contraindication of this catalogue",
            {"letters": {"weak_bones": CONSULTATION}},
            id="a letter for nothing",
        ),
        pytest.param(
            "hiv", "must be the date of a letter", {"letters": {"hiv": "2027-03-01"}}, id="its date"
        ),
        pytest.param(
            "stages",
            "'exam' is not one of consultation, examination, treatment_day",
            {"stages": ["exam"]},
            id="an unknown stage",
        ),
        pytest.param("treatment_date", "must be a date", {"treatment": "2027-04-12"}, id="a text"),
        pytest.param(
            "consultation_date",
            "must be a date",
            {"consultation": datetime(2027, 3, 1, tzinfo=UTC)},
            id="a time of day",
        ),
    ],
)
def test_wrong_input_beside_the_answers_is_named(key: str, reason: str, wrong: Any) -> None:
    with pytest.raises(AnswerErrors) as caught:
        summary(patient(), **wrong)
    assert caught.value.errors == (AnswerError(key, reason),)
    more = {
        "treatment_date": wrong.get("treatment", TREATMENT),
        "consultation_date": wrong.get("consultation", CONSULTATION),
        **{name: wrong[name] for name in ("letters", "stages") if name in wrong},
    }
    with pytest.raises(AnswerErrors):
        findings_on(starter(), patient(), **more)
