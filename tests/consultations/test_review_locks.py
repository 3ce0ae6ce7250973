"""Who has a case open: a courtesy that colleagues see, and that stops nobody who decides."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from clinic.errors import NotAllowed
from clinic.models import Event, User
from clinic.models.user import Role
from consultations.actions.review_locks import (
    end_lock,
    go_on,
    let_go,
    open_case,
    opened_at,
    take_next,
    take_over,
)
from consultations.models import Consultation, ReviewLock
from tests.consultations.pages import signed_in, text_of
from tests.consultations.test_races import errors, together
from tests.consultations.world import World
from tests.people import person

LIST = "/review/"
LATER = timedelta(minutes=21)


def path(consultation: Consultation) -> str:
    return f"/review/{consultation.reference}/"


@pytest.fixture
def kim(world: World) -> User:
    return person(Role.TECHNICIAN, "kim", display_name="Kim Osei")


# ── Opening ────────────────────────────────────────────────────────────────────


def test_opening_a_case_takes_it_and_colleagues_see_who_has_it(world: World, kim: User) -> None:
    sent = world.sent()
    signed_in(kim).get(path(sent))
    response = signed_in(world.technician).get(LIST)
    assert "Open with Kim" in text_of(response)
    assert "Take over" not in text_of(response)
    assert f'href="{path(sent)}"' not in response.content.decode()
    assert "Open with you" in text_of(signed_in(kim).get(LIST))


def test_the_page_itself_says_since_when_and_still_shows(world: World, kim: User) -> None:
    sent = world.sent()
    signed_in(kim).get(path(sent))
    shown = text_of(signed_in(world.technician).get(path(sent)))
    at = timezone.localtime(ReviewLock.objects.get().since)
    assert f"Kim has had this open since {at:%H:%M}" in shown
    assert "Take over" in shown
    assert "Your decision" in shown
    assert ReviewLock.objects.get().held_by == kim


def test_a_lock_ends_twenty_minutes_after_it_was_last_seen(world: World, kim: User) -> None:
    sent, now = world.sent(), timezone.now()
    assert open_case(sent, by=kim, now=now)
    assert not open_case(sent, by=world.technician, now=now + timedelta(minutes=19))
    go_on(sent, by=kim, now=now + timedelta(minutes=19))
    assert not open_case(sent, by=world.technician, now=now + LATER)
    assert open_case(sent, by=world.technician, now=now + timedelta(minutes=40))
    assert opened_at(sent, by=world.technician) == now + timedelta(minutes=40)
    assert opened_at(sent, by=kim) is None


def test_opening_it_again_keeps_since_when(world: World, kim: User) -> None:
    sent, now = world.sent(), timezone.now()
    open_case(sent, by=kim, now=now)
    open_case(sent, by=kim, now=now + timedelta(minutes=15))
    assert opened_at(sent, by=kim) == now
    assert not open_case(sent, by=world.technician, now=now + timedelta(minutes=30))
    open_case(sent, by=kim, now=now + timedelta(hours=3))
    assert opened_at(sent, by=kim) == now + timedelta(hours=3)


def test_saving_something_keeps_the_case(world: World, kim: User) -> None:
    sent = world.sent()
    with time_machine.travel(timezone.now() - timedelta(minutes=15), tick=False):
        open_case(sent, by=kim)
    before = ReviewLock.objects.get().seen_at
    signed_in(kim).post(f"{path(sent)}step/", {"act": "done", "step": "x"})
    assert ReviewLock.objects.get().seen_at > before


@pytest.mark.parametrize("state", ["draft", "approved"])
def test_nobody_takes_what_nobody_has_to_decide(world: World, state: str) -> None:
    consultation = world.draft() if state == "draft" else world.approved()
    assert not open_case(consultation, by=world.technician)
    assert not ReviewLock.objects.exists()
    with pytest.raises(NotAllowed):
        take_over(consultation, by=world.technician)


# ── Taking over, letting go, deciding ──────────────────────────────────────────


def test_after_twenty_minutes_the_list_offers_to_take_over(world: World, kim: User) -> None:
    sent = world.sent()
    with time_machine.travel(timezone.now() - LATER, tick=False):
        open_case(sent, by=kim)
    client = signed_in(world.technician)
    assert "Left open by Kim" in text_of(client.get(LIST))
    response = client.post(f"{path(sent)}take-over/", follow=True)
    assert "Open with you since" in text_of(response)
    assert ReviewLock.objects.get().held_by == world.technician


def test_the_next_day_it_is_as_if_nobody_had_opened_it(world: World, kim: User) -> None:
    sent = world.sent()
    with time_machine.travel(timezone.now() - timedelta(hours=9), tick=False):
        open_case(sent, by=kim)
    shown = text_of(signed_in(world.technician).get(LIST))
    assert "Kim" not in shown


def test_taking_over_is_recorded_with_whom_from(world: World, kim: User) -> None:
    sent = world.sent()
    open_case(sent, by=kim)
    take_over(sent, by=world.technician)
    take_over(sent, by=world.technician)
    event = Event.objects.get(action="review.taken_over")
    assert (event.actor, event.detail) == (world.technician, {"staff": kim.pk})
    assert not open_case(sent, by=kim)


def test_letting_go_frees_only_ones_own(world: World, kim: User) -> None:
    sent = world.sent()
    open_case(sent, by=kim)
    let_go(sent, by=world.technician)
    assert ReviewLock.objects.exists()
    response = signed_in(kim).post(f"{path(sent)}let-go/", follow=True)
    assert "Let go: Tunde Adeyemi." in text_of(response)
    assert not ReviewLock.objects.exists()
    let_go(sent, by=kim)


def test_a_decision_never_depends_on_it_and_ends_it(world: World, kim: User) -> None:
    consultation = world.examined()
    open_case(consultation, by=kim)
    world.decided(consultation)
    assert not ReviewLock.objects.exists()
    end_lock(consultation)


def test_other_sites_and_the_desk_cannot_take_it_over(world: World, kim: User) -> None:
    sent = world.sent()
    open_case(sent, by=kim)
    for user in (world.elsewhere, world.desk):
        for act in ("take-over", "let-go", "set-aside", "bring-back"):
            assert signed_in(user).post(f"{path(sent)}{act}/").status_code == 404
        with pytest.raises(NotAllowed):
            take_over(sent, by=user)
    assert ReviewLock.objects.get().held_by == kim


# ── The next one ───────────────────────────────────────────────────────────────


def test_the_next_one_is_the_first_that_no_colleague_has_open(world: World, kim: User) -> None:
    first, second = world.sent(planned=10), world.sent(planned=20)
    open_case(first, by=kim)
    client = signed_in(world.technician)
    assert client.get("/review/next/")["Location"] == path(second)
    assert opened_at(second, by=world.technician) is not None
    assert client.get("/review/next/")["Location"] == path(second)
    assert signed_in(kim).get("/review/next/")["Location"] == path(first)
    assert take_next(world.lead, world.today) is None
    assert signed_in(world.lead).get("/review/next/")["Location"] == LIST


def everybody_takes_the_next(world: World, cases: int, people: int) -> None:
    for number in range(cases):
        world.sent(planned=20 + number % 3)
    who = [person(Role.TECHNICIAN, f"tech-{number}") for number in range(people)]
    today = world.today
    found: list[str | None] = []
    for start in range(0, people, 20):  # as many as the server has connections for
        results = together(*(partial(take_next, one, today) for one in who[start : start + 20]))
        assert errors(results) == []
        found += results
    taken = [reference for reference in found if reference is not None]
    assert len(taken) == len(set(taken)) == min(cases, people)
    assert ReviewLock.objects.count() == len(taken)


@pytest.mark.django_db(transaction=True)
def test_no_two_people_ever_get_the_same_next_one() -> None:
    everybody_takes_the_next(World(), cases=6, people=10)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_hundred_people_share_fifty_cases() -> None:
    everybody_takes_the_next(World(), cases=50, people=200)


@pytest.mark.django_db(transaction=True)
def test_one_of_many_who_open_it_at_once_has_it() -> None:
    world = World()
    sent = world.sent()
    who = [person(Role.TECHNICIAN, f"tech-{number}") for number in range(8)]
    results = together(*(partial(open_case, sent, by=one) for one in who))
    assert errors(results) == []
    assert results.count(True) == 1
    assert ReviewLock.objects.get().held_by == who[results.index(True)]


def test_who_is_overtaken_while_taking_looks_again(world: World, kim: User) -> None:
    """Between the choice and the lock, a colleague opens the case by its address."""
    case = world.sent()
    overtaken: list[str] = []

    def colleague(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if "FOR NO KEY UPDATE" in sql and not overtaken:
            overtaken.append(sql)
            open_case(case, by=kim)
        return result

    with connection.execute_wrapper(colleague):
        assert take_next(world.technician, world.today) is None
    assert overtaken
    assert ReviewLock.objects.get().held_by == kim
