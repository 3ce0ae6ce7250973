"""Passkeys as forms: allauth's own, for which a malformed answer is a wrong one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as theirs
from django import forms

from clinic.forms.json_field import JSONField


def _given() -> JSONField:
    return JSONField(widget=forms.HiddenInput, validators=[_has_parts])


def _has_parts(given: Any) -> None:
    if not isinstance(given, dict):
        raise get_adapter().validation_error("incorrect_code")


def _understood(check: Callable[[], Any]) -> Any:
    """What a browser sends is taken apart without looking; what has no such parts is refused."""
    try:
        return check()
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class PasskeySignInForm(theirs.LoginWebAuthnForm):
    """Somebody nobody knows yet: the passkey says who."""

    credential = _given()

    def clean_credential(self) -> Any:
        return _understood(super().clean_credential)


class PasskeyStepForm(theirs.AuthenticateWebAuthnForm):
    """The second step of somebody whose password was right."""

    credential = _given()

    def clean_credential(self) -> Any:
        return _understood(super().clean_credential)


class PasskeyProofForm(theirs.ReauthenticateWebAuthnForm):
    """Somebody signed in proves it again."""

    credential = _given()

    def clean_credential(self) -> Any:
        return _understood(super().clean_credential)


class NewPasskeyForm(theirs.AddWebAuthnForm):
    use_required_attribute = False
    credential = _given()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["passwordless"]
        self.fields["name"] = forms.CharField(
            label="Name of this key",
            max_length=60,
            required=False,
            initial="This device",
            help_text="So that you know it again, for example “Blue key” or “Phone”.",
        )

    def clean_name(self) -> str:
        return self.cleaned_data["name"] or "This device"

    def clean(self) -> Any:
        return _understood(super().clean)
