"""Setting up an app with codes, and a new password."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth import password_validation

from clinic.forms.plain import PlainForm, speak_plainly
from clinic.models import User


class CodeForm(AuthenticateForm):
    """The second step: a code of the app, or a recovery code."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.widget.attrs = {"autocomplete": "one-time-code", "autofocus": True}
        field.help_text = "Six figures from your app, or one of your recovery codes."
        speak_plainly(self)

    def clean_code(self) -> str:
        """Recovery codes are shown in groups of four, and typed so."""
        self.cleaned_data["code"] = self.cleaned_data["code"].replace(" ", "")
        code: str = super().clean_code()
        return code


class AppForm(ActivateTOTPForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = "Six-figure code from the app"
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}
        speak_plainly(self)


class PasswordForm(PlainForm):
    new_password = forms.CharField(
        label="New password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters. Three words that do not belong together do well.",
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_new_password(self) -> str:
        typed: str = self.cleaned_data["new_password"]
        password_validation.validate_password(typed, self.user)
        return typed
