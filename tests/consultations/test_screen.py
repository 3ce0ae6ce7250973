"""R13: a decision is bound to what was on the screen, and says so."""

from __future__ import annotations

import pytest

from consultations.models import Task
from consultations.screen import PARTS, differing, digests, screen_of
from sideeffects.risk import canonical, digest
from tests.consultations.pages import hidden, text_of
from tests.consultations.review_cases import STOPPED_WARFARIN, WARFARIN, WARNED
from tests.consultations.review_desk import Desk
from tests.consultations.world import World


def test_a_decision_keeps_what_was_shown_and_its_hash(world: World) -> None:
    desk = Desk(world, world.examined(**WARFARIN))
    screen = screen_of(desk.page.context["page"])
    saved = desk.save(decision="on_hold", hold_for="x", read=desk.read)
    assert saved.status_code == 302, text_of(saved)
    review = desk.review()
    assert review.shown == {**screen, "ticked": sorted(desk.read)}
    assert review.shown_hash == digest(canonical(review.shown))
    assert {"gate", "level", "title", "rules"} == set(review.shown["cards"][0])
    assert review.shown["summary"]["hash"] == review.summary.hash
    assert review.meaning == (
        "I have read what the rules found and what no rule read, and I decide: hold until."
    )


def test_the_sentence_that_is_signed_stands_beside_the_button(world: World) -> None:
    page = text_of(Desk(world, world.examined(**WARFARIN)).page)
    assert (
        "You sign: “I have read what the rules found and what no rule read, and I decide:" in page
    )


def test_a_screen_that_changed_comes_again_with_all_that_was_typed(world: World) -> None:
    """A step is ticked on another screen: the summary is the same one, the screen is not."""
    desk = Desk(world, world.examined(**WARNED))
    other = Desk(world, desk.consultation)
    step = other.page.context["page"].steps[0].key
    other.client.post(
        f"/review/{desk.consultation.reference}/step/",
        {"step": step, "act": "leave", "reason": "done elsewhere"},
    )
    refused = desk.save(decision="approved", note="typed before")
    assert refused.status_code == 409
    shown = text_of(refused)
    assert "This page changed while you were reading." in shown
    assert "Different now: the steps before booking." in shown
    assert "typed before" in shown
    saved = desk.save(decision="approved", screen=hidden(refused, "screen"))
    assert saved.status_code == 302
    assert desk.save(decision="approved").status_code == 302  # the first click, once more


@pytest.mark.parametrize("carried", ["", "x", "a-b", "0" * 400])
def test_a_screen_that_was_made_up_is_another_one(world: World, carried: str) -> None:
    desk = Desk(world, world.examined())
    assert desk.save(decision="approved", screen=carried).status_code == 409
    screen = screen_of(desk.page.context["page"])
    assert differing(carried, screen) == tuple(PARTS.values())
    assert differing(digests(screen), screen) == ()


def test_an_urgent_task_is_a_part_of_the_screen(world: World) -> None:
    consultation = world.examined(**STOPPED_WARFARIN)
    task = Task.objects.get(consultation=consultation)
    page = Desk(world, consultation).page.context["page"]
    assert f"task {task.pk}" in screen_of(page)["notices"]
