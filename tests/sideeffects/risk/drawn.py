"""Patients drawn at random for any catalogue, well and ill, asked and hidden, blank and unsure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from .reference import Patient
from .reference_lines import Plain, Reader, lines_of, questions_in

STAGES = ("consultation", "examination", "treatment_day")
CONSULTATIONS = (date(2027, 3, 1), date(2027, 8, 31), date(2028, 2, 29), date(2026, 12, 31))
# Days at which the starter's periods end, and the days beside them.
LENGTHS = (0, 1, 2, 7, 14, 28, 42, 90, 92, 181, 183, 184, 365, 366, 6574)
TEXTS = ("warfarin", "  ", "left knee, März 2019")


def examples(count: int) -> settings:
    """So many cases, and fewer where the profile asks for fewer than the usual hundred.

    A whole patient is much to draw; that is slow, not wrong.
    """
    share = settings().max_examples / 100
    return settings(
        max_examples=max(1, int(count * share)), suppress_health_check=[HealthCheck.too_slow]
    )


def dates_near(middle: date) -> SearchStrategy[date]:
    """Days a whole period before or after, and the days next to these."""
    return st.builds(
        lambda length, sign, beside: middle + timedelta(days=sign * length + beside),
        st.sampled_from(LENGTHS),
        st.sampled_from((-1, -1, -1, 1)),
        st.sampled_from((-1, 0, 0, 1)),
    )


def answers_to(question: Plain, limits: tuple[int, ...], today: date) -> SearchStrategy[Any]:
    """Any raw answer that the question can take, a number out of range too."""
    kind = question["kind"]
    if kind == "date":
        return st.builds(written, dates_near(today), lengths(question))
    if kind == "number":
        edges = {question["min"], question["max"], *limits}
        beside = [edge + step for edge in sorted(edges) for step in (-1, 0, 1)]
        return st.sampled_from([*beside, str(beside[0]), beside[-1] + 0.5])
    if kind == "text":
        return st.sampled_from(TEXTS)
    keys = [option["key"] for option in question["options"]]
    in_person = ["in_person"] if "not_sure" in keys else []
    if kind == "choices":
        several = st.lists(st.sampled_from(keys), max_size=3)
        return st.one_of(several, st.sampled_from(in_person)) if in_person else several
    return st.sampled_from([*keys, *in_person])


def lengths(question: Plain) -> SearchStrategy[int]:
    """How much of an ISO day is known: the day, or also only the month or the year."""
    return st.sampled_from((10, 10, 7, 4) if question["approximate_date_ok"] else (10,))


def written(day: date, length: int) -> str:
    return day.isoformat()[:length]


def opened(draw: DrawFn, files: Reader, answers: Plain, key: str, today: date) -> None:
    """Give the questions above one answers that make it be asked."""
    for item in files.questions[key]["ask_when"] or []:
        line = draw(st.sampled_from(list(lines_of([item]))))
        for parent in sorted(questions_in(line)):
            opened(draw, files, answers, parent, today)
            question = files.questions[parent]
            wanted = line.get("value")
            if line["is"] in ("is", "is_one_of"):
                value = draw(st.sampled_from(wanted)) if isinstance(wanted, list) else wanted
                answers[parent] = [value] if question["kind"] == "choices" else value
            else:
                answers[parent] = draw(answers_to(question, (), today))


@st.composite
def answer_sets(
    draw: DrawFn, files: Reader, base: Mapping[str, Any], today: date, most: int = 12
) -> Plain:
    """``base`` with some questions answered otherwise, opened or not, and some left blank."""
    answers = dict(base)
    keys = list(files.questions)
    for key in draw(st.lists(st.sampled_from(keys), max_size=most, unique=True)):
        if draw(st.integers(0, 3)):
            opened(draw, files, answers, key, today)
        answers[key] = draw(answers_to(files.questions[key], limits_of(files, key), today))
    for key in draw(st.lists(st.sampled_from(keys), max_size=3)):
        answers[key] = None
    return answers


def limits_of(files: Reader, key: str) -> tuple[int, ...]:
    """The limits that rules compare a number with."""
    named = {
        line["value"]
        for rule in files.rules
        for line in lines_of(rule["when"])
        if line["is"] in ("at_least", "less_than") and line["question"] == key
    }
    return tuple(int(float(files.periods[name]["value"])) for name in sorted(named))


@st.composite
def patients(
    draw: DrawFn, files: Reader, base: Mapping[str, Any], most: int = 12
) -> tuple[Patient, date]:
    """A patient and a treatment day."""
    today = draw(st.sampled_from(CONSULTATIONS))
    treatment = today + timedelta(days=draw(st.one_of(st.integers(0, 60), st.integers(0, 400))))
    middle = draw(st.sampled_from((today, today, treatment)))
    answers = draw(answer_sets(files, base, middle, most))
    named = sorted({rule["contraindication"] for rule in files.rules})
    near = st.builds(
        lambda months, beside: treatment + timedelta(days=-months * 31 + beside),
        st.sampled_from((0, 0, 1, 3)),
        st.integers(-3, 3),
    )
    letters = draw(st.dictionaries(st.sampled_from(named), near, max_size=3)) if named else {}
    stages = STAGES[: draw(st.sampled_from((1, 2, 2, 3)))]
    return Patient(answers, today, letters, stages), treatment


@st.composite
def likely_letters(draw: DrawFn, found: tuple[Patient, date], named: list[str]) -> Patient:
    """The same patient with letters for the findings named, dated on the consultation day."""
    who, _ = found
    chosen = draw(st.lists(st.sampled_from(named), unique=True)) if named else []
    return replace(who, letters=who.letters | dict.fromkeys(chosen, who.consultation))
