"""Rows, values and canonical JSON say the same, byte for byte; an edition never changes."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction

from clinic.models import Event
from clinic.models.user import Role
from sideeffects.actions import NotReady, load, publish, record_approval
from sideeffects.editions import canonical_json, catalogue_of_rows
from sideeffects.models import Edition, EditionApproval, Period, Question, Rule, SideEffect
from sideeffects.models.edition import catalogue_with
from sideeffects.risk import digest, parse, to_files
from tests.catalogue import STARTER, starter, starter_edition, starter_json
from tests.conftest import AsOwner
from tests.people import person

pytestmark = pytest.mark.django_db


# ── Round trips ────────────────────────────────────────────────────────────────


def test_rows_give_the_catalogue_that_was_loaded_byte_for_byte() -> None:
    load(STARTER, by=None)
    rows = catalogue_of_rows()
    assert rows == starter()
    assert canonical_json(rows) == starter_json()
    assert to_files(rows) == to_files(starter())


def test_an_editions_json_reads_as_the_same_catalogue() -> None:
    again = parse(json.loads(starter_json()))
    assert again == starter()
    for part in ("questions", "rules", "actions", "side_effects", "contraindications", "samples"):
        assert dict(getattr(again, part)) == dict(getattr(starter(), part))
        assert list(getattr(again, part)) == list(getattr(starter(), part))


def test_a_changed_row_makes_the_round_trip_too() -> None:
    load(STARTER, by=None)
    effect = SideEffect.objects.get(key="redness")
    effect.onset = {"text": "at once – “minutes”", "min_days": 0.5, "max_days": None}
    effect.note = "Ä note, with\ttab and\nline"
    effect.full_clean()
    effect.save()
    Period.objects.filter(key="hba1c_limit").update(value="69.50")
    rows = catalogue_of_rows()
    assert rows != starter()
    text = canonical_json(rows)
    assert rows.hash == digest(text.encode())
    assert canonical_json(parse(json.loads(text))) == text
    assert str(rows.periods["hba1c_limit"].value) == "69.5"
    assert str(rows.side_effects["redness"].onset.min_days) == "0.5"


# ── Publishing ─────────────────────────────────────────────────────────────────


def test_publishing_freezes_the_rows_as_the_next_edition() -> None:
    manager = person(Role.MANAGER)
    load(STARTER, by=manager)
    started = time.process_time()
    published = publish(by=manager, note="The first one.")
    assert time.process_time() - started < 2
    assert published.new
    edition = Edition.objects.live()
    assert (edition, edition.number) == (published.edition, 1)
    assert (edition.published_by, edition.note) == (manager, "The first one.")
    assert edition.hash == starter().hash == digest(edition.canonical.encode())
    assert edition.catalogue == starter()
    event = Event.objects.get(action="edition.published")
    assert event.detail == {"number": 1, "hash": edition.hash}


def test_publishing_the_same_again_makes_nothing() -> None:
    load(STARTER, by=None)
    first = publish(by=None)
    again = publish(by=None)
    assert (again.edition, again.new) == (first.edition, False)
    assert Edition.objects.count() == 1


def test_going_back_makes_a_new_edition_and_the_newest_is_live() -> None:
    load(STARTER, by=None)
    publish(by=None)
    Period.objects.filter(key="isotretinoin_wait").update(value=12)
    assert publish(by=None).edition.number == 2
    assert Edition.objects.live().catalogue.periods["isotretinoin_wait"].words == "12 months"
    Period.objects.filter(key="isotretinoin_wait").update(value=6)
    third = publish(by=None).edition
    assert (third.number, third.hash) == (3, starter().hash)
    assert Edition.objects.live() == third


def test_publishing_refuses_a_catalogue_with_gaps_and_lists_them() -> None:
    load(STARTER, by=None)
    Rule.objects.filter(key="keloid_yes").update(
        when=[{"question": "keloid_history", "is": "is", "value": "perhaps"}]
    )
    Question.objects.filter(key="keloid_history").update(nothing_to_report="never")
    with pytest.raises(NotReady) as caught:
        publish(by=None)
    assert {problem.key for problem in caught.value.problems} >= {"keloid_yes", "keloid_history"}
    assert "problems" in caught.value.message
    assert not Edition.objects.exists()


def test_publishing_refuses_a_row_that_cannot_be_read() -> None:
    load(STARTER, by=None)
    Rule.objects.filter(key="keloid_yes").update(when=[])
    with pytest.raises(NotReady, match="'when' must not be empty"):
        publish(by=None)


def test_before_the_first_edition_nothing_is_live() -> None:
    with pytest.raises(Edition.DoesNotExist, match="load_catalogue DIR --publish"):
        Edition.objects.live()


# ── An edition never changes ───────────────────────────────────────────────────

CHANGES = (
    "UPDATE sideeffects_edition SET note = 'better'",
    "DELETE FROM sideeffects_edition",
    "TRUNCATE sideeffects_edition CASCADE",
)


@pytest.mark.parametrize("statement", CHANGES)
def test_the_web_role_cannot_change_an_edition(statement: str) -> None:
    starter_edition()
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", CHANGES)
def test_nor_can_the_owner(statement: str, as_owner: AsOwner) -> None:
    starter_edition()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else TRUNCATE waits for their checks
    with (
        as_owner(),
        pytest.raises(IntegrityError, match="never"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_database_recomputes_the_hash() -> None:
    wrong: dict[str, Any] = {"number": 1, "canonical": '{"a":1}'}
    with pytest.raises(IntegrityError, match="edition_hash_is_of_canonical"), transaction.atomic():
        Edition.objects.create(**wrong, hash=digest(b'{"a":2}'))
    Edition.objects.create(number=1, canonical='{"ä":1}', hash=digest('{"ä":1}'.encode()))


def test_a_catalogue_is_read_once_in_each_process(
    django_assert_num_queries: Any,
) -> None:
    edition = starter_edition()
    catalogue_with.cache_clear()
    with django_assert_num_queries(1):
        first = edition.catalogue
    with django_assert_num_queries(0):
        assert edition.catalogue is first


def test_an_edition_is_known_once_read_and_its_approval_stays_fresh(
    django_assert_num_queries: Any,
) -> None:
    made = starter_edition()
    assert Edition.objects.known(made.pk).clinical_approval is None
    with django_assert_num_queries(0):
        assert Edition.objects.known(made.pk) == made
    record_approval(made, name="Dr Ada Byron", role="Dermatologist", by=person(Role.MANAGER))
    assert Edition.objects.known(made.pk).clinically_approved_by == "Dr Ada Byron"


def test_an_edition_comes_without_its_long_text() -> None:
    starter_edition()
    assert "canonical" in Edition.objects.live().get_deferred_fields()


# ── Clinical approval ──────────────────────────────────────────────────────────


def test_nobody_has_approved_an_edition_until_a_named_clinician_has() -> None:
    edition = starter_edition()
    assert edition.clinically_approved_by is None
    admin = person(Role.ADMIN)
    record_approval(edition, name=" Dr Amara Lund ", role="Dermatologist, GMC 1234567", by=admin)
    edition = Edition.objects.live()
    assert edition.clinically_approved_by == "Dr Amara Lund"
    assert edition.clinical_approval is not None
    assert edition.clinical_approval.recorded_by == admin
    assert Event.objects.filter(action="edition.approved", actor=admin).exists()


def test_an_approval_is_by_somebody_and_stays(as_owner: AsOwner) -> None:
    edition, admin = starter_edition(), person(Role.ADMIN)
    with pytest.raises(IntegrityError, match="approval_by_somebody"), transaction.atomic():
        record_approval(edition, name=" ", role="Dermatologist", by=admin)
    record_approval(edition, name="Dr Amara Lund", role="Dermatologist", by=admin)
    with as_owner(), pytest.raises(IntegrityError, match="never"), transaction.atomic():
        EditionApproval.objects.all().update(name="Somebody else")


# ── Rows say what is wrong beside the field ────────────────────────────────────

WRONG_ROWS = [
    ("when", [{"question": "keloid_history", "is": "equals", "value": "yes"}], "'is' is 'equals'"),
    ("when", [], "must not be empty"),
    ("wait_until", {"of": "treatment_date", "plus": {"weeks": "x"}}, "'weeks' is not one of"),
    ("actions", [{"action": "decline", "colour": "red"}], "unknown field 'colour'"),
    ("actions", "decline", "'actions' must be a list"),
    ("reads_as", "", "cannot be blank"),
    ("kind", "maybe", "not a valid choice"),
]


@pytest.mark.parametrize(("field", "value", "reason"), WRONG_ROWS)
def test_a_row_says_which_field_is_wrong(field: str, value: Any, reason: str) -> None:
    load(STARTER, by=None)
    rule = Rule.objects.get(key="keloid_yes")
    setattr(rule, field, value)
    with pytest.raises(ValidationError) as caught:
        rule.full_clean()
    assert any(reason in message for message in caught.value.message_dict[field])


def test_a_nested_part_is_an_ordinary_json_column_to_migrations() -> None:
    field = SideEffect._meta.get_field("onset")
    assert field.deconstruct()[1] == "django.db.models.JSONField"


def test_a_field_of_another_kind_of_question_is_refused() -> None:
    load(STARTER, by=None)
    question = Question.objects.get(key="keloid_history")
    question.tense = "past"
    with pytest.raises(ValidationError) as caught:
        question.full_clean()
    assert caught.value.message_dict == {"tense": ["unknown field 'tense'"]}
