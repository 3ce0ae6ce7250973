"""The texts that a patient reads, and those of a draft that somebody must look at."""

from __future__ import annotations

from typing import Any

import pytest

from sideeffects.risk import parse, patient_texts, patient_texts_changed

from .cases import starter
from .changes import Change, changed, entry, remove, set_field

GERMAN = {"de": {"text": "Nehmen Sie Isotretinoin?", "options": {"current": "Ja"}}}


def said(change: Change) -> list[str]:
    return [str(one) for one in patient_texts_changed(starter(), parse(changed(change)))]


def option(files: dict[str, Any]) -> None:
    entry(files, "questions", "oral_retinoid")["options"][0]["label"] = "Not at all"


CHANGES: dict[str, tuple[Change, list[str]]] = {
    "a title": (
        lambda files: files["questions"]["sections"][0].update(title="Your hair"),
        ["sections: you_and_your_hair: patients will read: “Your hair”"],
    ),
    "a question": (
        set_field("questions", "psoriasis", text="Is it psoriasis?", why_we_ask="We ask."),
        [
            "questions: psoriasis: patients will read: “Is it psoriasis?”",
            "questions: psoriasis: patients will read: “We ask.”",
        ],
    ),
    "an answer": (option, ["questions: oral_retinoid: patients will read: “Not at all”"]),
    "another language": (
        set_field("questions", "oral_retinoid", translations=GERMAN),
        [
            "questions: oral_retinoid: patients will read: “Nehmen Sie Isotretinoin?”",
            "questions: oral_retinoid: patients will read: “Ja”",
        ],
    ),
    "a number inside a text": (
        set_field("periods", "isotretinoin_wait", value=9),
        [
            "rules: retinoid_recent: patients will read: "
            "“Your skin needs 9 months after your last tablet.”"
        ],
    ),
    "what a rule says": (
        set_field("rules", "keloid_yes", patient_says="No."),
        ["rules: keloid_yes: patients will read: “No.”"],
    ),
    "what an action says with its rule's own number": (
        set_field("periods", "cooling_off_wait", value=30),
        [
            "rules: expectations_yes: patients will read: “SMP gives the look of short hair. It "
            "fades and does not grow hair. Please take 30 days to think.”",
            "rules: expectations_yes: patients will read: "
            "“Look at photographs of healed scalps. Take 30 days to think.”",
        ],
    ),
    "what an action says": (
        set_field("actions", "breaks", patient="Rest at any time."),
        ["actions: breaks: patients will read: “Rest at any time.”"],
    ),
    "what a side effect is": (
        set_field("side_effects", "fading", plain_name="The dots fade", what_to_do="Come back."),
        [
            "side_effects: fading: patients will read: “The dots fade”",
            "side_effects: fading: patients will read: “Come back.”",
        ],
    ),
    "what a contraindication is called": (
        set_field("contraindications", "vitiligo", plain_name="White patches"),
        ["contraindications: vitiligo: patients will read: “White patches”"],
    ),
    "words for staff": (set_field("rules", "keloid_yes", reads_as="If so, decline."), []),
    "a text that only goes": (set_field("rules", "keloid_yes", patient_says=None), []),
    "a question that goes": (remove("questions", "date_of_birth"), []),
}


@pytest.mark.parametrize(("change", "words"), CHANGES.values(), ids=CHANGES)
def test_a_text_that_reads_otherwise_is_named(change: Change, words: list[str]) -> None:
    assert said(change) == words


def test_each_text_is_there_once_and_none_is_empty() -> None:
    for texts in patient_texts(starter()).values():
        assert all(texts)
        assert len(set(texts)) == len(texts)
