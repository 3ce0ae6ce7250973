"""Past cases of the starter, and of small catalogues that differ in their rules."""

from __future__ import annotations

from typing import Any

from sideeffects.risk import (
    Catalogue,
    PastCase,
    Replay,
    Replayed,
    parse,
)

from .cases import (
    CONSULTATION,
    TREATMENT,
    Plain,
    day,
    line,
    means,
    patient,
    period,
    question,
    rule,
    small,
    starter,
)
from .changes import Change, add_rule, changed, remove, set_field

WELL = patient(starter())
KELOID = {"keloid_history": "yes", "keloid_site": ["chest_shoulders_back"]}
TOOK = {"oral_retinoid": "stopped", "oral_retinoid_last_dose": "2026-11-01"}


def past(answers: Any, **fields: Any) -> PastCase:
    return PastCase(
        **{
            "ref": 1,
            "answers": answers,
            "letters": {},
            "consultation_date": CONSULTATION,
            "treatment_date": TREATMENT,
        }
        | fields
    )


def after(change: Change) -> Catalogue:
    return parse(changed(change))


def replayed(change: Change, answers: Any, **fields: Any) -> Replayed:
    """A case under the starter, and under the starter with one change."""
    return Replay(starter(), after(change)).of(past(answers, **fields))


def found(refs: Any) -> list[str]:
    return [ref.made_by for ref in refs]


CHANGES: dict[str, Change] = {
    "a longer wait": set_field("periods", "isotretinoin_wait", value=9),
    "a shorter wait": set_field("periods", "isotretinoin_wait", value=1),
    "letters that count for longer": set_field("periods", "letter_valid", value=12),
    "a rule taken out": remove("rules", "keloid_yes"),
    "a weaker rule": set_field("rules", "keloid_yes", kind="precaution"),
    "a new rule": add_rule("keloid_yes", when=[line("psoriasis", "is_not", "none")]),
    "other words": set_field("rules", "keloid_yes", reads_as="Other words.", actions=[]),
    "another meaning of not sure": set_field(
        "questions", "keloid_history", not_sure=means("keloid_history", "precaution")
    ),
    "an answer that is no longer offered": set_field(
        "questions",
        "diabetes",
        options=[{"key": "none", "label": "No"}, {"key": "type1", "label": "Yes"}],
    ),
}


QUESTIONS = [question(key) for key in ("a", "b", "c")] + [
    question("since", "date"),
    question("again", "date"),
]
PERIODS = [period("short", 50), period("long", 60)]
YES = {"a": "yes", "b": "yes", "c": "yes", "since": "2027-02-25", "again": "2027-02-26"}
HOLD = rule("hold", line("c", "is", "yes"), contraindication="other")
A, B = line("a", "is", "yes"), line("b", "is", "yes")


def wait(of: str, days: str | None, **fields: Any) -> Plain:
    """A rule over the answer a, which waits so many days, or without an end."""
    if days is None:
        return rule("one", A, kind="deferral", **fields)
    return rule("one", A, kind="deferral", wait_until=day(of, days=days), **fields)


def between(one: list[Plain], other: list[Plain], answers: Any = YES, **fields: Any) -> Replayed:
    """The same case under two small catalogues that differ in their rules."""
    live, draft = (small(QUESTIONS, [HOLD, *rules], periods=PERIODS) for rules in (one, other))
    return Replay(live, draft).of(past(answers, **fields))


def kind(name: str, **fields: Any) -> list[Plain]:
    return [rule("one", A, kind=name, **fields)]
