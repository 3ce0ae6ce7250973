"""A rate is said with its procedure first, or that nobody has counted it is said aloud."""

from __future__ import annotations

import pytest

from sideeffects.evidence.how_often import HowOften, how_often, procedure_of
from sideeffects.risk.evidence import Frequency
from tests.catalogue import starter


def of(key: str) -> HowOften:
    return how_often(starter(), starter().side_effects[key])


# Every count of the starter catalogue, as its line begins. A new one must be added by hand, after
# reading in which procedure it was counted.
COUNTED = {
    "soreness": ["In tattooing, not SMP: 2,302 of 3,411"],
    "itching": ["In tattooing, not SMP: 603 of 5,914"],
    "swelling_oedema": ["In hair transplants, not SMP: 18 of 2,896"],
    "hair_thinning_shedding": ["In hair transplants, not SMP: 4 of 2,896"],
    "numbness_altered_sensation": ["In hair transplants, not SMP: 18 of 2,896"],
    "ink_allergy_delayed": [
        "In SMP: 0 of 53",
        "In tattooing, not SMP: 36 of 448",
        "In tattooing, not SMP: 18 of 300",
        "In tattooing, not SMP: 29 of 38,543",
    ],
    "bacterial_infection": ["In SMP: 0 of 53"],
    "herpes_reactivation": ["In lip pigmentation, not SMP: 80 of 206"],
    "foreign_body_granuloma": ["In SMP: 0 of 53", "In tattooing, not SMP: 92 of 494"],
    "sarcoid_reaction": ["In tattooing, not SMP: 27 of 92"],
    "koebner_flare": [
        "In tattooing, not SMP: 8 of 150",
        "In tattooing, not SMP: 13 of 48",
        "In tattooing, not SMP: 7 of 95",
    ],
    "keloid": ["In hair transplants, not SMP: 1 of 2,896"],
    "delayed_healing": ["In tattooing, not SMP: 307 of 3,411"],
    "folliculitis": ["In hair transplants, not SMP: 203 of 2,896"],
    "mri_swelling_burning": [
        "In tattooing, not SMP: 1 of 585",
        "In permanent make-up, not SMP: 2 of 135",
    ],
    "photosensitivity": ["In tattooing, not SMP: 31 of 144"],
    "vasovagal_syncope": ["In hair transplants, not SMP: 7 of 2,896"],
    "lymph_node_swelling": ["In tattooing, not SMP: 225 of 3,411"],
    "dissatisfaction": ["In SMP: 1 of 43", "In hair transplants, not SMP: 26 of 2,896"],
}


def test_every_count_of_the_starter_names_its_procedure_first() -> None:
    said = {}
    for key in starter().side_effects:
        shown = of(key)
        lines = [f"{c.procedure.words}: {c.words}" for c in (*shown.in_smp, *shown.elsewhere)]
        if lines:
            said[key] = lines
    assert said == COUNTED


def test_what_was_not_counted_in_smp_says_so() -> None:
    for key in starter().side_effects:
        shown = of(key)
        assert bool(shown.uncounted) != bool(shown.in_smp), key
        assert shown.short, key
    assert of("swelling_oedema").uncounted == "Nobody has counted this in SMP."
    assert of("redness").uncounted == "Nobody has counted this."
    assert of("redness").known[0].text.startswith("Described by most SMP clinics")


def test_a_number_from_elsewhere_is_never_the_short_line() -> None:
    for key in starter().side_effects:
        assert "not SMP" not in of(key).short
    assert of("dissatisfaction").short == "In SMP: 1 of 43"


def test_nothing_seen_is_not_the_same_as_never() -> None:
    (count,) = of("bacterial_infection").in_smp
    assert count.notes == ("None seen. With so few people, up to about 5.7% is still possible.",)
    assert [source.key for source in count.sources] == ["park_2014", "liu_2025"]


def test_a_numerator_worked_out_from_a_percentage_says_so() -> None:
    (count,) = of("itching").elsewhere
    assert "worked out from a published percentage" in count.notes[0]


def test_cases_without_a_denominator_are_no_rate() -> None:
    known = of("lichen_planopilaris").known
    assert known[1].procedure.words == "In hair transplants and face-lifts, not SMP"
    assert known[1].notes == ("Cases described; nobody says among how many.",)
    assert of("mri_image_artefact").known[0].notes == (
        "None reported; nobody says among how many.",
    )


def frequency(text: str = "It happens", population: str | None = None) -> Frequency:
    return Frequency(text=text, n=1, N=20, population=population, source="x_2020")


@pytest.mark.parametrize(
    ("population", "text", "words", "smp"),
    [
        ("SMP patients", "x", "In SMP", True),
        ("Scalp micropigmentation clients", "x", "In SMP", True),
        ("patients who were not SMP patients", "x", "", False),
        ("hair transplant patients before SMP", "x", "", False),
        ("patients", "no SMP figure; 39% after lip work", "In lip pigmentation, not SMP", False),
        ("patients", "cosmetic tattoo", "In permanent make-up, not SMP", False),
        ("office workers", "said by SMP clinics", "", False),
        (None, "In SMP 3%", "", False),
    ],
)
def test_only_a_population_that_names_smp_alone_is_one(
    population: str | None, text: str, words: str, smp: bool
) -> None:
    procedure = procedure_of(frequency(text, population), ())
    assert (procedure.words, procedure.smp) == (words, smp)


def test_a_count_without_a_procedure_warns() -> None:
    effect = starter().side_effects["redness"]
    effect = type(effect)(
        **{name: getattr(effect, name) for name in effect.__slots__}
        | {"frequency": (frequency(population="office workers"), Frequency("About 5% of people"))}
    )
    shown = how_often(starter(), effect)
    assert shown.elsewhere[0].notes == (
        "The entry names no procedure. Do not read it as an SMP rate.",
    )
    assert shown.known[0].notes == ("No population and no source are given for this number.",)
