"""Everybody who may stand before the door: each role, and those for whom it must stay shut."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client, override_settings

from clinic.access import Declared
from clinic.models import User
from clinic.models.user import Role
from clinic.sessions import BEGAN
from tests.access.two_sites import TwoSites, member

METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "POST")

SIGN_IN, SECOND_FACTOR, PROOF = "/sign-in/", "/second-factor/", "/sign-in/again/"
NOT_THERE, NO_SUCH_METHOD, COMES_IN = "404", "405", "comes in"

STRANGER, GONE, MOVED = "a stranger", "somebody who left", "somebody whose role has changed"
ONE_FACTOR, LONG_AGO = "somebody without a second factor", "somebody who proved it long ago"
SHUT_OUT = (STRANGER, GONE, MOVED)
EVERYBODY = (*SHUT_OUT, ONE_FACTOR, LONG_AGO, *Role.values)


@dataclass
class Visitor:
    """`user` signed in with `cookie`."""

    kind: str
    user: User
    client: Client
    cookie: str = ""
    session: Session | None = None

    def ask(self, method: str, path: str, **sent: Any) -> Any:
        """One request; what it does to the cookie or the session is forgotten afterwards."""
        if self.cookie:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.cookie
        if self.session is not None:  # the first request ended it, and each is to be the first
            Session.objects.update_or_create(
                pk=self.cookie,
                defaults={
                    "session_data": self.session.session_data,
                    "expire_date": self.session.expire_date,
                },
            )
        return self.client.generic(method, path, **sent)

    def expects(self, declared: Declared, method: str) -> str:
        """From the declaration alone: where this visitor ends up with a record of their own."""
        allowed = method in declared.methods
        if declared.permission is None:
            return COMES_IN if allowed else NO_SUCH_METHOD
        if self.kind in SHUT_OUT:
            return SIGN_IN
        if self.kind == ONE_FACTOR and not declared.before_second_factor:
            return SECOND_FACTOR
        if self.user.role not in declared.roles:
            return NOT_THERE
        if not allowed:
            return NO_SUCH_METHOD
        return PROOF if declared.fresh and self.kind == LONG_AGO else COMES_IN


@contextmanager
def visitor(kind: str, sites: TwoSites) -> Iterator[Visitor]:
    """Signed in where there is somebody; then what makes them special happens."""
    user = _who(kind, sites)
    client = Client(raise_request_exception=False)
    made = Visitor(kind, user, client)
    if kind != STRANGER:
        client.force_login(user)
        made.cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    if kind == GONE:
        User.objects.filter(pk=user.pk).update(is_active=False)
    if kind == MOVED:
        made.session = Session.objects.get(pk=made.cookie)
        User.objects.filter(pk=user.pk).update(role=Role.FRONT_DESK)
    if kind == LONG_AGO:
        session = client.session
        session[BEGAN] = time.time() - 60 * 60
        session.save()
    with override_settings(SECOND_FACTOR=kind == ONE_FACTOR):
        yield made


def _who(kind: str, sites: TwoSites) -> User:
    if kind in sites.here.people:
        return sites.here.people[kind]
    if kind == LONG_AGO:
        return sites.here.people[Role.CLINIC_LEAD]
    return member(sites.here.world.site, Role.TECHNICIAN, kind.rpartition(" ")[2])
