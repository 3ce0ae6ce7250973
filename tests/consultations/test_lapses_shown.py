"""Whoever reviews reads what undid a decision; the desk reads that something changed, and what is
next."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from clinic.models import Event
from consultations.actions.intake import change_plan
from consultations.actions.lapsing import differences
from consultations.actions.sending import look_again, reopen
from consultations.lapses import changed_words
from consultations.models import Consultation, Lapse, Review, Summary
from consultations.past_decisions import past_decisions
from tests.catalogue import starter
from tests.consultations.pages import signed_in, text_of
from tests.consultations.test_lapses import (
    Act,
    again,
    another_treatment,
    found,
    planned,
    screened_again,
)
from tests.consultations.test_statements import statements
from tests.consultations.world import World

# ── Who reads what of it ───────────────────────────────────────────────────────


def page_of(world: World, consultation: Consultation) -> str:
    return text_of(signed_in(world.technician).get(f"/review/{consultation.reference}/"))


def test_the_review_says_of_each_earlier_decision_what_is_different(world: World) -> None:
    consultation = world.approved()
    found(world, consultation, exam_sunburn="yes")
    world.decided(consultation, "on_hold", hold_for="a photo")
    again(world, consultation)
    world.decided(consultation, "on_hold", hold_for="a second photo")
    another_treatment(world, consultation)
    planned(world, consultation)
    page = page_of(world, consultation)
    question = consultation.edition.catalogue.questions["exam_sunburn"].text
    assert f"What is different now: The answer to “{question}”." in page
    assert "The letter about Blood thinner." in page
    assert "The treatment: Density then, Scar cover now." in page


def test_dates_and_editions_are_told_as_they_were_and_are(world: World) -> None:
    consultation = world.approved()
    planned(world, consultation)
    world.decided(consultation)
    screened_again(world, consultation)
    page = page_of(world, consultation)
    assert "The planned day: " in page
    assert "The rules: edition 1 then, edition 2 now." in page


def test_answers_confirmed_on_a_later_day_say_so() -> None:
    given: dict[str, Any] = {"answers": {}, "letters": {}, "edition_id": 1, "treatment": "density"}
    first, later = (
        Summary(consultation_date=day, treatment_date=date(2027, 1, 4), **given)
        for day in (date(2026, 11, 2), date(2026, 11, 9))
    )
    changed = differences(first, later)
    assert changed == {"dates": ["confirmed"]}
    lapse = Lapse(review=Review(summary=first), summary=later, changed=changed)
    assert changed_words(starter(), lapse) == (
        "The day the answers were confirmed: Monday 2 November 2026 then, "
        "Monday 9 November 2026 now",
    )


def test_a_question_that_the_edition_no_longer_asks_is_named_all_the_same(world: World) -> None:
    consultation = world.approved()
    Lapse.objects.create(
        review=Review.objects.get(),
        summary=consultation.summary,
        cause="unheard_of",
        changed={"answers": ["gone_since"], "letters": ["never_known"]},
        lapsed_by=world.lead,
    )
    reopen(consultation, reason="x", by=world.desk)
    page = page_of(world, consultation)
    assert "Lapsed: something on file changed, by Some" in page
    assert "The answer to “gone since”." in page
    assert "The letter about Never known." in page


DESK = [
    (
        lambda world, row: found(world, row, exam_sunburn="yes"),
        "The examination was answered",
    ),
    (again, "A letter was put on file after the decision."),
    (planned, "The plan changed after the decision."),
    (screened_again, "The rules changed after the decision."),
    (
        lambda world, row: look_again(row, reason="a rash", by=world.lead),
        "The decision was put up to be made again.",
    ),
]


@pytest.mark.parametrize(("act", "words"), DESK)
def test_the_desk_reads_that_something_changed_and_what_is_next(
    world: World, act: Act, words: str
) -> None:
    consultation = world.approved()
    act(world, consultation)
    desk = signed_in(world.desk)
    for place in (f"/c/{consultation.reference}/", f"/book/{consultation.reference}/"):
        page = text_of(desk.get(place))
        assert words in page
        assert "A technician" in page
        assert "sunburn" not in page
        assert "a rash" not in page


def test_the_desk_reads_it_of_answers_without_which(world: World) -> None:
    consultation = world.approved()
    reopen(consultation, reason="private words", by=world.desk)
    world.fill(world.fresh(consultation), lesion_changing="yes")
    world.send(world.fresh(consultation))
    page = text_of(signed_in(world.desk).get(f"/book/{consultation.reference}/"))
    assert (
        "What the patient told us changed after the decision. A technician decides again." in page
    )
    assert "private words" not in page


def test_the_trail_says_that_a_decision_lapsed_by_ids_alone(world: World) -> None:
    consultation = world.approved()
    found(world, consultation, exam_sunburn="yes")
    event, lapse = Event.objects.get(action="review.lapsed"), Lapse.objects.get()
    assert event.actor == world.technician
    assert event.subject_id == consultation.reference
    assert event.detail == {"review": lapse.review_id, "lapse": lapse.pk, "cause": "examination"}


def test_it_asks_as_often_for_many_lapsed_decisions_as_for_one(world: World) -> None:
    row = world.approved()
    planned(world, row)
    one = world.fresh(row)
    few = statements(lambda: past_decisions(one, None))
    for days in (46, 47, 48):
        world.decided(row)
        change_plan(world.fresh(row), planned_date=world.day(days), by=world.desk)
    many = world.fresh(row)
    assert len(statements(lambda: past_decisions(many, None))) == len(few)
    assert len(past_decisions(many, None)) == 4
