"""Setting a case aside with a reason and a day; it comes back by itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from clinic.errors import NotAllowed
from clinic.models import Event
from consultations.actions.setting_aside import bring_back, set_aside
from consultations.models import Clarification, Consultation, ReviewLock, SetAside
from tests.consultations.pages import signed_in, text_of
from tests.consultations.review_cases import STOPPED_WARFARIN
from tests.consultations.world import World, key

LIST, WAITING = "/review/", "/review/waiting/"
WHY = "Waiting for the photos"


def path(consultation: Consultation) -> str:
    return f"/review/{consultation.reference}/"


def aside(world: World, consultation: Consultation, **given: Any) -> SetAside:
    terms = {"reason": WHY, "until": world.day(3), "by": world.technician, **given}
    return set_aside(consultation, **terms)


def lists(world: World) -> tuple[list[str], list[str]]:
    """Who stands to be decided, and who waits."""
    client = signed_in(world.technician)
    found = [client.get(url).context["lines"] for url in (LIST, WAITING)]
    return ([line["url"] for line in found[0]], [line["url"] for line in found[1]])


def test_it_leaves_the_list_with_its_reason_and_comes_back_by_itself(world: World) -> None:
    sent = world.sent()
    client = signed_in(world.technician)
    until = world.day(3).isoformat()
    response = client.post(f"{path(sent)}set-aside/", {"reason": WHY, "until": until}, follow=True)
    assert "Set aside until" in text_of(response)
    assert lists(world) == ([], [path(sent)])
    waiting = text_of(client.get(WAITING))
    assert "Set aside until" in waiting
    assert WHY in waiting
    with time_machine.travel(world.at(3), tick=False):
        assert lists(world) == ([path(sent)], [])


def test_its_page_says_so_and_brings_it_back(world: World) -> None:
    sent = world.sent()
    aside(world, sent)
    client = signed_in(world.lead)
    shown = text_of(client.get(path(sent)))
    assert "Set aside until" in shown
    assert WHY in shown
    assert "Set it aside" not in shown
    response = client.post(f"{path(sent)}bring-back/", follow=True)
    assert "Back on the list: Tunde Adeyemi." in text_of(response)
    assert lists(world) == ([], []) or lists(world)[1] == []
    assert world.fresh(sent).decide_from == world.today
    bring_back(world.fresh(sent), by=world.lead)
    assert Event.objects.filter(action="review.brought_back").count() == 1


def test_a_second_click_is_the_same_act(world: World) -> None:
    sent = world.sent()
    first = aside(world, sent)
    assert aside(world, sent) == first
    assert Event.objects.get(action="review.set_aside").detail == {"set_aside": first.pk}
    with pytest.raises(NotAllowed, match="waits until"):
        aside(world, sent, reason="Another reason")


def test_it_can_be_set_aside_once_more_after_it_came_back(world: World) -> None:
    sent = world.sent()
    aside(world, sent)
    bring_back(sent, by=world.technician)
    assert aside(world, sent).pk
    assert SetAside.objects.count() == 2


def test_nobody_has_it_open_any_more(world: World) -> None:
    sent = world.sent()
    client = signed_in(world.technician)
    client.get(path(sent))
    assert ReviewLock.objects.exists()
    aside(world, sent)
    assert not ReviewLock.objects.exists()


def test_what_cannot_wait_stays_on_top(world: World) -> None:
    sent = world.sent(**STOPPED_WARFARIN)
    aside(world, sent)
    shown = text_of(signed_in(world.technician).get(LIST))
    assert "Contact the prescriber today" in shown


def test_new_answers_bring_it_back(world: World) -> None:
    sent = world.sent()
    aside(world, sent)
    world.examine(world.fresh(sent))
    assert lists(world) == ([path(sent)], [])


@pytest.mark.parametrize("state", ["draft", "approved", "held_until"])
def test_only_what_waits_to_be_decided_can_be_set_aside(world: World, state: str) -> None:
    made = world.held_until(3) if state == "held_until" else getattr(world, state)()
    with pytest.raises(NotAllowed, match="Only a case that waits"):
        aside(world, made)
    with pytest.raises(NotAllowed, match="not set aside"):
        bring_back(made, by=world.technician)


@pytest.mark.parametrize("days", [-1, 0, 32])
def test_the_day_is_ahead_and_not_far(world: World, days: int) -> None:
    with pytest.raises(NotAllowed, match="Choose a day"):
        aside(world, world.sent(), until=world.day(days))


def test_a_case_that_waits_for_its_patient_is_not_brought_back(world: World) -> None:
    sent = world.sent()
    Clarification.objects.create(
        consultation=sent,
        own_words="Which dose?",
        due=world.day(3),
        asked_by=world.lead,
        created_key=key(),
    )
    Consultation.objects.filter(pk=sent.pk).update(decide_from=world.day(3))
    with pytest.raises(NotAllowed, match="not set aside"):
        bring_back(world.fresh(sent), by=world.technician)
    response = signed_in(world.technician).post(f"{path(sent)}bring-back/")
    assert response.status_code == 409
    assert "Asked again, until" in text_of(signed_in(world.technician).get(WAITING))


@pytest.mark.parametrize(
    ("given", "status", "says"),
    [
        ({"reason": " ", "until": "tomorrow"}, 422, "Write why it is set aside"),
        ({"reason": WHY, "until": ""}, 422, "Until: pick one"),
        ({"reason": WHY, "until": date(2020, 1, 1).isoformat()}, 422, "pick one of the list"),
    ],
)
def test_what_is_missing_is_said_on_the_page(
    world: World, given: dict[str, str], status: int, says: str
) -> None:
    sent = world.sent()
    response = signed_in(world.technician).post(f"{path(sent)}set-aside/", given)
    assert response.status_code == status
    assert says in text_of(response)
    assert not SetAside.objects.exists()


def test_a_colleague_who_was_faster_is_told(world: World) -> None:
    sent = world.sent()
    aside(world, sent, reason="Another reason")
    given = {"reason": WHY, "until": world.day(1).isoformat()}
    response = signed_in(world.technician).post(f"{path(sent)}set-aside/", given)
    assert response.status_code == 409
    assert "This case waits until" in text_of(response)
