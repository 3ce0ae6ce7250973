"""Our FHIR export, asked by LHC-Forms in a real browser: it asks what we ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from dev import lforms
from sideeffects.fhir import questionnaire
from sideeffects.risk import Catalogue, parse
from tests.catalogue import starter
from tests.journeys.lforms_page import FormOfOthers
from tests.sideeffects.fhir_cases import (
    Plain,
    asked_by_us,
    random_answers,
    response,
    without_days,
)
from tests.sideeffects.risk.drawn import examples
from tests.sideeffects.risk.drawn_catalogues import catalogues

AT_ONCE = 50


@pytest.fixture(scope="module")
def form(browser: Browser) -> Iterator[FormOfOthers]:
    try:
        folder = lforms.folder()
    except lforms.Unavailable as missing:
        pytest.skip(str(missing))
    opened = FormOfOthers(browser, folder)
    yield opened
    opened.page.close()
    assert opened.problems == []


def differences(form: FormOfOthers, catalogue: Catalogue, sets: list[Plain]) -> list[str]:
    """Each question that one of the two asks and the other does not."""
    export = questionnaire(catalogue, None)
    form.show(export)
    found: list[str] = []
    comparable = without_days(catalogue)
    for first in range(0, len(sets), AT_ONCE):
        some = sets[first : first + AT_ONCE]
        theirs = form.asks(response(catalogue, export, answers) for answers in some)
        for answers, shown in zip(some, theirs, strict=True):
            differ = asked_by_us(comparable, answers) ^ shown
            found += [f"{key} with {answers}" for key in sorted(differ)]
    return found


def compare_starter(form: FormOfOthers, count: int) -> None:
    """With every question asked in some set, and every follow-up hidden in some."""
    random = Random(count)  # noqa: S311 - patients, not secrets
    sets = [random_answers(starter(), random) for _ in range(count)]
    asked = [asked_by_us(starter(), answers) for answers in sets]
    follow_ups = {key for key, one in starter().questions.items() if one.ask_when}
    assert set().union(*asked) == set(starter().questions)
    assert follow_ups.intersection(*asked) == set()
    assert differences(form, starter(), sets) == []


def test_lhc_forms_asks_what_we_ask(form: FormOfOthers) -> None:
    compare_starter(form, 100)


@pytest.mark.slow
def test_lhc_forms_asks_what_we_ask_of_a_thousand_patients(form: FormOfOthers) -> None:
    compare_starter(form, 1_000)


def test_a_person_who_clicks_is_asked_what_we_ask(form: FormOfOthers) -> None:
    """The same page, touched as a person touches it, and a tick taken back."""
    form.show(questionnaire(starter(), None))
    answers: Plain = {}
    for key, label in (
        ("gate_hair_loss", "Not sure"),
        ("alopecia_areata", "Yes"),
        ("gate_hair_loss", "No"),
    ):
        form.click(key, label)
        options = starter().questions[key].options
        answers[key] = next(option.key for option in options if option.label == label)
        assert form.asks_now() == asked_by_us(starter(), answers)


def test_other_bytes_than_those_we_locked_are_refused(tmp_path: Path) -> None:
    archive = tmp_path / "lforms-40.1.3.tgz"
    archive.write_bytes(b"something else")
    with pytest.raises(SystemExit, match="not what it was"):
        lforms.check(archive)


# ── Forms of conditions that the starter does not use ──────────────────────────


def compare_drawn(form: FormOfOthers, files: Plain, data: st.DataObject) -> None:
    catalogue, random = parse(files), data.draw(st.randoms(use_true_random=False))
    sets = [random_answers(catalogue, random) for _ in range(12)]
    assert differences(form, catalogue, sets) == []


@examples(40)
@given(catalogues(), st.data())
def test_so_it_does_for_any_catalogue(
    form: FormOfOthers, files: Plain, data: st.DataObject
) -> None:
    compare_drawn(form, files, data)


@pytest.mark.slow
@examples(300)
@given(catalogues(), st.data())
def test_so_it_does_for_hundreds_of_catalogues(
    form: FormOfOthers, files: Plain, data: st.DataObject
) -> None:
    compare_drawn(form, files, data)
