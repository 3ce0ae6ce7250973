"""A catalogue into plain data and back, byte for byte; and numbers that stay exact."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from sideeffects.risk import PARTS, Catalogue, canonical, digest, parse, to_files
from sideeffects.risk.evidence import Frequency
from sideeffects.risk.reading import read_number

from .cases import Plain, period, small, small_files, starter, starter_files
from .full_catalogue import full_files

BOTH = [pytest.param(starter_files, id="the starter"), pytest.param(full_files, id="every field")]


@pytest.mark.parametrize("files", BOTH)
def test_values_into_bytes_and_back_are_the_same_value(files: Any) -> None:
    catalogue = parse(files())
    plain = to_files(catalogue)
    stored = canonical(plain)
    again = parse(json.loads(stored))
    assert again == catalogue
    assert again.hash == catalogue.hash == digest(stored)
    assert canonical(to_files(again)) == stored
    for part in ("sections", *PARTS):
        assert dict(getattr(again, part)) == dict(getattr(catalogue, part)), part
        assert list(getattr(again, part)) == list(getattr(catalogue, part)), part


def as_read(value: Any) -> Any:
    """Plain data as the parser reads it: numbers exact, whole ones as whole numbers."""
    if isinstance(value, dict):
        return {key: as_read(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_read(part) for part in value]
    return read_number(value) if isinstance(value, float) else value


def test_nothing_in_the_starters_files_is_lost() -> None:
    plain = to_files(starter())
    for name, parts in PARTS.items():
        for part in parts:
            for was, now in zip(starter_files()[name][part], plain[name][part], strict=True):
                assert now == as_read(without_empty_params(was)), was


def without_empty_params(value: Any) -> Any:
    """An empty group of parameters is as good as none."""
    if isinstance(value, dict):
        return {
            key: without_empty_params(part)
            for key, part in value.items()
            if not (key == "params" and not part)
        }
    return [without_empty_params(part) for part in value] if isinstance(value, list) else value


def test_nothing_in_a_file_with_every_field_is_lost() -> None:
    plain, expected = to_files(parse(full_files())), full_files()
    expected["questions"]["questions"][4] |= {"min": Decimal("0.5"), "max": Decimal("12.5")}
    expected["periods"]["periods"][3] |= {"value": 2}
    expected["periods"]["periods"][4] |= {"value": 1}
    expected["periods"]["periods"][5] |= {"value": Decimal("5.7")}
    expected["side_effects"]["side_effects"][0]["onset"]["max_days"] = Decimal("0.5")
    expected["samples"]["samples"][0]["answers"]["size"] = "6.25"
    for name in PARTS:
        assert plain[name] == expected[name], name


def test_the_starter_has_all_its_parts() -> None:
    counted = {part: len(getattr(starter(), part)) for part in ("sections", *PARTS)}
    assert counted == {
        "sections": 9,
        "questions": 161,
        "rules": 159,
        "periods": 54,
        "actions": 52,
        "contraindications": 81,
        "side_effects": 49,
        "claims": 31,
        "sources": 117,
        "samples": 15,
    }
    assert sum(question.gate for question in starter().questions.values()) == 18


# ── Identity ───────────────────────────────────────────────────────────────────


def turned(value: Any) -> Any:
    """The same data with every group's fields the other way round."""
    if isinstance(value, dict):
        return {key: turned(part) for key, part in reversed(value.items())}
    return [turned(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("files", BOTH)
def test_the_order_of_fields_in_a_file_changes_nothing(files: Any) -> None:
    one, other = parse(files()), parse(turned(files()))
    assert other == one
    for part in ("sections", *PARTS):
        assert dict(getattr(other, part)) == dict(getattr(one, part)), part


def test_a_catalogue_is_known_by_its_hash() -> None:
    assert parse(full_files()) == parse(full_files())
    assert hash(parse(full_files())) == hash(parse(full_files()))
    assert parse(full_files()) != starter()
    assert starter() != starter().hash
    assert len(starter().hash) == 64


def changed_by(change: Any) -> Catalogue:
    files = full_files()
    change(files)
    return parse(files)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda files: files["periods"]["periods"][2].update(value=29), id="a period"),
        pytest.param(
            lambda files: files["questions"]["questions"][0].update(text="?"), id="a text"
        ),
        pytest.param(lambda files: files["questions"]["questions"].reverse(), id="the order"),
        pytest.param(lambda files: files["claims"]["claims"].clear(), id="a claim less"),
    ],
)
def test_any_change_gives_another_hash(change: Any) -> None:
    assert changed_by(change) != parse(full_files())


# ── Numbers ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (5, 5),
        (-5, -5),
        (0, 0),
        (5.0, 5),
        (5.7, Decimal("5.7")),
        (0.1, Decimal("0.1")),
        ("5.70", Decimal("5.7")),
        (" 7 ", 7),
        ("1e3", 1000),
        (Decimal("7.00"), 7),
        (Decimal("0.25"), Decimal("0.25")),
        (10**15, 10**15),
        (str(10**15), 10**15),
        (-(10**15), -(10**15)),
        (10**15 + 1, None),
        (-(10**15) - 1, None),
        ("1e400", None),
        (True, None),
        (False, None),
        ("", None),
        ("five", None),
        ("nan", None),
        ("-inf", None),
        (float("nan"), None),
        (None, None),
        ([5], None),
        ({}, None),
    ],
)
def test_a_number_is_read_exactly_or_not_at_all(raw: Any, number: Any) -> None:
    found = read_number(raw)
    assert (found, type(found)) == (number, type(number))


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (6, b'"value":6'),
        (6.0, b'"value":6'),
        (5.70, b'"value":"5.7"'),
        ("0.0000001", b'"value":"0.0000001"'),
    ],
)
def test_decimals_are_stored_as_text_and_whole_numbers_as_numbers(
    value: Any, stored: bytes
) -> None:
    catalogue = small([], periods=[period("limit", value, "mm")])
    data = canonical(to_files(catalogue))
    assert stored in data
    assert parse(json.loads(data)) == catalogue


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (6, "months", "6 months"),
        (1, "months", "1 month"),
        (1, "days", "1 day"),
        (1, "years", "1 year"),
        (1, "mm", "1 mm"),
        ("5.70", "mm", "5.7 mm"),
        (69, "mmol/mol", "69 mmol/mol"),
    ],
)
def test_a_period_in_words(value: Any, unit: str, words: str) -> None:
    assert small([], periods=[period("one", value, unit)]).periods["one"].words == words


@pytest.mark.parametrize("gone", [None, "n", "N", "population", "source"])
def test_a_frequency_is_counted_when_all_of_it_is_there(gone: str | None) -> None:
    whole: Plain = {"n": 0, "N": 50, "population": "adults", "source": "somebody_2020"}
    frequency = Frequency("seldom", **{key: whole[key] for key in whole if key != gone})
    assert frequency.counted is (gone is None)


def test_small_catalogues_hold_what_the_engine_needs() -> None:
    assert set(small_files([])) == set(PARTS)
