"""The people of the clinic as the staff pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from clinic.models import Invitation, User
from clinic.models.user import Role
from clinic.second_factors import APP, PASSKEY

Turn = Literal["ours", "theirs", "done"]
NOT_IN, NOT_SENT = "May not sign in", "Mail was not sent"
_ORDER = {role: place for place, role in enumerate(Role)}


@dataclass(frozen=True, slots=True)
class Line:
    """One person. `turn` says whose move it is, `until` when a link that was sent ends."""

    person: User
    state: str
    turn: Turn
    until: datetime | None
    second_factor: bool

    @property
    def offer(self) -> str:
        """What the button says that sends a link."""
        return "Send again" if self.state == NOT_SENT else "Send a new link"


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one site, those without one, or those who may not sign in."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Link:
    sent: bool
    running: bool
    ends: datetime


def line_of(person: User, *, by: User) -> Line:
    [line] = _lines(Q(pk=person.pk), by)
    return line


def groups_for(by: User) -> list[Group]:
    """Everybody, by site and then by role; whoever may not sign in stands last."""
    lines = sorted(_lines(Q(), by), key=_place)
    return [Group(name, tuple(found)) for name, found in groupby(lines, key=_group)]


def _lines(which: Q, by: User) -> list[Line]:
    strong = Authenticator.objects.filter(user=OuterRef("pk"), type__in=[APP, PASSKEY])
    people = User.objects.visible_to(by).filter(which).select_related("site")
    unspent = Invitation.objects.visible_to(by).unspent()
    links = {
        person: _Link(sent is not None, running, ends)
        for person, sent, running, ends in unspent.annotate(
            running=Q(expires_at__gt=Now())
        ).values_list("person", "sent_at", "running", "expires_at")
    }
    return [
        _line(person, links.get(person.pk), second_factor=person.strong)
        for person in people.annotate(strong=Exists(strong))
    ]


def _line(person: User, link: _Link | None, *, second_factor: bool) -> Line:
    state, turn = _state(person, link)
    until = link.ends if link and turn == "theirs" else None
    return Line(person, state, turn, until, second_factor)


def _state(person: User, link: _Link | None) -> tuple[str, Turn]:
    new = not person.has_usable_password()
    if not person.is_active:
        return NOT_IN, "done"
    if link is None:
        return ("Has no link", "ours") if new else ("May sign in", "done")
    if not link.running:
        return ("Invitation has run out" if new else "New link has run out"), "ours"
    if not link.sent:
        return NOT_SENT, "ours"
    return ("Invited" if new else "New link sent"), "theirs"


def _place(line: Line) -> tuple[bool, str, int, str]:
    person = line.person
    role = _ORDER[Role(person.role)]
    return (not person.is_active, _site(person), role, person.display_name.lower())


def _group(line: Line) -> str:
    return _site(line.person) if line.person.is_active else NOT_IN


def _site(person: User) -> str:
    return str(person.site) if person.site else "No site"
