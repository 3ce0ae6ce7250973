"""A form that was sent after the session had ended: it is carried through the sign-in, so that
nothing typed is lost. It travels signed in the pages themselves; nothing is stored anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest

from clinic.signing_in import FORM, safe_next

_SALT = "clinic.carried"
_MINUTES = 20
_LONGEST = 60_000  # signs; a longer form is not carried
_MACHINE = frozenset({"sent", "key", "version", "seen", "screen", "do", "go", "act", "next"})
_KEY = re.compile(r"[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BOXES = ("day", "month", "year")
_LEFT_OUT = frozenset({"csrfmiddlewaretoken", "password", "new_password"})


@dataclass(frozen=True, slots=True)
class Carried:
    """Where the form goes, and its fields in order."""

    address: str
    fields: tuple[tuple[str, str], ...]

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What a person typed or chose, under the name of its box."""
        return [
            (name.replace("_", " ").replace("-", " ").capitalize(), value)
            for name, value in _with_whole_dates(self.fields)
            if value and name not in _MACHINE and not _KEY.fullmatch(value)
        ]


def _with_whole_dates(fields: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """The three boxes of a date (clinic/forms/dates.py) as one: “14 / 3 / 1987”."""
    typed = dict(fields)
    for name, value in fields:
        date, _, box = name.rpartition("_")
        boxes = [f"{date}_{part}" for part in _BOXES]
        if box not in _BOXES or not typed.keys() >= set(boxes):
            yield name, value
        elif box == _BOXES[0]:
            yield date, " / ".join(filter(None, map(typed.get, boxes)))


def pack(request: HttpRequest) -> str:
    """The form that came along to the sign-in page; nothing when none did."""
    address = safe_next(request, request.GET.get(FORM))
    if not address:
        return ""
    fields = fields_of(request)
    packed = signing.dumps([address, fields], salt=_SALT, compress=True)
    return packed if fields and len(packed) <= _LONGEST else ""


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, in order, without passwords."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _LEFT_OUT
        for value in values
    ]


def unpack(packed: str) -> Carried | None:
    """The form again; None when it is not ours, too old, or there is none."""
    try:
        address, fields = signing.loads(packed, salt=_SALT, max_age=_MINUTES * 60)
    except signing.BadSignature:
        return None
    return Carried(address, tuple((name, value) for name, value in fields))
