"""What the patient would be told: plain, without levels, nothing that was said in private."""

from __future__ import annotations

import re
from typing import Any

import pytest

from consultations.deciding import Case, case
from consultations.message_words import TALK, messages_of
from consultations.outgoing import stops_medicine
from sideeffects.risk import Finding
from tests.catalogue import starter
from tests.consultations.review_cases import (
    CASES,
    FAINTS,
    KELOID,
    STOPPED_WARFARIN,
    WARFARIN,
    WARNED,
    isotretinoin,
)
from tests.consultations.world import World

LEVELS = re.compile(r"\b(Clear|Care|Hold|Stop)\b|[1-4] of 4|not assessed", re.IGNORECASE)


def found(world: World, **answers: Any) -> Case:
    made = case(world.examined(**answers))
    assert made is not None
    return made


def words(world: World, decision: str, **answers: Any) -> str:
    return messages_of(found(world, **answers)).by_decision[decision]


def test_a_clear_case_can_be_booked(world: World) -> None:
    assert words(world, "approved") == "We can book you in."


def test_approving_from_a_day_says_the_day(world: World) -> None:
    said = words(world, "approved", **isotretinoin(world.today))
    assert re.search(r"We can treat you from \w+day \d+ \w+ 20\d\d\.", said)


def test_conditions_are_counted_and_listed(world: World) -> None:
    said = words(world, "approved_with_conditions", **WARNED, **FAINTS, patch_test_done="no")
    count = said.count("\n- ", 0, said.index("For the day"))
    things = "is 1 thing" if count == 1 else f"are {count} things"
    assert said.startswith(f"We can book you in. There {things} to do first:\n- ")
    assert "\n- Eat before you come. You can lie down." in said[said.index("For the day") :]


def test_a_hold_says_what_comes_first_and_when_it_is_looked_at(world: World) -> None:
    said = words(world, "on_hold", **WARFARIN)
    assert said.startswith("Not yet. First we need this:\n- ")
    assert said.count("\n- ") == 1
    assert "letter that says treatment is safe" in said
    assert "\nKeep taking your medicine just as your doctor told you." in said
    waits = words(world, "on_hold", **isotretinoin(world.today))
    assert re.search(r"We look at it again on \w+day \d+ \w+ 20\d\d, and tell you\.", waits)


def test_a_hold_without_a_reason_of_the_rules_asks_to_talk(world: World) -> None:
    assert words(world, "on_hold").startswith("Not yet. First we need to talk with you.")


def test_declining_says_why_and_whom_to_ask(world: World) -> None:
    said = words(world, "declined", **KELOID)
    assert said.startswith("We will not treat you at this time. Your skin can make scars")
    assert said.endswith("Do you have a question? Call us.")


@pytest.mark.parametrize("answer", ["yes_other", "yes_treated_and_well"])
def test_what_rests_on_a_private_answer_is_not_named(world: World, answer: str) -> None:
    made = found(world, gate_carried_infections="yes", hiv=answer)
    hidden = [part for part in made.risk.findings if "hiv" in dict(part.because)]
    assert hidden
    messages = messages_of(made)
    assert messages.left_out
    for text in messages.by_decision.values():
        assert TALK in text
        for part in hidden:
            for said in (part.name, part.patient_says, *(a.patient for a in part.actions)):
                assert not said or said not in text


@pytest.mark.parametrize("name", ["five", "not-assessed", "steps"])
def test_no_level_is_named_and_no_medicine_is_stopped(world: World, name: str) -> None:
    made = case(CASES[name](world))
    assert made is not None
    own = [line for part in made.risk.findings for line in _of_the_rules(part)]
    for text in messages_of(made).by_decision.values():
        ours = "\n".join(line for line in text.splitlines() if line.removeprefix("- ") not in own)
        assert not LEVELS.search(ours), ours
        assert stops_medicine(ours) == []


def _of_the_rules(part: Finding) -> list[str]:
    return [text for text in (part.patient_says, *(a.patient for a in part.actions)) if text]


def test_texts_of_the_rules_side_by_side_are_not_taken_to_tell_to_stop_a_medicine() -> None:
    """A message is put together of them, and would be refused as it stands."""
    texts = [action.patient for action in starter().actions.values() if action.patient]
    assert [line for text in texts for line in stops_medicine(text)] == []
    whole = "\n".join(texts)
    assert stops_medicine(whole)
    assert stops_medicine(whole, known=texts) == []
    assert stops_medicine(f"{whole}\nStop your warfarin.", known=texts)


def test_stopped_medicine_is_told_of_without_blame(world: World) -> None:
    said = words(world, "on_hold", **STOPPED_WARFARIN)
    assert "call your doctor or 111 today" in said
