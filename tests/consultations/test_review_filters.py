"""The review list's tabs with their counts, what it is narrowed by, and what a row says came in."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from clinic.models import User
from consultations.actions.holds import it_is_here
from consultations.actions.review_locks import open_case
from consultations.actions.setting_aside import set_aside
from consultations.models import Clarification, Consultation, Hold, LetterReceived, SecondLook
from consultations.waiting_words import came_in, holds_until, waits_for
from tests.consultations.pages import signed_in, statements, text_of
from tests.consultations.review_cases import KELOID, WARFARIN
from tests.consultations.world import World, key

LIST, WAITING, HOLDS, DECIDED = (
    "/review/",
    "/review/waiting/",
    "/review/holds/",
    "/review/decided/",
)


def listed(user: User, url: str) -> list[str]:
    response = signed_in(user).get(url)
    assert response.status_code == 200
    return [line["url"].split("/")[2] for line in response.context["lines"]]


def second_look(consultation: Consultation, by: User) -> SecondLook:
    assert consultation.summary is not None
    return SecondLook.objects.create(
        consultation=consultation,
        summary=consultation.summary,
        terms={},
        reason_code="other",
        reason_words="Old scar.",
        asked_by=by,
        asked_how="x",
        created_key=key(),
    )


# ── Tabs ───────────────────────────────────────────────────────────────────────


def test_each_tab_says_how_many_it_holds(world: World) -> None:
    world.sent()
    world.held_until(3)
    world.held_until(20)
    put_off = world.sent()
    set_aside(put_off, reason="x", until=world.day(2), by=world.technician)
    tabs = signed_in(world.technician).get(LIST).context["tabs"]
    assert [(tab.label, tab.count) for tab in tabs] == [
        ("To decide", 1),
        ("Waiting on patient", 3),
        ("Holds ending", 1),
        ("Decided", None),
    ]


def test_holds_ending_holds_those_of_this_week_and_those_that_ended(world: World) -> None:
    week, ended, _ = world.held_until(7), world.held_until(1), world.held_until(8)
    assert listed(world.technician, HOLDS) == [ended.reference, week.reference]
    with time_machine.travel(world.at(1), tick=False):
        shown = text_of(signed_in(world.technician).get(HOLDS))
        assert "Ends today" in shown
        assert listed(world.technician, LIST) == [ended.reference]
        assert listed(world.technician, f"{HOLDS}?ended=1") == [ended.reference]


# ── Filters ────────────────────────────────────────────────────────────────────


def test_a_list_is_narrowed_by_level_and_treatment(world: World) -> None:
    clear, hold = world.sent(), world.sent(**WARFARIN)
    scar = world.fill(world.draft(treatment="scar_cover"))
    world.send(scar, unanswered_confirmed=True)
    level = world.fresh(clear).summary.level  # type: ignore[union-attr]
    assert listed(world.technician, f"{LIST}?level=hold") == [hold.reference]
    assert listed(world.technician, f"{LIST}?level={level}&treatment=scar_cover") == [
        scar.reference
    ]
    assert listed(world.technician, f"{LIST}?treatment=scar_cover") == [scar.reference]
    assert listed(world.technician, f"{LIST}?level=stop") == []
    shown = text_of(signed_in(world.technician).get(f"{LIST}?level=stop"))
    assert "Nothing like this" in shown


def test_the_level_narrowed_by_is_that_of_the_newest_summary(world: World) -> None:
    sent = world.sent()
    world.examine(sent, exam_keloid="yes")
    fresh = world.fresh(sent)
    assert fresh.summary is not None
    assert fresh.points_to == fresh.summary.level
    assert listed(world.technician, f"{LIST}?level={fresh.points_to}") == [sent.reference]


def test_what_nobody_offered_narrows_nothing(world: World) -> None:
    sent = world.sent()
    for query in ("level=adeyemi", "treatment=%27", "mine=yes", "ended=", "second=2"):
        response = signed_in(world.technician).get(f"{LIST}?{query}")
        assert not response.context["narrowed"]
        assert listed(world.technician, f"{LIST}?{query}") == [sent.reference]
    for url in (f"{WAITING}?ended=1", f"{HOLDS}?second=1", f"{DECIDED}?ended=1&second=1"):
        assert not signed_in(world.technician).get(url).context["narrowed"]


def test_mine_is_what_i_have_open_put_off_or_decided(world: World) -> None:
    me, lead = world.technician, world.lead
    opened, other = world.sent(), world.sent()
    open_case(opened, by=me)
    open_case(other, by=lead)
    assert listed(me, f"{LIST}?mine=1") == [opened.reference]
    held = world.held_until(3)
    put_off = world.sent()
    set_aside(put_off, reason="x", until=world.day(2), by=me)
    assert set(listed(me, f"{WAITING}?mine=1")) == {held.reference, put_off.reference}
    assert listed(me, f"{HOLDS}?mine=1") == [held.reference]
    assert listed(lead, f"{WAITING}?mine=1") == []


def test_ones_own_decisions_page_by_key_too(world: World) -> None:
    mine = [world.approved() for _ in range(2)]
    theirs = world.examined()
    world.decided(theirs, by=world.lead)
    wanted = [one.reference for one in reversed(mine)]
    assert listed(world.technician, f"{DECIDED}?mine=1") == wanted
    assert listed(world.lead, f"{DECIDED}?mine=1") == [theirs.reference]


def test_the_pager_goes_on_in_the_narrowed_list(world: World) -> None:
    wanted = [world.sent(planned=10 + number).reference for number in range(26)]
    client = signed_in(world.technician)
    first = client.get(f"{LIST}?treatment=density")
    assert "treatment=density&after=" in first.context["next_url"]
    second = client.get(first.context["next_url"])
    assert listed(world.technician, first.context["next_url"]) == wanted[25:]
    assert "treatment=density&before=" in second.context["previous_url"]


@pytest.mark.parametrize("url", [WAITING, HOLDS, DECIDED, f"{LIST}?level=hold", f"{LIST}?mine=1"])
def test_every_list_is_as_few_statements(world: World, url: str) -> None:
    """Narrowed or not, with a row that says everything it can, or empty."""
    world.held_until(3)
    world.approved()
    held = world.sent(**WARFARIN)
    open_case(held, by=world.technician)
    second_look(held, world.technician)
    assert len(statements(signed_in(world.technician), url)) <= 7


# ── What a row says ────────────────────────────────────────────────────────────


def test_a_row_says_what_came_in(world: World) -> None:
    sent = world.sent(**WARFARIN)
    LetterReceived.objects.create(
        consultation=sent,
        contraindication="anticoagulant_use",
        letter_date=world.today,
        author="Dr Osei",
        says="safe",
        recorded_by=world.desk,
        created_key=key(),
    )
    Clarification.objects.create(
        consultation=sent,
        questions=["diabetes", "gate_heart"],
        due=world.day(3),
        asked_by=world.technician,
        created_key=key(),
        ended_by=world.desk,
        ended_at=timezone.now(),
        answered=True,
    )
    second_look(sent, world.technician)
    shown, name = text_of(signed_in(world.technician).get(LIST)), world.technician.display_name
    assert f"Letter is here 2 questions answered Second look wanted, asked by {name}" in shown


def test_answers_from_before_the_last_decision_are_no_news(world: World) -> None:
    consultation = world.examined()
    Clarification.objects.create(
        consultation=consultation,
        own_words="Which dose?",
        due=world.day(3),
        asked_by=world.technician,
        created_key=key(),
        ended_by=world.desk,
        ended_at=timezone.now(),
        answered=True,
    )
    assert "The patient answered" in text_of(signed_in(world.technician).get(LIST))
    world.decided(consultation, "on_hold", hold_until=world.day(2))
    with time_machine.travel(world.at(2), tick=False):
        shown = text_of(signed_in(world.technician).get(LIST))
    assert "Hold ended today" in shown
    assert "The patient answered" not in shown


def test_what_a_hold_waits_for_stands_beside_it_and_what_of_it_came(world: World) -> None:
    held = world.examined()
    world.decided(held, "on_hold", hold_for="a photo of the scar")
    assert "a photo of the scar" in text_of(signed_in(world.technician).get(WAITING))
    thing = Hold.objects.get(consultation=held)
    it_is_here(world.fresh(held), thing.pk, by=world.desk)
    shown = text_of(signed_in(world.technician).get(LIST))
    assert "Hold ended: it is here" in shown


def test_a_lead_is_told_of_second_looks_that_others_want(world: World) -> None:
    world.sent()
    wanted = world.sent(**KELOID)
    second_look(wanted, world.technician)
    assert "second look wanted" in text_of(signed_in(world.lead).get(LIST))
    response = signed_in(world.lead).get(LIST)
    assert response.context["second_looks"] == 1
    assert listed(world.lead, response.context["second_url"]) == [wanted.reference]
    assert signed_in(world.technician).get(LIST).context["second_looks"] == 0
    assert signed_in(world.elsewhere).get(LIST).context["second_looks"] == 0


def test_no_name_stands_in_an_address(world: World) -> None:
    world.sent()
    page = signed_in(world.technician).get(f"{LIST}?mine=1").content.decode()
    assert not [part for part in page.split('href="')[1:] if "deyemi" in part.split('"')[0].lower()]


# ── Words ──────────────────────────────────────────────────────────────────────


def test_waiting_and_ending_in_words() -> None:
    today, day = date(2026, 5, 14), date(2026, 5, 20)
    assert waits_for(day, today) == "Until 20 May"
    assert waits_for(day, today, asked=True) == "Asked again, until 20 May"
    assert waits_for(day, today, aside=True) == "Set aside until 20 May"
    assert holds_until(None, today) == ""
    assert holds_until(today, today) == "Ends today"
    assert holds_until(day, today) == "Ends 20 May"
    assert holds_until(date(2026, 5, 3), today) == "Ended 3 May"


def test_what_came_in_in_words() -> None:
    assert came_in(letter=False, second_look=None, answered=None) == []
    assert came_in(letter=False, second_look=None, answered=1) == ["1 question answered"]
    assert came_in(letter=False, second_look=None, answered=0) == ["The patient answered"]
