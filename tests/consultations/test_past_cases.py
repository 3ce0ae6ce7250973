"""Past cases: the newest summary of each consultation, of all sites, without anybody's name."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultations import past_cases
from consultations.actions.letters import record_letter
from consultations.past_cases import booked_cases, case_of, count_of_cases, newest_cases
from tests.consultations.with_steps import FAMILY
from tests.consultations.world import World, key
from tests.people import person, site

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def test_the_newest_summary_of_each_is_the_case(world: World) -> None:
    draft = world.draft()
    sent = world.sent(gate_bleeding="yes", anticoagulant="stopped_without_advice")
    examined = world.examined()
    first, second = newest_cases(10)
    assert [first.ref, second.ref] == [examined.pk, sent.pk]
    assert first.answers == examined.all_answers
    assert tuple(first.stages) == ("consultation", "examination")
    assert second.answers["anticoagulant"] == "stopped_without_advice"
    assert tuple(second.stages) == ("consultation",)
    assert (first.consultation_date, first.treatment_date) == (world.today, world.day(30))
    assert case_of(draft.pk) is None
    assert case_of(examined.pk) == first
    assert count_of_cases() == 2


def test_letters_are_days(world: World) -> None:
    consultation = world.examined(**FAMILY)
    (entry,) = list(world.edition.catalogue.contraindications)[:1]
    record_letter(
        consultation,
        contraindication=entry,
        letter_date=world.day(-3),
        author="Dr Ames",
        says="safe",
        by=world.technician,
        key=key(),
    )
    (case,) = newest_cases(1)
    assert case.letters == {entry: world.day(-3)}


def test_they_are_read_page_by_page_and_each_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [world.sent().pk for _ in range(5)]
    monkeypatch.setattr(past_cases, "PAGE", 2)
    assert [case.ref for case in newest_cases(100)] == made[::-1]
    assert [case.ref for case in newest_cases(3)] == made[:1:-1]
    assert [case.ref for case in newest_cases(100, below=made[2])] == [made[1], made[0]]
    with CaptureQueriesContext(connection) as queries:
        list(newest_cases(4))
    assert len(queries) == 2


def test_the_cases_of_all_sites_count(world: World) -> None:
    there = World(site=site("Southside"))
    there.__dict__["edition"] = world.edition
    there.__dict__["desk"] = person("front_desk", "far-desk", site=there.site)
    here, far = world.sent(), there.sent()
    assert [case.ref for case in newest_cases(10)] == [far.pk, here.pk]


def test_who_is_booked_is_a_case_of_the_booked_day(world: World) -> None:
    consultation = world.approved(30)
    world.booked(consultation, 33)
    (booked,) = booked_cases()
    assert (booked.reference, booked.day) == (consultation.reference, world.day(33))
    assert (booked.consultation_id, booked.edition_id) == (consultation.pk, world.edition.pk)
    assert booked.case.treatment_date == world.day(33)
    assert booked.case.consultation_date == world.today
    assert booked.case.answers == world.fresh(consultation).all_answers


def test_a_booking_that_is_past_or_held_is_not_open(world: World, as_owner: Any) -> None:
    booking = world.booked(world.approved(30), 33)
    assert len(booked_cases(now=world.at(33))) == 1
    assert booked_cases(now=world.at(34)) == []
    with as_owner():
        type(booking).objects.filter(pk=booking.pk).update(status="held")
    assert booked_cases() == []


def test_nothing_that_names_somebody_is_read(world: World) -> None:
    world.booked(world.approved(30), 33)
    with CaptureQueriesContext(connection) as queries:
        list(newest_cases(10))
        booked_cases()
    asked = " ".join(query["sql"] for query in queries)
    assert "consultations_patient" not in asked
    assert '"note"' not in asked


def test_a_clinic_without_anybody_has_no_cases(db: None) -> None:
    assert list(newest_cases(10)) == []
    assert booked_cases(now=None) == []
