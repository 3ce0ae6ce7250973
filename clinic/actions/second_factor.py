"""Setting up and removing second factors, and changing one's password."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from clinic.second_factors import CODES, SecondFactors, second_factors_of


@transaction.atomic
def add_app(user: User, secret: str, *, request: HttpRequest) -> list[str]:
    """`secret` has been shown and a code made with it has been typed back. Returns as `_added`."""
    before = second_factors_of(_locked(user))
    if before.app:
        raise NotAllowed("An app is set up already.", "Remove it first to set up another one.")
    clear_totp_secret(request)
    return _added(TOTP.activate(user, secret).instance, before, request)


@transaction.atomic
def add_passkey(
    user: User, *, name: str, credential: dict[str, object], request: HttpRequest
) -> list[str]:
    """`credential` is what the browser gave and the form has checked. Returns as `_added`."""
    before = second_factors_of(_locked(user))
    return _added(WebAuthn.add(user, name, credential).instance, before, request)


@transaction.atomic
def remove_factor(user: User, factor: Authenticator, *, request: HttpRequest) -> None:
    if settings.SECOND_FACTOR and second_factors_of(_locked(user)).only_one:
        raise NotAllowed(
            "This is your only second factor, and everybody here needs one.",
            "Set up another one first.",
        )
    delete_and_cleanup(request, factor)
    _note("second_factor.removed", user, factor)


@transaction.atomic
def make_recovery_codes(user: User) -> list[str]:
    """New codes; the old ones are good for nothing from now on."""
    if not second_factors_of(_locked(user)).any:
        raise NotAllowed("Recovery codes stand in for a second factor.", "Set one up first.")
    Authenticator.objects.filter(user=user, type=CODES).delete()
    return _new_codes(user)


@transaction.atomic
def change_password(user: User, password: str, *, request: HttpRequest) -> None:
    """Every other session of this person ends with it."""
    user.set_password(password)
    user.save(update_fields=["password"])
    update_session_auth_hash(request, user)
    audit.record("password.changed", actor=user, subject=user)


def _added(factor: Authenticator, before: SecondFactors, request: HttpRequest) -> list[str]:
    """Whoever sets one up has it in hand: this session counts as opened with it. Returns the
    recovery codes that come along with somebody's first factor, else none."""
    user: User = factor.user
    record_authentication(request, user, "mfa", id=factor.pk, type=factor.type)
    _note("second_factor.added", user, factor)
    return _new_codes(user) if before.codes_left is None else []


def _new_codes(user: User) -> list[str]:
    made = RecoveryCodes.activate(user)
    _note("second_factor.codes_made", user, made.instance)
    codes: list[str] = made.get_unused_codes()
    return codes


def _note(action: str, user: User, factor: Authenticator) -> None:
    audit.record(action, actor=user, subject=user, detail={"kind": factor.type})


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)
