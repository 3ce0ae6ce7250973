"""JSON that somebody sent: what cannot be read is that person's mistake, whatever it is."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from clinic.forms.json_field import JSONField


@pytest.mark.parametrize("text", ["{", "9" * 5_000, "[" * 100_000, "[" * 100_000 + "]" * 100_000])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        JSONField().clean(text)
    assert JSONField().bound_data(text, None) == text  # shown again as it was typed


def test_what_can_be_read_is_taken() -> None:
    assert JSONField().clean('{"a": [1, null]}') == {"a": [1, None]}
