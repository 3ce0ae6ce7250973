"""A fault of our own never reads as clear: the result is "not assessed", and says why."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from sideeffects.risk import (
    NOT_ASSESSED,
    AnswerErrors,
    Catalogue,
    assess,
    findings_on,
)
from sideeffects.risk.catalogue import Line

from .cases import CONSULTATION, TREATMENT, on, patient, small, starter

Change = Callable[[Catalogue], Catalogue]

WHO = patient(
    oral_retinoid="stopped",
    oral_retinoid_last_dose="2027-01-15",
    diabetes="type1",
    hba1c=54,
    hba1c_date="2027-01-20",
)


def without(part: str, key: str) -> Change:
    """A catalogue in which an entry is missing, though others name it."""

    def change(catalogue: Catalogue) -> Catalogue:
        entries: Mapping[str, Any] = getattr(catalogue, part)
        return replace(catalogue, **{part: {k: v for k, v in entries.items() if k != key}})  # type: ignore[arg-type]

    return change


def altered(part: str, key: str, **fields: Any) -> Change:
    """A catalogue in which an entry is not what it was."""

    def change(catalogue: Catalogue) -> Catalogue:
        entries: Mapping[str, Any] = getattr(catalogue, part)
        return replace(catalogue, **{part: {**entries, key: replace(entries[key], **fields)}})  # type: ignore[arg-type]

    return change


FAULTS = [
    pytest.param(without("periods", "isotretinoin_wait"), "isotretinoin_wait", id="period gone"),
    pytest.param(without("periods", "letter_valid"), "letter_valid", id="letters without an end"),
    pytest.param(without("periods", "hba1c_limit"), "hba1c_limit", id="limit gone"),
    pytest.param(without("questions", "oral_retinoid"), "oral_retinoid", id="question gone"),
    pytest.param(without("contraindications", "diabetes"), "diabetes", id="entry gone"),
    pytest.param(
        without("actions", "stop_product_before"), "stop_product_before", id="action gone"
    ),
    pytest.param(
        altered("periods", "isotretinoin_wait", unit="days"),
        "period isotretinoin_wait (6 days) cannot be added in months",
        id="wait in another unit",
    ),
    pytest.param(
        altered("periods", "isotretinoin_wait", value=Decimal("6.5")),
        "period isotretinoin_wait (6.5 months) cannot be added in months",
        id="wait of half a month",
    ),
    pytest.param(
        altered("periods", "letter_valid", unit="mm"),
        "period letter_valid (3 mm) cannot be added in mm",
        id="letters that count for millimetres",
    ),
    pytest.param(
        altered("periods", "letter_valid", value=Decimal("2.5")),
        "period letter_valid (2.5 months) cannot be added in months",
        id="letters that count for half a month",
    ),
    pytest.param(
        altered("periods", "hba1c_limit", unit="percent"),
        "period hba1c_limit is in percent, but hba1c in mmol/mol",
        id="limit in another unit",
    ),
    pytest.param(
        altered("rules", "retinoid_recent", when=(Line("on_or_before", question="hba1c"),)),
        "",
        id="rule without a sense",
    ),
    pytest.param(altered("rules", "retinoid_recent", kind="serious"), "serious", id="unknown kind"),
]


def broken(change: Change) -> Catalogue:
    """Under a hash of its own, as an edition is known by it."""
    return replace(change(starter()), hash=f"broken by {id(change)}")


@pytest.mark.parametrize(("change", "words"), FAULTS)
def test_a_broken_catalogue_is_not_assessed_and_says_why(change: Change, words: str) -> None:
    result = assess(
        broken(change),
        WHO,
        consultation_date=CONSULTATION,
        treatment_date=TREATMENT,
        stages=("examination", "consultation"),
        edition=7,
    )
    assert (result.level, result.could_be) == (NOT_ASSESSED, "stop")
    assert result.fault
    assert words in result.fault
    assert (result.earliest_date, result.open_ended, result.provisional) == (None, True, False)
    assert (result.findings, result.windows, result.actions) == ((), (), ())
    assert (result.open_questions, result.not_read, result.set_aside) == ((), (), ())
    assert (result.ask_next, result.earliest_because, result.in_person) == (None, None, ())
    assert (result.consultation_date, result.treatment_date) == (CONSULTATION, TREATMENT)
    assert (result.stages, result.edition) == (("consultation", "examination"), 7)
    assert result.edition_hash.startswith("broken by")
    assert result.engine_version == "1"


@pytest.mark.parametrize(("change", "words"), FAULTS)
def test_the_findings_alone_raise_the_fault_as_it_is(change: Change, words: str) -> None:
    with pytest.raises((KeyError, ValueError, IndexError)) as caught:
        findings_on(broken(change), WHO, consultation_date=CONSULTATION, treatment_date=TREATMENT)
    assert words in str(caught.value)


def test_what_was_not_assessed_has_its_bytes_and_its_hash_like_any_result() -> None:
    catalogue = broken(without("periods", "letter_valid"))
    result = on(TREATMENT, WHO, catalogue)
    assert json.loads(result.canonical())["fault"] == "KeyError('letter_valid')"
    assert result.hash == on(TREATMENT, WHO, catalogue).hash


def test_wrong_answers_are_named_even_where_the_catalogue_is_broken() -> None:
    with pytest.raises(AnswerErrors):
        on(TREATMENT, WHO | {"diabetes": "maybe"}, broken(without("contraindications", "diabetes")))


def test_an_empty_catalogue_has_nothing_to_ask_and_nothing_to_find() -> None:
    result = on(TREATMENT, {}, small([]))
    assert (result.level, result.could_be, result.fault) == ("clear", "clear", None)
