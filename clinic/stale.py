"""Two people edit the same: who saves second is shown what the first saved, and nothing is lost.

A form that edits something carries what it was made of (`seen`, a digest of the values it showed).
The action compares it with what is saved now, under its lock; the form says what differs
(clinic/forms/edit.py) and templates/components/_stale.html shows both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from clinic.errors import NotAllowed

Values = Mapping[str, Any]


class Stale(NotAllowed):
    """Somebody saved this since the form was opened. `now`: what is saved, by the form's names."""

    def __init__(self, now: Values) -> None:
        super().__init__(
            "This was changed while you were here.",
            "Open it again and look at what is saved now.",
        )
        self.now = dict(now)


def seen_of(values: Values) -> str:
    """A digest of the values that a form shows."""
    plain = {name: _plain(value) for name, value in values.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def refuse_stale(seen: str, now: Values, wanted: Values) -> None:
    """Under the lock of what is saved. Two who want the same are no conflict, and a form from
    before there was `seen` is taken as it is."""
    same = all(_plain(now[name]) == _plain(value) for name, value in wanted.items())
    if seen and not same and seen != seen_of(now):
        raise Stale(now)


def _plain(value: object) -> str:
    if value is None:
        return ""
    return str(value.pk if isinstance(value, Model) else value)
