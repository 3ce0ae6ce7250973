"""The pages of what a case waits for: asking again, answering at the desk, the day's list."""

from __future__ import annotations

from consultations.holds import WaitsFor
from consultations.models import Clarification
from tests.consultations.pages import text_of
from tests.consultations.waiting_cases import UNSURE, WARFARIN, Review, day_boxes
from tests.consultations.world import World

# ── On the review ──────────────────────────────────────────────────────────────


def test_the_review_suggests_what_is_not_known(world: World) -> None:
    sent = world.sent(**UNSURE)
    review = Review(world, sent)
    section = review.client.get(review.path).context["page"].sections.asking
    assert [part.question.key for part in section.suggested] == ["keloid_family"]
    assert all(part.ticked for part in section.suggested)
    assert "gate_scarring" in {part.question.key for part in section.others}


def test_asking_on_the_review(world: World) -> None:
    sent = world.sent(**UNSURE)
    review = Review(world, sent)
    assert review.ask("keloid_family", own_words="Which ear was it?").status_code == 302
    made = Clarification.objects.get()
    assert (made.questions, made.due) == (["keloid_family"], world.day(5))
    page = review.page()
    assert "Asked 2 questions" in page
    assert "Which ear was it?" in page
    assert review.back("").status_code == 422
    assert review.back("I called her.").status_code == 302
    assert review.back("I called her.").status_code == 409


def test_what_the_review_does_not_ask(world: World) -> None:
    review = Review(world, world.sent(**UNSURE))
    nothing = review.ask()
    assert nothing.status_code == 422
    assert "Tick at least one question, or write one of your own" in text_of(nothing)
    long = review.ask("keloid_family", own_words="word " * 21)
    assert "Write at most 20 words in a sentence" in text_of(long)
    late = review.ask("keloid_family", **day_boxes("due", world.today))
    assert "This day has come already" in text_of(late)
    assert late.context["page"].sections.asking.form.ticked() == ["keloid_family"]
    assert not Clarification.objects.exists()


def test_asking_what_was_decided_meanwhile(world: World) -> None:
    approved = world.approved()
    refused = Review(world, approved).ask("diabetes")
    assert refused.status_code == 409
    assert "This case is decided." in text_of(refused)
    draft = world.draft()
    assert Review(world, draft).ask("diabetes").status_code == 302
    assert not Clarification.objects.exists()


def test_the_review_shows_what_it_waits_for_and_how_that_ended(world: World) -> None:
    held = world.examined(**WARFARIN)
    picked = [WaitsFor("letter:anticoagulant_use", world.today)]
    world.decided(held, "on_hold", holds=picked, hold_until=world.day(4))
    page = Review(world, held).page()
    assert "Waiting for" in page
    assert "Until " in page
    world.examine(world.fresh(held), exam_sunburn="yes")
    world.decided(held, "on_hold", hold_until=world.day(5))
    section = Review(world, held)
    waiting = section.client.get(section.path).context["page"].sections.asking.waiting
    assert [line.ended for line in waiting] == [""]
