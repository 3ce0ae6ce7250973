"""The checks in words: what forbids publishing, and what is worth a look, group by group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils import timezone

from sideeffects.desk.addresses import edit_address
from sideeffects.desk.overview import problems_of
from sideeffects.desk.text_checks import STOPS_MEDICINE, evidence_problems, text_problems
from sideeffects.desk.uses import titles_of
from sideeffects.models.entry import QUOTED
from sideeffects.risk import Catalogue, Problem, advice, samples_wrong

# Each kind of problem: what its group is called, and what to do about it.
HEADINGS = {
    "cycle": ("Questions in a circle", "Let one of them be asked without the other."),
    "dangling_name": ("Names that lead nowhere", "Pick an entry that is there, or add it."),
    "date_and_unit": ("Dates and units that do not fit", "Compare dates with dates, in one unit."),
    "days_left_over": ("Days between two waits", "Say what holds on these days."),
    "duplicate_key": ("Twice the same", "Give one of them another name."),
    "evidence_past_date": ("Evidence past its date", "Read the source again and note the day."),
    "follow_up_without_parent": ("Follow-ups that nobody opens", "Say after which answer."),
    "gate_silent": (
        "Gates that do not name what is behind them",
        "A patient says no to what the gate says: name it there.",
    ),
    "needed_by_the_engine": ("Entries the app needs", "Bring them back."),
    "never_holds": ("Rules that can never hold", "Change a line, or retire the rule."),
    "parent_after_follow_up": ("Follow-ups before their question", "Move the question up."),
    "period_unused": ("Periods that nothing uses", "Use it in a rule, or retire it."),
    "precaution_covered": ("Precautions that are never shown", "Retire it, or narrow the other."),
    "question_unread": ("Questions that nobody reads", "Add a rule that reads it, or retire it."),
    "rule_covered": ("Rules covered by another", "Retire it, or narrow the other."),
    "rules_overlap": ("Rules that hold together", "The stricter wins: see that this is meant."),
    "sample_breaks": (
        "Samples that are not as you expect",
        "Change the rule, or what you expect of the sample.",
    ),
    "source_missing": ("Sources that are not there", "Pick another, or add it."),
    "stops_medicine": (
        "Texts that tell a patient to stop a medicine",
        "Only who prescribed it may say so. Send the patient there.",
    ),
    "too_hard": ("Texts too hard to read", "Shorter words, shorter sentences."),
    "unread_not_sure": (
        "“Not sure” that nobody reads",
        "Let a rule read it, or give it a meaning.",
    ),
    "unreadable": ("Cannot be read", "Open the entry and repair it."),
    "wrong_answer": ("Answers that are not offered", "Pick one of the question’s own answers."),
    "wrong_form": ("Fields that contradict each other", "Change one of them."),
}
OTHER = ("To settle", "Open the entry and repair it.")
# What leads to the catalogue's author first: the more that follows from it, the earlier.
WORTH_FIRST = (
    "gate_silent",
    "question_unread",
    "evidence_past_date",
    "too_hard",
    "days_left_over",
    "rule_covered",
    "rules_overlap",
)


@dataclass(frozen=True, slots=True)
class Found:
    """One problem, the entry's name, and the page where it is repaired. `others`: the entries that
    its words name by their keys, each as name and page."""

    problem: Problem
    title: str
    url: str
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    kind: str
    heading: str
    help: str
    problems: tuple[Found, ...]


@lru_cache(maxsize=8)
def blocking(catalogue: Catalogue) -> tuple[Problem, ...]:
    """What forbids publishing: gaps, samples that break, and advice only a prescriber may give."""
    gaps = problems_of(catalogue)
    texts = tuple(one for one in text_problems(catalogue) if one.kind == STOPS_MEDICINE)
    return (*gaps, *(one.problem for one in samples_wrong(catalogue)), *texts)


def worth_a_look(catalogue: Catalogue) -> list[Group]:
    """What does not forbid publishing, but a manager would want to know."""
    texts = [one for one in text_problems(catalogue) if one.kind != STOPS_MEDICINE]
    evidence = evidence_problems(timezone.localdate())
    found = grouped(catalogue, [*_advice(catalogue), *texts, *evidence])
    return sorted(found, key=lambda group: _place(group.kind))


_advice = lru_cache(maxsize=8)(advice)


def _place(kind: str) -> int:
    return WORTH_FIRST.index(kind) if kind in WORTH_FIRST else len(WORTH_FIRST)


def grouped(catalogue: Catalogue, problems: Iterable[Problem]) -> list[Group]:
    titles = titles_of(catalogue)
    found: dict[str, list[Found]] = {}
    for problem in problems:
        title = titles.get((problem.part, problem.key), problem.key)
        others = tuple(
            (titles[problem.part, key], edit_address(problem.part, key))
            for key in dict.fromkeys(QUOTED.findall(problem.words))
            if (problem.part, key) in titles and key != problem.key
        )
        found.setdefault(problem.kind, []).append(
            Found(problem, title, edit_address(problem.part, problem.key), others)
        )
    return [Group(kind, *HEADINGS.get(kind, OTHER), tuple(group)) for kind, group in found.items()]
