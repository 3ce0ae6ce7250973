"""Editions of one's own, made of the starter, without the rows they would come from: fast."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from clinic.models import User
from sideeffects.actions.proposing import Plan, go_back
from sideeffects.desk.second_look import ReplaySeen
from sideeffects.models import Edition, Proposal
from sideeffects.risk import canonical, digest, parse, to_files
from tests.catalogue import starter

Files = dict[str, Any]
Edit = Callable[[Files], object]

PINNED = "Isotretinoin ended in October"
COMPARED = ReplaySeen(cases=500, figures={"cases": 500})


def entry(files: Files, part: str, key: str) -> dict[str, Any]:
    """One entry of a catalogue as its file writes it, to be changed."""
    file = next(file for file, parts in files.items() if part in parts)
    found: dict[str, Any] = next(
        each for each in files[file][part] if key in (each.get("key"), each.get("label"))
    )
    return found


def noted(files: Files) -> None:
    """Words for staff alone: no patient reads them and no rule does."""
    entry(files, "contraindications", "isotretinoin_oral")["note"] = (
        "Look at the last prescription."
    )


def renoted(files: Files) -> None:
    entry(files, "contraindications", "isotretinoin_oral")["note"] = "Ask when it was last taken."


def longer(files: Files) -> None:
    """A longer wait: stricter, and patients read it."""
    wait_of(files, 9)


def shorter(files: Files) -> None:
    wait_of(files, 3)


def wait_of(files: Files, months: int) -> None:
    """Another wait after the tablets; the pinned sample that measures it is loosened."""
    entry(files, "periods", "isotretinoin_wait")["value"] = months
    entry(files, "samples", PINNED)["expected"] = None


def edition_of(*edits: Edit) -> Edition:
    """The starter with these changes, as the next edition."""
    files = to_files(starter())
    for edit in edits:
        edit(files)
    text = canonical(to_files(parse(files)))
    live = Edition.objects.newest()
    return Edition.objects.create(
        number=live.number + 1 if live else 1, canonical=text.decode(), hash=digest(text)
    )


def nothing_follows(proposal: Proposal, edition: Edition, *, by: User, moment: datetime) -> None:
    """Of a catalogue nobody is asked under."""


def back_to(edition: Edition, *, by: User, **given: Any) -> Proposal:
    """Propose what an edition said; a plan's fields or the rest of the action's in `given`."""
    plan = Plan(
        note=given.pop("note", "Back to what it said."),
        publish_at=given.pop("publish_at", None),
        safety=given.pop("safety", False),
    )
    live = Edition.objects.newest()
    seen = given.pop("replay", COMPARED)
    named: dict[str, Any] = {
        "replay": replace(seen, compared_with=live.hash if live else ""),
        "key": uuid.uuid4(),
        "follow_up": nothing_follows,
        **given,
    }
    return go_back(edition.number, plan, by=by, **named)


def waiting(manager: User, **given: Any) -> Proposal:
    """A proposal that a second person must look at."""
    earlier = edition_of(longer)
    edition_of()
    return back_to(earlier, by=manager, **given)
