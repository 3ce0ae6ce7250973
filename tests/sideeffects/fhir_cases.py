"""Answer sets for comparing who asks what: random, reaching deep, and as FHIR writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from sideeffects.fhir import Published
from sideeffects.risk import Catalogue, Question, asked, parse, to_files
from sideeffects.risk.catalogue import lines_of
from sideeffects.risk.conditions import days_of
from sideeffects.risk.words import IN_PERSON, NOT_SURE
from tests.sideeffects.risk.cases import any_of, line, period, question, starter_files

Plain = dict[str, Any]

TODAY = date(2027, 3, 1)
EDITION = Published(14, date(2027, 3, 1))
IN_POLISH = "gate_hair_loss"

# A catalogue with every kind of question, and conditions that mix "all" and "any".
PERIODS = (period("five_mm", 5, "mm"), period("ten_days", 10))
PARENTS = (
    question("tick", "yes_no"),
    question("pick", "choice", options=("none", "little", "much")),
    question("many", "choices", options=("none", "little", "much")),
    question("size", "number"),
    question("seen", "date"),
    question("said", "text"),
)
MIXED = (
    *PARENTS,
    question("child", "yes_no", line("tick", "is", "yes"), any_of(line("pick", "is", "much"),
             line("said", "answered"))),
    question("other", "yes_no", any_of(line("pick", "is", "much"), line("size", "answered")),
             any_of(line("many", "missing"), line("tick", "is_not", "no"))),
)  # fmt: skip


def random_answers(catalogue: Catalogue, random: Random) -> Plain:
    """What is asked is mostly answered, mostly so that more is asked; some is stored and hidden."""
    ill = random.choice((0.1, 0.5, 0.8, 0.97))
    answers: Plain = {}
    for any_one in catalogue.questions.values():
        if random.random() < 0.05:
            answers[any_one.key] = answer(any_one, random, ill)
    while True:
        fresh = [one for one in asked(catalogue, answers, TODAY) if one.key not in answers]
        if not fresh:
            return answers
        for one in fresh:
            blank = random.random() < 0.06
            answers[one.key] = None if blank else answer(one, random, ill)


def answer(one: Question, random: Random, ill: float) -> Any:
    keys = [option.key for option in one.options]
    match one.kind:
        case "date":
            day = (TODAY + timedelta(days=random.randint(-900, 300))).isoformat()
            lengths = (10, 10, 7, 4) if one.approximate_date_ok else (10,)
            return day[: random.choice(lengths)]
        case "number":
            low, high = int(one.minimum or 0), int(one.maximum or 100)
            return random.choice((low, high, low - 1, high + 1, random.randint(low, high)))
        case "text":
            return random.choice(("warfarin", "  ", "left knee, März 2019"))
    telling = [key for key in keys if key != one.nothing_to_report]
    chosen = random.choice(telling if telling and random.random() < ill else keys)
    if one.kind != "choices":
        return IN_PERSON if chosen == NOT_SURE and random.random() < 0.2 else chosen
    return random.sample(keys, random.randint(0, len(keys))) if random.random() < 0.5 else [chosen]


def without_days(catalogue: Catalogue) -> Catalogue:
    """The catalogue without the conditions that compare days, which no enableWhen can say."""
    files = to_files(catalogue)
    for one, plain in zip(
        catalogue.questions.values(), files["questions"]["questions"], strict=True
    ):
        if one.ask_when:
            kept = [
                condition
                for item, condition in zip(one.ask_when, plain["ask_when"], strict=True)
                if not any(days_of(line) for line in lines_of((item,)))
            ]
            plain["ask_when"] = kept or None
    return parse(files)


def in_polish(**said: object) -> Catalogue:
    """The starter with one question in Polish, perhaps not all of it."""
    files = starter_files()
    one = next(plain for plain in files["questions"]["questions"] if plain["key"] == IN_POLISH)
    one["translations"] = {"pl": {"text": "Czy coś?", "why_we_ask": None, "options": {}} | said}
    return parse(files)


def asked_by_us(catalogue: Catalogue, answers: Mapping[str, Any]) -> set[str]:
    return {question.key for question in asked(catalogue, answers, TODAY)}


# ── As FHIR writes them ────────────────────────────────────────────────────────


def response(
    catalogue: Catalogue, questionnaire: Mapping[str, Any], answers: Mapping[str, Any]
) -> Plain:
    """The QuestionnaireResponse that holds these answers, those of hidden questions too."""
    items = list(_answered(catalogue, questionnaire["item"], answers))
    return {"resourceType": "QuestionnaireResponse", "status": "in-progress", "item": items}


def _answered(
    catalogue: Catalogue, items: Iterable[Plain], answers: Mapping[str, Any]
) -> Iterator[Plain]:
    for item in items:
        if item["type"] == "group":
            if inside := list(_answered(catalogue, item["item"], answers)):
                yield {"linkId": item["linkId"], "item": inside}
        elif values := values_of(catalogue, item, answers.get(item["linkId"])):
            yield {"linkId": item["linkId"], "answer": values}


def values_of(catalogue: Catalogue, item: Plain, raw: Any) -> list[Plain]:
    """One raw answer as FHIR's answers; to say it in person is to be not sure."""
    if raw is None or item["type"] == "display":
        return []
    match item["type"]:
        case "choice":
            chosen = raw if isinstance(raw, list | tuple) else [raw]
            system = item["answerOption"][0]["valueCoding"]["system"]
            codes = (NOT_SURE if one == IN_PERSON else one for one in chosen)
            return [{"valueCoding": {"system": system, "code": code}} for code in codes]
        case "date":
            return [{"valueDate": raw}]
        case "decimal":
            return [{"valueDecimal": float(raw)}]
    return [{"valueString": raw.strip()}] if raw.strip() else []
