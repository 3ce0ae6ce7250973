"""What a system administrator does with the people of the clinic. `by` is None for the command
line, where the first administrator comes from."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from clinic import audit
from clinic.actions.ground import check_not_oneself, under_lock
from clinic.actions.invitations import Sent, deliver, make_link, withdraw_links
from clinic.errors import NotAllowed
from clinic.models import Site, User
from clinic.models.user import Role
from clinic.stale import refuse_stale


def invite(
    *, sign_in_name: str, name: str, email: str, role: str, site: Site | None, by: User | None
) -> Sent:
    """A person who has no password yet, and the link by which they choose one."""
    with transaction.atomic(durable=True):
        if by is not None:
            under_lock(by, by=by)
        _check_place(role, site)
        person = User.objects.create_user(
            sign_in_name, None, role=role, display_name=name, email=email, site=site
        )
        invitation, token = make_link(person, by=by)
        audit.record("user.added", actor=by, subject=person, detail={"role": person.role})
    return deliver(invitation, token)


@transaction.atomic
def change(
    person: User, *, name: str, email: str, role: str, site: Site | None, by: User, seen: str = ""
) -> tuple[str, ...]:
    """The names of the fields that changed. Another role or site ends the person's sessions by
    itself, and another address makes the link that was sent to the old one useless. `seen`: what
    the form showed."""
    person = under_lock(person, by=by)
    _check_place(role, site)
    if role != person.role:
        check_not_oneself(person, by=by, doing="take this role from")
    was = person.role
    wanted = {"display_name": name, "email": email, "role": role, "site": site}
    changed = tuple(field for field, value in wanted.items() if getattr(person, field) != value)
    if not changed:
        return ()
    typed = {"name": name, "email": email, "role": role, "site": site}
    known = {"name": person.display_name, "email": person.email}
    refuse_stale(seen, {**known, "role": person.role, "site": person.site}, typed)
    for field in changed:
        setattr(person, field, wanted[field])
    person.save(update_fields=changed)
    if "email" in changed:
        withdraw_links(person)
    roles = {"role_was": was, "role": role} if "role" in changed else {}
    audit.record(
        "user.changed", actor=by, subject=person, detail={"fields": list(changed), **roles}
    )
    return changed


@transaction.atomic
def disable(person: User, *, by: User) -> None:
    """From the next request on. Nothing is deleted: the record names who wrote it."""
    person = under_lock(person, by=by)
    check_not_oneself(person, by=by, doing="disable")
    if not person.is_active:
        raise NotAllowed(f"{person} may not sign in as it is.")
    person.is_active = False
    _end_sessions(person, "is_active")
    withdraw_links(person)
    audit.record("user.disabled", actor=by, subject=person)


@transaction.atomic
def enable(person: User, *, by: User) -> None:
    person = under_lock(person, by=by)
    if person.is_active:
        raise NotAllowed(f"{person} may sign in as it is.")
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record("user.enabled", actor=by, subject=person)


@transaction.atomic
def take_off_second_factor(person: User, *, by: User) -> None:
    """For a lost phone or key, recovery codes included. Whoever found it is signed out, too."""
    person = under_lock(person, by=by)
    if person.pk == by.pk:
        raise NotAllowed(
            "You cannot take off your own second factor.",
            "Set up another one under “Your sign-in”, then remove the old one there.",
        )
    removed, _ = Authenticator.objects.filter(user=person).delete()
    if not removed:
        raise NotAllowed(f"{person} has no second factor.")
    _end_sessions(person)
    audit.record("second_factor.taken_off", actor=by, subject=person)


@transaction.atomic
def end_sessions(person: User, *, by: User) -> None:
    """Signed out on every machine, one's own included."""
    person = under_lock(person, by=by)
    _end_sessions(person)
    audit.record("sessions.ended", actor=by, subject=person)


def _end_sessions(person: User, *also: str) -> None:
    """Each session is opened for this moment's value (User._get_session_auth_hash)."""
    person.sessions_ended_at = timezone.now()
    person.save(update_fields=["sessions_ended_at", *also])


def _check_place(role: str, site: Site | None) -> None:
    if site is None and role != Role.ADMIN:
        raise NotAllowed("Everyone but a system administrator works at a site.", "Pick the site.")
