"""A stop is relaxed by two people, and not every stop; by one where one works, a day later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from clinic.errors import NotAllowed
from clinic.models import Event, User
from clinic.models.user import Role
from consultations.actions.second_looks import refuse_second, sign_second
from consultations.actions.sending import reopen
from consultations.deciding import case
from consultations.errors import KeyReused, LessStrict
from consultations.holds import WaitsFor
from consultations.models import Consultation, Hold, Review, SecondLook, StepTick
from tests.consultations.review_cases import WARFARIN
from tests.consultations.second_look_cases import WHY, asked, sam, stop
from tests.consultations.world import World, key
from tests.people import person

AGREED = "I looked at the photos and the scar."


def sign(look: SecondLook, by: User, **fields: Any) -> Review:
    row = World.fresh(look.consultation)
    return sign_second(row, look.pk, **{"words": AGREED, "by": by, "how": "a passkey", **fields})


def relaxed(world: World, consultation: Consultation, **terms: Any) -> Review:
    return sign(asked(world, consultation, **terms), sam())


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


# ── Refused, taken back, void ──────────────────────────────────────────────────


def test_the_second_refuses_and_the_stop_stands(world: World) -> None:
    look = asked(world, stop(world))
    second = sam()
    row = world.fresh(look.consultation)
    for _ in range(2):
        refuse_second(row, look.pk, words="The scar is raised.", by=second)
    look.refresh_from_db()
    assert (look.verdict, look.answered_by, look.answer_words) == (
        "refused",
        second,
        "The scar is raised.",
    )
    with pytest.raises(NotAllowed, match="answered already"):
        sign(look, second)
    assert world.fresh(row).status == "submitted"
    assert asked(world, row).pk != look.pk


def test_who_asked_takes_it_back(world: World) -> None:
    look = asked(world, stop(world))
    refuse_second(world.fresh(look.consultation), look.pk, words="My mistake", by=world.technician)
    look.refresh_from_db()
    assert look.verdict == "withdrawn"
    assert Event.objects.filter(action="second_look.taken_back").exists()


def test_words_are_needed_either_way(world: World) -> None:
    look = asked(world, stop(world))
    second = sam()
    with pytest.raises(NotAllowed, match="Write what you looked at"):
        sign(look, second, words=" ")
    with pytest.raises(NotAllowed, match="Write what you looked at"):
        refuse_second(world.fresh(look.consultation), look.pk, words="", by=second)


def test_after_any_change_it_is_void_and_says_why(world: World) -> None:
    look = asked(world, stop(world))
    reopen(world.fresh(look.consultation), reason="a wrong answer", by=world.desk)
    with pytest.raises(NotAllowed, match="decided otherwise"):
        sign(look, sam())
    draft = world.fresh(look.consultation)
    world.send(world.fill(draft, diabetes="type2"), unanswered_confirmed=True)
    with pytest.raises(NotAllowed, match="changed after it was asked for"):
        sign(look, User.objects.get(username="sam"))
    assert not Review.objects.exists()


def test_it_is_void_when_the_first_has_left(world: World) -> None:
    look = asked(world, stop(world))
    User.objects.filter(pk=world.technician.pk).update(is_active=False)
    with pytest.raises(NotAllowed, match="does not review here any more"):
        sign(look, sam())


def test_a_decision_without_it_ends_it(world: World) -> None:
    consultation = stop(world)
    look = asked(world, consultation)
    world.decided(consultation, "declined", reason_words="x", patient_message="Not now.", by=sam())
    look.refresh_from_db()
    assert (look.verdict, look.answer_words) == ("withdrawn", "Decided otherwise.")


def test_days_that_have_passed_meanwhile_are_not_accepted(world: World) -> None:
    look = asked(world, stop(world))
    later = timezone.now() + timedelta(days=400)
    with pytest.raises(NotAllowed, match="have passed"):
        sign(look, sam(), now=later)


# ── Sent twice ─────────────────────────────────────────────────────────────────


def test_the_same_form_twice_is_one_second_look(world: World) -> None:
    consultation, once = stop(world), key()
    first = asked(world, consultation, key=once)
    assert asked(world, consultation, key=once) == first
    with pytest.raises(KeyReused):
        asked(world, consultation, key=once, by=sam())
    with pytest.raises(NotAllowed, match="wanted already"):
        asked(world, consultation)


def test_signing_twice_is_one_decision(world: World) -> None:
    look = asked(world, stop(world))
    second = sam()
    assert sign(look, second) == sign(look, second)
    assert Review.objects.count() == 1


def test_a_second_look_of_another_case(world: World) -> None:
    look = asked(world, stop(world))
    other = world.examined()
    with pytest.raises(NotAllowed, match="belongs to another case"):
        sign_second(other, look.pk, words="x", by=sam())


# ── A clinic where one person works ────────────────────────────────────────────


def alone(world: World) -> SecondLook:
    world.site.one_person = True
    world.site.save(update_fields=["one_person"])
    return asked(world, stop(world), now=timezone.now() - timedelta(hours=24, minutes=1))


def test_one_person_signs_again_a_day_later(world: World) -> None:
    look = alone(world)
    with pytest.raises(NotAllowed, match="a day after the reason was written"):
        sign(look, world.technician, now=look.asked_at + timedelta(hours=23, minutes=59))
    review = sign(look, world.technician)
    look.refresh_from_db()
    assert review.decided_by == look.answered_by == world.technician
    assert review.windows[0]["from"] == world.today.isoformat()


def test_declining_is_no_step_of_days_that_two_people_accept(world: World) -> None:
    review = relaxed(world, stop(world), decision="approved_with_conditions", conditions=["A hat"])
    assert [window["steps"] for window in review.windows] == [[]] * len(review.windows)


def test_steps_left_out_are_left_out_when_it_is_signed(world: World) -> None:
    consultation = world.examined(gate_scarring="yes", keloid_history="yes", keloid_family="yes")
    look = asked(world, consultation)
    assert not StepTick.objects.exists()
    sign(look, sam())
    assert {(tick.state, tick.ticked_by) for tick in StepTick.objects.all()} == {
        ("waived", world.technician)
    }
