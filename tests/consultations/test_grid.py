"""The grid of the health questions: numbers, nesting, where to go on. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from consultations.answer_words import how_to_answer, in_words
from consultations.forms.answers import AnswersForm
from consultations.grid import Grid, Row, Section, build_grid, number_rows
from sideeffects.risk import Catalogue, asked, parse, set_aside, to_files
from tests.catalogue import starter

TODAY = date(2026, 11, 21)
QUESTIONS = starter().questions


def grid(answers: dict[str, Any], catalogue: Catalogue | None = None) -> Grid:
    catalogue = catalogue or starter()
    every = asked(catalogue, answers, TODAY)
    shown = [q for q in every if q.stage == "consultation" and not q.private]
    aside = [part.key for part in set_aside(catalogue, answers, TODAY)]
    return build_grid(catalogue, shown, answers, today=TODAY, private_asked=True, aside=aside)


def changed(**questions: dict[str, Any]) -> Catalogue:
    """The starter catalogue with some questions changed."""
    files = to_files(starter())
    for question in files["questions"]["questions"]:
        question.update(questions.get(question["key"], {}))
    return parse(files)


def row(found: Grid, key: str) -> Row:
    got = found.row(key)
    assert got is not None
    return got


def test_numbers_go_through_all_sections() -> None:
    numbers = [part.number for section in grid({}).sections for part in section.rows]
    private = next(s.private_number for s in grid({}).sections if s.private_number)
    assert sorted([*map(int, numbers), int(private)]) == list(range(1, len(numbers) + 2))


def test_a_numbered_question_keeps_its_number_whatever_opens() -> None:
    plain = {part.key: part.number for s in grid({}).sections for part in s.rows}
    opened = grid({"gate_heart": "yes", "gate_immune": "not_sure", "has_tattoos": "yes"})
    assert {part.key: part.number for s in opened.sections for part in s.rows} == plain


def test_letters_and_figures_take_turns() -> None:
    found = grid(
        {
            "has_tattoos": "yes",
            "tattoo_reaction": "yes",
            "tattoo_reaction_type": "lumps_nodules",
        }
    )
    assert row(found, "tattoo_reaction").number == "14a"
    assert row(found, "tattoo_reaction_type").number == "14a1"
    assert row(found, "tattoo_reaction_colour").number == "14a1a"


def test_more_than_26_follow_ups_go_on_with_two_letters() -> None:
    parent = Row(QUESTIONS["gate_heart"], "", "yes")
    many = [Row(QUESTIONS["pacemaker"], "", None) for _ in range(28)]
    parent.follow_ups = many
    number_rows([Section("health", "Your health", [parent])])
    assert [many[25].number, many[26].number] == ["1z", "1aa"]


def test_the_private_line_may_be_the_last() -> None:
    late = changed(
        gate_carried_infections={"section": "on_the_day"},
        expects_regrowth_or_perfect={"section": "health"},
    )
    found = grid({}, late)
    last = found.sections[-1]
    assert last.private_number
    assert last.rows == []
    assert last.after_private == []


def test_without_private_questions_there_is_no_line() -> None:
    found = build_grid(starter(), [QUESTIONS["has_tattoos"]], {}, today=TODAY)
    assert [section.private_number for section in found.sections] == [""]
    assert found.sections[0].before_private == found.sections[0].rows
    assert found.asked_count == 1


def test_which_answers_open_follow_ups() -> None:
    found = grid({})
    assert row(found, "gate_heart").opens == ("not_sure", "yes")
    assert row(found, "scar_in_area").opens == ("yes",)
    assert row(found, "lesion_changing").opens == ()


def test_any_answer_may_open_what_another_condition_names() -> None:
    odd = changed(
        lesion_changing={"ask_when": None},
        mole_in_area={"ask_when": [{"question": "lesion_changing", "is": "is_not", "value": "no"}]},
    )
    assert row(grid({}, odd), "lesion_changing").opens == ("no", "not_sure", "yes")


def test_a_follow_up_from_another_section_stands_on_its_own() -> None:
    odd = changed(due_date={"section": "medicines_and_plans"})
    found = grid({"gate_pregnancy": "yes", "pregnant": "yes"}, odd)
    section = found.section_of("due_date")
    assert section is not None
    assert section.key == "medicines_and_plans"
    assert found.top_row("due_date") is row(found, "due_date")


def test_set_aside_answers_are_counted_where_they_come_back() -> None:
    found = grid(
        {"gate_scalp_procedures": "no", "hair_transplant": "yes", "hair_transplant_date": "2020"}
    )
    assert row(found, "gate_scalp_procedures").aside == 2
    hidden = grid({"scar_in_area": "no", "scar_date": "2020"})
    assert row(hidden, "scar_in_area").aside == 1


def test_what_is_not_on_the_grid_is_not_found() -> None:
    assert grid({}).row("hiv") is None
    assert grid({}).top_row("hiv") is None
    assert grid({}).section_of("hiv") is None


def test_everything_answered_leaves_nothing_to_go_on_with() -> None:
    found = build_grid(starter(), [QUESTIONS["has_tattoos"]], {"has_tattoos": "no"}, today=TODAY)
    assert found.resume_at() is None
    assert found.answered_count == 1


@pytest.mark.parametrize(
    ("key", "answer", "letter"),
    [
        ("has_tattoos", "yes", "Y"),
        ("has_tattoos", "no", "N"),
        ("diabetes", "none", "N"),
        ("diabetes", "not_sure", "U"),
        ("diabetes", "type1", ""),
        ("hair_loss_diagnosed", "not_diagnosed", ""),
    ],
)
def test_letters_of_the_fast_keys(key: str, answer: str, letter: str) -> None:
    assert Row(QUESTIONS[key], "1", None).fast_key(answer) == letter


# ── Answers in words ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("has_tattoos", None, ""),
        ("has_tattoos", "yes", "Yes"),
        ("gate_heart", "in_person", "Would rather say this in person"),
        ("keloid_site", ["ears", "other"], "Ears, Somewhere else"),
        ("scar_date", "2020-05", "May 2020"),
        ("scar_date", "2020-05-03", "3 May 2020"),
        ("hba1c", 53, "53 mmol/mol"),
        ("medicines_list", "aspirin", "aspirin"),
    ],
)
def test_an_answer_reads_as_words(key: str, value: Any, words: str) -> None:
    assert in_words(QUESTIONS[key], value) == words


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("has_tattoos", "pick Yes or No"),
        ("gate_heart", "pick Yes, No or Not sure"),
        ("diabetes", "pick an answer"),
        ("keloid_site", "pick one or more answers"),
        ("medicines_list", "write the answer"),
        ("scar_date", "write the date"),
        ("hba1c", "write the number"),
    ],
)
def test_what_is_missing_is_an_instruction(key: str, words: str) -> None:
    assert how_to_answer(QUESTIONS[key]) == words


# ── Boxes ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("has_tattoos", ["yes"], "yes"),
        ("has_tattoos", [""], None),
        ("medicines_list", ["  "], None),
        ("keloid_site", [], None),
    ],
)
def test_a_box_gives_what_the_engine_reads(key: str, typed: list[str], value: Any) -> None:
    question = QUESTIONS[key]
    data = {f"a-{key}": typed if question.kind == "choices" else typed[0]}
    form = AnswersForm([question], data)
    assert form.is_valid()
    assert form.answers() == {key: value}


def test_an_empty_number_is_no_answer() -> None:
    form = AnswersForm([QUESTIONS["hba1c"]], {"a-hba1c": " "})
    assert form.is_valid()
    assert form.answers() == {"hba1c": None}


def test_a_whole_date_comes_as_iso_text() -> None:
    data = {"a-due_date_day": "3", "a-due_date_month": "8", "a-due_date_year": "2027"}
    form = AnswersForm([QUESTIONS["due_date"]], data)
    assert form.is_valid()
    assert form.answers() == {"due_date": "2027-08-03"}


def test_saying_it_in_person_is_for_the_patients_own_page() -> None:
    data = {"a-hiv": "in_person"}
    assert AnswersForm([QUESTIONS["hiv"]], data, in_person=True).is_valid()
    assert not AnswersForm([QUESTIONS["hiv"]], data).is_valid()
    plain = {"a-has_tattoos": "in_person"}
    assert not AnswersForm([QUESTIONS["has_tattoos"]], plain, in_person=True).is_valid()
