"""What every action on somebody's account stands on."""

from __future__ import annotations

from django.db.models import Q

from clinic.errors import NotAllowed
from clinic.models import User
from clinic.models.user import Role


def under_lock(person: User, *, by: User | None) -> User:
    """The person as they are now, locked together with all administrators, so that two of these
    cannot act on each other at once. `by` is None for the command line.
    """
    administrators = Q(role=Role.ADMIN, is_active=True)
    locked = {
        each.pk: each
        for each in User.objects.select_for_update(no_key=True)
        .filter(administrators | Q(pk=person.pk))
        .order_by("pk")
    }
    if by is not None and not (by.pk in locked and locked[by.pk].is_staff):
        raise NotAllowed(
            "You are no longer a system administrator.", "Somebody changed it a moment ago."
        )
    return locked[person.pk]


def check_not_oneself(person: User, *, by: User, doing: str) -> None:
    """Before an administrator stops being one. Under the lock `by` is one and stays one, so that
    a clinic always keeps its last.
    """
    if by.pk != person.pk:
        return
    others = User.objects.filter(role=Role.ADMIN, is_active=True).exclude(pk=person.pk)
    if not others.exists():
        raise NotAllowed("You are the last system administrator.", "Make somebody else one first.")
    raise NotAllowed(f"You cannot {doing} yourself.", "Ask another system administrator.")
