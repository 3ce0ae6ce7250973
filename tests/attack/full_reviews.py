"""Reviews in every state behind a decision: tests on the skin, letters, questions asked again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from consultations.actions.clarifications import ask_again
from consultations.actions.setting_aside import set_aside
from consultations.models import Consultation
from tests.consultations import letters, patch_tests, review_cases, second_look_cases
from tests.consultations.world import World, key

Sent = Callable[..., Consultation]


def build(world: World, words: str, sent: Sent) -> None:
    """One patient for each. `words`: what people wrote in boxes of their own."""
    by: dict[str, Any] = {"by": world.technician}
    tested = sent(world, "Ida")
    applied = patch_tests.applied(world, tested, note=words)
    tested = world.fresh(tested)
    patch_tests.looked(world, tested, applied, photo=letters.scan(), note=words)
    asked = letters.asked(world, sent(world, "Jon", **review_cases.WARFARIN), extra="")
    letters.arrived(world, asked, file=letters.scan())
    again = sent(world, "Kai")
    ask_again(again, questions=(), own_words=words[:60], due=world.day(7), key=key(), **by)
    set_aside(sent(world, "Lea"), reason=words[:200], until=world.day(5), **by)
    second = sent(world, "Mia", **review_cases.KELOID)
    world.examine(second)
    second_look_cases.asked(world, second, reason_words=words)
