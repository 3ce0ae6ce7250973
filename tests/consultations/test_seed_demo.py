"""The demo clinic: everybody is there, in every state, through the real gate, and only once."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from clinic.models import Event, User
from consultations.days import local_day
from consultations.demo.cast import WRITTEN, cast
from consultations.demo.place import offer_times, open_place, shifts_on
from consultations.demo.story import Approved, Sent, Story
from consultations.demo.teller import moments
from consultations.demo.telling import tell
from consultations.gate import explain_gate
from consultations.models import (
    Booking,
    Consultation,
    FreeTime,
    Patient,
    PatientPair,
    Status,
    StepTick,
    Summary,
    Task,
)
from tests.catalogue import starter_edition

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")


def seed(**options: Any) -> None:
    call_command("seed_demo", verbosity=0, **options)


@pytest.fixture
def demo(db: None) -> None:
    starter_edition()
    seed()


def of(first_name: str, last_name: str = "") -> Consultation:
    """The newest consultation of this person."""
    found = Consultation.objects.filter(
        patient__first_name=first_name, patient__last_name__startswith=last_name
    )
    newest = found.select_related("patient", "site", "edition", "summary").order_by("-pk").first()
    assert newest is not None
    return newest


def counts() -> dict[str, int]:
    models = (Patient, Consultation, Summary, Booking, FreeTime, StepTick, Event, User)
    return {model.__name__: model._default_manager.count() for model in models}


# ── The whole clinic, told once for all these tests ────────────────────────────


def test_the_demo_clinic(demo: None) -> None:
    """One telling serves every look at it, because telling it takes seconds."""
    forty_patients_are_on_file()
    every_state_is_there()
    the_rules_point_where_the_stories_say()
    look_alikes_were_told_apart()
    bookings_are_there_for_today_and_later()
    what_waits_is_explained()
    urgent_answers_made_tasks()
    a_second_run_changes_nothing()


def forty_patients_are_on_file() -> None:
    assert Patient.objects.count() == len(WRITTEN) == 40
    phones = Patient.objects.values_list("phone", flat=True)
    assert all(phone.startswith("07700 900") for phone in phones if phone)


def every_state_is_there() -> None:
    states = Counter(Consultation.objects.values_list("status", flat=True))
    assert set(states) == set(Status.values)
    today = local_day(of("Nia").site)
    assert Consultation.objects.holds_ended(today).count() == 1
    assert Consultation.objects.waiting(today).count() >= 3
    assert Booking.objects.filter(status="held").count() == 2
    assert Booking.objects.filter(status="cancelled").count() == 1
    assert Consultation.objects.filter(private_done_at__isnull=True).count() >= 3
    assert not Consultation.objects.filter(planned_date__lt=today - timedelta(days=300)).exists()


def the_rules_point_where_the_stories_say() -> None:
    levels = {
        ("Nia", "clear", "clear"),
        ("Walt", "hold", "hold"),
        ("Noor", "hold", "stop"),
        ("Kai", "stop", "stop"),
        ("Rae", "care", "care"),
        ("Ami", "care", "care"),
        ("Tunde", "hold", "hold"),
        ("Gordon", "hold", "hold"),
        ("Harold", "care", "care"),
        ("Anastasia-Wilhelmina", "hold", "hold"),
        ("Marguerite", "stop", "stop"),
    }
    for name, level, could_be in levels:
        summary = of(name).summary
        assert summary is not None
        assert (name, summary.level, summary.could_be) == (name, level, could_be)
    tunde = of("Tunde").summary
    assert tunde is not None
    assert tunde.earliest_date is not None
    assert len(of("Anastasia-Wilhelmina").summary.plain["findings"]) >= 5  # type: ignore[union-attr]
    assert "أسبرين" in of("Ami").answers["medicines_list"]


def look_alikes_were_told_apart() -> None:
    pair = PatientPair.objects.select_related("first", "second").get()
    assert {pair.first.full_name, pair.second.full_name} == {"Nia Roberts", "Bo Roberts"}


def bookings_are_there_for_today_and_later() -> None:
    today = local_day(of("Aaron").site)
    days = {of(name).bookings.get().day for name in ("Aaron", "Olivia", "Kwame", "Jürgen")}
    assert min(days) == today
    assert today + timedelta(days=1) in days
    assert max(days) > today + timedelta(days=14)
    moved = Event.objects.filter(action="booking.moved").get()
    assert moved.subject_id == of("Elżbieta").reference


def what_waits_is_explained() -> None:
    gates = {name: explain_gate(of(name)) for name in ("Gareth", "Imogen", "Ellis", "Callum")}
    today = local_day(of("Gareth").site)
    assert gates["Gareth"].earliest == today + timedelta(days=54)  # a test area, 84 days
    assert [line.state for line in gates["Imogen"].lines] == ["waiting", "waiting"]
    assert [line.what for line in gates["Ellis"].lines] == [
        "Something to settle with the technician"
    ]
    assert gates["Callum"].earliest is not None
    assert gates["Callum"].earliest > today


def urgent_answers_made_tasks() -> None:
    tasks = {task.consultation.patient.first_name: task.done_at for task in _tasks()}
    assert tasks.keys() == {"Gordon", "Małgorzata"}
    assert tasks["Gordon"] is None
    assert tasks["Małgorzata"] is not None


def _tasks() -> Any:
    return Task.objects.select_related("consultation__patient")


def a_second_run_changes_nothing() -> None:
    before = counts()
    seed()
    assert counts() == before


# ── How many, and which ────────────────────────────────────────────────────────


def test_fewer_patients_are_the_first_of_the_cast(db: None) -> None:
    starter_edition()
    seed(patients=2)
    assert set(Patient.objects.values_list("first_name", flat=True)) == {"Nia", "Walt"}
    assert FreeTime.objects.count() > 60


def test_more_patients_are_drawn_from_the_seed() -> None:
    today = date(2026, 5, 7)
    people = [story.person for story in cast(60, 1, today)]
    assert people[:40] == [story.person for story in WRITTEN]
    assert [story.person for story in cast(60, 1, today)] == people
    assert [story.person for story in cast(60, 2, today)][40:] != people[40:]
    ages = {today.year - person.born.year for person in people[40:]}
    assert min(ages) >= 18


def test_everybody_of_the_cast_is_somebody_else() -> None:
    people = [(story.person.full_name, story.person.born) for story in WRITTEN]
    assert len(set(people)) == len(people)


def test_drawn_people_are_told_like_the_others(db: None) -> None:
    starter_edition()
    place, now = open_place(), timezone.now()
    offer_times(place, now)
    drawn = cast(60, 3, local_day(place.site, now))[40:]

    def tell_all() -> list[bool]:
        technician = place.technicians[0]
        return [tell(s, place=place, technician=technician, now=now, seed=3) for s in drawn]

    assert all(tell_all())
    assert not any(tell_all())
    states = set(Consultation.objects.values_list("status", flat=True))
    assert {Status.DRAFT, Status.SUBMITTED, Status.APPROVED} <= states
    assert Booking.objects.exists()


def test_a_full_clinic_books_nobody_more(db: None) -> None:
    starter_edition()
    place, now = open_place(), timezone.now()  # and nobody offers a time
    aaron = next(story for story in WRITTEN if story.person.first_name == "Aaron")
    assert tell(aaron, place=place, technician=place.technicians[0], now=now, seed=1)
    assert of("Aaron").status == Status.APPROVED
    assert not Booking.objects.exists()


# ── When ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("clock", [(0, 3), (8, 15), (12, 0), (23, 58)])
def test_nothing_happens_ahead_of_time_or_out_of_order(clock: tuple[int, int]) -> None:
    now = datetime(2026, 5, 7, *clock, tzinfo=LONDON)
    for story in WRITTEN:
        times = moments(story, now)
        assert times == sorted(times)
        assert times[-1] < now
        assert len(times) == 1 + len(story.then)


def test_days_of_the_past_are_in_clinic_hours() -> None:
    story = Story(WRITTEN[0].person, "density", planned=9, started=5, then=(Sent(5), Approved(3)))
    times = moments(story, datetime(2026, 5, 7, 12, tzinfo=LONDON))
    assert [moment.date() for moment in times] == [
        date(2026, 5, 2),
        date(2026, 5, 2),
        date(2026, 5, 4),
    ]
    assert all(9 <= moment.hour < 19 for moment in times)


@pytest.mark.parametrize("today", [date(2026, 5, 4) + timedelta(days=n) for n in range(7)])
def test_somebody_works_today_and_tomorrow_whatever_the_day(today: date) -> None:
    assert shifts_on(today, today)
    assert shifts_on(today + timedelta(days=1), today)
    sunday = date(2026, 5, 24)
    assert shifts_on(sunday, today) == ()


def test_times_are_offered_anew_as_days_go_by(db: None) -> None:
    place, now = open_place(), timezone.now()
    first = offer_times(place, now)
    assert first > 60
    assert offer_times(place, now) == 0
    assert 0 < offer_times(place, now + timedelta(days=7)) < first / 4


# ── Refusals ───────────────────────────────────────────────────────────────────


def test_production_refuses_the_demo(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="never made in production"):
        seed()


def test_the_catalogue_comes_first(db: None) -> None:
    with pytest.raises(CommandError, match="Load a catalogue first"):
        seed()


def test_there_are_no_fewer_than_no_patients() -> None:
    with pytest.raises(CommandError, match="0 or more"):
        seed(patients=-1)


def test_it_says_what_is_new(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    starter_edition()
    call_command("seed_demo", patients=0)
    assert "0 patients and" in capsys.readouterr().out
