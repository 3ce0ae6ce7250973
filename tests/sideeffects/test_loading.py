"""A folder becomes rows: all of it or nothing, as often as one likes."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from clinic.models import Event
from clinic.models.user import Role
from sideeffects.actions import NotReady, load
from sideeffects.models import ROWS, Action, Claim, Entry, Period, Question, Rule, Source
from sideeffects.risk import CatalogueError
from tests.catalogue import STARTER, change, copy_of_starter
from tests.people import person

pytestmark = pytest.mark.django_db

COUNTS = {
    "sources": 117,
    "side_effects": 49,
    "contraindications": 81,
    "claims": 31,
    "sections": 9,
    "questions": 161,
    "actions": 52,
    "periods": 54,
    "rules": 159,
    "samples": 15,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of_starter(tmp_path)


def test_the_starter_becomes_rows() -> None:
    loaded = load(STARTER, by=None)
    assert {part.part: part.added for part in loaded.changes} == COUNTS
    assert {model.PART: model.objects.count() for model in ROWS} == COUNTS
    assert Question.objects.filter(gate=True).count() == 18


def test_loading_again_changes_nothing_and_says_so() -> None:
    load(STARTER, by=None)
    events = Event.objects.count()
    loaded = load(STARTER, by=None)
    assert loaded.nothing
    assert {part.part: part.unchanged for part in loaded.changes} == COUNTS
    assert Event.objects.count() == events


def test_a_changed_entry_is_updated_and_says_who_changed_it(folder: Path) -> None:
    load(STARTER, by=None)
    manager = person(Role.MANAGER)

    def raise_the_limit(content: Any) -> None:
        (limit,) = (entry for entry in content["periods"] if entry["key"] == "hba1c_limit")
        limit["value"] = 69.5

    change(folder, "periods", raise_the_limit)
    loaded = load(folder, by=manager)
    (periods,) = (part for part in loaded.changes if not part.nothing)
    assert (periods.part, periods.counts) == ("periods", {"changed": 1})
    limit = Period.objects.get(key="hba1c_limit")
    assert (limit.value, limit.changed_by) == (Decimal("69.5"), manager)
    assert Period.objects.get(key="letter_valid").changed_by is None
    event = Event.objects.get(action="catalogue.loaded", actor=manager)
    assert event.detail == {"periods": {"changed": 1}}
    assert load(folder, by=manager).nothing


def test_an_entry_that_vanished_is_retired_and_can_come_back(folder: Path) -> None:
    load(STARTER, by=None)
    last = Claim.objects.order_by("position").last()
    assert last is not None
    change(folder, "claims", lambda content: content["claims"].pop())
    loaded = load(folder, by=None)
    assert [part.counts for part in loaded.changes if not part.nothing] == [{"retired": 1}]
    assert last.key not in Claim.objects.current().values_list("key", flat=True)
    assert Claim.objects.get(key=last.key).retired
    assert load(folder, by=None).nothing
    load(STARTER, by=None)
    assert not Claim.objects.get(key=last.key).retired


def test_another_order_moves_rows_and_changes_none(folder: Path) -> None:
    load(STARTER, by=None)
    before = Source.objects.get(key="seed_000").changed_at
    change(folder, "sources", lambda content: content["sources"].reverse())
    loaded = load(folder, by=None)
    assert [part.counts for part in loaded.changes if not part.nothing] == [{"moved": 116}]
    first = Source.objects.current().first()
    assert first is not None
    assert first.position == 0
    assert Source.objects.get(key="seed_000").changed_at == before


def test_our_own_fields_of_actions_are_kept() -> None:
    load(STARTER, by=None)
    assert Action.objects.get(urgent=True).key == "urgent_prescriber_contact"
    assert dict(Action.objects.exclude(bookable_after="").values_list("key", "bookable_after")) == {
        "cooling_off": "days",
        "test_area": "review_after",
    }


def _first(part: str, **fields: Any) -> Any:
    def edit(content: Any) -> None:
        content[part][0].update(fields)

    return edit


def _twice(content: Any) -> None:
    content["actions"].append(dict(content["actions"][0]))


def _nested(content: Any) -> None:
    content["questions"][1]["options"][0]["colour"] = "red"


WRONG = [
    ("rules", _first("rules", kind="maybe"), "under_18", "'kind' is 'maybe'"),
    ("rules", _first("rules", mood="good"), "under_18", "unknown field 'mood'"),
    ("rules", lambda content: content["rules"][0].pop("when"), "under_18", "'when' is missing"),
    ("actions", _twice, "after_day_14_planned|\\w+", "used twice"),
    ("questions", _nested, r"\w+\.options\[1\]", "unknown field 'colour'"),
    ("sources", _first("sources", year=99999), "seed_000", "'year'"),
    ("sources", _first("sources", key="Seed 0"), "Seed 0", "small letters"),
    ("periods", _first("periods", value=10**12), "isotretinoin_wait", "'value'"),
    ("claims", lambda content: content.pop("claims"), "", "'claims' is missing"),
]


@pytest.mark.parametrize(
    ("name", "edit", "key", "reason"), WRONG, ids=[f"{w[0]}: {w[3]}" for w in WRONG]
)
def test_an_entry_that_cannot_be_read_is_named(
    folder: Path, name: str, edit: Any, key: str, reason: str
) -> None:
    change(folder, name, edit)
    with pytest.raises(CatalogueError) as caught:
        load(folder, by=None)
    assert caught.value.file == name
    assert re.fullmatch(key, caught.value.key)
    assert reason in caught.value.reason
    assert not any(model.objects.exists() for model in ROWS)


GAPS = [
    ("rules", _first("rules", contraindication="no_such_thing"), "rules", "under_18"),
    ("claims", _first("claims", sources=["nobody_2020"]), "claims", "s0-01"),
    ("questions", _first("questions", section="attic"), "questions", "date_of_birth"),
]


@pytest.mark.parametrize(("name", "edit", "part", "key"), GAPS, ids=[gap[0] for gap in GAPS])
def test_a_name_that_leads_nowhere_is_refused(
    folder: Path, name: str, edit: Any, part: str, key: str
) -> None:
    change(folder, name, edit)
    with pytest.raises(NotReady) as caught:
        load(folder, by=None)
    assert (part, key) in {(problem.part, problem.key) for problem in caught.value.problems}
    assert not any(model.objects.exists() for model in ROWS)


def test_a_failed_load_leaves_the_rows_as_they_were(folder: Path) -> None:
    load(STARTER, by=None)
    before = _everything()

    def half_wrong(content: Any) -> None:
        content["rules"][0]["reads_as"] = "Something else."
        content["rules"][1]["contraindication"] = "no_such_thing"

    change(folder, "rules", half_wrong)
    with pytest.raises(NotReady):
        load(folder, by=None)
    assert _everything() == before


def _everything() -> dict[str, list[Any]]:
    def of(model: type[Entry]) -> list[Any]:
        return list(model.objects.order_by("pk").values())

    return {model.PART: of(model) for model in ROWS}


def test_rules_are_held_to_known_contraindications_by_the_database() -> None:
    load(STARTER, by=None)
    rule = Rule.objects.select_related("contraindication").get(key="keloid_yes")
    assert rule.contraindication.name.startswith("Keloid")
