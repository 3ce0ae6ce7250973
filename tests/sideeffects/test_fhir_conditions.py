"""When a question of the FHIR Questionnaire is asked: exactly when we ask it."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sideeffects.fhir import HERE, questionnaire
from sideeffects.fhir_conditions import ask_when
from sideeffects.risk import Catalogue, parse
from tests.catalogue import starter
from tests.sideeffects.fhir_cases import (
    EDITION,
    PARENTS,
    PERIODS,
    Plain,
    asked_by_us,
    random_answers,
    without_days,
)
from tests.sideeffects.fhir_reader import asked_by_fhir, extension
from tests.sideeffects.risk.cases import (
    any_of,
    compare,
    day,
    line,
    question,
    small,
)
from tests.sideeffects.risk.drawn import examples
from tests.sideeffects.risk.drawn_catalogues import catalogues


def conditions(item: Plain) -> tuple[str | None, list[str]]:
    """How its tests belong together, and each as "question operator value"."""
    return item.get("enableBehavior"), [words(test) for test in item.get("enableWhen", [])]


def words(test: Plain) -> str:
    value = next(value for name, value in test.items() if name.startswith("answer"))
    value = value["code"] if isinstance(value, dict) else value
    return f"{test['question']} {test['operator']} {value}"


# ── When it is asked ──────────────────────────────────────────────────────────


def child_of(*when: Plain) -> Plain:
    """The item of a question asked under this condition, with the groups around it."""
    catalogue = small([*PARENTS, question("child", "yes_no", *when)], periods=PERIODS)
    section = questionnaire(catalogue, EDITION)["item"][0]
    return next(item for item in section["item"] if item["linkId"].startswith("child"))


@pytest.mark.parametrize(
    ("when", "behavior", "tests"),
    [
        (line("tick", "is", "yes"), None, ["tick = yes"]),
        (line("pick", "is_one_of", ["little", "much"]), "any", ["pick = little", "pick = much"]),
        (
            line("pick", "is_not", "much"),
            "any",
            ["pick exists False", "pick = none", "pick = little"],
        ),
        (
            line("pick", "is_none_of", ["none", "much"]),
            "any",
            ["pick exists False", "pick = little"],
        ),
        (line("many", "is_not", "much"), "any", ["many exists False", "many != much"]),
        (line("many", "answered"), "any", ["many = none", "many = little", "many = much"]),
        (line("size", "at_least", "five_mm"), "all", ["size >= 5", "size >= 0", "size <= 100"]),
        (line("size", "less_than", "five_mm"), "all", ["size < 5", "size >= 0", "size <= 100"]),
        (line("size", "answered"), "all", ["size exists True", "size >= 0", "size <= 100"]),
        (line("size", "missing"), "any", ["size exists False", "size < 0", "size > 100"]),
        (line("seen", "answered"), None, ["seen exists True"]),
        (line("said", "missing"), None, ["said exists False"]),
    ],
    ids=lambda value: value["is"] if isinstance(value, dict) else "",
)
def test_a_line_becomes_tests(when: Plain, behavior: str | None, tests: list[str]) -> None:
    assert conditions(child_of(when)) == (behavior, tests)


def test_all_and_any_together_need_groups_around_the_question() -> None:
    outer = child_of(
        line("tick", "is", "yes"),
        any_of(line("pick", "is", "much"), line("said", "answered")),
        any_of(line("pick", "is", "little"), line("seen", "answered")),
    )
    inner = outer["item"][0]
    child = inner["item"][0]
    assert (outer["type"], inner["type"], child["linkId"]) == ("group", "group", "child")
    assert conditions(outer) == ("any", ["pick = little", "seen exists True"])
    assert conditions(inner) == ("any", ["pick = much", "said exists True"])
    assert conditions(child) == (None, ["tick = yes"])


def test_a_condition_that_compares_days_is_told_to_the_reader() -> None:
    """No enableWhen can say it: it is asked, and marked, and never silently left out."""
    late = compare(day("treatment_date"), "after", day("seen", days="ten_days"))
    child = child_of(line("tick", "is", "yes"), late)
    assert conditions(child) == (None, ["tick = yes"])
    told = extension(child, f"{HERE}/asked-when-in-words")
    assert told == "the treatment date is after 10 days after “What about seen?”"
    assert child["item"][1]["text"] == f"Ask this only if {told}."


def test_a_group_in_which_days_are_compared_is_told_whole() -> None:
    late = compare(day("treatment_date"), "after", day("seen"))
    child = child_of(any_of(line("tick", "is", "yes"), late))
    assert conditions(child) == (None, [])
    assert "“What about tick?” is Yes" in extension(child, f"{HERE}/asked-when-in-words")


def test_a_condition_of_too_many_clauses_is_told_to_the_reader() -> None:
    options = [f"o{number}" for number in range(8)]
    several = [question(key, "choices", options=options) for key in ("one", "two")]
    when = any_of(line("one", "is_none_of", options), line("two", "is_none_of", options))
    catalogue = small([*several, question("child", "yes_no", when)])
    told = ask_when(catalogue, catalogue.questions["child"], HERE)
    assert told.clauses == ()
    assert told.in_words != ""


# ── The same questions ────────────────────────────────────────────────────────


def agree(catalogue: Catalogue, count: int, random: Random | None = None) -> list[set[str]]:
    """Whichever way a reader takes `!=` of a blank answer, it asks what we ask."""
    random = random or Random(count)  # noqa: S311 - patients, not secrets
    export, comparable = questionnaire(catalogue, EDITION), without_days(catalogue)
    seen = []
    for _ in range(count):
        answers = random_answers(catalogue, random)
        ours = asked_by_us(comparable, answers)
        for blank_differs in (True, False):
            theirs = asked_by_fhir(catalogue, export, answers, blank_differs=blank_differs)
            assert theirs == ours, answers
        seen.append(ours)
    return seen


def test_a_thousand_random_patients_are_asked_the_same() -> None:
    seen = agree(starter(), 1_000)
    assert set().union(*seen) == set(starter().questions)


@examples(200)
@given(catalogues(), st.randoms(use_true_random=False))
def test_so_are_patients_of_any_catalogue(files: Plain, random: Random) -> None:
    agree(parse(files), 5, random)
