"""The order in which questions are asked: a question moves with what hangs from it."""

from __future__ import annotations

from clinic.errors import NotAllowed
from clinic.stale import seen_of
from sideeffects.risk import Catalogue, Question
from sideeffects.risk.catalogue import lines_of
from sideeffects.risk.conditions import questions_read


def parents_of(question: Question) -> frozenset[str]:
    """The questions whose answers decide whether this one is asked."""
    return frozenset().union(*(questions_read(line) for line in lines_of(question.ask_when)))


def moved(catalogue: Catalogue, key: str, *, up: bool) -> list[str]:
    """The questions of a section in their order once one has moved by one place.

    Its follow-ups go along. Raises `NotAllowed` at the end of the section, and where a follow-up
    would come before the question that opens it.
    """
    asked = [
        one
        for one in catalogue.questions.values()
        if one.section == catalogue.questions[key].section
    ]
    order = [one.key for one in asked]
    start = order.index(key)
    end = _end(asked, start)
    if up:
        first, middle, last = _before(asked, start), start, end
    else:
        first, middle, last = start, end, _end(asked, end)
    if not first < middle < last:
        raise NotAllowed(f"This is the {'first' if up else 'last'} question of its section.")
    after = order[:first] + order[middle:last] + order[first:middle] + order[last:]
    _refuse_orphans(catalogue, after)
    return after


def order_of(catalogue: Catalogue, key: str) -> str:
    """A digest of the order in which the questions of its section are asked."""
    section = catalogue.questions[key].section
    asked = (one.key for one in catalogue.questions.values() if one.section == section)
    return seen_of({str(place): each for place, each in enumerate(asked)})


def _end(asked: list[Question], start: int) -> int:
    """Where the question and the follow-ups right behind it end."""
    if start >= len(asked):
        return start
    family, end = {asked[start].key}, start + 1
    while end < len(asked) and parents_of(asked[end]) & family:
        family.add(asked[end].key)
        end += 1
    return end


def _before(asked: list[Question], start: int) -> int:
    """Where the question before this one begins, whose follow-ups end here."""
    heads = (place for place in range(start) if _end(asked, place) == start)
    return next(heads, max(0, start - 1))


def _refuse_orphans(catalogue: Catalogue, order: list[str]) -> None:
    place = {key: number for number, key in enumerate(order)}
    for key in order:
        for parent in parents_of(catalogue.questions[key]):
            if place.get(parent, -1) > place[key]:
                follow_up, opener = catalogue.questions[key], catalogue.questions[parent]
                raise NotAllowed(
                    f"“{follow_up.text}” is asked only after “{opener.text}”.",
                    "It stays behind it.",
                )
