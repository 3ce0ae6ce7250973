"""Second looks that end: refused, taken back, void, sent twice; and a clinic of one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.errors import NotAllowed
from clinic.models import Event, User
from consultations.actions.second_looks import refuse_second, sign_second
from consultations.actions.sending import reopen
from consultations.errors import KeyReused
from consultations.models import Review, SecondLook, StepTick
from tests.consultations.second_look_cases import asked, sam, stop
from tests.consultations.second_look_signing import relaxed, sign
from tests.consultations.world import World, key

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
