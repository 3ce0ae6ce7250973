"""Second factors for the tests: an app set up for somebody, and the code it shows now."""

from __future__ import annotations

import time

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from clinic.models import User
from tests.people import PASSWORD


def with_app(user: User) -> Authenticator:
    made: Authenticator = TOTP.activate(user, generate_totp_secret()).instance
    return made


def with_recovery_codes(user: User) -> list[str]:
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    return codes


def code_now(app: Authenticator) -> str:
    """What the app shows at this moment."""
    return code_of(get_adapter().decrypt(app.data["secret"]))


def code_of(secret: str) -> str:
    code: str = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    return code


def wrong_code(app: Authenticator) -> str:
    return f"{(int(code_now(app)) + 500_000) % 1_000_000:06}"


def sign_in_fully(client: Client, user: User, app: Authenticator) -> None:
    client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    client.post("/sign-in/code/", {"code": code_now(app)})
    assert client.session["_auth_user_id"] == str(user.pk)
