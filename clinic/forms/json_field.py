"""JSON that somebody typed, or a browser sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


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
