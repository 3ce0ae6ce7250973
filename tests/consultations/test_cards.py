"""The composer of the review screen: each of its rules, on the real catalogue."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from consultations.cards import Gate, compose
from consultations.cards_front import MOST_WORDS, count
from sideeffects.risk import RiskSummary
from tests.consultations.card_cases import (
    FIVE,
    ISOTRETINOIN,
    KELOID,
    LATER,
    MANY_CARES,
    WARFARIN,
    cards,
    gates,
    titled,
)
from tests.sideeffects.risk.cases import HEALTHY, on, patient, starter, starter_files
from tests.sideeffects.risk.drawn import patients
from tests.sideeffects.risk.reference import Patient
from tests.sideeffects.risk.reference_lines import Reader

WELL = patient(starter(), **HEALTHY)


# ── 1 Group by action and gate; the level is the strictest reason's ────────────


def test_findings_that_one_action_settles_share_a_card() -> None:
    letter = titled(cards(**FIVE), "Ask for a letter from the doctor")
    names = [part.reason.name for part in letter.reasons]
    assert names == ["High blood pressure", "Blood thinner", "Aspirin, clopidogrel", "Diabetes"]
    assert letter.level == "hold"


def test_a_card_is_as_strict_as_its_strictest_reason() -> None:
    found = cards(**WARFARIN, keloid_family="yes", gate_scarring="yes", keloid_history="not_sure")
    for card in found:
        order = ["clear", "care", "hold", "stop"]
        assert card.level == max((p.reason.level for p in card.reasons), key=order.index)
    assert {card.level for card in found} == {"hold", "care"}


def test_the_same_action_with_other_parameters_is_another_card() -> None:
    found = cards(
        gate_scalp_products="yes", topical_retinoid_acid="using", minoxidil="topical_using"
    )
    pauses = [card.title for card in found if card.action.key == "stop_product_before"]
    assert len(pauses) == len(set(pauses)) == 2


def test_every_action_of_every_finding_has_its_card() -> None:
    answers = patient(starter(), **FIVE)
    risk = on(LATER, answers)
    wanted = {
        (action.gate, action.key, finding.rule)
        for finding in risk.findings
        for action in finding.actions
    }
    shown = {
        (card.gate, card.action.key, part.reason.finding.rule)
        for gate in compose(starter(), risk, answers)
        for card in gate.cards
        for part in card.reasons
    }
    assert shown == wanted


# ── 2 Order: gate, then level, then catalogue ──────────────────────────────────


def test_cards_come_by_gate_then_level_then_catalogue() -> None:
    found = gates(**FIVE, **{k: v for k, v in MANY_CARES.items() if k not in FIVE})
    assert [gate.title for gate in found] == [
        "Before we can book",
        "On the day",
        "After treatment",
    ]
    entries = list(starter().contraindications)
    for gate in found:
        places = [
            (
                -["clear", "care", "hold", "stop"].index(card.level),
                min(
                    entries.index(part.reason.finding.contraindication)
                    for part in card.reasons
                    if part.reason.level == card.level
                ),
            )
            for card in gate.cards
        ]
        assert places == sorted(places)


def test_a_gate_without_cards_is_left_out() -> None:
    assert [gate.key for gate in gates(**KELOID)] == ["before_booking"]
    assert gates() == ()


# ── 3 Holds and stops open, three cards of care open, the rest folded ──────────


def test_three_cards_of_care_stand_open_and_the_rest_fold() -> None:
    found = gates(**MANY_CARES)
    care = [card for gate in found for card in gate.cards]
    assert {card.level for card in care} == {"care"}
    assert len(care) > 3
    assert [card.open for card in care] == [True] * 3 + [False] * (len(care) - 3)
    assert sum(len(gate.shown) for gate in found) == 3
    assert sum(len(gate.folded) for gate in found) == len(care) - 3


def test_holds_and_stops_never_fold() -> None:
    found = cards(**{**MANY_CARES, **FIVE, **KELOID})
    assert all(card.open for card in found if card.level in ("hold", "stop"))
    assert sum(card.open for card in found if card.level == "care") <= 3


# ── 4 A reason is told once ────────────────────────────────────────────────────


def test_a_reason_is_told_in_full_once_and_pointed_to_elsewhere() -> None:
    letter, keep_taking = cards(**WARFARIN)
    assert letter.reasons[0].full
    (pointer,) = keep_taking.reasons
    assert not pointer.full
    assert (pointer.see, pointer.pointer) == (letter.key, "see above")
    assert keep_taking.full_reasons == ()


def test_the_stricter_card_tells_it_even_when_it_comes_later() -> None:
    """Hair loss asks for a letter together with a stop: the stop's card has it in full."""
    for found in (cards(**FIVE, **KELOID), cards(**MANY_CARES)):
        order = ["clear", "care", "hold", "stop"]
        for card in found:
            for part in card.reasons:
                if part.see:
                    (home,) = [other for other in found if other.key == part.see]
                    assert order.index(home.level) >= order.index(card.level)
                    assert any(p.full and p.reason == part.reason for p in home.reasons)


# ── 6 At most sixty words before the fold, a verb first ────────────────────────


@pytest.mark.parametrize("answers", [WARFARIN, KELOID, ISOTRETINOIN, FIVE, MANY_CARES])
def test_no_card_has_more_than_sixty_words_before_its_fold(answers: dict[str, Any]) -> None:
    for card in cards(**answers):
        assert card.front.words <= MOST_WORDS


def test_a_card_begins_with_a_verb() -> None:
    verbs = (
        "Ask Book Check Confirm Contact Do Examine Expect Explain Give Keep Lay Look Mark Measure "
        "Offer Photograph Plan Read Replace Send Sign Speak Suggest Talk Tell Use Wait Warn Write"
    ).split()
    assert {action.label.split()[0].rstrip(":") for action in starter().actions.values()} <= set(
        verbs
    )
    for answers in (WARFARIN, KELOID, ISOTRETINOIN, FIVE, MANY_CARES):
        assert {card.title.split()[0].rstrip(":") for card in cards(**answers)} <= set(verbs)


def test_what_has_no_room_in_front_is_counted() -> None:
    """A card of ten long reasons names those that fit and says how many more there are."""
    card = titled(cards(**FIVE), "Ask for a letter from the doctor")
    assert len(card.front.reasons) + card.front.more == len(card.reasons)
    waits = {
        "gate_scalp_procedures": "yes",
        "botox_filler": "filler",
        "botox_filler_date": "2027-02-20",
        **ISOTRETINOIN,
        "gate_pregnancy": "yes",
        "pregnant": "yes",
        "due_date": "2027-06-04",
        "unwell_or_antibiotics": "recovered",
        "unwell_ended_date": "2027-02-28",
        "gate_scalp_now": "yes",
        "sun_exposure": "sunburnt",
        "sun_exposure_date": "2027-02",
        "open_wound": "healed",
        "wound_healed_date": "2027-02-20",
    }
    (wait,) = [card for card in cards(date(2027, 3, 2), **waits) if card.action.key == "wait_until"]
    assert len(wait.reasons) >= 5
    assert wait.front.words <= MOST_WORDS
    assert len(wait.front.reasons) + wait.front.more == len(wait.reasons)


def test_a_short_card_has_room_for_the_question_in_full() -> None:
    letter = cards(**WARFARIN)[0]
    assert letter.front.reasons[0].said == "whole"
    assert letter.front.sure
    assert letter.front.effects
    assert letter.often == "Nobody has counted how often in SMP."


# ── Any patient at all ─────────────────────────────────────────────────────────


@settings(max_examples=150)
@given(patients(Reader(starter_files()), WELL))
def test_any_patient_makes_cards_that_keep_the_rules(drawn: tuple[Patient, date]) -> None:
    who, treatment = drawn
    risk = on(
        treatment,
        who.answers,
        None,
        who.consultation,
        letters=who.letters,
        stages=who.stages,
    )
    keeps_the_rules(risk, compose(starter(), risk, who.answers))


def keeps_the_rules(risk: RiskSummary, found: tuple[Gate, ...]) -> None:
    every = [card for gate in found for card in gate.cards]
    assert bool(every) == bool(risk.findings)
    told = [part.reason.key for card in every for part in card.full_reasons]
    assert sorted(told) == sorted({part.reason.key for card in every for part in card.reasons})
    assert len(told) == len(risk.findings)
    assert len({card.key for card in every}) == len(every)
    assert sum(card.open for card in every if card.level == "care") <= 3
    for card in every:
        assert card.open or card.level == "care"
        assert card.front.words <= MOST_WORDS
        assert card.front.reasons
        assert re.match(r"[A-Z][a-z]+\b", card.title)
        assert "{" not in card.title
    if every:
        order = ["clear", "care", "hold", "stop"]
        assert max((card.level for card in every), key=order.index) == risk.level


def test_words_are_counted_as_a_reader_does() -> None:
    assert count("Ask for a letter") == 4
    assert count("") == 0
