"""A sample patient made of a past case holds nothing that tells whose it is."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from clinic.models import Event
from consultations.actions.past_case import make_sample
from consultations.impact_case import summary_under
from consultations.models import Consultation
from consultations.past_case_sample import CONSULTED, SAID, MadeSample, sample_of
from consultations.past_cases import case_of
from sideeffects.editions import catalogue_of_rows
from sideeffects.models import SamplePatient
from sideeffects.risk import PastCase
from tests.catalogue import starter
from tests.consultations.impact_cases import PRIVATE, live_world, manager, retinoid
from tests.consultations.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_rows")]

PAST = "/catalogue/desk/try/past/"


@pytest.fixture
def world(db: None) -> World:
    return live_world()


def past(consultation: Consultation) -> PastCase:
    case = case_of(consultation.pk)
    assert case is not None
    return case


def made(consultation: Consultation) -> MadeSample:
    case = past(consultation)
    return sample_of(case, starter(), summary_under(starter(), case))


def test_waits_stay_as_long_as_they_were_and_no_day_is_the_patients_own(world: World) -> None:
    consultation = world.examined(**retinoid(world, 61), medicines_list="Roaccutane from Dr Canary")
    case, sample = past(consultation), made(consultation)
    answers = sample.plain["answers"]
    stopped = date.fromisoformat(answers["oral_retinoid_last_dose"])
    assert (CONSULTED - stopped).days == 61
    treated = date.fromisoformat(sample.plain["treatment_date"])
    assert treated - CONSULTED == case.treatment_date - case.consultation_date
    text = json.dumps(sample.plain)
    assert "Canary" not in text and "1987-03-14" not in text and consultation.reference not in text
    days = set(re.findall(r"\d{4}-\d\d-\d\d", json.dumps(dict(case.answers))))
    assert days.isdisjoint(re.findall(r"\d{4}-\d\d-\d\d", text))


def test_own_words_become_a_placeholder_and_nobody_is_born_on_that_day(world: World) -> None:
    sample = made(world.examined(medicines_list="Canary pills"))
    born = date.fromisoformat(sample.plain["answers"]["date_of_birth"])
    words = [
        value
        for key, value in sample.plain["answers"].items()
        if starter().questions[key].kind == "text"
    ]
    assert words and set(words) == {SAID}
    was = past(world.examined())
    years = was.consultation_date.year - 1987
    years -= (was.consultation_date.month, was.consultation_date.day) < (3, 14)
    assert (CONSULTED - born).days // 365.2425 == years


def test_private_answers_are_left_out_and_that_is_said(world: World) -> None:
    sample = made(world.examined(30, **PRIVATE))
    assert not any(starter().questions[key].private for key in sample.plain["answers"])
    assert "Answers to private questions were left out." in sample.differs
    assert any(words.startswith("The sample gives") for words in sample.differs)


def test_a_plain_case_gives_the_same_result_as_a_sample(world: World) -> None:
    assert made(world.examined(**retinoid(world, 61))).differs == ()


def case(**answers: Any) -> PastCase:
    return PastCase(1, answers, {"gone": date(2026, 1, 1)}, date(2026, 9, 20), date(2026, 10, 20))


def test_a_month_is_read_as_its_last_day_and_a_running_one_as_the_consultation() -> None:
    running = case(oral_retinoid="stopped", oral_retinoid_last_dose="2026-09")
    over = case(oral_retinoid="stopped", oral_retinoid_last_dose="2026-08")
    blank = case(oral_retinoid="stopped", oral_retinoid_last_dose="nonsense", date_of_birth="x")
    found = [
        sample_of(one, starter(), summary_under(starter(), one)).plain for one in (running, over)
    ]
    days = [date.fromisoformat(plain["answers"]["oral_retinoid_last_dose"]) for plain in found]
    assert [(CONSULTED - day).days for day in days] == [0, 20]
    assert found[0]["letters"] == {}
    plain = sample_of(blank, starter(), summary_under(starter(), over)).plain
    assert "oral_retinoid_last_dose" not in plain["answers"]


def test_what_cannot_be_assessed_says_so() -> None:
    wrong = case(oral_retinoid="no such answer")
    sample = sample_of(wrong, starter(), summary_under(starter(), case()))
    assert sample.differs == ("The sample cannot be assessed as it is.",)
    assert sample.plain["label"] == "Past case: not_assessed"


def test_the_record_says_that_a_sample_was_made_of_it(world: World) -> None:
    consultation = world.examined(**retinoid(world, 61))
    by = manager()
    row, _ = make_sample(past(consultation), by=by)
    again, _ = make_sample(past(consultation), by=by)
    assert again.key == f"{row.key} 2"
    event = Event.objects.filter(action="consultation.made_sample").latest("pk")
    assert (event.actor, event.subject_id) == (by, consultation.reference)
    assert catalogue_of_rows().samples[row.key].expected is None


def test_a_manager_chooses_a_past_case_without_seeing_whose(world: World, client: Client) -> None:
    client.force_login(manager())
    assert "No past cases yet" in client.get(PAST).content.decode()
    consultation = world.examined(**retinoid(world, 61))
    world.examined(30, **PRIVATE)
    page = client.get(PAST).content.decode()
    assert "A private answer" in page
    for told in (consultation.reference, "Tunde", "Adeyemi", "HIV"):
        assert told not in page
    links = [one.link for one in client.get(PAST).context["offered"]]
    sent = client.post(f"{PAST}{links[-1]}/", follow=True)
    assert sent.status_code == 200
    assert "Made a sample patient of it." in sent.content.decode()
    assert SamplePatient.objects.count() == 16
    assert client.post(f"{PAST}{links[-1][:-4]}AAAA/").status_code == 404
