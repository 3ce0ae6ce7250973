"""A key that the action keeps belongs to one person and to one content."""

from __future__ import annotations

import pytest

from consultations.actions.intake import save_answer
from consultations.actions.looks_wrong import note_wrong
from consultations.errors import KeyReused
from consultations.looks_wrong import rules_of
from consultations.models import AnswerChange, LooksWrong, Summary
from tests.consultations.world import World, key
from tests.people import person


def test_an_answer_is_not_saved_under_the_key_of_a_colleague(world: World) -> None:
    draft, one = world.draft(), key()
    seen = draft.version
    save_answer(draft, "has_tattoos", "yes", seen_version=seen, key=one, by=world.desk)
    colleague = person("front_desk", "colleague", site=world.site)
    with pytest.raises(KeyReused):
        save_answer(draft, "has_tattoos", "yes", seen_version=seen, key=one, by=colleague)
    assert AnswerChange.objects.filter(consultation=draft, question="has_tattoos").count() == 1


def test_other_words_about_a_rule_are_not_the_same_note(world: World) -> None:
    world.sent(gate_bleeding="yes", anticoagulant="current")
    summary, one = Summary.objects.latest("pk"), key()
    rule = sorted(rules_of(summary))[0]
    note_wrong(summary, rule, "Too strict.", by=world.technician, key=one)
    note_wrong(summary, rule, " Too strict. ", by=world.technician, key=one)
    with pytest.raises(KeyReused):
        note_wrong(summary, rule, "Too lax.", by=world.technician, key=one)
    assert LooksWrong.objects.count() == 1
