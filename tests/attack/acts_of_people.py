"""How each action on people, and what the clinic does by itself, is called."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from clinic.actions import account, invitations, second_factor, staff
from clinic.clearing import clear_ended
from clinic.links import hash_of
from clinic.models import CacheEntry, User
from clinic.sealing import seal_once, seal_waiting
from tests.access.passkey import with_passkey
from tests.attack.acts import Call, acts
from tests.attack.stage import Stage
from tests.clinic.second_factor import with_app, with_recovery_codes
from tests.people import site

CHOSEN = "three quite unrelated words"
KIM = {"sign_in_name": "kim", "name": "Kim Lee", "email": "kim@clinic.example"}


@acts(account.change_preferences)
def _preferences(stage: Stage) -> Call:
    chosen: dict[str, Any] = {"theme": "dark", "fast_keys": True, "shortcut_keys": False}
    return lambda: account.change_preferences(_fresh(stage.desk), **chosen)


# A mail cannot be taken back: that it left is noted after it did, in a transaction of its own.
@acts(staff.invite, transactions=2)
def _invite(stage: Stage) -> Call:
    return lambda: staff.invite(**KIM, role="technician", site=site(), by=stage.admin)


@acts(invitations.send_new_link, transactions=2)
def _new_link(stage: Stage) -> Call:
    return lambda: invitations.send_new_link(_fresh(stage.sam), by=stage.admin)


@acts(invitations.choose_password)
def _choose(stage: Stage) -> Call:
    _, token = invitations.make_link(stage.sam, by=stage.admin)
    return lambda: invitations.choose_password(hash_of(token), CHOSEN)


@acts(staff.change)
def _change(stage: Stage) -> Call:
    invitations.make_link(stage.sam, by=stage.admin)
    fields = {"name": "Sam Poe", "email": "poe@clinic.example", "role": "clinic_lead"}
    return lambda: staff.change(_fresh(stage.sam), **fields, site=site(), by=stage.admin)


@acts(staff.disable)
def _disable(stage: Stage) -> Call:
    invitations.make_link(stage.sam, by=stage.admin)
    return lambda: staff.disable(_fresh(stage.sam), by=stage.admin)


@acts(staff.enable)
def _enable(stage: Stage) -> Call:
    staff.disable(_fresh(stage.sam), by=stage.admin)
    return lambda: staff.enable(_fresh(stage.sam), by=stage.admin)


@acts(staff.take_off_second_factor)
def _take_off(stage: Stage) -> Call:
    with_app(stage.sam)
    with_recovery_codes(stage.sam)
    return lambda: staff.take_off_second_factor(_fresh(stage.sam), by=stage.admin)


@acts(staff.end_sessions)
def _end_sessions(stage: Stage) -> Call:
    return lambda: staff.end_sessions(_fresh(stage.sam), by=stage.admin)


@acts(second_factor.add_app)
def _add_app(stage: Stage) -> Call:
    asks, secret = stage.signed_in(stage.sam), "JBSWY3DPEHPK3PXP"
    return lambda: second_factor.add_app(_fresh(stage.sam), secret, request=asks())


@acts(second_factor.add_passkey)
def _add_passkey(stage: Stage) -> Call:
    asks, made = stage.signed_in(stage.sam), with_passkey(stage.sam)
    given = {"name": "On the ring", "credential": made.data["credential"]}
    made.delete()
    return lambda: second_factor.add_passkey(_fresh(stage.sam), **given, request=asks())


@acts(second_factor.remove_factor)
def _remove(stage: Stage) -> Call:
    asks, app = stage.signed_in(stage.sam), with_app(stage.sam).pk
    with_passkey(stage.sam)

    def remove() -> None:
        factor = Authenticator.objects.get(pk=app)
        second_factor.remove_factor(_fresh(stage.sam), factor, request=asks())

    return remove


@acts(second_factor.make_recovery_codes)
def _codes(stage: Stage) -> Call:
    with_app(stage.sam)
    with_recovery_codes(stage.sam)
    return lambda: second_factor.make_recovery_codes(_fresh(stage.sam))


@acts(second_factor.change_password)
def _password(stage: Stage) -> Call:
    asks = stage.signed_in(stage.sam)
    return lambda: second_factor.change_password(_fresh(stage.sam), CHOSEN, request=asks())


def _fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


# ── By itself ──────────────────────────────────────────────────────────────────


@acts(seal_once)
def _seal_once(_stage: Stage) -> Call:
    return seal_waiting  # the round without closing the connection, which a test still needs


@acts("command seal_audit")
def _seal_audit(_stage: Stage) -> Call:
    return lambda: call_command("seal_audit", verbosity=0)


@acts("command invite", transactions=2)
def _invite_command(_stage: Stage) -> Call:
    words = ("Kim Lee", "kim", "kim@clinic.example")
    return lambda: call_command("invite", *words, role="admin", verbosity=0)


# Two things that have ended, each deleted by one statement.
@acts(clear_ended, transactions=2)
def _clear_ended(stage: Stage) -> Call:
    ended = timezone.now() - timedelta(days=1)
    stage.signed_in(stage.sam)
    Session.objects.update(expire_date=ended)
    CacheEntry.objects.create(cache_key="k", value="x", expires=ended)
    return clear_ended
