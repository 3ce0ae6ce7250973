"""The starter catalogue for tests: as a value, as an edition, as a folder to change."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dev.places import ROOT
from sideeffects.editions import canonical_json, columns_of, search_entries
from sideeffects.models import Edition, SearchEntry
from sideeffects.risk import PARTS, Catalogue, canonical, digest, parse, to_files
from sideeffects.yaml_files import read_folder

STARTER = ROOT / "sideeffects" / "starter"
ALL_PARTS = [part for parts in PARTS.values() for part in parts]


@cache
def starter() -> Catalogue:
    return parse(read_folder(STARTER))


@cache
def starter_json() -> str:
    return canonical_json(starter())


def catalogue_with(**parts: Any) -> Catalogue:
    """The starter with some parts replaced, and the hash that goes with it."""
    unnamed = replace(starter(), **parts, hash="")
    return replace(unnamed, hash=digest(canonical(to_files(unnamed))))


def alone(part: str, key: str, entry: object) -> Catalogue:
    """A catalogue of nothing else: all its names lead nowhere."""
    return catalogue_with(**{name: {} for name in ALL_PARTS} | {part: {key: entry}})


def starter_edition(*, searchable: bool = False) -> Edition:
    """The starter catalogue as the next edition, without the rows it would come from: fast."""
    live = Edition.objects.order_by("-number").first()
    edition = Edition.objects.create(
        number=live.number + 1 if live else 1, canonical=starter_json(), hash=starter().hash
    )
    if searchable:
        SearchEntry.objects.bulk_create(search_entries(edition, starter()))
    return edition


def rows_of(catalogue: Catalogue) -> None:
    """The rows that a catalogue would come from: the draft that says the same."""
    for model, rows in columns_of(catalogue).items():
        model.objects.bulk_create(model(**columns) for columns in rows)


def copy_of_starter(folder: Path) -> Path:
    """The starter's files in a folder of one's own."""
    return Path(shutil.copytree(STARTER, folder / "catalogue"))


def change(folder: Path, name: str, edit: Callable[[Any], object]) -> None:
    """Change one file of a catalogue as plain data."""
    path = folder / f"{name}.yaml"
    content = yaml.safe_load(path.read_text())
    edit(content)
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True))
