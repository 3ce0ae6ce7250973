"""JSON that somebody typed, or a browser sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput


class JSONField(forms.JSONField):
    """Django's own lets two kinds of nonsense through as our mistake: numbers of thousands of
    figures, and brackets thousands deep."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise ValidationError(
                self.error_messages["invalid"], code="invalid", params={"value": "it"}
            ) from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was typed, to be shown again."""
        try:
            return super().bound_data(data, initial)
        except (ValueError, RecursionError):
            return InvalidJSONInput(data)
