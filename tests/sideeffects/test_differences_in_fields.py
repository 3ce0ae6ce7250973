"""No field of the catalogue is forgotten when two catalogues are compared."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

import pytest

from sideeffects.differences import differences
from tests.catalogue import ALL_PARTS, alone, starter


def example(hint: Any) -> Any:
    """Some value of a type, however nested."""
    if isinstance(hint, type) and is_dataclass(hint):
        kinds = typing.get_type_hints(hint)
        return hint(**{each.name: example(kinds[each.name]) for each in fields(hint)})
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return tuple(example(each) for each in inner if each is not ...)
    if origin in (types.UnionType, typing.Union):
        return example(next(each for each in inner if each is not type(None)))
    if origin is typing.Literal:
        return inner[0]
    return {str: "new", bool: True, int: 7, Decimal: Decimal("7.5")}[hint]


def other_values(hint: Any, value: Any) -> Iterator[Any]:
    """Values of the same type that differ, one place at a time."""
    if value is None:
        yield example(hint)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int | Decimal):
        yield value + 1
    elif isinstance(value, str):
        yield value + " new"
    elif isinstance(value, tuple):
        yield from _other_tuples(hint, value)
    else:
        kinds = typing.get_type_hints(type(value))
        for each in fields(value):
            for other in other_values(kinds[each.name], getattr(value, each.name)):
                yield replace(value, **{each.name: other})


def _other_tuples(hint: Any, value: tuple[Any, ...]) -> Iterator[Any]:
    inner = typing.get_args(hint)
    if value:
        yield value[:-1]
        if isinstance(value[0], str) or is_dataclass(value[0]):
            yield from ((other, *value[1:]) for other in other_values(inner[0], value[0]))
        else:
            yield ((*value[0][:-1], example(typing.get_args(inner[0])[-1])), *value[1:])
    elif inner[-1] is ...:
        yield (example(inner[0]),)


def entries_to_try(part: str, name: str) -> list[tuple[str, Any]]:
    """Some with a value in this field, then one without."""
    entries = list(getattr(starter(), part).items())
    filled = [pair for pair in entries if getattr(pair[1], name) not in (None, ())]
    return [*filled[:6], *(pair for pair in entries if pair not in filled)][:7]


def fields_of(part: str) -> list[str]:
    """The first field is the entry's identity."""
    entry = next(iter(getattr(starter(), part).values()))
    return [each.name for each in fields(entry)][1:]


FIELDS = [(part, name) for part in ALL_PARTS for name in fields_of(part)]


@pytest.mark.parametrize(("part", "name"), FIELDS, ids=str)
def test_every_field_of_every_kind_of_entry_is_seen(part: str, name: str) -> None:
    seen = 0
    for key, entry in entries_to_try(part, name):
        hint = typing.get_type_hints(type(entry))[name]
        before = alone(part, key, entry)
        for value in other_values(hint, getattr(entry, name)):
            after = alone(part, key, replace(entry, **{name: value}))
            if after == before:
                continue  # a field that this kind of question does not have
            (change,) = differences(before, after)
            assert (change.part, change.key, change.change) == (part, key, "changed")
            assert change.fields
            for field in change.fields:
                assert field.before != field.after
                assert field.label
            seen += 1
    assert seen, "nobody would see this field change"
