"""How long everything is kept, and why, as checked data: table by table, from each app's
`retention.py`.

    RETENTION = {"consultations.Task": kept(WITH_THE_RECORD, health="words note", …)}

Each field stands there once, under the class of what it holds. A table that is not listed, a field
without a class and a period without an end that somebody sees to are problems, and a test fails.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
from dataclasses import dataclass
from datetime import timedelta

from django.apps import AppConfig, apps
from django.db import models

from clinic import grants

CLASSES = {
    "identity": "who a patient is and how they are reached",
    "health": "what a patient said, what was found, decided and written about them",
    "signature": "which colleague did something with a record, and when",
    "trail": "what was done and looked at: ids and names of fields, never their values",
    "catalogue": "the clinic’s rules, questions and sources; nobody’s data",
    "staff": "colleagues: name, role, e-mail, how they sign in",
    "place": "the clinic’s sites, rooms and times",
    "credential": "what opens something: hashed or encrypted",
    "working": "what is needed for minutes or days and decides nothing",
    "technical": "numbers and random keys that hold rows together",
}


@dataclass(frozen=True, slots=True)
class Period:
    """`lasts` counts from `starts`; `source` says where it comes from, `ended_by` who sees to it.

    `of_a_record`: rows go when their patient goes (consultations/actions/erasing.py).
    """

    name: str
    lasts: str
    starts: str
    source: str
    ended_by: str
    of_a_record: bool = False


@dataclass(frozen=True, slots=True)
class Ends:
    """Rows of work in hand: gone so long after the moment in `field` (clinic/clearing.py)."""

    field: str
    after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Kept:
    period: Period
    classes: dict[str, str]
    ends: Ends | None = None

    @property
    def class_of_field(self) -> dict[str, str]:
        """By field; a field that stands twice keeps its last class, and `problems` tells."""
        return {field: kind for kind, fields in self.classes.items() for field in fields.split()}


def kept(period: Period, *, ends: Ends | None = None, **classes: str) -> Kept:
    """`classes`: the names of a class's fields, in one text."""
    return Kept(period, classes, ends)


@functools.cache
def all_tables() -> dict[str, Kept]:
    """Every app's RETENTION together, by model label in Django's spelling."""
    found: dict[str, Kept] = {}
    for name in ("clinic.retention_table", *(f"{each.name}.retention" for each in _others())):
        if importlib.util.find_spec(name) is not None:
            found.update(importlib.import_module(name).RETENTION)
    return found


def _others() -> list[AppConfig]:
    return [config for config in apps.get_app_configs() if config.name != "clinic"]


def tables_of_records() -> frozenset[str]:
    """The tables whose rows go with their patient, by their name in the database."""
    known = {model._meta.label: model for model in grants.tables().values()}
    return frozenset(
        known[label]._meta.db_table
        for label, how in all_tables().items()
        if how.period.of_a_record and label in known
    )


def ending() -> list[tuple[type[models.Model], Ends]]:
    """The tables whose rows end by themselves, and when."""
    known = {model._meta.label: model for model in grants.tables().values()}
    return [(known[label], how.ends) for label, how in all_tables().items() if how.ends]


def problems() -> list[str]:
    """Tables and fields without a class, classes and entries of nothing, periods without an end."""
    listed = all_tables()
    known = {model._meta.label: model for model in grants.tables().values()}
    found = [f"{label} is in no retention.py." for label in known.keys() - listed.keys()]
    found += [f"{label} is listed, and is no table." for label in listed.keys() - known.keys()]
    for label in known.keys() & listed.keys():
        fields = {field.name for field in known[label]._meta.local_concrete_fields}
        found += _problems_of(label, listed[label], fields)
    return sorted(found)


def _problems_of(label: str, how: Kept, fields: set[str]) -> list[str]:
    listed = [field for names in how.classes.values() for field in names.split()]
    found = [f"{label}.{field} has no class." for field in fields - set(listed)]
    found += [f"{label}.{field} is listed, and is no field." for field in set(listed) - fields]
    found += [f"{label}.{each} has two classes." for each in set(listed) if listed.count(each) > 1]
    found += [f"{label}: “{kind}” is no class." for kind in how.classes.keys() - CLASSES.keys()]
    period = how.period
    if not all((period.lasts, period.starts, period.source, period.ended_by)):
        found.append(f"{label}: the period “{period.name}” has no length, start, reason or end.")
    if how.ends is not None and how.ends.field not in fields:
        found.append(f"{label}: there is no moment {how.ends.field} to end at.")
    return found
