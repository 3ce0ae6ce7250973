"""Publishing on pages: one proposes, a second looks, and each refusal keeps what was typed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from clinic.models import User
from clinic.models.user import Role
from consultations.models import Reopening
from sideeffects.actions import load
from sideeffects.models import Edition, Period, Proposal, Rule, SamplePatient
from tests.catalogue import STARTER
from tests.consultations.newer_editions import before_and_after, booked_after_a_course, waiting
from tests.consultations.pages import hidden, signed_in, text_of
from tests.consultations.world import World
from tests.people import person
from tests.sideeffects.shelf import PINNED, edition_of, longer, noted

PAGE = "/catalogue/desk/publish/"


@pytest.fixture
def marek(db: None) -> User:
    return person(Role.MANAGER, "marek")


def form_of(page: Any, **typed: Any) -> dict[str, Any]:
    given = {name: hidden(page, name) for name in ("seen", "edition", "key")}
    return {**given, "note": "Wait longer after the tablets.", "when": "now", **typed}


def back_page(edition: Edition) -> str:
    return f"{PAGE}back-to/{edition.number}/"


def propose(client: Client, edition: Edition, /, **typed: Any) -> Any:
    page = client.get(back_page(edition))
    assert page.status_code == 200
    return client.post(f"{PAGE}propose/", form_of(page, **typed))


# ── The draft ──────────────────────────────────────────────────────────────────


def test_the_draft_is_shown_beside_what_is_live_and_proposed(world: World, marek: User) -> None:
    load(STARTER, by=None)
    assert world.edition
    world.examined()
    client = signed_in(marek)
    assert "Nothing to publish" in text_of(client.get(PAGE))
    Period.objects.filter(key="isotretinoin_wait").update(value=9)
    broken = text_of(client.get(PAGE))
    assert "Something stops publishing" in broken
    assert PINNED in broken
    SamplePatient.objects.filter(key=PINNED).update(expected=None)
    page = client.get(PAGE)
    words = text_of(page)
    for expected in (
        "What a second person must look at",
        "Patients read other words",
        "6 removed",
        "9 added",
        "If this had been live",
        "Nothing reaches patients until it is published",
        "Propose to a second person",
    ):
        assert expected in words
    done = client.post(f"{PAGE}propose/", form_of(page), follow=True)
    assert "Waiting for a second look" in text_of(done)
    assert "You proposed this, so somebody else looks at it" in text_of(done)
    assert "On their way" in text_of(client.get(PAGE))
    assert Proposal.objects.get().impact["outcomes"]


def test_a_draft_that_changed_meanwhile_is_shown_anew_with_what_was_typed(
    world: World, marek: User
) -> None:
    load(STARTER, by=None)
    assert world.edition
    SamplePatient.objects.filter(key=PINNED).update(expected=None)
    Period.objects.filter(key="isotretinoin_wait").update(value=9)
    client = signed_in(marek)
    form = form_of(client.get(PAGE), note="My words.")
    Period.objects.filter(key="isotretinoin_wait").update(value=12)
    again = client.post(f"{PAGE}propose/", form)
    assert again.status_code == 409
    assert "The draft changed while you were here" in text_of(again)
    assert "My words." in again.content.decode()
    assert hidden(again, "seen") != form["seen"]
    assert not Proposal.objects.exists()
    assert client.post(f"{PAGE}propose/", form_of(again)).status_code == 302


def test_a_draft_that_cannot_be_read_says_which_entry(world: World, marek: User) -> None:
    load(STARTER, by=None)
    assert world.edition
    Rule.objects.filter(key="keloid_yes").update(when=[])
    page = signed_in(marek).get(PAGE)
    assert "The draft cannot be read" in text_of(page)
    assert "keloid_yes" in text_of(page)


def test_before_the_first_edition_everything_is_new(marek: User) -> None:
    load(STARTER, by=None)
    client = signed_in(marek)
    page = client.get(PAGE)
    assert "No edition is live" in text_of(page)
    done = client.post(f"{PAGE}propose/", form_of(page), follow=True)
    assert "There is no live edition to compare this with" in text_of(done)
    assert not Edition.objects.exists()


# ── One person, two people ─────────────────────────────────────────────────────


def test_what_one_person_may_publish_is_live_at_once(world: World, marek: User) -> None:
    earlier = before_and_after(world, noted)
    world.examined()
    client = signed_in(marek)
    page = text_of(client.get(back_page(earlier)))
    assert "One person may publish this" in page
    done = text_of(propose_and_follow(client, earlier))
    assert "Live as edition 3" in done
    assert Edition.objects.live().published_by == marek


def propose_and_follow(client: Client, edition: Edition, /, **typed: Any) -> Any:
    return client.get(propose(client, edition, **typed).url)


def test_the_second_person_sees_the_same_and_lets_it_go_live(world: World, marek: User) -> None:
    earlier = before_and_after(world)
    consultation, _ = booked_after_a_course(world)
    propose(signed_in(marek), earlier, safety="on")
    proposal = Proposal.objects.get()
    lead = signed_in(world.lead)
    page = text_of(lead.get(f"{PAGE}{proposal.pk}/"))
    for expected in (
        "Patients read other words",
        "9 months",
        "1 person with a booking would be on hold",
        "Yes: open bookings are checked again",
        "Approve and publish",
    ):
        assert expected in page
    done = lead.post(f"{PAGE}{proposal.pk}/approve/", follow=True)
    assert "1 booking was put on hold" in text_of(done)
    assert Reopening.objects.get().consultation == consultation
    desk = text_of(signed_in(world.desk).get(f"/c/{consultation.reference}/"))
    assert "A rule changed for safety in edition 3. It is about Isotretinoin" in desk


def test_who_proposed_it_is_refused_in_words(world: World, marek: User) -> None:
    proposal = waiting(before_and_after(world))
    client = signed_in(proposal.proposed_by)
    assert "Approve and publish" not in text_of(client.get(f"{PAGE}{proposal.pk}/"))
    refused = client.post(f"{PAGE}{proposal.pk}/approve/")
    assert refused.status_code == 409
    assert "somebody else looks at it" in text_of(refused)


def test_a_lead_reads_and_does_not_propose(world: World) -> None:
    earlier = before_and_after(world)
    client = signed_in(world.lead)
    assert "A manager of the catalogue proposes it" in text_of(client.get(back_page(earlier)))
    assert client.post(f"{PAGE}propose/").status_code == 404


def test_it_is_sent_back_with_words(world: World) -> None:
    proposal = waiting(before_and_after(world))
    lead = signed_in(world.lead)
    blank = lead.post(f"{PAGE}{proposal.pk}/back/", {"reason": " "})
    assert blank.status_code == 422
    done = lead.post(f"{PAGE}{proposal.pk}/back/", {"reason": "Too hard to read."}, follow=True)
    assert "Sent back" in text_of(done)
    assert "Too hard to read." in text_of(done)
    late = lead.post(f"{PAGE}{proposal.pk}/back/", {"reason": "Again."})
    assert late.status_code == 409
    assert "come to an end" in text_of(late)
    mine = waiting(Edition.objects.get(number=1))
    own = signed_in(mine.proposed_by)
    done = own.post(f"{PAGE}{mine.pk}/back/", {"reason": "My mistake."}, follow=True)
    assert "Withdrawn" in text_of(done)


def test_what_was_overtaken_says_so(world: World) -> None:
    proposal = waiting(before_and_after(world))
    edition_of(noted)
    done = signed_in(world.lead).post(f"{PAGE}{proposal.pk}/approve/", follow=True)
    assert "Stopped" in text_of(done)
    assert "Propose the draft again" in text_of(done)


# ── When ───────────────────────────────────────────────────────────────────────


def later(world: World, **typed: Any) -> dict[str, Any]:
    day = world.day(2)
    boxes = {"day_day": day.day, "day_month": day.month, "day_year": day.year}
    return {"when": "later", **boxes, "hour": "7:30", **typed}


def test_at_a_time_of_the_clinics_own_clock(world: World, marek: User) -> None:
    earlier = before_and_after(world, noted)
    world.examined()
    done = propose_and_follow(signed_in(marek), earlier, **later(world))
    proposal = Proposal.objects.get()
    assert proposal.publish_at is not None
    assert f"{timezone.localtime(proposal.publish_at):%H:%M}" == "07:30"
    assert "Goes live" in text_of(done)
    call_command("publish_due", verbosity=0)
    assert Edition.objects.count() == 2


def test_a_planned_one_says_so_once_it_is_approved(world: World, marek: User) -> None:
    propose(signed_in(marek), before_and_after(world), **later(world))
    proposal = Proposal.objects.get()
    done = signed_in(world.lead).post(f"{PAGE}{proposal.pk}/approve/", follow=True)
    assert "Approved, goes live" in text_of(done)
    assert "It goes live when its time comes" in text_of(done)


@pytest.mark.parametrize(
    ("typed", "words", "status"),
    [
        ({"note": ""}, "What this changes, in one sentence", 422),
        ({"when": "later"}, "Write the day", 422),
        ({"hour": ""}, "Write the hour", 422),
        ({"hour": "half past"}, "Write the hour as 7:30", 422),
        ({"day_year": 2020}, "That time has passed", 409),
        ({"edition": "99"}, "", 404),
        ({"edition": "x"}, "", 422),
    ],
)
def test_what_is_wrong_is_said_beside_its_box(
    world: World, marek: User, typed: dict[str, Any], words: str, status: int
) -> None:
    earlier = before_and_after(world, longer)
    planned = {} if "when" in typed else later(world)
    answer = propose(signed_in(marek), earlier, **{**planned, **typed})
    assert answer.status_code == status
    assert words in text_of(answer)
    assert not Proposal.objects.exists()


def test_there_is_no_page_of_what_is_not_there(world: World, marek: User) -> None:
    assert world.edition
    client = signed_in(marek)
    for path in ("back-to/99/", "99/"):
        assert client.get(PAGE + path).status_code == 404
    assert client.post(f"{PAGE}99/approve/").status_code == 404
