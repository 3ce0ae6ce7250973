"""Saving a whole section at once: `save_answers`."""

from __future__ import annotations

from typing import Any

import pytest

from clinic.errors import NotAllowed
from clinic.models import Event
from consultations.actions.sections import SavedSection, save_answers
from consultations.errors import KeyReused
from consultations.models import AnswerChange, Consultation, Task
from sideeffects.risk import AnswerErrors
from tests.consultations.world import World, key


@pytest.fixture
def draft(world: World) -> Consultation:
    return world.draft()


def save(world: World, draft: Consultation, **values: Any) -> SavedSection:
    fields = {name: values.pop(name) for name in ("seen_version", "key", "by") if name in values}
    given = {"seen_version": draft.version, "key": key(), "by": world.desk, **fields}
    return save_answers(draft, values, **given)


def test_all_of_them_are_one_version_and_one_event(world: World, draft: Consultation) -> None:
    before = draft.version
    saved = save(world, draft, has_tattoos="no", lesion_changing="yes")
    assert saved.version == before + 1
    assert saved.saved == ("has_tattoos", "lesion_changing")
    assert AnswerChange.objects.filter(version=saved.version).count() == 2
    event = Event.objects.get(action="answer.saved")
    assert event.detail == {"questions": ["has_tattoos", "lesion_changing"]}


def test_nothing_new_is_no_version(world: World, draft: Consultation) -> None:
    saved = save(world, draft, has_tattoos="no")
    again = save(world, world.fresh(draft), has_tattoos="no")
    assert (again.version, again.saved) == (saved.version, ())


def test_one_conflict_holds_up_only_itself(world: World, draft: Consultation) -> None:
    seen = draft.version
    save(world, draft, has_tattoos="yes")
    saved = save(world, draft, has_tattoos="no", lesion_changing="no", seen_version=seen)
    assert [conflict.question for conflict in saved.conflicts] == ["has_tattoos"]
    assert saved.saved == ("lesion_changing",)


def test_the_same_section_twice_is_saved_once(world: World, draft: Consultation) -> None:
    once, seen = key(), draft.version
    for _ in range(2):
        save(world, draft, has_tattoos="yes", key=once, seen_version=seen)
    assert AnswerChange.objects.filter(question="has_tattoos").count() == 1


def test_a_key_is_for_one_section(world: World, draft: Consultation) -> None:
    once, seen = key(), draft.version
    save(world, draft, has_tattoos="yes", key=once, seen_version=seen)
    save(world, world.fresh(draft), has_tattoos="no")
    save(world, world.fresh(draft), has_tattoos="yes")
    with pytest.raises(KeyReused):
        save(world, world.fresh(draft), has_tattoos="no", key=once)


def test_a_key_used_for_another_section_is_refused(world: World, draft: Consultation) -> None:
    once, seen = key(), draft.version
    save(world, draft, has_tattoos="yes", key=once, seen_version=seen)
    with pytest.raises(KeyReused):
        save(world, draft, lesion_changing="yes", key=once, seen_version=seen)
    assert "lesion_changing" not in world.fresh(draft).answers


def test_a_value_that_is_no_answer_saves_nothing(world: World, draft: Consultation) -> None:
    with pytest.raises(AnswerErrors):
        save(world, draft, has_tattoos="perhaps", lesion_changing="no")
    assert "lesion_changing" not in world.fresh(draft).answers


@pytest.mark.parametrize("question", ["hiv", "exam_wound", "date_of_birth"])
def test_what_the_desk_may_not_answer_is_refused(
    world: World, draft: Consultation, question: str
) -> None:
    value = "1990-01-01" if question == "date_of_birth" else "no" if question != "hiv" else "none"
    with pytest.raises(NotAllowed):
        save(world, draft, **{question: value})


def test_another_site_and_a_sent_form_are_refused(world: World, draft: Consultation) -> None:
    with pytest.raises(NotAllowed):
        save(world, draft, has_tattoos="no", by=world.elsewhere)
    with pytest.raises(NotAllowed):
        save(world, world.sent(), has_tattoos="yes")


def test_what_cannot_wait_becomes_a_task(world: World, draft: Consultation) -> None:
    save(world, draft, gate_bleeding="yes", anticoagulant="stopped_without_advice")
    assert Task.objects.get().consultation == draft
