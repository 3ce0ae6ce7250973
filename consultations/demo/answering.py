"""Gives a story's answers: the desk's out loud, the private ones by hand, the examination."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from clinic import audit
from consultations.actions.answers import write_answers
from consultations.actions.examination import answer_examination
from consultations.actions.ground import locked
from consultations.actions.intake import save_answer, save_note, save_private_answers
from consultations.demo.story import Ago
from consultations.demo.teller import Telling, on_days
from consultations.questions import BIRTH_DATE, CONSULTATION, EXAMINATION, asked_in, catalogue_of
from sideeffects.risk import Question

PATCH_TEST_BEFORE = 7


def answer_all(telling: Telling) -> None:
    """Every question in the order of the screen, as the desk asks them out loud."""
    story = telling.story
    if story.note:
        save_note(telling.consultation, note=story.note, by=telling.desk)
    _answer_aloud(telling)
    if story.private is not None:
        _answer_in_private(telling)


def correct(telling: Telling, answers: Mapping[str, Any]) -> None:
    """Other answers than before, and then the follow-ups that they open."""
    telling.story = replace(telling.story, said={**telling.story.said, **answers})
    given = on_days(answers, telling.today)
    for question in (key for key in given if key in telling.fresh().answers):
        _save(telling, question, given[question])
    _answer_aloud(telling)


def _answer_aloud(telling: Telling) -> None:
    """What there is to report is saved answer by answer; the many that report nothing together,
    in the same way but in one go, because telling forty people would take a while otherwise."""
    while questions := _still_to_ask(telling):
        said = [question for question in questions if question.key in telling.story.said]
        for question in said:
            _save(telling, question.key, _answer_to(telling, question))
        _report_nothing(telling, [question for question in questions if question not in said])


@transaction.atomic
def _report_nothing(telling: Telling, questions: list[Question]) -> None:
    if not questions:
        return
    row = locked(telling.consultation, by=telling.desk)
    values = {question.key: question.nothing_to_report for question in questions}
    write_answers(row, values, by=telling.desk, key=next(telling.keys), moment=telling.at)
    audit.record("answer.saved", actor=telling.desk, subject=row, detail={"questions": [*values]})


def _still_to_ask(telling: Telling) -> list[Question]:
    consultation = telling.fresh()
    sections = list(catalogue_of(consultation).sections)
    last = telling.story.up_to or sections[-1]
    reached = sections[: sections.index(last) + 1]
    return [
        question
        for question in asked_in(consultation, CONSULTATION, telling.day)
        if not question.private
        and question.section in reached
        and question.key not in (*consultation.answers, *telling.story.skipped, BIRTH_DATE)
        and _answer_to(telling, question) is not None
    ]


def _answer_to(telling: Telling, question: Question) -> Any:
    return on_days(telling.story.said, telling.today).get(question.key, question.nothing_to_report)


def _save(telling: Telling, question: str, value: Any) -> None:
    saved = save_answer(
        telling.consultation,
        question,
        value,
        seen_version=telling.consultation.version,
        key=next(telling.keys),
        **telling.by_desk(),
    )
    telling.consultation.version = saved.version


def _answer_in_private(telling: Telling) -> None:
    given = on_days(telling.story.private or {}, telling.today)
    while True:
        consultation = telling.fresh()
        answers = {
            question.key: value
            for question in asked_in(consultation, CONSULTATION, telling.day)
            if question.private
            and question.key not in consultation.private_answers
            and (value := given.get(question.key, question.nothing_to_report)) is not None
        }
        if not answers:
            return
        save_private_answers(consultation, answers, key=next(telling.keys), **telling.by_desk())


def examine(telling: Telling, found: Mapping[str, Any]) -> None:
    """The technician's questions: a clear patch test a week ago, and nothing seen."""
    applied = Ago((telling.today - telling.day).days + PATCH_TEST_BEFORE)
    usual = {
        "patch_test_done": "yes",
        "patch_test_date": applied,
        "patch_test_result": "no_reaction",
        "patch_test_same_products": "yes",
        "bp_systolic": 132,
        "bp_diastolic": 84,
    }
    given = on_days({**usual, **found}, telling.today)
    while True:
        consultation = telling.fresh()
        answers = {
            question.key: value
            for question in asked_in(consultation, EXAMINATION, telling.day)
            if question.key not in consultation.answers
            and (value := given.get(question.key, question.nothing_to_report)) is not None
        }
        if not answers:
            return
        answer_examination(
            consultation,
            answers,
            seen_version=consultation.version,
            key=next(telling.keys),
            **telling.by_technician(),
        )
