"""Agreement figures: what is counted per rule and per reviewer, and what is never told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinic.models.user import Role
from consultations import rule_health as counting
from consultations.agreement import per_reviewer, per_rule
from consultations.agreement_page import figures_page, in_words, window_of
from consultations.models import Consultation, PatchTest, PatchTestReading, Review, SecondLook
from consultations.rule_health import rule_health
from sideeffects.editions import catalogue_of_rows
from tests.catalogue import starter
from tests.consultations.fared_cases import (
    FAMILY_RULE,
    HEART,
    heart,
    kept,
    noted,
    overruled,
    somebody,
)
from tests.consultations.impact_cases import live_world
from tests.consultations.pages import signed_in, text_of
from tests.consultations.review_cases import FAINTS
from tests.consultations.world import World, key
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_rows")]
FAINTS_RULE = "fainting_needles"
HOUR = timedelta(hours=1)


@pytest.fixture
def world(db: None) -> World:
    return live_world()


def decided(world: World, count: int, agreed: int = 1) -> list[Consultation]:
    every = [overruled(world, somebody(world, **heart(world))) for _ in range(count - agreed)]
    return every + [kept(world, somebody(world, **heart(world))) for _ in range(agreed)]


def opened_before(as_owner: object, minutes: list[int]) -> None:
    """As long before deciding as given, in the order of deciding."""
    with as_owner(), connection.cursor() as cursor:  # type: ignore[operator]
        cursor.execute("SET session_replication_role = replica")
        for review, each in zip(Review.objects.order_by("pk"), minutes, strict=True):
            begun = review.decided_at - timedelta(minutes=each)
            Review.objects.filter(pk=review.pk).update(opened_at=begun)
        cursor.execute("SET session_replication_role = DEFAULT")


def reacted(world: World, consultation: Consultation, at: datetime, **fields: object) -> None:
    spot = PatchTest.objects.create(
        consultation=consultation,
        patient=consultation.patient,
        products=[{"kind": "pigment", "name": "Black", "lot": "7"}],
        place="behind the ear",
        applied_at=at - 2 * HOUR,
        applied_by=world.technician,
        recorded_by=world.technician,
        created_key=key(),
    )
    PatchTestReading.objects.create(
        patch_test=spot,
        read_at=at,
        read_by=world.technician,
        created_key=key(),
        **{"result": "reaction", "late_symptoms": "no", **fields},
    )


def long_since() -> datetime:
    return timezone.now() - timedelta(days=30)


def test_a_rule_is_counted_with_its_time_and_its_reactions(world: World, as_owner: object) -> None:
    cases = decided(world, 5)
    opened_before(as_owner, [2, 4, 6, 60, 600])
    later = timezone.now() + HOUR
    reacted(world, cases[0], later)
    reacted(world, cases[1], later, result="no_reaction", late_symptoms="yes")
    reacted(world, cases[2], later, result="unclear")
    reacted(world, cases[3], timezone.now() - HOUR)
    found = per_rule(long_since())[HEART]
    assert (found.fared.shown, found.fared.changed, found.fared.agreed) == (5, 4, 1)
    assert found.fared.reason == "over"
    assert found.took == timedelta(minutes=6)
    assert found.reactions == 2


def test_a_reaction_of_two_tests_is_one_patient(world: World) -> None:
    cases = decided(world, 4)
    for hours in (1, 2):
        reacted(world, cases[0], timezone.now() + hours * HOUR)
    assert per_rule(long_since())[HEART].reactions == 1


def test_of_few_patients_nothing_is_told_of_rule_or_reviewer(world: World) -> None:
    cases = decided(world, 3)
    reacted(world, cases[0], timezone.now() + HOUR)
    found = per_rule(long_since())[HEART]
    assert (found.fared.few, found.fared.shown, found.reactions, found.took) == (True, 0, 0, None)
    (reviewer,) = per_reviewer(world.site.pk, long_since())
    assert (reviewer.few, reviewer.decided, reviewer.reactions) == (True, 0, 0)


def test_a_window_begins_where_it_says(world: World) -> None:
    decided(world, 4)
    assert per_rule(timezone.now() + HOUR) == {}
    assert per_reviewer(world.site.pk, timezone.now() + HOUR) == []


def test_a_reviewer_is_counted_at_their_own_site(world: World, as_owner: object) -> None:
    cases = decided(world, 4)
    opened_before(as_owner, [1, 2, 4, 8])
    reacted(world, cases[0], timezone.now() + HOUR)
    summary = world.fresh(cases[0]).summary
    assert summary is not None
    SecondLook.objects.create(
        consultation=cases[0],
        summary=summary,
        terms={},
        reason_code="other",
        reason_words="x",
        asked_by=world.technician,
        asked_how="password",
        created_key=key(),
    )
    (found,) = per_reviewer(world.site.pk, long_since())
    assert found.name == world.technician.display_name
    assert (found.decided, found.agreed, found.less_strict) == (4, 1, 3)
    assert (found.took, found.reactions, found.second_looks) == (timedelta(minutes=3), 1, 1)
    assert world.elsewhere.site_id is not None
    assert per_reviewer(world.elsewhere.site_id, long_since()) == []


# ── Rules that nobody acts on ──────────────────────────────────────────────────


@pytest.fixture
def soon_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four patients instead of twenty, which take half a minute to decide on."""
    monkeypatch.setattr(counting, "ENOUGH", 4)


@pytest.mark.usefixtures("soon_enough")
def test_a_rule_overruled_each_time_is_proposed_for_removal(world: World) -> None:
    decided(world, 4, agreed=0)
    assert rule_health().of(HEART).unused
    kept(world, somebody(world, **heart(world)))
    assert not rule_health().of(HEART).unused


@pytest.mark.usefixtures("soon_enough")
def test_a_precaution_that_changed_nothing_is_too(world: World) -> None:
    for _ in range(4):
        world.decided(somebody(world, **FAINTS))
    assert rule_health().of(FAINTS_RULE).unused
    assert not rule_health().of(FAMILY_RULE).unused
    world.decided(somebody(world, **FAINTS), "approved_with_conditions", conditions=["Lie down"])
    assert not rule_health().of(FAINTS_RULE).unused


def test_twenty_times_are_enough_and_nineteen_are_not() -> None:
    def shown(times: int) -> counting.Fared:
        return counting.Fared(times, times, "over", times, None, few=False)

    assert shown(20).unused
    assert not shown(19).unused


@pytest.mark.usefixtures("soon_enough")
def test_the_manager_is_led_to_where_it_is_retired(world: World) -> None:
    decided(world, 4, agreed=0)
    manager = signed_in(person(Role.MANAGER))
    page = manager.get("/review/figures/")
    assert "Shown 4 times, and no decision came of it." in text_of(page)
    assert f"/catalogue/desk/rules/{HEART}/#retire" in page.content.decode()
    assert "Look at retiring it" in text_of(manager.get(reverse("consultations:rule_health")))
    lead = signed_in(world.lead).get("/review/figures/")
    assert "no decision came of it" in text_of(lead)
    assert "#retire" not in lead.content.decode()


# ── The page ───────────────────────────────────────────────────────────────────


def test_the_lead_sees_reviewers_and_the_manager_rules_alone(world: World) -> None:
    cases = decided(world, 4)
    noted(world, cases[0], HEART)
    lead = text_of(signed_in(world.lead).get("/review/figures/"))
    manager = text_of(signed_in(person(Role.MANAGER)).get("/review/figures/"))
    assert f"{world.technician.display_name} 4 – 1 3 0 0" in lead
    assert world.technician.display_name not in manager
    for shown in (lead, manager):
        assert "4 1 3 Over or long ago 1 – 0" in shown
        assert "what patients tell after treatment is not collected yet" in shown


def test_what_is_no_window_is_the_shortest(world: World) -> None:
    client = signed_in(world.lead)
    for asked in ("7", "x", "99999999", ""):
        shown = text_of(client.get(f"/review/figures/?days={asked}"))
        assert "decisions of the last 30 days" in shown
    assert "decisions of the last 365 days" in text_of(client.get("/review/figures/?days=365"))
    assert window_of("90") == 90


def test_it_asks_as_much_of_many_decisions_as_of_few(world: World) -> None:
    live, draft = starter(), catalogue_of_rows()
    asked = []
    for _ in range(2):
        decided(world, 2)
        with CaptureQueriesContext(connection) as captured:
            figures_page(live, draft, days=30, site=world.site.pk, now=timezone.now())
        asked.append(len(captured))
    assert asked == [5, 5]


def test_an_empty_page_says_so(world: World) -> None:
    shown = text_of(signed_in(world.lead).get("/review/figures/"))
    assert "Nobody decided in these days." in shown
    assert "No rule was in a decision in these days." in shown


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0.5, "Under a minute"), (4, "4 min"), (60, "1 h"), (80, "1 h 20 min"), (3000, "2 days")],
)
def test_times_in_words(minutes: float, words: str) -> None:
    assert in_words(timedelta(minutes=minutes)) == words


def test_a_day_is_one_day_and_nothing_is_nothing() -> None:
    assert (in_words(timedelta(days=1)), in_words(None)) == ("1 day", "")
