"""Each event has words of its own; what is new without words is still shown."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from clinic.access import PERMISSIONS
from consultations.models import StepTick
from consultations.record_words import ACTS, ASKED_FOR, about, actions_of, kind_of, words_of
from dev.places import ROOT


def written() -> Iterator[str]:
    """The actions that pages and actions write down."""
    apps = ("clinic", "sideeffects", "consultations")
    for path in (path for app in apps for path in (ROOT / app).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            parts = [*node.args[:1]] if name in ("record", "record_named", "_note") else []
            parts += [part.value for part in node.keywords if part.arg == "audit"]
            for part in parts:
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value


def test_every_event_has_words() -> None:
    found = {*written(), *(f"step.{state}" for state in StepTick.State.values)}
    assert len(found) > 30
    assert found - set(ACTS) == set()


def test_an_event_without_words_is_shown_as_a_change() -> None:
    assert kind_of("photo.taken") == "changed"
    assert words_of("photo.taken_again") == "Photo taken again"
    assert "patient.added" in actions_of("changed")


def test_every_page_about_a_patient_is_named_when_refused() -> None:
    assert set(ASKED_FOR) <= set(PERMISSIONS)


@pytest.mark.parametrize(
    ("action", "details", "expected"),
    [
        ("answer.saved", [{"question": "skin_disease"}], "skin disease"),
        ("examination.answered", [{"questions": ["exam_keloid", "gate_skin"]}], "keloid, skin"),
        ("answer.saved", [{"questions": ["a", "b"]}, {"question": "a"}], "a, b"),
        ("answer.saved", [{"questions": list("abcdefgh")}], "a, b, c, d, e, f and 2 more"),
        ("patient.corrected", [{"fields": ["last_name"]}], "last name"),
        ("answer.saved_in_private", [{"count": 1, "finished": False}], "1 answer"),
        ("answer.saved_in_private", [{"count": 3, "finished": True}], "3 answers"),
        ("answers.read", [{"items": ["a", "b"]}], "2 answers"),
        ("desk.opened", [{"shown": ["P-1"]}], "1 person on it"),
        ("desk.opened", [{"shown": ["P-1", "P-2"]}], "2 people on it"),
        ("record.exported", [{"rows": 7}], "7 lines"),
        ("review.decided", [{"decision": "declined", "less_strict": False}], ""),
        ("review.opened", [{"private": True}], "with private answers"),
        ("review.opened", [{}], ""),
        ("review.decided", [{"less_strict": True}], "less strict than the rules"),
        ("access.refused", [{"permission": "consultations.review"}], "the review"),
        ("access.refused", [{"permission": "site.admin"}], ""),
        ("consultation.note_saved", [{}], ""),
        ("consultation.note_saved", [], ""),
    ],
)
def test_what_an_event_was_about(
    action: str, details: list[dict[str, object]], expected: str
) -> None:
    assert about(action, details) == expected
