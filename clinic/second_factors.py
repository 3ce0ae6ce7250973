"""The second factors somebody has set up, as the pages show them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.contrib.auth.models import AnonymousUser

from clinic.models import User

APP, CODES, PASSKEY = (
    Authenticator.Type.TOTP,
    Authenticator.Type.RECOVERY_CODES,
    Authenticator.Type.WEBAUTHN,
)


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """`codes_left` is None where no recovery codes were made yet."""

    app: Authenticator | None
    passkeys: tuple[Authenticator, ...]
    codes_left: int | None

    @property
    def any(self) -> bool:
        return bool(self.app or self.passkeys)

    @property
    def only_one(self) -> bool:
        return len(self.passkeys) + bool(self.app) == 1


def second_factors_of(user: User) -> SecondFactors:
    found = list(Authenticator.objects.filter(user=user).order_by("id"))
    codes = [each for each in found if each.type == CODES]
    return SecondFactors(
        app=next((each for each in found if each.type == APP), None),
        passkeys=tuple(each for each in found if each.type == PASSKEY),
        codes_left=len(codes[0].wrap().get_unused_codes()) if codes else None,
    )


def passkey_question(user: User | AnonymousUser) -> str:
    """What one of their passkeys has to sign, as JSON; empty for somebody without one."""
    if not isinstance(user, User) or not get_adapter().is_mfa_enabled(user, [PASSKEY]):
        return ""
    return json.dumps(begin_authentication(user))
