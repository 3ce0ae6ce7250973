"""What django-allauth asks of us while somebody signs in: who may, how tries are counted, where
the secrets of second factors are kept."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from clinic import audit, devices
from clinic.at_rest import lock_for

PURPOSE = "clinic.second_factors"


class AccountAdapter(DefaultAccountAdapter):
    """Nobody makes an account for themselves; people are invited (clinic/actions/staff.py)."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": (
            "Too many wrong tries for this account. Wait a quarter of an hour, "
            "or sign in on a machine where you have signed in before."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong tries count for an account; on a device that knows the account, for itself alone.
        So nobody else's tries lock out the person at the desk, and no address matters."""
        typed = str(credentials.get("username", "")).strip().lower()
        return f"{typed} {devices.known_as(request, typed)}"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ours to ask: `access(..., fresh=True)`."""
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        shown = get_authentication_records(request, user)
        super().login(request, user)
        by = [record.get("type") or record["method"] for record in shown]
        audit.record("signed_in", actor=user, subject=user, detail={"by": by})

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """The pages say what was done in words of their own."""

    def send_notification_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """Ours are sent by the actions (clinic/actions/second_factor.py)."""


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code does not match. Codes change every half minute.",
    }

    def encrypt(self, text: str) -> str:
        return lock_for(PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return lock_for(PURPOSE).decrypt(encrypted_text.encode()).decode()
