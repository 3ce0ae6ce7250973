"""The composer of the review screen: each of its rules, on the real catalogue."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings

from consultations.cards import Card, Gate, LetterOnFile, compose
from consultations.cards_front import MOST_WORDS, count
from consultations.cards_reasons import Change
from sideeffects.risk import RiskSummary
from tests.sideeffects.risk.cases import HEALTHY, on, patient, starter, starter_files
from tests.sideeffects.risk.drawn import patients
from tests.sideeffects.risk.reference import Patient
from tests.sideeffects.risk.reference_lines import Reader

WELL = patient(starter(), **HEALTHY)
LATER = date(2027, 4, 12)
WARFARIN: dict[str, Any] = {
    "takes_any_medicines": "yes",
    "medicines_list": "one a day since my clot in 2023",
    "gate_bleeding": "yes",
    "anticoagulant": "current",
}
KELOID: dict[str, Any] = {"gate_scarring": "yes", "keloid_history": "yes", "keloid_site": ["ears"]}
ISOTRETINOIN: dict[str, Any] = {"oral_retinoid": "stopped", "oral_retinoid_last_dose": "2027-01-15"}
FIVE: dict[str, Any] = {
    **WARFARIN,
    "antiplatelet": "two_or_with_blood_thinner",
    "gate_hair_loss": "yes",
    "scarring_alopecia": "diagnosed_active",
    "hair_loss_red_flags": "yes",
    "gate_heart": "yes",
    "high_blood_pressure": "controlled",
    "bp_systolic": 165,
    "bp_diastolic": 95,
    "diabetes": "type2",
    "gate_allergies": "yes",
    "anaphylaxis_unknown": "yes",
}
MANY_CARES: dict[str, Any] = {
    "gate_fits_faints": "yes",
    "fainting": "with_needles_or_blood",
    "takes_any_medicines": "yes",
    "medicines_list": "insulin",
    "diabetes": "type1",
    "hba1c": 50,
    "hba1c_date": "2027-02-01",
    "diabetes_problem": "no",
    "keloid_family": "yes",
    "gate_scarring": "yes",
    "patch_test_done": "no",
}


def gates(treatment: date = LATER, *, letters: Any = (), **answers: Any) -> tuple[Gate, ...]:
    given = patient(starter(), **answers)
    risk = on(
        treatment, given, letters={part.contraindication: part.letter_date for part in letters}
    )
    assert risk.fault is None
    return compose(starter(), risk, given, letters=letters)


def cards(*args: Any, **answers: Any) -> list[Card]:
    return [card for gate in gates(*args, **answers) for card in gate.cards]


def titled(found: list[Card], title: str) -> Card:
    (card,) = [card for card in found if card.title == title]
    return card


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
    assert letter.often == "Nobody has counted how often."


# ── What a reason says ─────────────────────────────────────────────────────────


def test_a_reason_quotes_the_patient_in_their_own_words() -> None:
    found = cards(other_condition="yes", other_condition_detail="a rare blood thing")
    (said,) = [part for part in found[0].full_reasons[0].reason.said if part.own_words]
    assert (said.answer, said.quoted) == ("a rare blood thing", True)


def test_a_reason_says_the_question_and_the_answer_in_words() -> None:
    stopped, last = cards(**ISOTRETINOIN)[0].full_reasons[0].reason.said
    assert (stopped.question, stopped.answer) == (
        "Have you ever taken isotretinoin (Roaccutane) or acitretin?",
        "I have stopped",
    )
    assert last.answer == "15 January 2027"


def test_what_the_technician_saw_is_not_quoted() -> None:
    (said,) = cards(date(2027, 3, 2), exam_sunburn="yes")[0].full_reasons[0].reason.said
    assert not said.quoted


def test_a_private_answer_is_marked() -> None:
    found = cards(gate_carried_infections="yes", hiv="yes_other", mrsa="carrier_or_active")
    private = {s.key: s.private for c in found for p in c.reasons for s in p.reason.said}
    assert private
    assert all(private.values())


def test_a_changed_answer_says_what_it_was() -> None:
    answers = patient(starter(), **WARFARIN)
    change = Change("none", datetime(2027, 3, 1, 10, 41, tzinfo=UTC), "Sam")
    found = compose(starter(), on(LATER, answers), answers, changes={"anticoagulant": change})
    said = found[0].cards[0].reasons[0].reason.said[0]
    assert (said.was, said.changed) == ("No", change)


def test_a_wait_says_until_when_and_that_the_day_itself_is_allowed() -> None:
    (wait,) = cards(**ISOTRETINOIN)
    assert wait.title == "Wait until Thursday 15 July 2027"
    assert wait.front.that_day
    assert wait.reasons[0].when == ""
    assert wait.reasons[0].reason.clears == "Time: it ends on Thursday 15 July 2027."


def test_a_planned_date_is_said_to_be_about() -> None:
    found = cards(gate_pregnancy="yes", pregnant="yes", due_date="2027-06-04")
    wait = next(card for card in found if card.action.key == "wait_until")
    assert wait.title == "Wait until about Friday 16 July 2027"


@pytest.mark.parametrize(
    ("answers", "clears"),
    [
        (KELOID, "Nothing clears it, unless the answer was wrong."),
        (WARFARIN, "A letter that you accept, written 3 months or less before treatment."),
        (
            {**WARFARIN, "anticoagulant": "stopped_without_advice"},
            "No letter clears it: only another answer, or your own reason in words.",
        ),
        ({"diabetes": None}, "An answer."),
        (
            {"gate_fits_faints": "yes", "fainting": "with_needles_or_blood"},
            "Nothing needs clearing. Do what it asks, and tick it.",
        ),
    ],
    ids=["stop", "letter", "no letter", "blank", "care"],
)
def test_a_reason_says_what_would_clear_it(answers: dict[str, Any], clears: str) -> None:
    assert cards(**answers)[0].full_reasons[0].reason.clears == clears


def test_grade_and_directness_are_those_of_the_risk_and_the_wait_has_its_own() -> None:
    (wait,) = cards(**ISOTRETINOIN)
    assert wait.sure == (
        "expert opinion, measured on other procedures, not SMP",
        "The wait: expert opinion",
    )


def test_frequencies_are_honest() -> None:
    letter, *_ = cards(**WARFARIN)
    assert all(not effect.counted for effect in letter.full_reasons[0].reason.effects)
    keloid = cards(**KELOID)[0].full_reasons[0].reason
    growing, regret = keloid.effects
    figure = growing.counted[0]
    assert (figure.n, figure.total, figure.population) == (1, 2896, "hair transplant patients")
    assert regret.often == "1 of 43 (Korean SMP series)."


def test_sources_say_whether_anybody_looked_at_them() -> None:
    sources = cards(**KELOID)[0].full_reasons[0].reason.sources
    assert sources[0].verified == "found and looked at"
    assert all(".." not in source.text for source in sources)


def test_many_blanks_are_one_reason() -> None:
    found = cards(diabetes=None, gate_heart=None, lesion_changing=None)
    (ask,) = found
    assert ask.title == "Ask again and correct the answer"
    assert len(ask.reasons[0].reason.said) == 3
    assert {said.answer for said in ask.reasons[0].reason.said} == {"No answer yet"}
    assert not ask.front.effects


# ── A letter on file ───────────────────────────────────────────────────────────


def letter(limits: str = "") -> LetterOnFile:
    return LetterOnFile("anticoagulant_use", date(2027, 2, 20), "Dr Osei", limits)


def test_a_cleared_finding_is_shown_with_its_letter_and_no_longer_asked_for() -> None:
    kept, *_ = cards(letters=[letter()], **WARFARIN)
    assert kept.title == "Keep the letter on file"
    assert (kept.level, kept.cleared, kept.letters) == ("care", True, (letter(),))


def test_a_letter_with_limits_asks_to_keep_to_them() -> None:
    limited = letter("no session over two hours")
    assert cards(letters=[limited], **WARFARIN)[0].title == "Keep to the limits in the letter"


def test_a_letter_clears_only_what_it_names() -> None:
    found = cards(letters=[letter()], **FIVE)
    assert titled(found, "Ask for a letter from the doctor").level == "hold"
    assert titled(found, "Keep the letter on file").level == "care"


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
