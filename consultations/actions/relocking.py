"""Locking with the newest key what older ones still lock, so that an old key can be thrown away.

As the owner of the tables, whose guards let nobody change a file or a message: they sleep while a
few rows are written, in one transaction that says on the trail how many. What was locked is the
same afterwards to the byte, or the transaction is given up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.db import models, transaction

from clinic import audit, erasing
from clinic.at_rest import lock_for, locked_anew
from clinic.sign_in_steps import PURPOSE as SECOND_FACTORS
from consultations.actions.documents import PURPOSE as DOCUMENTS
from consultations.models import Document, OutgoingMessage
from consultations.outgoing import PURPOSE as MESSAGES

ROWS_AT_ONCE = 20  # a file has megabytes, and writers wait meanwhile
SEEDS = ("secret", "seed")  # where django-allauth keeps what it encrypts


@dataclass(frozen=True, slots=True)
class Place:
    """A column that holds what is locked. `anew` gives its value under the newest key, or None
    where nothing has to be done; `InvalidToken` where no key opens it."""

    model: type[models.Model]
    column: str
    anew: Callable[[models.Model], Any]

    @property
    def table(self) -> str:
        return self.model._meta.db_table


@dataclass(frozen=True, slots=True)
class Found:
    """By table: the rows that an older key locks, and those that no key opens."""

    older: dict[str, int]
    lost: dict[str, list[int]]


def _file(row: models.Model) -> bytes | None:
    assert isinstance(row, Document)  # noqa: S101 - of the place below
    made = locked_anew(DOCUMENTS, bytes(row.content))
    if made is not None:
        same = hashlib.sha256(lock_for(DOCUMENTS).decrypt(made)).hexdigest() == row.sha256
        if not same:
            raise InvalidToken
    return made


def _message(row: models.Model) -> str | None:
    assert isinstance(row, OutgoingMessage)  # noqa: S101
    made = locked_anew(MESSAGES, row.sealed.encode())
    return None if made is None else made.decode()


def _factor(row: models.Model) -> dict[str, Any] | None:
    data: dict[str, Any] = row.data  # type: ignore[attr-defined]
    made = {
        name: locked_anew(SECOND_FACTORS, data[name].encode()) for name in SEEDS if name in data
    }
    changed = {name: value.decode() for name, value in made.items() if value is not None}
    return {**data, **changed} if changed else None


PLACES = (
    Place(Document, "content", _file),
    Place(OutgoingMessage, "sealed", _message),
    Place(Authenticator, "data", _factor),
)


def look() -> Found:
    """What an older key still locks. Nothing is written."""
    return _through(lambda _place, _rows: None)


def relock() -> Found:
    """Lock all of it with the newest key, some rows at a time; what it was, and what is lost."""
    return _through(_write)


def _through(write: Callable[[Place, dict[int, Any]], None]) -> Found:
    found = Found({}, {})
    for place in PLACES:
        keys = list(place.model._default_manager.order_by("pk").values_list("pk", flat=True))
        for begin in range(0, len(keys), ROWS_AT_ONCE):
            some = keys[begin : begin + ROWS_AT_ONCE]
            if changed := _changed(place, some, found):
                write(place, changed)
    return found


def _changed(place: Place, keys: list[int], found: Found) -> dict[int, Any]:
    changed: dict[int, Any] = {}
    for row in place.model._default_manager.filter(pk__in=keys):
        try:
            value = place.anew(row)
        except InvalidToken:
            found.lost.setdefault(place.table, []).append(row.pk)
            continue
        if value is not None:
            changed[row.pk] = value
            found.older[place.table] = found.older.get(place.table, 0) + 1
    return changed


@transaction.atomic
def _write(place: Place, changed: dict[int, Any]) -> None:
    erasing.check_owner([place.table])
    erasing.lock_tables([place.table])
    written = 0
    with erasing.guards_asleep([place.table]):
        for row in place.model._default_manager.filter(pk__in=changed):
            # Once more, now that nobody else writes: a factor may have been changed meanwhile.
            value = place.anew(row)
            rows = place.model._default_manager.filter(pk=row.pk)
            written += 0 if value is None else rows.update(**{place.column: value})
    audit.record("keys.relocked", actor=None, detail={"table": place.table, "rows": written})
