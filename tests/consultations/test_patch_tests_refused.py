"""Patch tests that are refused, and those that are withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from clinic.errors import NotAllowed
from clinic.models import Event
from consultations.actions.patch_withdrawals import withdraw_reading, withdraw_test
from consultations.errors import KeyReused
from consultations.models import (
    PatchTest,
    PatchTestReading,
)
from consultations.patch_test import LATE, RESULT
from tests.consultations.patch_test_cases import said
from tests.consultations.patch_tests import applied, hours_ago, looked
from tests.consultations.world import World, key

# ── Refused ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"products": ()}, "which products"),
        ({"products": [{"kind": "pigment", "name": "x", "lot": "1"}] * 9}, "which products"),
        ({"products": [{"kind": "soap", "name": "x", "lot": "1"}]}, "what kind"),
        ({"products": [{"kind": "pigment", "name": " ", "lot": "1"}]}, "the name"),
        ({"products": [{"kind": "pigment", "name": "x", "lot": ""}]}, "the lot"),
        ({"place": " "}, "where on the body"),
        ({"applied_at": hours_ago(-2)}, "in the future"),
        ({"note": "x" * 2001}, "at most 2000"),
    ],
)
def test_what_is_no_patch_test(world: World, fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        applied(world, world.sent(), **fields)
    assert not PatchTest.objects.exists()


def test_technicians_of_the_site_apply_and_read(world: World) -> None:
    sent = world.sent()
    for who in (world.desk, world.elsewhere, world.auditor):
        with pytest.raises(NotAllowed):
            applied(world, sent, by=who)
        with pytest.raises(NotAllowed, match="who applied"):
            applied(world, sent, applied_by=who)
    test = applied(world, sent, by=world.lead)
    reading = looked(world, sent, test)
    for who in (world.desk, world.elsewhere):
        with pytest.raises(NotAllowed):
            looked(world, sent, test, by=who)
        with pytest.raises(NotAllowed):
            withdraw_reading(sent, reading, reason="x", by=who)
        with pytest.raises(NotAllowed):
            withdraw_test(sent, test, reason="x", by=who)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"after": -1}, "before it was applied"),
        ({"after": 24 * 30}, "in the future"),
        ({"result": "fine"}, "what was seen"),
        ({"late": "perhaps"}, "itched since"),
        ({"note": "x" * 2001}, "at most 2000"),
    ],
)
def test_what_is_no_reading(world: World, fields: dict[str, Any], sentence: str) -> None:
    sent = world.sent()
    with pytest.raises(NotAllowed, match=sentence):
        looked(world, sent, applied(world, sent), **fields)
    assert not PatchTestReading.objects.exists()


def test_a_withdrawn_test_is_not_read(world: World) -> None:
    sent = world.sent()
    test = applied(world, sent)
    withdraw_test(sent, test, reason="Another patient.", by=world.technician)
    with pytest.raises(NotAllowed, match="withdrawn"):
        looked(world, sent, test)


def test_of_another_patient_there_is_none(world: World) -> None:
    sent = world.sent()
    test = applied(world, sent)
    reading = looked(world, sent, test)
    other = world.patient(first_name="Kay", last_name="Brown", phone="")
    theirs = world.fill(world.draft(patient=other))
    with pytest.raises(PatchTest.DoesNotExist):
        looked(world, theirs, test)
    with pytest.raises(PatchTest.DoesNotExist):
        withdraw_test(theirs, test, reason="x", by=world.lead)
    with pytest.raises(PatchTestReading.DoesNotExist):
        withdraw_reading(theirs, reading, reason="x", by=world.lead)


def test_sent_twice_is_one(world: World) -> None:
    sent, form, again = world.sent(), key(), key()
    at = hours_ago(200)
    test = applied(world, sent, key=form, applied_at=at)
    assert applied(world, sent, key=form, applied_at=at) == test
    with pytest.raises(KeyReused):
        applied(world, sent, key=form, applied_at=at, place="Wrist")
    reading = looked(world, sent, test, key=again)
    assert looked(world, sent, test, key=again) == reading
    with pytest.raises(KeyReused):
        looked(world, sent, test, "reaction", key=again)
    assert (PatchTest.objects.count(), PatchTestReading.objects.count()) == (1, 1)


# ── Withdrawn ──────────────────────────────────────────────────────────────────


def test_withdrawing_a_reading_takes_its_answers_back(world: World) -> None:
    sent = world.sent()
    test = applied(world, sent)
    reading = looked(world, sent, test)
    withdrawn = withdraw_reading(sent, reading, reason="Looked at the wrong ear.", by=world.lead)
    assert (withdrawn.withdrawn_by, withdrawn.withdrawn_reason) == (
        world.lead,
        "Looked at the wrong ear.",
    )
    assert said(world, sent)[RESULT] == "not_read_yet"
    assert said(world, sent)[LATE] is None
    again = withdraw_reading(sent, reading, reason="Again.", by=world.technician)
    assert again.withdrawn_reason == "Looked at the wrong ear."
    assert withdraw_test(sent, test, reason="x", by=world.lead).withdrawn_reason == "x"
    assert withdraw_test(sent, test, reason="y", by=world.lead).withdrawn_reason == "x"
    assert Event.objects.filter(action="patch_test.reading_withdrawn").count() == 1
    assert Event.objects.filter(action="patch_test.withdrawn").count() == 1


def test_withdrawing_needs_a_reason(world: World) -> None:
    sent = world.sent()
    test = applied(world, sent)
    reading = looked(world, sent, test)
    with pytest.raises(NotAllowed, match="Give a reason"):
        withdraw_reading(sent, reading, reason=" ", by=world.lead)
    with pytest.raises(NotAllowed, match="Give a reason"):
        withdraw_test(sent, test, reason="", by=world.lead)


def test_a_reaction_is_withdrawn_by_somebody_who_did_not_read_it(world: World) -> None:
    sent = world.sent()
    test = applied(world, sent)
    reading = looked(world, sent, test, "reaction")
    for act in (
        lambda: withdraw_reading(sent, reading, reason="A slip.", by=world.technician),
        lambda: withdraw_test(sent, test, reason="A slip.", by=world.technician),
    ):
        with pytest.raises(NotAllowed, match="somebody else withdraws it"):
            act()
    assert said(world, sent)[RESULT] == "reaction"
    withdraw_reading(sent, reading, reason="It was a plaster mark.", by=world.lead)
    assert said(world, sent)[RESULT] == "not_read_yet"


def test_who_works_alone_withdraws_a_reaction_a_day_later(world: World) -> None:
    world.site.one_person = True
    world.site.save(update_fields=["one_person"])
    sent = world.sent()
    reading = looked(world, sent, applied(world, sent), "reaction")
    early = reading.recorded_at + timedelta(hours=23)
    with pytest.raises(NotAllowed, match="24 hours ago"):
        withdraw_reading(sent, reading, reason="A slip.", by=world.technician, now=early)
    late = reading.recorded_at + timedelta(hours=24)
    withdraw_reading(sent, reading, reason="A slip.", by=world.technician, now=late)
    assert said(world, sent)[RESULT] == "not_read_yet"
