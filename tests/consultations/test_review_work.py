"""Letters and steps on the review page."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from consultations.models import Consultation, Letter, StepTick
from tests.consultations.pages import signed_in, text_of
from tests.consultations.review_cases import FAINTS, KELOID, WARFARIN, WARNED, with_letter
from tests.consultations.world import World


def url(consultation: Consultation, more: str = "") -> str:
    return f"/review/{consultation.reference}/{more}"


# ── Letters ────────────────────────────────────────────────────────────────────


def letter(world: World, **fields: Any) -> dict[str, Any]:
    day = world.day(-5)
    return {
        "letter-key": str(uuid.uuid4()),
        "letter-contraindication": "anticoagulant_use",
        "letter-letter_date_day": day.day,
        "letter-letter_date_month": day.month,
        "letter-letter_date_year": day.year,
        "letter-author": "Dr A. Osei, GP",
        "letter-says": "safe",
        "letter-limits": "",
        **{f"letter-{name}": value for name, value in fields.items()},
    }


def test_a_letter_clears_what_it_names(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    client = signed_in(world.technician)
    response = client.post(
        url(consultation, "letter/"),
        letter(world, says="safe_with_limits", limits="two hours"),
        follow=True,
    )
    shown = text_of(response)
    assert "The letter is on file. The rules were read again." in shown
    assert "Keep to the limits in the letter" in shown
    assert Letter.objects.get().limits == "two hours"


def test_only_what_a_letter_can_clear_may_be_chosen(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    response = signed_in(world.technician).post(
        url(consultation, "letter/"), letter(world, contraindication="keloid_history")
    )
    assert response.status_code == 422
    assert not Letter.objects.exists()
    nothing = world.examined(**KELOID)
    assert "A letter is here" not in text_of(signed_in(world.technician).get(url(nothing)))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"author": ""}, "Write who wrote the letter"),
        ({"says": ""}, "What does it say? Pick one"),
        ({"says": "safe_with_limits"}, "Write the limits"),
        ({"letter_date_year": "2999"}, "needs a year from 1900 to 2199"),
        ({"contraindication": ""}, "What is it about? Pick one"),
    ],
    ids=["author", "says", "limits", "date", "about"],
)
def test_what_a_letter_lacks_is_said_beside_it(
    world: World, fields: dict[str, str], words: str
) -> None:
    consultation = world.examined(**WARFARIN)
    response = signed_in(world.technician).post(
        url(consultation, "letter/"), letter(world, **fields)
    )
    assert response.status_code == 422
    assert words in text_of(response)


def test_a_letter_that_says_not_safe_fills_in_the_form_to_decline(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    response = signed_in(world.technician).post(
        url(consultation, "letter/"), letter(world, says="not_safe")
    )
    assert response.status_code == 409
    page = response.content.decode()
    assert "says: not safe." in text_of(response)
    assert 'id="decision-declined" checked' in page
    assert not Letter.objects.exists()


def test_a_letter_is_withdrawn_with_a_reason(world: World) -> None:
    consultation = with_letter(world, world.examined(**WARFARIN))
    made = Letter.objects.get()
    client = signed_in(world.technician)
    withdraw = url(consultation, f"letter/{made.pk}/withdraw/")
    assert client.post(withdraw, {"reason": ""}).status_code == 422
    response = client.post(withdraw, {"reason": "another patient's"}, follow=True)
    shown = text_of(response)
    assert "The letter is withdrawn." in shown
    assert "Ask for a letter from the doctor" in shown
    other = world.examined(**WARFARIN)
    elsewhere = url(other, f"letter/{made.pk}/withdraw/")
    assert client.post(elsewhere, {"reason": "x"}).status_code == 404


# ── Steps ──────────────────────────────────────────────────────────────────────


def step_of(world: World, consultation: Consultation) -> str:
    page = signed_in(world.technician).get(url(consultation)).context["page"]
    (row,) = page.steps
    found: str = row.key
    return found


def done(world: World, step: str, days: int = 0) -> dict[str, Any]:
    day = world.day(days)
    return {
        "act": "done",
        "step": step,
        "on_date_day": day.day,
        "on_date_month": day.month,
        "on_date_year": day.year,
    }


def test_a_step_is_ticked_and_says_from_when_it_is_bookable(world: World) -> None:
    consultation = world.examined(**WARNED)
    client = signed_in(world.technician)
    step = step_of(world, consultation)
    assert "Bookable 84 days after it is done." in text_of(client.get(url(consultation)))
    response = client.post(url(consultation, "step/"), done(world, step), follow=True)
    shown = text_of(response)
    assert "The step is ticked." in shown
    bookable = world.day(84)
    assert f"Bookable from {bookable:%A} {bookable.day}" in shown


def test_a_step_is_left_out_with_a_reason_and_taken_back(world: World) -> None:
    consultation = world.examined(**WARNED)
    client = signed_in(world.technician)
    step = step_of(world, consultation)
    leave = {"act": "leave", "step": step}
    empty = client.post(url(consultation, "step/"), {**leave, "reason": ""})
    assert empty.status_code == 422
    assert "Write why this step can be left out" in text_of(empty)
    left = client.post(url(consultation, "step/"), {**leave, "reason": "done in 2024"}, follow=True)
    assert "Left out done in 2024" in text_of(left)
    back = {"act": "back", "step": step, "reason": "wrong patient"}
    taken = client.post(url(consultation, "step/"), back, follow=True)
    assert "The step is open again." in text_of(taken)
    states = list(StepTick.objects.values_list("state", flat=True))
    assert states == ["waived", "undone"]


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"on_date_day": ""}, 422, "Done on needs a day"),
        ({"step": "0" * 32}, 409, "The newest summary does not ask for this step."),
        ({"act": "back", "reason": "x"}, 409, "This step is not ticked."),
        ({"act": "jump"}, 409, "Choose what was done with the step."),
    ],
    ids=["half a date", "unknown", "not ticked", "unknown act"],
)
def test_steps_that_are_refused(
    world: World, change: dict[str, str], status: int, words: str
) -> None:
    consultation = world.examined(**WARNED)
    form = {**done(world, step_of(world, consultation)), **change}
    response = signed_in(world.technician).post(url(consultation, "step/"), form)
    assert response.status_code == status
    assert words in text_of(response)


def test_what_happens_on_the_day_is_no_step(world: World) -> None:
    page = signed_in(world.technician).get(url(world.examined(**FAINTS))).context["page"]
    assert page.steps == ()
