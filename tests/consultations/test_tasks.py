"""What cannot wait for the review becomes a task the moment it is said."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from clinic.errors import NotAllowed
from clinic.models import Event
from clinic.models.user import Role
from consultations.actions.intake import save_answer, save_private_answers
from consultations.actions.tasks import finish_task
from consultations.models import Consultation, Task
from consultations.urgent import urgent_questions
from sideeffects.risk import parse, to_files
from sideeffects.risk.catalogue import lines_of
from tests.catalogue import starter
from tests.consultations.world import World, key
from tests.people import person


def tell(world: World, draft: Consultation, **answers: Any) -> None:
    for question, value in answers.items():
        version = Consultation.objects.get(pk=draft.pk).version
        save_answer(draft, question, value, seen_version=version, key=key(), by=world.desk)


def stopped(world: World) -> Consultation:
    draft = world.answered(gate_bleeding="yes", anticoagulant=None)
    tell(world, draft, anticoagulant="stopped_without_advice")
    return draft


def test_which_answers_are_looked_at(world: World) -> None:
    assert urgent_questions(starter()) == {"anticoagulant", "gate_bleeding"}


def test_a_blood_thinner_stopped_without_advice_is_a_task_at_once(world: World) -> None:
    draft = stopped(world)
    task = Task.objects.get()
    assert (task.consultation, task.action) == (draft, "urgent_prescriber_contact")
    assert task.words == "Contact the prescriber today"
    assert str(task) == task.words
    assert task.done_at is None
    assert Event.objects.get(action="task.made").subject_id == draft.reference


def test_the_same_finding_makes_one_task(world: World) -> None:
    draft = stopped(world)
    tell(world, draft, gate_bleeding="not_sure", keloid_history="not_sure")
    world.send(draft, unanswered_confirmed=True)
    assert Task.objects.count() == 1


def test_when_the_answer_changes_the_task_says_so_and_stays(world: World) -> None:
    draft = stopped(world)
    tell(world, draft, anticoagulant="none")
    task = Task.objects.get()
    assert task.answer_changed_at is not None
    assert task.done_at is None
    tell(world, draft, anticoagulant="stopped_without_advice")
    assert Task.objects.get().answer_changed_at is None


def test_closing_the_gate_changes_the_answer_too(world: World) -> None:
    draft = stopped(world)
    tell(world, draft, gate_bleeding="no")
    assert Task.objects.get().answer_changed_at is not None


def test_a_done_task_is_not_made_again_for_the_same_answer(world: World) -> None:
    draft = stopped(world)
    finish_task(Task.objects.get(), note="Called the GP.", by=world.technician)
    world.send(draft, unanswered_confirmed=True)
    assert Task.objects.count() == 1


def test_a_done_task_is_made_again_when_it_happens_again(world: World) -> None:
    draft = stopped(world)
    finish_task(Task.objects.get(), note="Called the GP.", by=world.technician)
    tell(world, draft, anticoagulant="current")
    assert Task.objects.get().answer_changed_at is not None
    tell(world, draft, anticoagulant="stopped_without_advice")
    done, again = Task.objects.order_by("pk")
    assert (done.done_at is None, again.done_at is None) == (False, True)
    tell(world, draft, gate_bleeding="not_sure")
    assert Task.objects.count() == 2


def test_finishing_a_task(world: World) -> None:
    stopped(world)
    task = finish_task(Task.objects.get(), note=" Called the GP. ", by=world.technician)
    assert (task.note, task.done_by) == ("Called the GP.", world.technician)
    assert Event.objects.filter(action="task.done").count() == 1
    assert finish_task(task, note="Called the GP.", by=world.technician).done_at == task.done_at
    with pytest.raises(NotAllowed, match="colleague has done"):
        finish_task(task, note="Something else.", by=world.lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.update(note="Rewritten.")


def test_who_finishes_tasks_and_how(world: World) -> None:
    stopped(world)
    task = Task.objects.get()
    for who in (world.desk, world.elsewhere):
        with pytest.raises(NotAllowed):
            finish_task(task, note="Done.", by=who)
    with pytest.raises(NotAllowed, match="what was done"):
        finish_task(task, note=" ", by=world.technician)


def test_who_sees_tasks(world: World) -> None:
    stopped(world)
    assert Task.objects.visible_to(world.technician).open().count() == 1
    assert Task.objects.visible_to(world.lead).count() == 1
    for who in (world.desk, world.elsewhere, person(Role.ADMIN)):
        assert not Task.objects.visible_to(who).exists()
    finish_task(Task.objects.get(), note="Done.", by=world.technician)
    assert not Task.objects.visible_to(world.technician).open().exists()


def test_a_private_answer_can_be_urgent(world: World) -> None:
    def make_private(files: dict[str, Any]) -> None:
        for question in files["questions"]["questions"]:
            if question["key"] == "anticoagulant":
                question["private"] = True

    draft = world.with_catalogue(make_private).answered(gate_bleeding="yes", anticoagulant=None)
    given = {"anticoagulant": "stopped_without_advice"}
    save_private_answers(draft, given, key=key(), by=world.desk)
    assert Task.objects.get().action == "urgent_prescriber_contact"


def test_what_cannot_be_assessed_makes_no_task_and_loses_no_answer(world: World) -> None:
    draft = world.with_broken_rules().answered(gate_bleeding="yes", anticoagulant=None)
    tell(world, draft, anticoagulant="stopped_without_advice")
    assert world.fresh(draft).answers["anticoagulant"] == "stopped_without_advice"
    assert not Task.objects.exists()


def parents_of(question: str) -> set[str]:
    """The questions that decide whether this one is asked."""
    lines = lines_of(starter().questions[question].ask_when)
    return {line.question for line in lines if line.question}


def test_not_sure_and_dates_can_be_urgent_too() -> None:
    files = to_files(starter())
    for question in files["questions"]["questions"]:
        if question["key"] == "diabetes":
            question["not_sure"]["action"] = "urgent_prescriber_contact"
    for rule in files["rules"]["rules"]:
        if rule["key"] in ("turns_18_before_treatment", "psoriasis_clear_recent"):
            rule["actions"] = [{"action": "urgent_prescriber_contact"}]
    assert urgent_questions(parse(files)) == {
        "anticoagulant",
        "date_of_birth",
        "diabetes",
        "gate_bleeding",
        "psoriasis",
        "psoriasis_scalp_clear_since",
        *parents_of("psoriasis"),
    }
