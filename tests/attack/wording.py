"""The starter catalogue with any text in all of its wording.

Which parts are wording is found by trying: where the catalogue is still in order with other text
in a place, that place holds words for people.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from sideeffects.risk import CatalogueError, parse, to_files
from sideeffects.risk.check import problems
from tests.catalogue import starter

Place = tuple[str, ...]
A_TRY = " – tried"
KEY = re.compile(r"[a-z0-9_./:-]+")


def with_words(words: str) -> dict[str, Any]:
    """The starter catalogue as plain data, with the words at the end of every wording."""
    return edited(wording_places(), lambda text: f"{text} {words}")


def edited(places: frozenset[Place], edit: Callable[[str], str]) -> dict[str, Any]:
    files = copy.deepcopy(to_files(starter()))
    _walk(files, (), places, edit)
    return files


@cache
def wording_places() -> frozenset[Place]:
    """All at once where that goes, else by halves: most of what reads as words is wording."""
    likely = {place for place, text in _texts(to_files(starter()), ()) if not KEY.fullmatch(text)}
    found = frozenset(_sound(sorted(likely)))
    assert _still_in_order(found), "wording that cannot be changed together"
    return found


def _sound(places: list[Place]) -> Iterator[Place]:
    if _still_in_order(frozenset(places)):
        yield from places
    elif len(places) > 1:
        middle = len(places) // 2
        yield from _sound(places[:middle])
        yield from _sound(places[middle:])


def _still_in_order(places: frozenset[Place]) -> bool:
    try:
        catalogue = parse(edited(places, lambda text: text + A_TRY))
    except CatalogueError:
        return False
    return len(problems(catalogue)) <= len(problems(starter()))


def _texts(node: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(node, dict):
        for name, inner in node.items():
            yield from _texts(inner, (*place, name))
    elif isinstance(node, list | tuple):
        for inner in node:
            yield from _texts(inner, (*place, "*"))
    elif isinstance(node, str):
        yield place, node


def _walk(node: Any, place: Place, places: frozenset[Place], edit: Callable[[str], str]) -> Any:
    if isinstance(node, dict):
        for name, inner in node.items():
            node[name] = _walk(inner, (*place, name), places, edit)
    elif isinstance(node, list):
        node[:] = [_walk(inner, (*place, "*"), places, edit) for inner in node]
    elif isinstance(node, str) and place in places:
        return edit(node)
    return node
