"""Preferences of one person."""

from __future__ import annotations

from typing import Any

from django import forms

from clinic.forms.edit import EditForm
from clinic.models import User

PREFERENCES = ("theme", "fast_keys", "shortcut_keys")


class PreferencesForm(EditForm):
    theme = forms.ChoiceField(
        label="Colours",
        choices=User.Theme.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pick how the pages look"},
    )
    fast_keys = forms.BooleanField(
        label="Fast keys on the health questions",
        required=False,
        help_text="Y, N and U answer the question you are in and move on. Backspace goes back.",
    )
    shortcut_keys = forms.BooleanField(
        label="Shortcuts with Ctrl and Alt",
        required=False,
        help_text="Ctrl+K goes to the patient search, Alt+1 to Alt+4 decide, Ctrl+Enter saves.",
    )

    @classmethod
    def values_of(cls, user: User) -> dict[str, Any]:
        return cls.begun({name: getattr(user, name) for name in PREFERENCES})
