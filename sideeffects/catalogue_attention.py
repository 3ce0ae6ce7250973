"""What needs the manager, as far as the catalogue itself can tell."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from sideeffects.desk.attention import Note, Notes
from sideeffects.desk.checking import blocking, worth_a_look
from sideeffects.risk import Catalogue


def checks(draft: Catalogue) -> Iterable[Note]:
    """What the checks find, counted; the page of the checks names each."""
    page = reverse("sideeffects:desk_checks")
    if found := len(blocking(draft)):
        yield Note(f"{found} {_problems(found)} to settle before publishing", page, blocks=True)
    for group in worth_a_look(draft):
        yield Note(f"{group.heading}: {len(group.problems)}", f"{page}#{group.kind}")


def _problems(count: int) -> str:
    return "problem" if count == 1 else "problems"


NOTES: list[Notes] = [checks]
