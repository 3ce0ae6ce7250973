"""Whoever asked the questions does not decide, unless the clinic allows it; then it is said."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from clinic.errors import NotAllowed
from clinic.models.user import Role
from consultations.actions.intake import save_answer
from consultations.actions.sending import look_again
from consultations.models import Consultation, Review
from tests.consultations.by_sql import sql
from tests.consultations.pages import signed_in, text_of
from tests.consultations.review_desk import Desk
from tests.consultations.second_look_cases import sam
from tests.consultations.world import World, key
from tests.people import person

ASKED = "You asked the patient these questions, and whoever asked does not decide."


def asked_by_technician(world: World) -> Consultation:
    """The desk sends it; one answer of the form was taken down by the technician."""
    draft = world.fresh(world.answered())
    save_answer(
        draft, "diabetes", "type2", seen_version=draft.version, key=key(), by=world.technician
    )
    world.send(world.fresh(draft), unanswered_confirmed=True)
    world.examine(world.fresh(draft))
    return world.fresh(draft)


def sent_by_technician(world: World) -> Consultation:
    draft = world.answered()
    world.send(draft, unanswered_confirmed=True, by=world.technician)
    world.examine(world.fresh(draft))
    return world.fresh(draft)


def allow(world: World) -> None:
    world.site.answerer_may_review = True
    world.site.save(update_fields=["answerer_may_review"])


def test_who_sent_the_answers_does_not_decide(world: World) -> None:
    sam()
    with pytest.raises(NotAllowed, match=ASKED) as refusal:
        world.decided(sent_by_technician(world))
    assert refusal.value.next_step == "Sam Poe can."


def test_who_saved_an_answer_does_not_decide(world: World) -> None:
    with pytest.raises(NotAllowed, match=ASKED) as refusal:
        world.decided(asked_by_technician(world))
    assert refusal.value.next_step == (
        "An administrator can invite another reviewer, or allow it for this clinic."
    )


def test_colleagues_who_can_are_named(world: World) -> None:
    sam()
    person(Role.CLINIC_LEAD, "lee", display_name="Lee Ito")
    person(Role.TECHNICIAN, "gone", display_name="Gone Away", is_active=False)
    with pytest.raises(NotAllowed) as refusal:
        world.decided(sent_by_technician(world))
    assert refusal.value.next_step == "Lee Ito or Sam Poe can."


def test_a_colleague_decides(world: World) -> None:
    review = world.decided(sent_by_technician(world), by=sam())
    assert not review.answered_too


def test_the_examination_does_not_count(world: World) -> None:
    assert not world.decided(world.examined()).answered_too


def test_where_the_clinic_allows_it_the_decision_says_so(world: World) -> None:
    allow(world)
    consultation = sent_by_technician(world)
    desk = Desk(world, consultation)
    assert "this clinic allows you to decide, and the decision says so" in text_of(desk.page)
    desk.save(decision="approved", go="approve_next")
    assert desk.review().answered_too
    saved = desk.client.get(f"/review/{consultation.reference}/saved/")
    assert "Decided by the person who asked the questions; this clinic allows it." in text_of(saved)


def test_the_page_says_beforehand_who_can(world: World) -> None:
    sam()
    consultation = sent_by_technician(world)
    page = text_of(signed_in(world.technician).get(f"/review/{consultation.reference}/"))
    assert f"{ASKED} Sam Poe can." in page


def test_the_database_refuses_it_too(world: World) -> None:
    consultation = sent_by_technician(world)
    allow(world)
    review = world.decided(consultation)
    columns = [str(field.column) for field in Review._meta.concrete_fields if field.column != "id"]
    copied = ", ".join(columns)
    values = copied.replace("answered_too", "false").replace("created_key", "gen_random_uuid()")
    copy = f"INSERT INTO consultations_review ({copied}) SELECT {values} FROM consultations_review"
    look_again(world.fresh(consultation), reason="once more", by=sam())
    with pytest.raises(IntegrityError, match="its author sent the answers"):
        sql(f"{copy} WHERE id = %s", [review.pk])
    world.site.answerer_may_review = False
    world.site.save(update_fields=["answerer_may_review"])
    with pytest.raises(IntegrityError, match="does not decide on them"):
        sql(f"{copy} WHERE id = %s", [review.pk])
