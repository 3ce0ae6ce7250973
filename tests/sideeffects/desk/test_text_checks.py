"""Every text for patients is read before a draft is published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sideeffects.actions import load
from sideeffects.desk.text_checks import evidence_problems, named_texts, text_problems
from sideeffects.models import Source
from sideeffects.risk import Catalogue
from tests.catalogue import STARTER, catalogue_with, starter

STOP = "Stop taking your tablets."
HARD = "Immediate consideration of alternative procedural possibilities remains advisable."


def test_no_text_of_the_starter_catalogue_tells_to_stop_a_medicine() -> None:
    assert len(list(named_texts(starter()))) > 1000
    assert [found for found in text_problems(starter()) if found.kind == "stops_medicine"] == []


def test_few_texts_of_the_starter_catalogue_are_too_hard() -> None:
    hard = [found for found in text_problems(starter()) if found.kind == "too_hard"]

    assert {found.part for found in hard} <= {"questions", "side_effects"}
    assert len(hard) < 40


def changed(part: str, key: str, **fields: Any) -> Catalogue:
    entries = dict(getattr(starter(), part))
    entries[key] = replace(entries[key], **fields)
    return catalogue_with(**{part: entries})


def option(text: str) -> Catalogue:
    options = starter().questions["alopecia_areata"].options
    return changed(
        "questions", "alopecia_areata", options=(replace(options[0], label=text), *options[1:])
    )


WRITTEN: dict[str, tuple[str, Callable[[str], Catalogue]]] = {
    "question": ("questions", lambda text: changed("questions", "alopecia_areata", text=text)),
    "why we ask": (
        "questions",
        lambda text: changed("questions", "alopecia_areata", why_we_ask=text),
    ),
    "answer": ("questions", option),
    "told by a rule": (
        "rules",
        lambda text: changed("rules", "anticoagulant_current", patient_says=text),
    ),
    "told by an action": (
        "actions",
        lambda text: changed("actions", "obtain_date", patient=text),
    ),
    "contraindication": (
        "contraindications",
        lambda text: changed("contraindications", "keloid_history", for_patients=text),
    ),
    "side effect": (
        "side_effects",
        lambda text: changed("side_effects", "keloid", for_patients=text),
    ),
    "what to do": (
        "side_effects",
        lambda text: changed("side_effects", "keloid", what_to_do=text),
    ),
    "warning sign": (
        "side_effects",
        lambda text: changed("side_effects", "keloid", warning_signs=(text,)),
    ),
}


@pytest.mark.parametrize("place", WRITTEN)
def test_every_text_a_patient_reads_is_checked(place: str) -> None:
    part, write = WRITTEN[place]
    before = text_problems(starter())

    stops = set(text_problems(write(STOP))) - set(before)
    hard = set(text_problems(write(HARD))) - set(before)

    assert {(found.kind, found.part) for found in stops} == {("stops_medicine", part)}
    assert {(found.kind, found.part) for found in hard} == {("too_hard", part)}


def test_a_period_is_read_in_words() -> None:
    catalogue = changed("actions", "obtain_date", patient="Wait {isotretinoin_wait} for us.")

    (told,) = [said.text for said in named_texts(catalogue) if said.key == "obtain_date"]
    assert told == "Wait 6 months for us."


def test_what_only_the_technician_reads_is_not_checked() -> None:
    seen = next(
        question for question in starter().questions.values() if question.asked_of == "technician"
    )

    assert text_problems(changed("questions", seen.key, text=HARD)) == text_problems(starter())


def test_words_the_clinic_lists_are_not_counted_as_hard() -> None:
    text = "Have you ever had trichotillomania or dermatophagia or onychophagia on your head?"
    hard = changed("questions", "alopecia_areata", text=text)
    entry = hard.contraindications["keloid_history"]
    listed = replace(entry, also_called=("trichotillomania", "dermatophagia", "Onychophagia"))
    known = catalogue_with(
        questions=hard.questions,
        contraindications={**hard.contraindications, "keloid_history": listed},
    )

    assert len(text_problems(hard)) == len(text_problems(known)) + 1


@pytest.mark.django_db
def test_a_source_past_its_date_is_named_with_the_day() -> None:
    load(STARTER, by=None)
    key = next(iter(starter().sources))
    Source.objects.filter(key=key).update(check_again_by=date(2026, 3, 1))

    (late,) = evidence_problems(date(2026, 3, 2))

    assert (late.part, late.key) == ("sources", key)
    assert "1 March 2026" in late.words
    assert evidence_problems(date(2026, 3, 1)) == ()
