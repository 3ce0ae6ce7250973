"""Form fields of the admin's pages about rows of the catalogue."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField

from clinic.forms.json_field import JSONField


class LinesField(SimpleArrayField):
    """A list of texts, one a line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["delimiter"] = "\n"
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = [line.strip() for line in value.splitlines() if line.strip()]
        return super().to_python(value)


class PartField(JSONField):
    """A nested part as JSON that a person can read."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str):  # what was typed and could not be read
            return super().prepare_value(value)
        return json.dumps(value, ensure_ascii=False, indent=2, cls=self.encoder)
