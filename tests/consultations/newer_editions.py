"""A clinic under one edition, and a newer one that changes a rule."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.db import OperationalError, connection

from clinic.models import User
from clinic.models.user import Role
from consultations.actions.rechecking import check_bookings
from consultations.models import Booking, Consultation
from sideeffects.actions.proposing import approve
from sideeffects.models import Edition, Proposal
from tests.consultations.with_steps import stopped
from tests.consultations.world import World
from tests.people import person
from tests.sideeffects.shelf import Edit, Files, back_to, edition_of, entry, longer


def manager() -> User:
    return User.objects.filter(role=Role.MANAGER).first() or person(Role.MANAGER)


def before_and_after(world: World, *edits: Edit) -> Edition:
    """The edition to come stands on the shelf; the starter is live and the clinic asks under it."""
    coming = edition_of(*(edits or (longer,)))
    assert world.edition == Edition.objects.newest()
    return coming


def waiting(coming: Edition, *, safety: bool = True, **given: Any) -> Proposal:
    proposal = back_to(
        coming, by=manager(), safety=safety, follow_up=check_bookings, key=uuid.uuid4(), **given
    )
    assert proposal.edition is None
    return proposal


def publish(world: World, coming: Edition, *, safety: bool = True) -> Edition:
    """Live by two people, with everything that follows from it."""
    done = approve(waiting(coming, safety=safety), by=world.lead, follow_up=check_bookings)
    assert done.edition is not None
    return Edition.objects.known(done.edition.pk)


def after_a_course(world: World, **answers: Any) -> Consultation:
    """Approved; the tablets ended six and a half months ago."""
    return world.approved(**stopped(world, -200), **answers)


def booked_after_a_course(world: World) -> tuple[Consultation, Booking]:
    consultation = after_a_course(world)
    return consultation, world.booked(consultation, 30)


# ── What a newer edition may do to a question ──────────────────────────────────


def without(key: str) -> Edit:
    """The question is gone, and whatever reads it."""

    def edit(files: Files) -> None:
        file = files["questions"]
        file["questions"] = [each for each in file["questions"] if each["key"] != key]
        for rule in files["rules"]["rules"]:
            if key in str(rule["when"]):
                rule["when"] = [{"question": "keloid_history", "is": "is", "value": "yes"}]
        for each in files["contraindications"]["contraindications"]:
            each["questions"] = [name for name in each["questions"] if name != key]

    return edit


def renamed_option(question: str, option: str, to: str) -> Edit:
    """An answer is called otherwise, so that the old one is no answer any more."""

    def edit(files: Files) -> None:
        for each in entry(files, "questions", question)["options"]:
            if each["key"] == option:
                each["key"] = to

    return edit


def private(question: str, *, private: bool = True) -> Edit:
    def edit(files: Files) -> None:
        entry(files, "questions", question)["private"] = private

    return edit


def silent_at_each_statement(act: Callable[[], object]) -> Iterator[int]:
    """Each place where the database fell silent, after it did; ends once the act was done."""
    for number in range(200):
        left = number

        def silent(execute: Any, sql: str, *rest: Any) -> Any:
            nonlocal left
            if sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                return execute(sql, *rest)
            if left == 0:
                raise OperationalError("server closed the connection unexpectedly")
            left -= 1
            return execute(sql, *rest)

        try:
            with connection.execute_wrapper(silent):
                act()
        except OperationalError:
            yield number
        else:
            assert number > 15
            return
