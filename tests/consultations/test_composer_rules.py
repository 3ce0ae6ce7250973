"""The eight rules of the composer, each by its number and sentence: over patients drawn at random
on the real catalogue, and on the page as it is shown."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultations.cards import Card, Gate, compose
from consultations.cards_board import range_of
from consultations.cards_front import MOST_WORDS, count
from sideeffects.risk import RiskSummary
from tests.consultations.pages import words_in
from tests.consultations.review_cases import (
    FAINTS,
    FIVE,
    KELOID,
    NOT_SURE,
    WARFARIN,
    WARNED,
    isotretinoin,
)
from tests.consultations.review_markup import CardShown, cards_on, page_of
from tests.consultations.world import World
from tests.sideeffects.risk.cases import HEALTHY, on, patient, starter, starter_files
from tests.sideeffects.risk.drawn import examples, patients
from tests.sideeffects.risk.reference import Patient
from tests.sideeffects.risk.reference_lines import Reader

Drawn = tuple[Patient, date]
ANYBODY = patients(Reader(starter_files()), patient(starter(), **HEALTHY))
ORDER = ["clear", "care", "hold", "stop"]
GATES = ["before_booking", "on_the_day", "after"]
VERBS = frozenset(
    "Ask Book Check Confirm Contact Do Examine Expect Explain Give Keep Lay Look Mark Measure Offer"
    " Photograph Plan Read Replace Send Sign Speak Suggest Talk Tell Use Wait Warn Write".split()
)


def screened(drawn: Drawn) -> tuple[RiskSummary, tuple[Gate, ...]]:
    who, treatment = drawn
    risk = on(
        treatment, who.answers, None, who.consultation, letters=who.letters, stages=who.stages
    )
    return risk, compose(starter(), risk, who.answers)


def cards_of(drawn: Drawn) -> list[Card]:
    return [card for gate in screened(drawn)[1] for card in gate.cards]


def strictness(level: str) -> int:
    return ORDER.index(level)


# ── 1 Group findings by action and gate. Level of a card = strictest reason ────


@examples(40)
@given(ANYBODY)
def test_1_findings_are_grouped_by_action_and_gate(drawn: Drawn) -> None:
    groups = [
        (card.gate, card.action.key, card.action.label, bool(card.letters))
        for card in cards_of(drawn)
        if not all(part.reason.cleared for part in card.reasons)
    ]
    assert len(set(groups)) == len(groups)


@examples(40)
@given(ANYBODY)
def test_1_the_level_of_a_card_is_its_strictest_reasons(drawn: Drawn) -> None:
    for card in cards_of(drawn):
        levels = [part.reason.level for part in card.reasons]
        assert card.level == max(levels, key=strictness)


# ── 2 Order: gate, then level, then catalogue order ────────────────────────────


@examples(40)
@given(ANYBODY)
def test_2_cards_stand_by_gate_then_level_then_catalogue(drawn: Drawn) -> None:
    entries = list(starter().contraindications)

    def place(card: Card) -> tuple[int, int, int]:
        named = [part.reason for part in card.reasons if part.reason.level == card.level]
        first = min(entries.index(reason.finding.contraindication) for reason in named)
        return GATES.index(card.gate), -strictness(card.level), first

    places = [place(card) for card in cards_of(drawn)]
    assert places == sorted(places)


# ── 3 Hold and stop always open; care open up to three in all, the rest fold ───


@examples(40)
@given(ANYBODY)
def test_3_holds_and_stops_stand_open_and_three_cards_of_care(drawn: Drawn) -> None:
    found = cards_of(drawn)
    care = [card for card in found if card.level == "care"]
    assert all(card.open for card in found if card not in care)
    assert [card.open for card in care] == [place < 3 for place in range(len(care))]


# ── 4 A reason appears once; in the other card "see above" ─────────────────────


@examples(40)
@given(ANYBODY)
def test_4_a_reason_is_told_once_on_the_strictest_card(drawn: Drawn) -> None:
    found = cards_of(drawn)
    told = [part.reason.key for card in found for part in card.full_reasons]
    assert len(told) == len(set(told))
    homes = {part.reason.key: card for card in found for part in card.full_reasons}
    for card in found:
        for part in card.reasons:
            home = homes[part.reason.key]
            assert strictness(home.level) >= strictness(card.level)
            assert part.see == ("" if home is card else home.key)
            assert part.full or part.above == (found.index(home) < found.index(card))


# ── 6 At most sixty words before the fold, the first of them a verb ────────────


@examples(40)
@given(ANYBODY)
def test_6_at_most_sixty_words_and_a_verb_first(drawn: Drawn) -> None:
    for card in cards_of(drawn):
        assert card.front.words <= MOST_WORDS
        assert card.title.split()[0].rstrip(":") in VERBS


# ── 7 The range only where the high end differs from the low end ───────────────


@examples(40)
@given(ANYBODY)
def test_7_the_range_shows_only_where_its_ends_differ(drawn: Drawn) -> None:
    risk, _ = screened(drawn)
    found = range_of(starter(), risk)
    assert (found is not None) == (risk.level != risk.could_be)
    if found is not None:
        assert strictness(found.high) > strictness(found.low)
        assert found.ask is None or found.ask.key in risk.open_questions


# ── 8 A clear case has no card at all ──────────────────────────────────────────


@examples(40)
@given(ANYBODY)
def test_8_a_clear_case_has_nothing_but_its_sentence(drawn: Drawn) -> None:
    risk, gates = screened(drawn)
    assert (gates == ()) == (risk.level == "clear")


# ── All of it on the page ──────────────────────────────────────────────────────


def told(world: World) -> list[dict[str, Any]]:
    """What patients may report; any of it may come together."""
    return [WARFARIN, KELOID, NOT_SURE, FAINTS, WARNED, FIVE, isotretinoin(world.today)]


@pytest.mark.parametrize("parts", [(), (0,), (1,), (2,), (4, 3, 6), (0, 3, 4, 5, 6), (1, 3, 5, 6)])
def test_the_page_keeps_the_rules(world: World, parts: tuple[int, ...]) -> None:
    keeps_the_rules(world, [told(world)[part] for part in parts])


@pytest.mark.slow
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_the_page_of_any_mixture_keeps_the_rules(world: World, data: st.DataObject) -> None:
    keeps_the_rules(world, data.draw(st.lists(st.sampled_from(told(world)), max_size=5)))


def keeps_the_rules(world: World, reported: list[dict[str, Any]]) -> None:
    answers = {key: value for part in reported for key, value in part.items()}
    consultation = world.examined(planned=40, **answers)
    summary, page = consultation.summary, page_of(world, consultation)
    assert summary is not None
    found = cards_on(page)
    assert (found == []) == (summary.level == "clear")
    says_the_level_first(found)  # 1
    stands_by_gate_and_level(page, found)  # 2
    folds_care_alone(page, found)  # 3
    tells_each_reason_once(found)  # 4
    facts_come_before_the_pointer(page)  # 5
    keeps_to_sixty_words(found)  # 6
    ranges_where_ends_differ(page, summary.level, summary.could_be)  # 7
    has_one_sentence_if_clear(page, clear=summary.level == "clear")  # 8


def says_the_level_first(found: list[CardShown]) -> None:
    for card in found:
        assert re.search(rf'<div class="front">\s*<bdi class="lvl {card.level}">', card.markup)


def stands_by_gate_and_level(page: str, found: list[CardShown]) -> None:
    titles = re.findall(r'<h2 id="gate-(\w+)">', page)
    assert titles == [gate for gate in GATES if gate in titles]
    starts = [page.index(f'id="gate-{gate}"') for gate in titles]
    places = [
        (sum(start < page.index(f'id="{card.key}"') for start in starts), -strictness(card.level))
        for card in found
    ]
    assert places == sorted(places)


def folds_care_alone(page: str, found: list[CardShown]) -> None:
    assert {card.level for card in found if card.folded} <= {"care"}
    assert sum(card.level == "care" and not card.folded for card in found) <= 3
    counted = [int(number) for number in re.findall(r"(\d+) more cards? of care", page)]
    assert sum(counted) == sum(card.folded for card in found)


def tells_each_reason_once(found: list[CardShown]) -> None:
    names = {card.key: words_in(card.front) for card in found}
    place = {card.key: number for number, card in enumerate(found)}
    for card in found:
        for home, words in card.pointers:
            assert home in names
            assert words == ("see above" if place[home] < place[card.key] else "see below")
            assert found[place[home]].told_here


def facts_come_before_the_pointer(page: str) -> None:
    """5 Facts before the pointer, which is small beside the decision. No radio is preselected."""
    assert page.index('class="review-facts"') < page.index('class="pointer small"')
    decision = page[page.index('id="decision"') :]
    assert 'class="pointer small"' in decision
    assert page.count("Rules point to") == 1
    radios = re.findall(r'<input[^>]*type="radio"[^>]*name="decision"[^>]*>', decision)
    assert radios
    assert not any(re.search(r"\bchecked\b", radio) for radio in radios)


def keeps_to_sixty_words(found: list[CardShown]) -> None:
    for card in found:
        assert count(card.words) <= MOST_WORDS
        assert card.title.split()[0].rstrip(":") in VERBS


def ranges_where_ends_differ(page: str, low: str, high: str) -> None:
    assert ('id="range-heading"' in page) == (low != high)


def has_one_sentence_if_clear(page: str, *, clear: bool) -> None:
    assert ("Approve and open next" in page) == clear
    if clear:
        assert re.search(r"\d+ answers, nothing to act on", words_in(page))
        decision = page[page.index('id="decision"') : page.index("Another decision")]
        assert re.findall(r"<button[^>]*btn-primary[^>]*>([^<]*)", decision) == [
            "Approve and open next"
        ]


def test_7_the_button_names_the_single_most_narrowing_question(world: World) -> None:
    consultation = world.examined(**NOT_SURE)
    page = page_of(world, consultation)
    (card,) = re.findall(r'aria-labelledby="range-heading">.*?</section>', page, re.DOTALL)
    summary = consultation.summary
    assert summary is not None
    asked = starter().questions[summary.plain["ask_next"]]
    (button,) = re.findall(r'<a class="btn[^>]*>(.*?)</a>', card, re.DOTALL)
    assert asked.text in words_in(button)
