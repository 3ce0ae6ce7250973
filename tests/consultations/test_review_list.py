"""The technicians' home: what cannot wait, who is next, and lists that stay fast."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from clinic.models import Event
from consultations.models import Consultation, Task
from consultations.waiting_words import hold_ended, how_long, waits_for
from tests.consultations.pages import signed_in, statements, text_of
from tests.consultations.review_cases import KELOID, STOPPED_WARFARIN, WARFARIN
from tests.consultations.world import World
from tests.people import person

LIST = "/review/"
NOW = datetime(2026, 5, 7, 12, 0, tzinfo=UTC)


def references(world: World, url: str = LIST) -> list[str]:
    response = signed_in(world.technician).get(url)
    assert response.status_code == 200
    return listed(response)


def listed(response: Any) -> list[str]:
    return [line["url"].split("/")[2] for line in response.context["lines"]]


# ── Who is on it, in which order ───────────────────────────────────────────────


def test_the_soonest_planned_day_comes_first_then_the_longest_wait(world: World) -> None:
    late = world.sent(planned=40)
    waits_longer = world.sent(planned=20)
    waits_less = world.sent(planned=20)
    assert references(world) == [
        waits_longer.reference,
        waits_less.reference,
        late.reference,
    ]


def test_a_row_says_who_since_when_and_why(world: World) -> None:
    world.sent(**WARFARIN)
    shown = text_of(signed_in(world.technician).get(LIST))
    assert "ADEYEMI, Tunde" in shown
    assert "14 March 1987" in shown
    assert "just now" in shown
    assert "Hold 3 of 4" in shown
    assert "Blood thinner" in shown


def test_a_row_says_how_high_it_could_still_go(world: World) -> None:
    world.sent(gate_scarring="not_sure", keloid_history="not_sure")
    assert "could be Stop" in text_of(signed_in(world.technician).get(LIST))


def test_a_hold_that_ended_is_back_and_says_so(world: World) -> None:
    held = world.held_until(3)
    assert references(world) == []
    assert references(world, "/review/waiting/") == [held.reference]
    with time_machine.travel(world.at(3), tick=False):
        response = signed_in(world.technician).get(LIST)
        assert listed(response) == [held.reference]
        assert "Hold ended today" in text_of(response)
        assert references(world, "/review/waiting/") == []


def test_what_waits_says_for_what(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    world.decided(consultation, "on_hold", hold_for="a letter from the doctor")
    shown = text_of(signed_in(world.technician).get("/review/waiting/"))
    assert "Until something arrives" in shown


def test_the_decided_stand_newest_first(world: World) -> None:
    first, second = world.approved(), world.examined(**KELOID)
    world.decided(second, "declined", reason_words="keloid", patient_message="No.")
    assert references(world, "/review/decided/") == [second.reference, first.reference]
    shown = text_of(signed_in(world.technician).get("/review/decided/"))
    assert "Declined" in shown
    assert "Approved" in shown


def test_the_next_one_is_the_first_of_the_list(world: World) -> None:
    world.sent(planned=40)
    soon = world.sent(planned=20)
    response = signed_in(world.technician).get(reverse("consultations:review_next"))
    assert response["Location"] == f"/review/{soon.reference}/"


def test_nothing_next_leads_to_the_empty_list(world: World) -> None:
    response = signed_in(world.technician).get(reverse("consultations:review_next"))
    assert response["Location"] == LIST


# ── Empty lists ────────────────────────────────────────────────────────────────


def test_an_empty_list_says_who_saved_last(world: World) -> None:
    world.approved()
    shown = text_of(signed_in(world.technician).get(LIST))
    assert "Nothing to decide" in shown
    assert "Last one saved" in shown
    assert "by Some" in shown


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (LIST, "Answers that the desk sends appear here."),
        ("/review/waiting/", "Nothing is waiting"),
        ("/review/holds/", "No hold ends this week"),
        ("/review/decided/", "Nothing decided yet"),
    ],
)
def test_lists_that_never_held_anything(world: World, url: str, words: str) -> None:
    assert words in text_of(signed_in(world.technician).get(url))


# ── Pages ──────────────────────────────────────────────────────────────────────


@pytest.fixture
def many(world: World) -> list[str]:
    """27 that wait: one page and two."""
    return [world.sent(planned=10 + number).reference for number in range(27)]


def test_the_list_pages_by_key_there_and_back(world: World, many: list[str]) -> None:
    client = signed_in(world.technician)
    first = client.get(LIST)
    assert first.context["previous_url"] == ""
    second = client.get(first.context["next_url"])
    assert listed(second) == many[25:]
    assert second.context["next_url"] == ""
    back = client.get(second.context["previous_url"])
    assert listed(back) == many[:25]
    assert back.context["previous_url"] == ""
    assert back.context["next_url"]


def test_statements_are_few_and_the_same_for_any_number_of_rows(
    world: World, many: list[str]
) -> None:
    client = signed_in(world.technician)
    full = statements(client, LIST)
    assert len(full) <= 7, "\n".join(full)
    assert not [sql for sql in full if "OFFSET" in sql]
    two_rows = statements(client, client.get(LIST).context["next_url"])
    assert len(two_rows) == len(full)
    none = statements(client, "/review/waiting/")
    assert len(none) == len(full) + 1  # an empty list also asks who decided last


@pytest.mark.parametrize("backwards", [False, True])
def test_pages_of_any_size_hold_every_row_once(world: World, backwards: bool) -> None:
    wanted = [world.sent(planned=20 + number % 2).reference for number in range(5)]
    found = Consultation.objects.visible_to(world.technician).to_decide(world.today)
    every = [row.reference for row in found.rows().rows]
    assert sorted(every) == sorted(wanted)
    seen: list[str] = []
    page = found.rows(size=2)
    pages = [page]
    while page.next:
        page = found.rows(after=page.next, size=2)
        pages.append(page)
    if backwards:
        walked = [page]
        while page.previous:
            page = found.rows(before=page.previous, size=2)
            walked.insert(0, page)
        pages = walked
    for page in pages:
        seen += [row.reference for row in page.rows]
    assert seen == every


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WzEsMiwzXQ", "WyJhIiwiYiIsImMiXQ", "bnVsbA", "WzFd", "%00"]
)
def test_a_cursor_of_nobodys_begins_at_the_beginning(world: World, cursor: str) -> None:
    wanted = [world.sent().reference]
    assert references(world, f"{LIST}?after={cursor}") == wanted
    assert references(world, f"{LIST}?before={cursor}") == wanted


# ── What cannot wait ───────────────────────────────────────────────────────────


def test_an_urgent_task_stands_on_top_and_is_ticked_with_a_note(world: World) -> None:
    consultation = world.sent(**STOPPED_WARFARIN)
    client = signed_in(world.technician)
    shown = text_of(client.get(LIST))
    assert shown.index("Contact the prescriber today") < shown.index("Rules point to")
    task = Task.objects.get(consultation=consultation)
    url = reverse("consultations:task_done", args=[task.pk])
    response = client.post(url, {"note": "Called Dr Osei, restarts today"}, follow=True)
    assert "Done: Contact the prescriber today." in text_of(response)
    task.refresh_from_db()
    assert (task.done_by, task.note) == (world.technician, "Called Dr Osei, restarts today")
    assert "Cannot wait" not in text_of(client.get(LIST))


def test_a_task_needs_a_note(world: World) -> None:
    world.sent(**STOPPED_WARFARIN)
    task = Task.objects.get()
    response = signed_in(world.technician).post(
        reverse("consultations:task_done", args=[task.pk]), {"note": " "}
    )
    assert response.status_code == 422
    assert "Write what was done" in text_of(response)


def test_a_task_done_by_a_colleague_is_refused_kindly(world: World) -> None:
    world.sent(**STOPPED_WARFARIN)
    url = reverse("consultations:task_done", args=[Task.objects.get().pk])
    signed_in(world.lead).post(url, {"note": "Called"})
    response = signed_in(world.technician).post(url, {"note": "Called too"})
    assert response.status_code == 409
    assert "A colleague has done this task already." in text_of(response)


# ── Who sees it ────────────────────────────────────────────────────────────────


def test_other_sites_and_the_desk_see_nothing(world: World) -> None:
    world.sent(**STOPPED_WARFARIN)
    task = Task.objects.get()
    assert references_of(world, world.elsewhere) == []
    url = reverse("consultations:task_done", args=[task.pk])
    assert signed_in(world.elsewhere).post(url, {"note": "x"}).status_code == 404
    assert signed_in(world.desk).get(LIST).status_code == 404
    assert signed_in(person("manager")).get(LIST).status_code == 404


def references_of(world: World, user: object) -> list[str]:
    response = signed_in(user).get(LIST)  # type: ignore[arg-type]
    return listed(response)


def test_opening_the_list_is_logged_with_whom_it_showed(world: World) -> None:
    consultation = world.sent()
    signed_in(world.technician).get(LIST)
    event = Event.objects.filter(action="review_list.opened").latest("pk")
    assert event.detail["shown"] == [consultation.reference]


def test_the_menu_counts_what_waits(world: World) -> None:
    world.sent()
    world.sent()
    (link,) = [
        link
        for link in signed_in(world.technician).get(LIST).context["navigation"]
        if link.label == "Review list"
    ]
    assert link.count == 2


# ── Words ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("waited", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=59, seconds=59), "59 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=23), "23 hours"),
        (timedelta(days=2, hours=5), "2 days"),
        (timedelta(seconds=-5), "just now"),
    ],
)
def test_waiting_in_words(waited: timedelta, words: str) -> None:
    assert how_long(NOW - waited, NOW) == words


def test_nothing_waited_says_nothing() -> None:
    assert how_long(None, NOW) == ""


def test_holds_in_words() -> None:
    today = date(2026, 5, 14)
    assert hold_ended("on_hold", date(2026, 5, 14), today) == "Hold ended today"
    assert hold_ended("on_hold", date(2026, 5, 3), today) == "Hold ended 3 May"
    assert hold_ended("on_hold", date(2026, 5, 15), today) == ""
    assert hold_ended("submitted", date(2026, 5, 14), today) == ""
    assert waits_for(None, today) == "Until something arrives"
    assert waits_for(date(2027, 1, 3), today) == "Until 3 January 2027"
