"""The checks in words: what forbids publishing, and what is worth a look, group by group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sideeffects.desk.addresses import edit_address
from sideeffects.desk.overview import problems_of
from sideeffects.desk.uses import titles_of
from sideeffects.risk import Catalogue, Problem

# Each kind of problem: what its group is called and what to do about it.
HEADINGS = {
    "unreadable": ("Cannot be read", "Open the entry and repair it."),
    "duplicate": ("Twice the same", "Give one of them another key."),
}
OTHER = ("To settle", "Open the entry and repair it.")


@dataclass(frozen=True, slots=True)
class Found:
    """One problem, the entry's name, and the page where it is repaired."""

    problem: Problem
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    kind: str
    heading: str
    help: str
    problems: tuple[Found, ...]


def blocking(catalogue: Catalogue) -> tuple[Problem, ...]:
    """What forbids publishing."""
    return problems_of(catalogue)


def worth_a_look(catalogue: Catalogue) -> list[Group]:
    """What does not forbid publishing, but a manager would want to know."""
    return []


def grouped(catalogue: Catalogue, problems: Iterable[Problem]) -> list[Group]:
    titles = titles_of(catalogue)
    found: dict[str, list[Found]] = {}
    for problem in problems:
        title = titles.get((problem.part, problem.key), problem.key)
        found.setdefault(problem.kind, []).append(
            Found(problem, title, edit_address(problem.part, problem.key))
        )
    return [Group(kind, *HEADINGS.get(kind, OTHER), tuple(group)) for kind, group in found.items()]
