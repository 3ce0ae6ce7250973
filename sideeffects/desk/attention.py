"""What needs the manager: each app says its own part in `<app>/catalogue_attention.py`.

    NOTES: list[Callable[[Catalogue], Iterable[Note]]] = [sources_past_their_date]

Each is asked once for the desk's home page; a few queries at most.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

from django.apps import apps

from sideeffects.risk import Catalogue


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence and where it leads. `blocks`: publishing is refused because of it."""

    words: str
    url: str
    blocks: bool = False


Notes = Callable[[Catalogue], Iterable[Note]]


@functools.cache
def askers() -> tuple[Notes, ...]:
    found: list[Notes] = []
    for config in apps.get_app_configs():
        module = f"{config.name}.catalogue_attention"
        if importlib.util.find_spec(module) is not None:
            found.extend(importlib.import_module(module).NOTES)
    return tuple(found)


def notes(draft: Catalogue) -> list[Note]:
    """Everything that needs somebody, what blocks publishing first."""
    found = chain.from_iterable(ask(draft) for ask in askers())
    return sorted(found, key=lambda note: not note.blocks)
