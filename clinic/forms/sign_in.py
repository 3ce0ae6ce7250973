"""Sign-in: an unknown name and a wrong password get the same words, after the same work."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from clinic import demo
from clinic.forms.plain import PlainForm
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
        """Through allauth, which counts the try before the password is looked at."""
        typed = self.cleaned_data
        if "username" in typed and "password" in typed:
            self.user_cache = checked(self.request, typed["username"], typed["password"])
            if self.user_cache is None:
                raise self.get_invalid_login_error()
        return typed

    def get_user(self) -> User:
        user = super().get_user()
        if not isinstance(user, User):
            raise TypeError("Nobody has signed in with this form.")
        return user

    def named(self) -> User | None:
        """Whose name was typed, if anybody's: for the audit trail, never for the page."""
        typed = User.normalize_username(str(self.data.get("username", "")))[:64]
        return User.objects.filter(username=typed).first()


class ProveForm(PlainForm):
    """The password again, of somebody who is signed in."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
        error_messages={"required": "Enter your password"},
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        typed: str = self.cleaned_data["password"]
        user = self.request.user
        if not isinstance(user, User) or checked(self.request, user.username, typed) != user:
            raise ValidationError("That is not your password. Try again.")
        return typed


def checked(request: HttpRequest | None, username: str, password: str) -> User | None:
    """Whose name and password these are. Raises `ValidationError` after too many wrong tries."""
    found = get_adapter().authenticate(
        request, username=User.normalize_username(username), password=password
    )
    if settings.PRODUCTION and password == demo.PASSWORD:
        return None
    return found if isinstance(found, User) else None
