"""What the patient says when asked again: at the desk, in private, and in the database."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from clinic.errors import NotAllowed
from consultations.actions.clarifications import (
    answer_again,
    answer_again_in_private,
    take_back,
)
from consultations.actions.intake import save_answer
from consultations.actions.sending import reopen
from consultations.deciding import case
from consultations.errors import Conflict, KeyReused
from consultations.holds import WaitsFor
from consultations.models import AnswerChange, Clarification, Hold, Summary
from sideeffects.risk import AnswerErrors
from tests.consultations.asking_cases import UNSURE, ask
from tests.consultations.world import World, key


def answer(world: World, asked: Clarification, answers: dict[str, Any], **fields: Any) -> Summary:
    row = world.fresh(asked.consultation)
    given = {"seen_version": row.version, "key": key(), "by": world.desk, **fields}
    return answer_again(row, answers, asked=asked.pk, **given)


PRIVATE: dict[str, Any] = {"gate_carried_infections": "yes", "hiv": "not_sure"}


# ── Answered at the desk ───────────────────────────────────────────────────────


def test_answers_make_a_summary_and_bring_the_case_back(world: World) -> None:
    sent = world.sent(**UNSURE)
    asked = ask(world, sent, "keloid_family")
    summary = answer(world, asked, {"keloid_family": "no"})
    assert summary.cause == "asked_again"
    assert summary.answers["keloid_family"] == "no"
    after = world.fresh(sent)
    assert (after.status, after.decide_from) == ("submitted", world.today)
    asked.refresh_from_db()
    assert (asked.answered, asked.ended_by) == (True, world.desk)
    change = AnswerChange.objects.get(consultation=sent, version=after.version)
    assert (change.question, change.set_at) == ("keloid_family", asked.ended_at)


def test_the_same_answer_again_ends_the_hold_on_it(world: World) -> None:
    held = world.examined(**UNSURE)
    world.decided(held, "on_hold", holds=[WaitsFor("answer", world.day(9))])
    answer(world, Clarification.objects.get(), {"keloid_family": "not_sure"})
    assert Hold.objects.get().ended_how == "the patient answered"
    after = world.fresh(held)
    assert (after.status, after.decide_from) == ("submitted", world.today)


def test_a_follow_up_that_opens_is_answered_with_it(world: World) -> None:
    sent = world.sent()
    asked = ask(world, sent, "gate_scarring")
    summary = answer(world, asked, {"gate_scarring": "yes", "keloid_family": "yes"})
    assert summary.answers["keloid_family"] == "yes"


def test_a_reply_to_own_words_is_read_before_a_decision(world: World) -> None:
    sent = world.examined()
    asked = ask(world, sent, own_words="Which ear was it?")
    with pytest.raises(NotAllowed, match="what the patient said"):
        answer(world, asked, {})
    answer(world, asked, {}, reply="The left one.")
    found = case(world.fresh(sent))
    assert found is not None
    assert [(item.why, item.value) for item in found.unread] == [
        ("reply", "“Which ear was it?” The left one.")
    ]
    world.decided(sent, "approved")
    later = case(world.fresh(sent))
    assert later is not None
    assert not later.unread


def test_a_day_after_that_of_the_answers_makes_today_their_day(world: World) -> None:
    sent = world.sent(gate_scalp_now="yes", sun_exposure="sunburnt", sun_exposure_date=None)
    asked = ask(world, sent, "sun_exposure_date")
    burnt = {"sun_exposure_date": world.day(2).isoformat()}
    summary = answer(world, asked, burnt, now=world.at(3))
    assert summary.consultation_date == world.day(3)


def test_other_answers_leave_the_day_of_the_answers(world: World) -> None:
    sent = world.sent(**UNSURE)
    asked = ask(world, sent, "keloid_family")
    summary = answer(world, asked, {"keloid_family": "no"}, now=world.at(3))
    assert summary.consultation_date == world.today


def test_answered_twice_with_one_form_is_once(world: World) -> None:
    sent, form = world.sent(**UNSURE), key()
    asked = ask(world, sent, "keloid_family")
    first = answer(world, asked, {"keloid_family": "no"}, key=form)
    assert answer(world, asked, {"keloid_family": "no"}, key=form) == first
    with pytest.raises(KeyReused):
        answer(world, asked, {"keloid_family": "yes"}, key=form, seen_version=sent.version)


def test_another_reply_with_the_same_form_is_another_act(world: World) -> None:
    sent, form = world.sent(), key()
    asked = ask(world, sent, own_words="Which ear was it?")
    answer(world, asked, {}, reply="The left one.", key=form)
    with pytest.raises(KeyReused):
        answer(world, asked, {}, reply="The right one.", key=form)


def test_a_colleague_answered_meanwhile(world: World) -> None:
    sent = world.sent(**UNSURE)
    asked = ask(world, sent, "keloid_family")
    row = world.fresh(sent)
    row.answers = {**row.answers, "keloid_family": "yes"}
    row.version += 1
    row.save(update_fields=["answers", "version"])
    AnswerChange.objects.create(
        consultation=row,
        version=row.version,
        question="keloid_family",
        value="yes",
        set_by=world.lead,
        key=key(),
    )
    with pytest.raises(Conflict) as refused:
        answer(world, asked, {"keloid_family": "no"}, seen_version=sent.version)
    assert (refused.value.yours, refused.value.theirs) == ("no", "yes")


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"diabetes": "none"}, NotAllowed),
        ({"keloid_family": "perhaps"}, AnswerErrors),
        ({"exam_keloid": "no"}, NotAllowed),
    ],
)
def test_only_what_is_asked_is_answered(
    world: World, answers: dict[str, Any], error: type[Exception]
) -> None:
    sent = world.sent(**UNSURE)
    asked = ask(world, sent, "keloid_family")
    with pytest.raises(error):
        answer(world, asked, answers)
    assert Summary.objects.filter(consultation=sent).count() == 1


def test_answers_that_come_too_late(world: World) -> None:
    sent = world.sent(**UNSURE)
    asked = ask(world, sent, "keloid_family")
    with pytest.raises(NotAllowed):
        answer(world, asked, {"keloid_family": "no"}, by=world.elsewhere)
    reopen(world.fresh(sent), reason="More to ask.", by=world.desk)
    with pytest.raises(NotAllowed, match="opened again"):
        answer(world, asked, {"keloid_family": "no"})
    world.send(world.fresh(sent), unanswered_confirmed=True)
    asked.refresh_from_db()
    assert asked.answered  # all of them were sent again, these too
    other = ask(world, sent, "diabetes")
    take_back(world.fresh(sent), reason="Not needed.", by=world.technician)
    with pytest.raises(NotAllowed, match="taken back"):
        answer(world, other, {"diabetes": "none"})


def test_meanwhile_an_examination_leaves_the_case_waiting(world: World) -> None:
    sent = world.sent(**UNSURE)
    ask(world, sent, "keloid_family")
    world.examine(world.fresh(sent))
    assert world.fresh(sent).decide_from == world.day(7)
    world.examine(world.fresh(sent), patch_test_result="reaction")
    assert world.fresh(sent).decide_from == world.today


# ── In private ─────────────────────────────────────────────────────────────────


def by_hand(world: World, asked: Clarification, answers: dict[str, Any], **fields: Any) -> None:
    row = world.fresh(asked.consultation)
    given = {"key": key(), "by": world.desk, "finished": True, **fields}
    answer_again_in_private(row, answers, asked=asked.pk, **given)


def test_private_questions_come_before_the_others(world: World) -> None:
    sent = world.sent(**PRIVATE, **UNSURE)
    asked = ask(world, sent, "keloid_family", "hiv")
    with pytest.raises(NotAllowed, match="private questions have no answer"):
        answer(world, asked, {"keloid_family": "no"})
    by_hand(world, asked, {"gate_carried_infections": "yes", "hiv": "none"})
    waiting = world.fresh(sent)
    assert waiting.private_answers["hiv"] == "none"
    assert waiting.decide_from == world.day(7)
    answer(world, asked, {"keloid_family": "no"})
    assert world.fresh(sent).decide_from == world.today


def test_private_questions_left_to_the_technician(world: World) -> None:
    sent = world.sent(**PRIVATE)
    asked = ask(world, sent, "hiv")
    answer(world, asked, {}, technician_asks=True)
    asked.refresh_from_db()
    assert asked.ended_reason == "A technician asks the private questions."


def test_a_private_page_sent_twice(world: World) -> None:
    sent, form = world.sent(**PRIVATE), key()
    asked = ask(world, sent, "hiv")
    by_hand(world, asked, {"hiv": "none"}, key=form)
    by_hand(world, asked, {"hiv": "none"}, key=form)
    by_hand(world, asked, {"hiv": "yes_treated_and_well"}, key=form)
    assert AnswerChange.objects.filter(consultation=sent, private=True, question="hiv").count() == 2
    answer(world, asked, {})
    by_hand(world, asked, {"hiv": "none"})
    assert world.fresh(sent).private_answers["hiv"] == "yes_treated_and_well"


def test_nothing_else_is_answered_by_hand(world: World) -> None:
    sent = world.sent(**PRIVATE)
    asked = ask(world, sent, "hiv")
    for name, value in (("hepatitis", "none"), ("diabetes", "none")):
        with pytest.raises(NotAllowed):
            by_hand(world, asked, {name: value})


# ── The database ───────────────────────────────────────────────────────────────


def test_the_database_keeps_one_open_question_a_case(world: World) -> None:
    sent = world.sent(**UNSURE)
    ask(world, sent, "keloid_family")
    with pytest.raises(IntegrityError), transaction.atomic():
        Clarification.objects.create(
            consultation=sent,
            own_words="x",
            due=world.day(3),
            asked_by=world.lead,
            created_key=key(),
        )


def test_the_desk_page_does_not_save_into_sent_answers(world: World) -> None:
    sent = world.sent(**UNSURE)
    ask(world, sent, "keloid_family")
    with pytest.raises(NotAllowed):
        save_answer(
            world.fresh(sent),
            "keloid_family",
            "no",
            seen_version=sent.version,
            key=key(),
            by=world.desk,
        )
