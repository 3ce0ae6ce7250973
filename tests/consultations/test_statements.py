"""How many statements each verb takes: few, and the same for a sick person as for a healthy one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from consultations.actions.intake import save_answer
from consultations.actions.sending import send
from consultations.gate import explain_gate
from consultations.models import Consultation
from tests.consultations.world import World, key

ILL: dict[str, Any] = {
    "takes_any_medicines": "yes",
    "medicines_list": "warfarin",
    "gate_bleeding": "yes",
    "anticoagulant": "current",
    "gate_scarring": "yes",
    "keloid_family": "yes",
    "oral_retinoid": "stopped",
    "oral_retinoid_last_dose": "2026-08",
    "lesion_changing": "not_sure",
}


def statements(act: Callable[[], Any]) -> list[str]:
    """What the view's own transaction would see: our savepoint counts too."""
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        act()
    return [query["sql"] for query in asked]


def planned(said: str) -> str:
    """What "EXECUTE name (…)" asks, as PostgreSQL keeps it."""
    with connection.cursor() as cursor:
        name = said.split()[1]
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE name = %s", [name])
        return str(cursor.fetchone()[0])


def answer(world: World, draft: Consultation, value: str, seen: int) -> Callable[[], Any]:
    return lambda: save_answer(
        draft, "keloid_history", value, seen_version=seen, key=key(), by=world.desk
    )


def test_saving_an_answer(world: World) -> None:
    draft = world.draft()
    made = statements(answer(world, draft, "no", 1))
    assert len(made) == 6, made  # a savepoint, its release, and four of ours
    assert made[1].startswith("EXECUTE")
    assert "FOR UPDATE" in planned(made[1])


def test_saving_an_answer_when_another_screen_saved_one(world: World) -> None:
    draft = world.draft()
    save_answer(draft, "diabetes", "none", seen_version=1, key=key(), by=world.technician)
    assert len(statements(answer(world, draft, "no", 1))) == 7


def test_saving_the_same_answer_again(world: World) -> None:
    draft = world.draft()
    answer(world, draft, "no", 1)()
    assert len(statements(answer(world, draft, "no", 2))) == 3


def test_an_answer_that_may_be_urgent(world: World) -> None:
    draft = world.answered(gate_bleeding="yes", anticoagulant=None)

    def tell(value: str) -> Callable[[], Any]:
        version = world.fresh(draft).version
        return lambda: save_answer(
            draft, "anticoagulant", value, seen_version=version, key=key(), by=world.desk
        )

    assert len(statements(tell("current"))) == 7
    assert len(statements(tell("stopped_without_advice"))) == 9


@pytest.mark.parametrize("answers", [{}, ILL], ids=["healthy", "ill"])
def test_sending(world: World, answers: dict[str, Any]) -> None:
    draft = world.answered(**answers)
    seen, by = draft.version, world.desk
    made = statements(lambda: send(draft, seen_version=seen, by=by, unanswered_confirmed=True))
    assert len(made) == 9, made  # with session and user eleven of the fourteen allowed


def test_sending_again(world: World) -> None:
    sent = world.sent()
    seen = sent.version
    assert len(statements(lambda: send(sent, seen_version=seen, by=world.desk))) == 4


@pytest.mark.parametrize("answers", [{}, ILL], ids=["healthy", "ill"])
def test_deciding(world: World, answers: dict[str, Any]) -> None:
    consultation = world.examined(**answers)
    terms = {"hold_for": "x"}
    made = statements(lambda: world.decided(consultation, "on_hold", **terms))
    assert len(made) <= 30, made  # the case is read twice: for the page, and under the lock


def test_explaining_the_gate(world: World) -> None:
    consultation = world.approved()
    made = statements(lambda: explain_gate(world.fresh(consultation)))
    assert len(made) <= 4, made
