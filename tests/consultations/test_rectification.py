"""A wrong answer is put right: the old value stays, and what rested on it lapses (D34)."""

from __future__ import annotations

import pytest

from clinic.errors import NotAllowed
from clinic.models import RowChange
from consultations.actions.intake import save_answer
from consultations.actions.sending import reopen
from consultations.models import AnswerChange, Lapse, Summary
from tests.consultations.world import World, key

pytestmark = pytest.mark.django_db
QUESTION = "keloid_history"


def test_the_old_value_is_kept_and_the_decision_lapses() -> None:
    world = World()
    case = world.approved(keloid_history="no")
    old, review = case.summary, case.review
    assert old is not None
    with pytest.raises(NotAllowed):
        save_answer(case, QUESTION, "yes", seen_version=case.version, key=key(), by=world.desk)
    reopen(case, reason="The patient rang.", by=world.desk)
    case = world.fresh(case)
    save_answer(case, QUESTION, "yes", seen_version=case.version, key=key(), by=world.desk)
    world.send(world.fresh(case), unanswered_confirmed=True)
    case = world.fresh(case)

    change = AnswerChange.objects.filter(consultation=case, question=QUESTION).latest("pk")
    assert (change.value, change.set_by) == ("yes", world.desk)
    history = RowChange.objects.filter(
        table_name="consultations_consultation",
        row_id=str(case.pk),
        before__answers__has_key=QUESTION,
    ).latest("pk")
    assert history.before is not None
    assert history.before["answers"][QUESTION] == "no"

    kept = Summary.objects.get(pk=old.pk)
    assert (kept.answers[QUESTION], kept.canonical) == ("no", old.canonical)
    assert case.summary is not None
    assert (case.summary.number, case.summary.cause) == (old.number + 1, "sent_again")
    assert case.summary.answers[QUESTION] == "yes"
    assert Lapse.objects.get().review == review
    assert case.status == "submitted"
