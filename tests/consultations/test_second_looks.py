"""A stop is relaxed by two people, and not every stop; by one where one works, a day later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from clinic.errors import NotAllowed
from clinic.models import Event, User
from clinic.models.user import Role
from consultations.actions.second_looks import refuse_second
from consultations.deciding import case
from consultations.errors import LessStrict
from consultations.holds import WaitsFor
from consultations.models import Hold, Review, SecondLook
from tests.consultations.review_cases import WARFARIN
from tests.consultations.second_look_cases import WHY, asked, sam, stop
from tests.consultations.second_look_signing import AGREED, relaxed, sign
from tests.consultations.world import World
from tests.people import person

# ── Two people ─────────────────────────────────────────────────────────────────


def test_a_stop_waits_for_a_second_signature(world: World) -> None:
    consultation = stop(world)
    look = asked(world, consultation)
    assert world.fresh(consultation).status == "submitted"
    assert not Review.objects.exists()
    assert (look.asked_by, look.asked_how, look.reason_words) == (
        world.technician,
        "password",
        WHY["reason_words"],
    )
    assert Event.objects.get(action="second_look.asked").detail == {"second_look": look.pk}


def test_the_second_signature_writes_the_decision_of_the_first(world: World) -> None:
    consultation = stop(world)
    review = relaxed(world, consultation, note="seen together")
    look = SecondLook.objects.get()
    assert (review.decided_by, review.second_look, review.less_strict) == (
        world.technician,
        look,
        True,
    )
    assert (str(look.answered_by), look.answer_words) == (
        str(User.objects.get(username="sam")),
        AGREED,
    )
    assert (look.answered_how, review.signed_how, review.signed_by_session) == (
        "a passkey",
        "password",
        "abc",
    )
    assert review.note == "seen together"
    assert review.shown["seen"] == 1
    assert {window["level"] for window in review.windows} == {"stop"}
    assert world.fresh(consultation).status == "approved"
    assert world.booked(world.fresh(consultation), 30).status == "booked"
    actors = {
        event.action: event.actor for event in Event.objects.filter(subject_type="consultation")
    }
    assert actors["review.decided"] == look.answered_by


@pytest.mark.parametrize(
    "terms",
    [
        {"decision": "on_hold", "accept": None, "hold_for": "the letter of Dr Osei"},
        {"decision": "approved_with_conditions", "conditions": ["A patch of one square inch"]},
    ],
)
def test_anything_but_declining_needs_it(world: World, terms: dict[str, Any]) -> None:
    review = relaxed(world, stop(world), **terms)
    assert (review.decision, review.less_strict) == (terms["decision"], True)
    assert review.reason_words == WHY["reason_words"]


def test_a_hold_that_relaxes_a_stop_keeps_its_day(world: World) -> None:
    day = world.day(9)
    review = relaxed(world, stop(world), decision="on_hold", accept=None, hold_until=day)
    assert review.hold_until == day


def test_what_a_hold_waits_for_comes_along(world: World) -> None:
    report = WaitsFor(Hold.Kind.OTHER, world.day(9), "the surgeon’s report")
    review = relaxed(world, stop(world), decision="on_hold", accept=None, holds=[report])
    hold = Hold.objects.get()
    assert (hold.review, hold.due) == (review, world.day(9))
    assert "surgeon’s report" in hold.words


def test_a_stop_needs_a_reason_before_a_second_person(world: World) -> None:
    with pytest.raises(LessStrict, match=r"The rules point to Stop\. You chose Approve") as refusal:
        asked(world, stop(world), reason_code="", reason_words="")
    assert "Keloid scars (own history)" in refusal.value.open
    assert refusal.value.next_step == "Go back and decline, or say why it is safe to go on."


def test_what_is_no_stop_needs_no_second_person(world: World) -> None:
    with pytest.raises(NotAllowed, match="needs no second signature"):
        asked(world, world.examined(**WARFARIN))
    with pytest.raises(NotAllowed, match="needs no second signature"):
        asked(
            world,
            stop(world),
            decision="declined",
            accept=None,
            patient_message="We will not treat you.",
        )


# ── Who, and which ─────────────────────────────────────────────────────────────


def test_the_first_does_not_sign_twice(world: World) -> None:
    look = asked(world, stop(world))
    sam()
    with pytest.raises(NotAllowed, match="somebody else signs it") as refusal:
        sign(look, world.technician, now=timezone.now() + timedelta(days=2))
    assert refusal.value.next_step == "Sam Poe can."


def test_the_second_is_neither_the_patient_nor_of_the_desk_nor_from_elsewhere(
    world: World,
) -> None:
    look = asked(world, stop(world))
    namesake = person(Role.TECHNICIAN, "tunde", display_name="Tunde Adeyemi")
    with pytest.raises(NotAllowed, match="same name as this patient"):
        sign(look, namesake)
    with pytest.raises(NotAllowed, match="same name as this patient"):
        refuse_second(world.fresh(look.consultation), look.pk, words="No", by=namesake)
    for other in (world.desk, world.elsewhere):
        with pytest.raises(NotAllowed):
            sign(look, other)
    assert not Review.objects.exists()


def test_the_second_did_not_ask_the_questions(world: World) -> None:
    consultation = world.answered(gate_scarring="yes", keloid_history="yes")
    world.send(consultation, unanswered_confirmed=True, by=sam())
    world.examine(world.fresh(consultation))
    look = asked(world, consultation)
    with pytest.raises(NotAllowed, match="asked the patient these questions"):
        sign(look, User.objects.get(username="sam"))


def test_a_reaction_in_a_patch_test_is_never_relaxed(world: World) -> None:
    consultation = world.examined(patch_test_result="reaction")
    for terms in ({}, {"decision": "on_hold", "accept": None, "hold_for": "x"}):
        with pytest.raises(NotAllowed, match="Nobody can relax this stop"):
            asked(world, consultation, **terms)


def test_nobody_accepts_days_under_age(world: World) -> None:
    born = world.day(-365 * 17)
    patient = world.patient(first_name="Ada", birth_date=born)
    draft = world.fill(world.draft(patient=patient), gate_scarring="yes", keloid_history="yes")
    world.send(draft, unanswered_confirmed=True)
    world.examine(world.fresh(draft))
    found = case(world.fresh(draft))
    assert found is not None
    with pytest.raises(NotAllowed, match="not of age on these days"):
        asked(world, draft, accept=[found.windows[0].first])


def test_what_was_not_assessed_is_never_relaxed(world: World) -> None:
    with pytest.raises(NotAllowed, match="could not assess"):
        asked(world, world.with_broken_rules().examined(lesion_changing="yes"), accept=None)


def test_a_stop_that_was_not_examined_is_not_approved(world: World) -> None:
    with pytest.raises(NotAllowed, match="examination is not answered"):
        asked(world, world.sent(gate_scarring="yes", keloid_history="yes"))
