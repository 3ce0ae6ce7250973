"""The draft as a catalogue: what would be published now, and with one entry as typed."""

from __future__ import annotations

from typing import Any

from sideeffects.desk.kinds import KINDS
from sideeffects.editions import catalogue_of_rows
from sideeffects.risk import Catalogue, CatalogueError, Problem, parse, to_files

Plain = dict[str, Any]


def draft() -> Catalogue:
    """What would be published now; raises ``CatalogueError``."""
    return catalogue_of_rows()


def plain_of(catalogue: Catalogue, part: str, key: str) -> Plain | None:
    """One entry as its file writes it."""
    model = KINDS[part].model
    entries: list[Plain] = to_files(catalogue)[model.FILE][part]
    return next((entry for entry in entries if entry[model.KEY] == key), None)


def with_entry(catalogue: Catalogue, part: str, plain: Plain) -> Catalogue:
    """The catalogue with this entry in the place of the one of that key, or at the end."""
    model = KINDS[part].model
    files = to_files(catalogue)
    entries: list[Plain] = files[model.FILE][part]
    key = plain[model.KEY]
    places = [place for place, entry in enumerate(entries) if entry[model.KEY] == key]
    if places:
        entries[places[0]] = plain
    else:
        entries.append(plain)
    return parse(files)


def unreadable(error: CatalogueError) -> Problem:
    return Problem("unreadable", error.file, error.key, error.reason)
