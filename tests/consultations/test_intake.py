"""Starting a consultation and planning it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from clinic.errors import NotAllowed
from clinic.models import Event
from clinic.models.user import Role
from consultations.actions.intake import (
    change_plan,
    start,
)
from consultations.errors import KeyReused
from consultations.models import AnswerChange, Summary
from tests.consultations.world import World, key
from tests.people import person

# ── Starting ───────────────────────────────────────────────────────────────────


def test_starting_a_consultation(world: World) -> None:
    consultation = world.draft()
    assert consultation.status == "draft"
    assert consultation.edition == world.edition
    assert consultation.site == world.site
    assert consultation.reference.startswith("C-")
    assert consultation.answers == {"date_of_birth": "1987-03-14"}
    change = AnswerChange.objects.get(consultation=consultation)
    assert (change.question, change.value, change.version) == ("date_of_birth", "1987-03-14", 1)
    assert Event.objects.get(action="consultation.started").subject_id == consultation.reference


def test_starting_twice_with_one_form(world: World) -> None:
    assert world.edition
    form = key()
    plan: dict[str, Any] = {"planned_date": world.day(9), "by": world.desk, "key": form}
    first = start(world.person, treatment="density", **plan)
    assert start(world.person, treatment="density", **plan) == first
    with pytest.raises(KeyReused):
        start(world.person, treatment="scar_cover", **plan)


@pytest.mark.parametrize(
    ("treatment", "days", "sentence"),
    [
        ("tattoo", 1, "one of the treatments"),
        ("density", -1, "has passed"),
        ("density", 366, "over a year"),
    ],
)
def test_a_plan_that_cannot_be(world: World, treatment: str, days: int, sentence: str) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        world.draft(days, treatment=treatment)
    with pytest.raises(NotAllowed, match=sentence):
        change_plan(world.draft(), treatment=treatment, planned_date=world.day(days), by=world.desk)


def test_today_and_a_year_from_today_can_be_planned(world: World) -> None:
    assert world.draft(0).planned_date == world.today
    assert world.draft(365).pk


def test_only_the_site_itself_starts(world: World) -> None:
    for who in (world.elsewhere, person(Role.MANAGER)):
        with pytest.raises(NotAllowed):
            start(world.person, treatment="density", planned_date=world.today, by=who, key=key())


def test_the_clinics_day_is_that_of_its_time_zone(world: World) -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # 00:30 of the next day in London
    assert world.edition
    with pytest.raises(NotAllowed, match="has passed"):
        start(
            world.person,
            treatment="density",
            planned_date=date(2026, 7, 1),
            by=world.desk,
            key=key(),
            now=late,
        )


# ── The plan ───────────────────────────────────────────────────────────────────


def test_another_plan_for_a_draft(world: World) -> None:
    draft = change_plan(
        world.draft(), treatment="scar_cover", planned_date=world.day(50), by=world.desk
    )
    assert (draft.treatment, draft.planned_date) == ("scar_cover", world.day(50))
    assert not Summary.objects.exists()
    event = Event.objects.get(action="consultation.plan_changed")
    assert event.detail == {"fields": ["treatment", "planned_date"]}


def test_the_same_plan_changes_nothing(world: World) -> None:
    draft = world.draft()
    change_plan(draft, treatment="density", planned_date=draft.planned_date, by=world.desk)
    change_plan(draft, by=world.desk)
    assert not Event.objects.filter(action="consultation.plan_changed").exists()


def test_another_plan_after_sending_makes_a_new_summary(world: World) -> None:
    sent = world.approved()
    change_plan(sent, planned_date=world.day(60), by=world.desk)
    after = world.fresh(sent)
    assert after.summary is not None
    assert (after.summary.number, after.summary.cause) == (3, "plan")
    assert after.summary.treatment_date == world.day(60)
    assert after.status == "submitted"
