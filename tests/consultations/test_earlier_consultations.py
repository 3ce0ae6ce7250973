"""The patient's other consultations on the review page, and what changed since the one before."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultations.earlier_consultations import Earlier, answers_since, earlier_of
from consultations.models import Consultation
from tests.catalogue import starter
from tests.consultations.pages import signed_in, text_of
from tests.consultations.review_cases import WARFARIN
from tests.consultations.world import World


def earlier(world: World, consultation: Consultation) -> Earlier:
    summary = consultation.summary
    assert summary is not None
    return earlier_of(consultation, summary.answers, world.technician)


def test_the_first_consultation_has_nothing_before_it(world: World) -> None:
    found = earlier(world, world.examined())
    assert found == Earlier((), None)


def test_the_last_ones_say_level_decision_day_and_by_whom(world: World) -> None:
    first = world.approved()
    world.sent()
    page = text_of(signed_in(world.technician).get(f"/review/{world.examined().reference}/"))
    assert "Other consultations (2)" in page
    assert f"Approved by {world.technician.display_name}" in page
    assert "No decision yet" in page
    assert first.reference not in page  # it is named by its day


def test_what_changed_since_is_told_in_words_private_ones_too(world: World) -> None:
    world.approved()
    now = world.examined(**WARFARIN, gate_carried_infections="yes", mrsa="carrier_or_active")
    found = earlier(world, now)
    assert found.since is not None
    said = {part.question: part for part in found.since.answers}
    taken = next(part for words, part in said.items() if "blood thinner" in words.lower())
    assert taken.quoted
    assert any(part.private for part in said.values())
    page = text_of(signed_in(world.technician).get(f"/review/{now.reference}/"))
    assert f"{len(found.since.answers)} answers changed since the consultation before" in page


def test_the_same_answers_say_that_none_changed(world: World) -> None:
    world.approved()
    found = earlier(world, world.examined())
    assert found.since is not None
    assert found.since.answers == ()


def test_only_a_consultation_sent_before_counts(world: World) -> None:
    older = world.examined()
    world.sent(**WARFARIN)
    world.draft()
    assert earlier(world, older).since is None
    assert len(earlier(world, older).rows) == 2


def test_a_question_newly_asked_that_reports_nothing_is_no_news() -> None:
    asked: dict[str, Any] = {"keloid_history": "no", "diabetes": "type2"}
    found = answers_since(starter(), asked, starter(), {})
    assert [part.question for part in found] == [starter().questions["diabetes"].text]
    assert found[0].was == "No answer"


def test_two_statements_however_many_there_were(world: World) -> None:
    for _ in range(3):
        world.sent(**WARFARIN)
    newest = world.examined()
    with CaptureQueriesContext(connection) as asked:
        earlier(world, newest)
    assert len(asked) == 2
