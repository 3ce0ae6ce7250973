"""Everything that is kept has a class and an end, and the paper says the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from clinic import clearing, grants, retention
from clinic.clearing import clear_ended
from clinic.models import CacheEntry
from clinic.retention import Ends, Kept, Period, kept
from clinic.retention_table import FOR_GOOD
from consultations.models import ReviewLock
from consultations.whole_record import links
from dev.places import ROOT
from sideeffects.models import EditLock
from tests.consultations.world import World

PAPER = ROOT / "docs" / "retention.md"
HOUR = timedelta(hours=1)


def test_every_field_of_every_table_has_a_class_and_a_period() -> None:
    assert retention.problems() == []


@pytest.mark.django_db
def test_every_table_of_the_database_is_listed() -> None:
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    known = {model._meta.db_table: model._meta.label for model in grants.tables().values()}
    listed = {table for table, label in known.items() if label in retention.all_tables()}
    assert there - listed == set(grants.OTHER_TABLES)


def without(label: str, field: str) -> Callable[[dict[str, Kept]], None]:
    def change(listed: dict[str, Kept]) -> None:
        how = listed[label]
        classes = {
            kind: " ".join(each for each in fields.split() if each != field)
            for kind, fields in how.classes.items()
        }
        listed[label] = Kept(how.period, classes, how.ends)

    return change


def put(label: str, how: Kept) -> Callable[[dict[str, Kept]], None]:
    return lambda listed: listed.update({label: how})


GROUP = "auth.Group"
WRONG: dict[str, tuple[Callable[[dict[str, Kept]], Any], str]] = {
    "a new field": (without("consultations.Task", "note"), "consultations.Task.note has no class."),
    "a new table": (lambda listed: listed.pop("clinic.Site"), "clinic.Site is in no retention.py."),
    "no such table": (
        put("clinic.Gone", kept(FOR_GOOD, trail="id")),
        "clinic.Gone is listed, and is no table.",
    ),
    "no such field": (
        put(GROUP, kept(FOR_GOOD, trail="id name gone")),
        "auth.Group.gone is listed, and is no field.",
    ),
    "twice": (
        put(GROUP, kept(FOR_GOOD, trail="id name", staff="name")),
        "auth.Group.name has two classes.",
    ),
    "no such class": (
        put(GROUP, kept(FOR_GOOD, things="id name")),
        "auth.Group: “things” is no class.",
    ),
    "a period without an end": (
        put(GROUP, kept(Period("Odd", "a year", "now", "because", ""), trail="id name")),
        "auth.Group: the period “Odd” has no length, start, reason or end.",
    ),
    "an end at no moment": (
        put(GROUP, kept(FOR_GOOD, ends=Ends("gone"), trail="id name")),
        "auth.Group: there is no moment gone to end at.",
    ),
}


@pytest.mark.parametrize(("change", "line"), WRONG.values(), ids=WRONG.keys())
def test_what_is_missing_or_wrong_is_told(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[dict[str, Kept]], Any], line: str
) -> None:
    listed = dict(retention.all_tables())
    change(listed)
    monkeypatch.setattr(retention, "all_tables", lambda: listed)
    assert retention.problems() == [line]


def test_what_reaches_a_patient_goes_with_the_patient_and_nothing_else() -> None:
    assert retention.tables_of_records() == {model._meta.db_table for model in links()}


# ── Rows that end by themselves ────────────────────────────────────────────────


@pytest.mark.django_db
def test_rows_that_ended_leave_and_others_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    world, now = World(), timezone.now()
    case = world.draft()
    clear_ended()  # what other tests left
    for name, moment in (("over", now - HOUR), ("open", now + HOUR)):
        Session.objects.create(session_key=name, session_data="", expire_date=moment)
        CacheEntry.objects.create(cache_key=name, value="", expires=moment)
        seen = moment - timedelta(days=1)
        EditLock.objects.create(part="rules", key=name, held_by=world.lead, seen_at=seen)
    ReviewLock.objects.create(consultation=case, held_by=world.lead, seen_at=now - 25 * HOUR)
    monkeypatch.setattr(clearing, "EACH_TIME", 1)
    assert clear_ended() is True
    assert clear_ended() is False
    assert [each.session_key for each in Session.objects.all()] == ["open"]
    assert [each.cache_key for each in CacheEntry.objects.exclude(cache_key="readyz")] == ["open"]
    assert [each.key for each in EditLock.objects.all()] == ["open"]
    assert not ReviewLock.objects.exists()


# ── What is said of it ─────────────────────────────────────────────────────────


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("retention", *arguments, stdout=out)
    return out.getvalue()


def test_the_paper_has_the_table_that_the_command_prints() -> None:
    text = PAPER.read_text(encoding="utf-8")
    assert said("--markdown").strip() in text, (
        "docs/retention.md: put in what `manage.py retention --markdown` prints"
    )


@pytest.mark.django_db
def test_for_programs_every_field_is_told() -> None:
    told = json.loads(said("--json"))
    assert told["tables"]["consultations.Patient"]["fields"]["last_name"] == "identity"
    assert told["over"] == []
    assert set(told["tables"]) == set(retention.all_tables())


@pytest.mark.django_db
def test_for_people_it_ends_with_whose_time_is_over() -> None:
    assert said().endswith("Time over: 0.\n")


def test_the_paper_stands_where_the_readme_says() -> None:
    assert "docs/retention.md" in Path(ROOT / "README.md").read_text(encoding="utf-8")
