"""The letter that comes: received by the desk, judged by a technician."""

from __future__ import annotations

from typing import Any

import pytest

from clinic.errors import NotAllowed
from clinic.models import Event
from consultations.actions.letters import accept_letter, turn_down_letter, withdraw_letter
from consultations.actions.sending import reopen
from consultations.errors import KeyReused
from consultations.letter_words import from_whom
from consultations.letters_section import letters_to_come
from consultations.models import Consultation, Letter, LetterReceived, Status
from tests.catalogue import starter
from tests.consultations.letters import arrived, asked, scan
from tests.consultations.review_cases import FIVE, WARFARIN, WARNED, with_letter
from tests.consultations.world import World, key


def on_hold(world: World, **answers: Any) -> Consultation:
    consultation = world.examined(**{**WARFARIN, **answers})
    world.decided(consultation, "on_hold", hold_for="a letter")
    return world.fresh(consultation)


# ── The letter that comes ──────────────────────────────────────────────────────


def test_the_desk_tells_letters_apart_by_whom_they_are_from(world: World) -> None:
    consultation = world.examined(**FIVE, gate_carried_infections="yes", hiv="yes_other")
    for about in ("anticoagulant_use", "anaphylaxis_history", "hiv"):
        asked(world, consultation, about)
    lines = [label for _, label in letters_to_come(world.fresh(consultation))]
    assert [line.split(",")[0] for line in lines] == [
        "Letter from the doctor",
        "Letter from an allergy doctor",
        "Doctor’s letter",
    ]
    names = {entry.name for entry in starter().contraindications.values()}
    assert not any(name in line for name in names for line in lines)


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Ask for a letter from a skin doctor", "Letter from a skin doctor"),
        ("Ask for a GP or dermatology opinion", "Doctor’s letter"),
    ],
)
def test_from_whom(label: str, words: str) -> None:
    assert from_whom(label) == words


def test_a_letter_that_is_here_clears_nothing_and_is_to_be_decided(world: World) -> None:
    consultation = on_hold(world)
    request = asked(world, consultation)
    received = arrived(world, request, file=scan())
    row = world.fresh(consultation)
    assert row.decide_from == world.today
    assert Consultation.objects.visible_to(world.technician).to_decide(world.today).get() == row
    assert not Letter.objects.exists()
    assert row.summary == consultation.summary
    assert received.document is not None
    assert letters_to_come(row) == []
    with pytest.raises(NotAllowed, match="here already"):
        arrived(world, request)


def test_a_second_click_receives_no_second_letter(world: World) -> None:
    consultation, form = world.examined(**FIVE), key()
    request = asked(world, consultation)
    assert arrived(world, request, key=form) == arrived(world, request, key=form)
    other = asked(world, consultation, "anaphylaxis_history")
    with pytest.raises(KeyReused):
        arrived(world, other, key=form)


def test_a_letter_puts_up_again_what_was_decided_without_it(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    request = asked(world, consultation)
    world.decided(consultation, "declined", reason_words="x", patient_message="No.")
    arrived(world, request, says="not_safe")
    row = world.fresh(consultation)
    assert row.status == Status.SUBMITTED
    assert row.reopenings.get().reason == "A letter is here"
    assert row.reviews.get().decision == "declined"


def test_a_letter_for_a_draft_waits_until_it_is_sent(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    request = asked(world, consultation)
    reopen(consultation, reason="Forgot one.", by=world.desk)
    arrived(world, request)
    assert world.fresh(consultation).status == Status.DRAFT


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"says": "maybe"}, "what the letter says"),
        ({"author": ""}, "who wrote"),
        ({"says": "safe_with_limits"}, "Write the limits"),
    ],
)
def test_what_a_letter_lacks_is_refused(
    world: World, fields: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        arrived(world, asked(world, world.examined(**WARFARIN)), **fields)


# ── Judging it ─────────────────────────────────────────────────────────────────


def test_accepting_clears_exactly_what_it_names(world: World) -> None:
    consultation = world.examined(**FIVE)
    received = arrived(world, asked(world, consultation))
    letter = accept_letter(received, by=world.technician)
    row = world.fresh(consultation)
    assert row.summary is not None
    assert row.summary.letters == {"anticoagulant_use": str(received.letter_date)}
    received.refresh_from_db()
    assert (received.outcome, received.letter) == ("accepted", letter)
    assert received.request is not None and received.request.closed_how == "Accepted"
    assert accept_letter(received, by=world.lead) == letter
    withdraw_letter(letter, reason="It was for somebody else.", by=world.technician)
    summary = world.fresh(consultation).summary
    assert summary is not None and summary.letters == {}


@pytest.mark.parametrize("outcome", ["ask_again", "refused"])
def test_a_letter_that_does_not_do_clears_nothing(world: World, outcome: str) -> None:
    consultation = world.examined(**WARFARIN)
    received = arrived(world, asked(world, consultation))
    turned = turn_down_letter(received, outcome, reason="No signature.", by=world.technician)
    assert turned == turn_down_letter(received, outcome, reason="Again.", by=world.technician)
    assert turned.judged_reason == "No signature."
    assert world.fresh(consultation).summary == consultation.summary
    with pytest.raises(NotAllowed, match="judged this letter already"):
        accept_letter(received, by=world.lead)
    other = "refused" if outcome == "ask_again" else "ask_again"
    with pytest.raises(NotAllowed, match="judged this letter already"):
        turn_down_letter(received, other, reason="x", by=world.lead)


def test_judging_is_for_technicians_and_has_a_reason(world: World) -> None:
    received = arrived(world, asked(world, world.examined(**WARFARIN)))
    with pytest.raises(NotAllowed, match="for technicians"):
        accept_letter(received, by=world.desk)
    with pytest.raises(NotAllowed, match="for technicians"):
        turn_down_letter(received, "refused", reason="x", by=world.desk)
    with pytest.raises(NotAllowed, match="Give a reason"):
        turn_down_letter(received, "refused", reason=" ", by=world.technician)
    with pytest.raises(NotAllowed, match="what becomes of"):
        turn_down_letter(received, "accepted", reason="x", by=world.technician)


def test_not_safe_is_never_accepted_and_is_heeded_by_declining(world: World) -> None:
    consultation = on_hold(world)
    received = arrived(world, asked(world, consultation), says="not_safe")
    with pytest.raises(NotAllowed, match="clears nothing"):
        accept_letter(received, by=world.technician)
    world.decided(consultation, "declined", reason_words="Not safe.", patient_message="No.")
    received.refresh_from_db()
    assert (received.outcome, received.judged_by) == ("refused", world.technician)
    assert received.letter is None


def test_each_act_is_in_the_trail_without_a_word_of_it(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    received = arrived(world, asked(world, consultation), file=scan())
    turn_down_letter(received, "refused", reason="Unsigned.", by=world.technician)
    told = Event.objects.filter(action__regex="^(letter|document)[.]").order_by("pk")
    assert list(told.values_list("action", flat=True)) == [
        *("document.kept", "letter.asked", "document.kept", "letter.received"),
        "letter.turned_down",
    ]
    assert "Osei" not in str(list(told.values_list("detail", flat=True)))


def test_a_letter_in_hand_goes_the_same_way(world: World) -> None:
    consultation = world.examined(**WARFARIN, **WARNED)
    request = asked(world, consultation)
    with_letter(world, consultation)
    received = LetterReceived.objects.get()
    assert (received.outcome, received.request) == ("accepted", request)
    request.refresh_from_db()
    assert request.closed_how == "Accepted"
