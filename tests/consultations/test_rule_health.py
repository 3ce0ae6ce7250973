"""How rules fare in decisions: what is counted, what is never told, what is suggested."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations import rule_health as counting
from consultations.catalogue_attention import looks_wrong, rules_often_changed
from consultations.rule_health import Fared, Health, rule_health
from consultations.rule_health_page import health_page
from consultations.rule_suggestion import long_ago as suggested
from sideeffects.desk.lines import known_line, line_from_address
from sideeffects.editions import catalogue_of_rows
from sideeffects.models import Edition
from sideeffects.risk.catalogue import AnyOf, Line
from tests.catalogue import catalogue_with, starter
from tests.consultations.fared_cases import (
    FAMILY_RULE,
    HEART,
    HEART_EVENT,
    KELOIDS_NOT_SURE,
    examined,
    heart,
    kept,
    long_ago,
    not_sure,
    noted,
    overruled,
    somebody,
    without_step,
)
from tests.consultations.impact_cases import live_world
from tests.consultations.review_cases import FAINTS, WARFARIN, with_letter
from tests.consultations.with_steps import FAMILY
from tests.consultations.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_rows")]

TODAY = timezone.localdate()
FAINTS_RULE = "fainting_needles"


@pytest.fixture
def world(db: None) -> World:
    return live_world()


def fared(rule: str) -> Fared:
    return rule_health().of(rule)


def test_nothing_is_counted_before_the_first_decision(world: World) -> None:
    somebody(world, **heart(world))
    assert rule_health() == Health(0, {})
    assert fared(HEART).shown == 0


def test_a_rule_is_shown_agreed_with_and_changed(world: World) -> None:
    long_ago(world, changed=3, agreed=2)
    assert fared(HEART) == Fared(5, 3, "over", 3, TODAY, few=False)
    assert fared(HEART).agreed == 2
    assert rule_health().decisions == 5


def test_of_fewer_than_four_patients_nothing_is_told(world: World) -> None:
    long_ago(world, changed=3, agreed=0)
    assert fared(HEART) == Fared(0, 0, "", 0, None, few=True)
    again = world.patient(first_name="Often")
    for _ in range(2):  # one person more, twice: still counted as one
        overruled(world, examined(world, again, **heart(world)))
    assert (fared(HEART).shown, fared(HEART).few) == (5, False)


def test_one_patient_often_is_still_one_patient(world: World) -> None:
    again = world.patient(first_name="Often")
    for _ in range(4):
        overruled(world, examined(world, again, **heart(world)))
    assert fared(HEART).few


def test_not_sure_is_counted_by_its_question(world: World) -> None:
    for _ in range(3):
        kept(world, not_sure(world))
    overruled(world, not_sure(world), code="answer_wrong")
    assert fared(KELOIDS_NOT_SURE) == Fared(4, 1, "answer_wrong", 1, TODAY, few=False)


def test_a_step_that_was_left_out_changes_its_rule(world: World) -> None:
    for _ in range(4):
        without_step(world)
    assert fared(FAMILY_RULE) == Fared(4, 4, "left_out", 4, TODAY, few=False)


def test_beside_an_overruled_hold_only_what_was_left_out_was_changed(world: World) -> None:
    """Both precautions are of the accepted days; the one asks for a step before booking."""
    every = {**heart(world), **FAMILY, **FAINTS}
    for _ in range(4):
        overruled(world, somebody(world, **every))
    assert fared(HEART).changed == 4
    assert fared(FAMILY_RULE) == Fared(4, 4, "over", 4, TODAY, few=False)
    assert (fared(FAINTS_RULE).shown, fared(FAINTS_RULE).changed) == (4, 0)


def test_a_finding_that_a_letter_cleared_was_not_shown_as_open(world: World) -> None:
    for _ in range(4):
        world.decided(with_letter(world, somebody(world, **WARFARIN)), "on_hold", hold_for="x")
    assert not any(name.startswith("anticoagulant") for name in rule_health().rules)


def test_only_the_newest_decisions_count(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago(world, changed=1, agreed=4)
    monkeypatch.setattr(counting, "MOST", 4)
    assert (fared(HEART).shown, fared(HEART).changed) == (4, 0)


def test_two_statements_count_and_one_is_enough_while_nothing_is_decided(world: World) -> None:
    long_ago(world, changed=1, agreed=0)
    for expected in (2, 1):
        with CaptureQueriesContext(connection) as asked:
            rule_health()
        assert len(asked) == expected
    overruled(world, somebody(world, **heart(world)))
    with CaptureQueriesContext(connection) as asked:
        assert rule_health().decisions == 2
    assert len(asked) == 2


# ── The page's lines ───────────────────────────────────────────────────────────


def test_a_rule_changed_more_often_than_not_says_what_could_be_added(world: World) -> None:
    long_ago(world)
    draft = catalogue_of_rows()
    (row,) = [row for row in health_page(starter(), draft).rows if row.rule == HEART]
    assert row.said == "Changed 4 of 5 times, mostly “over or long ago”."
    assert row.change is not None
    assert row.change.asks == "Add “in the last 6 months”?"
    (text,) = parse_qs(urlsplit(row.change.url).query)["add_line"]
    line = line_from_address(text)
    assert line is not None and known_line(draft, line)
    assert line["date"] == {"of": HEART_EVENT, "plus": {"months": "heart_event_wait"}}


def test_for_another_reason_the_button_opens_the_rule(world: World) -> None:
    for code in ("answer_wrong", "answer_wrong", "over", "over"):
        overruled(world, somebody(world, **heart(world)), code=code)
    (row,) = [row for row in health_page(starter(), starter()).rows if row.rule == HEART]
    assert row.said == "Changed 4 of 4 times."
    assert row.change is not None
    assert (row.change.asks, row.change.adds) == ("Open the rule", False)


def test_not_sure_opens_its_question(world: World) -> None:
    for _ in range(4):
        overruled(world, not_sure(world))
    (row,) = [row for row in health_page(starter(), starter()).rows if row.rule == KELOIDS_NOT_SURE]
    assert row.change is not None
    assert row.change.asks == "Open the question"
    assert row.url == row.change.url == "/catalogue/desk/questions/keloid_history/"
    assert row.name.endswith(": not sure")


def test_lines_are_sorted_and_filtered(world: World) -> None:
    long_ago(world, changed=3, agreed=2)
    noted(world, kept(world, not_sure(world)), KELOIDS_NOT_SURE)

    def order(**asked: str) -> list[str]:
        return [row.rule for row in health_page(starter(), starter(), **asked).rows]

    assert order()[0] == HEART
    assert order(sort="wrong")[0] == KELOIDS_NOT_SURE
    assert order(sort="nonsense") == order(sort="changed")
    for sort in ("shown", "agreed", "last", "reason"):
        assert order(sort=sort)[0] == HEART
    named = health_page(starter(), starter(), sort="rule").rows
    assert [row.name for row in named] == sorted(row.name for row in named)
    assert order(words="heart STROKE") == [HEART]
    assert order(words="no such words") == []


def test_rules_that_found_nothing_stand_apart(world: World) -> None:
    long_ago(world, changed=1, agreed=0)
    page = health_page(starter(), starter())
    asked = [part for part in starter().questions.values() if part.not_sure]
    meant = [part for part in asked if part.not_sure and part.not_sure.contraindication]
    assert len(page.rows) + len(page.never) == len(starter().rules) + len(meant)
    assert HEART in {row.rule for row in page.rows}


def test_a_note_on_a_rule_that_is_gone_is_still_there(world: World) -> None:
    noted(world, not_sure(world), KELOIDS_NOT_SURE)
    questions = dict(starter().questions)
    questions["keloid_history"] = replace(questions["keloid_history"], not_sure=None)
    (row,) = health_page(catalogue_with(questions=questions), starter()).rows
    assert (row.live, row.name, len(row.notes)) == (False, "Keloid history", 1)


# ── What is suggested ──────────────────────────────────────────────────────────


def test_a_line_is_only_suggested_where_the_day_was_asked_of_everybody() -> None:
    assert suggested(starter(), HEART) is not None
    assert suggested(starter(), "no_such_rule") is None
    assert suggested(starter(), "keloid_yes") is None  # no wait
    assert suggested(starter(), "wound_open") is None  # the day is asked of the others
    assert suggested(starter(), "heart_event_recent") is None  # it reads the day already
    assert suggested(starter(), "vitiligo_stable") is None  # a stricter rule covers those days


def test_a_rule_whose_answers_are_wider_than_the_day_is_asked_for_gets_none() -> None:
    rules = dict(starter().rules)
    wider = Line("is_one_of", question="heart_other", value=("yes", "not_sure"))
    for when in ((wider,), (AnyOf((wider,)),), (Line("answered", question="heart_other"),)):
        rules[HEART] = replace(rules[HEART], when=when)
        assert suggested(catalogue_with(rules=rules), HEART) is None


def test_the_suggested_line_holds_from_the_day_for_as_long_as_the_wait() -> None:
    found = suggested(starter(), HEART)
    assert found is not None
    assert found.words == "in the last 6 months"
    line = json.loads(found.line)
    assert (line["is"], line["value"]) == ("after", {"of": "treatment_date"})


# ── What needs the manager ─────────────────────────────────────────────────────


def test_the_desk_says_which_rule_is_changed_and_how_many_notes_there_are(world: World) -> None:
    assert [*rules_often_changed(starter()), *looks_wrong(starter())] == []
    first = long_ago(world)[0]
    noted(world, first, HEART)
    (changed,) = rules_often_changed(starter())
    assert (changed.words, changed.url) == (
        "1 rule changed 4 of 5 times",
        "/catalogue/desk/health/",
    )
    assert [note.words for note in looks_wrong(starter())] == ["1 “looks wrong” note"]
    noted(world, first, HEART)
    for _ in range(4):
        overruled(world, not_sure(world))
    assert [note.words for note in looks_wrong(starter())] == ["2 “looks wrong” notes"]
    (changed,) = rules_often_changed(starter())
    assert changed.words == "2 rules changed more often than not"


def test_before_the_first_edition_the_desk_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Edition.objects, "newest", lambda: None)
    assert list(rules_often_changed(starter())) == []
