"""Preferences of one person."""

from __future__ import annotations

from typing import Any

from django import forms

from clinic.models import User


class PreferencesForm(forms.Form):
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
    use_required_attribute = False

    @staticmethod
    def values_of(user: User) -> dict[str, Any]:
        return {
            "theme": user.theme,
            "fast_keys": user.fast_keys,
            "shortcut_keys": user.shortcut_keys,
        }
