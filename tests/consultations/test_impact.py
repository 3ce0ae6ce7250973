"""A draft over past consultations: the same counts as assessing each of them by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultations.impact import Figures, falls, impact_of
from consultations.impact_words import told
from sideeffects.risk import LEVELS, Catalogue, PastCase, Replayed, assess
from sideeffects.risk.compared import Moved
from sideeffects.risk.summary import FindingRef
from tests.catalogue import starter
from tests.consultations.impact_cases import (
    ISOTRETINOIN,
    PRIVATE_GATE,
    catalogue,
    retinoid,
    six_people,
)
from tests.consultations.world import World
from tests.sideeffects.risk.changes import add_rule, line, remove, set_field

pytestmark = pytest.mark.django_db

LONGER = catalogue(set_field("periods", ISOTRETINOIN, value=9))
SHORTER = catalogue(set_field("periods", ISOTRETINOIN, value=1))


def by_hand(catalogue: Catalogue, consultation: Any) -> Any:
    summary = consultation.summary
    return assess(
        catalogue,
        summary.answers,
        consultation_date=summary.consultation_date,
        treatment_date=summary.treatment_date,
        stages=summary.stages,
    )


@pytest.mark.parametrize("draft", [LONGER, SHORTER], ids=["longer", "shorter"])
def test_the_counts_are_those_of_assessing_each_case_by_hand(
    world: World, draft: Catalogue
) -> None:
    people = six_people(world)
    pairs: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for consultation in people:
        before, after = by_hand(starter(), consultation), by_hand(draft, consultation)
        if before.level != after.level:
            stricter = LEVELS.index(after.level) > LEVELS.index(before.level)
            pairs[f"{'stricter' if stricter else 'less_strict'} {before.level} {after.level}"] += 1
        sums["cards_before"] += len(before.findings)
        sums["cards_after"] += len(after.findings)
        sums["held_before"] += before.level in ("hold", "stop")
        sums["held_after"] += after.level in ("hold", "stop")
    figures = impact_of(starter(), draft).figures
    assert (figures.cases, figures.compared) == (6, 6)
    assert {key: n for key, n in figures.pairs.items() if len(set(key.split())) == 3} == pairs
    assert figures.sums == sums
    assert sum(pairs.values()) > 0


def test_what_changes_is_listed_less_strict_first(world: World) -> None:
    six_people(world)
    stricter, less = impact_of(starter(), LONGER), impact_of(starter(), SHORTER)
    assert stricter.figures.outcomes == {"same": 3, "stricter": 3}
    assert [(one.level_before, one.level_after) for one in stricter.changed] == [
        ("clear", "hold"),
        ("care", "hold"),
        ("hold", "hold"),
    ]
    assert less.figures.less_strict == 1
    assert less.plain()["pairs"] == {"less_strict hold clear": 1}
    assert stricter.plain()["booked"] == 0


def test_the_newest_alone_are_looked_at(world: World) -> None:
    six_people(world)
    assert impact_of(starter(), LONGER, last=2).figures.cases == 2


def test_nobody_counts_as_unchanged_whose_answer_is_missing(world: World) -> None:
    """A question that nobody was asked: whoever would be asked it now is left out, and says so."""
    asks = catalogue(
        set_field("questions", "fainting", ask_when=None)  # behind a gate until now
    )
    world.examined()
    figures = impact_of(starter(), asks).figures
    assert (figures.left_out, figures.compared, figures.changed) == (1, 0, 0)
    assert figures.lacks == {"fainting": 1}
    words = told(figures, starter(), asks)
    assert [(one.key, one.count) for one in words.lacking] == [("fainting", 1)]
    assert (words.cards, words.held) == (("", ""), ("0 of 0", "0 of 0"))


def test_a_draft_with_gaps_assesses_nobody(world: World) -> None:
    world.examined()
    broken = catalogue(remove("contraindications", "incomplete_answers"))
    words = told(impact_of(starter(), broken).figures, starter(), broken)
    assert (words.not_assessed, words.figures.compared, words.figures.changed) == (1, 0, 0)


def test_findings_are_counted_by_name(world: World) -> None:
    six_people(world)
    new = add_rule(
        "retinoid_recent",
        kind="absolute",
        when=[line("oral_retinoid", "is", "stopped")],
        wait_until=None,
        when_anchor_missing=None,
        reads_as="If isotretinoin was ever taken, stop.",
    )
    draft = catalogue(new)
    words = told(impact_of(starter(), draft).figures, starter(), draft)
    (found,) = words.found
    assert (found.key, found.gained, found.lost) == ("isotretinoin_oral", 4, 0)
    assert words.held == ("3 of 6", "5 of 6")
    assert [(pair.count, pair.before, pair.after) for pair in words.stricter] == [
        (1, "clear", "stop"),
        (1, "care", "stop"),
        (1, "hold", "stop"),
        (1, "stop", "stop"),
    ]
    assert [pair.same for pair in words.stricter] == [False, False, False, True]


def test_of_many_so_many_of_a_hundred() -> None:
    figures = Figures.read(
        {"outcomes": {"same": 400}, "sums": {"held_before": 36, "cards_before": 480}}
    )
    words = told(figures, starter(), LONGER)
    assert (words.held[0], words.cards[0], words.stricter_count) == ("9 of 100", "1.2", 0)


def test_figures_survive_being_kept() -> None:
    figures = Figures()
    figures.add(
        Replayed(1, "clear", "hold", "stricter", gained=(FindingRef("a", "clearance", "r"),))
    )
    figures.add(Replayed(2, "clear", "clear", "same", lacks=("q",)))
    assert Figures.read(figures.plain()) == figures
    assert Figures.read({}) == Figures()


def test_as_many_statements_for_many_as_for_one(world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            impact_of(starter(), LONGER)
        return len(captured)

    world.booked(world.approved(30), 33)
    asked()  # reads the edition once a process
    few = asked()
    for days in (34, 35):
        world.booked(world.approved(30), days)
    assert asked() == few == 3


# ── Bookings ───────────────────────────────────────────────────────────────────


def test_a_booking_that_would_be_on_hold_is_listed_with_its_levels_alone(world: World) -> None:
    world.booked(world.approved(30), 33)
    waits = world.approved(30, **retinoid(world, 190))
    world.booked(waits, 34)
    assert impact_of(starter(), starter()).booked == ()
    (effect,) = impact_of(starter(), LONGER).booked
    assert (effect.reference, effect.day) == (waits.reference, world.day(34))
    assert (effect.level_before, effect.level_after) == ("clear", "hold")
    assert not effect.lacks_answer


def test_a_booking_held_for_a_private_answer_is_counted_and_not_named(world: World) -> None:
    """Whoever made the rule stricter would know what was answered."""
    treated = {**PRIVATE_GATE, "hiv": "yes_treated_and_well"}
    world.booked(world.approved(30, **treated), 34)
    stricter = catalogue(set_field("rules", "hiv_well", kind="absolute"))
    (effect,) = impact_of(starter(), stricter).booked
    assert (effect.reference, effect.day, effect.level_after) == ("", None, "stop")


REF = FindingRef("a", "clearance", "r")
MILD = FindingRef("a", "precaution", "r")
SAME = Replayed(1, "hold", "hold", "same")


def moved(before: str, after: str) -> Moved:
    return Moved(REF, "clearance", before, after, None, None)


@pytest.mark.parametrize(
    ("replayed", "held"),
    [
        (SAME, False),
        (replace(SAME, level_before="clear", level_after="care"), True),
        (replace(SAME, level_after="care"), False),
        (replace(SAME, gained=(REF,)), True),
        (replace(SAME, gained=(MILD,)), False),
        (Replayed(1, "care", "care", "stricter", gained=(REF,)), False),  # a letter clears it
        (replace(SAME, moved=(moved("care", "hold"),)), True),
        (replace(SAME, moved=(moved("hold", "hold"),)), False),
        (replace(SAME, lacks=("q",)), True),
        (Replayed(1, "hold", "not_assessed", "not_assessed"), True),
    ],
)
def test_what_puts_a_booking_on_hold(replayed: Replayed, held: bool) -> None:
    assert falls(replayed) is held


def test_a_case_knows_nobody() -> None:
    assert {"ref", "answers", "letters", "consultation_date", "treatment_date", "stages"} == set(
        PastCase.__slots__
    )
