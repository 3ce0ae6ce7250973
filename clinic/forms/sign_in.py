"""Sign-in: an unknown name and a wrong password get the same words, after the same work."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from clinic import demo
from clinic.models import User


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "That name and password do not match. Check both and try again.",
        "inactive": "That name and password do not match. Check both and try again.",
    }
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Sign-in name"
        self.fields["username"].error_messages["required"] = "Enter your sign-in name"
        self.fields["password"].error_messages["required"] = "Enter your password"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if settings.PRODUCTION and cleaned.get("password") == demo.PASSWORD:
            raise ValidationError(self.error_messages["invalid_login"], code="invalid_login")
        return cleaned

    def get_user(self) -> User:
        user = super().get_user()
        if not isinstance(user, User):
            raise TypeError("Nobody has signed in with this form.")
        return user

    def named(self) -> User | None:
        """Whose name was typed, if anybody's: for the audit trail, never for the page."""
        typed = User.normalize_username(str(self.data.get("username", "")))[:64]
        return User.objects.filter(username=typed).first()
