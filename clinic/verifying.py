"""Is the audit trail whole? Reads the chain of seals from the first to the last, beside what it
seals, and never holds more than a handful of rows.

It works the hashes out itself and asks no function of the database that somebody may have changed.
What cannot be seen from inside is a trail that was cut off or written anew as a whole: for that an
anchor is kept in another place (`manage.py audit_anchor`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import connection, transaction
from psycopg2 import sql

from clinic.models import Seal
from clinic.models.seal import Kind
from clinic.sealing import LATEST_SECONDS, seconds_waited
from clinic.verifying_erased import breaks_of_erased

ROWS_AT_ONCE = 2_000

# The same texts as scalpwise_event_text and scalpwise_change_text make, of an event e, a change c.
EVENT_TEXT = sql.SQL("""jsonb_build_array(
    'event', e.id, (extract(epoch FROM e.at) * 1000000)::bigint, e.actor_id, e.site_id,
    e.action, e.subject_type, e.subject_id, e.detail, e.request_id, host(e.address), e.purpose
)::text""")
CHANGE_TEXT = sql.SQL("""jsonb_build_array(
    'change', c.id, (extract(epoch FROM c.at) * 1000000)::bigint, c.table_name, c.row_id,
    c.operation, c.before, c.after, c.actor_id, c.request_id, c.purpose, c.role
)::text""")
# An erased change is sealed as it was, and listed as it is now.
CHAIN = sql.SQL("""
SELECT s.number, s.kind, s.record, s.digest, s.hash, CASE s.kind
    WHEN 'event' THEN CASE WHEN e.id IS NOT NULL THEN {event} END
    ELSE CASE WHEN c.id IS NOT NULL THEN {change} END
    END, x.digest
FROM clinic_seal s
LEFT JOIN clinic_event e ON s.kind = 'event' AND e.id = s.record
LEFT JOIN clinic_rowchange c ON s.kind = 'change' AND c.id = s.record
LEFT JOIN clinic_erasedchange x ON x.change_id = c.id
ORDER BY s.number
""").format(event=EVENT_TEXT, change=CHANGE_TEXT)
# Neither sealed nor waiting: nobody can write such a row while the triggers stand.
SLIPPED_IN = """
SELECT kind, id FROM (
    SELECT 'event' AS kind, id FROM clinic_event
    UNION ALL SELECT 'change', id FROM clinic_rowchange
) records
WHERE NOT EXISTS (SELECT FROM clinic_seal s WHERE s.kind = records.kind AND s.record = records.id)
AND NOT EXISTS (
    SELECT FROM clinic_unsealed u WHERE u.kind = records.kind AND u.record = records.id
)
ORDER BY kind DESC, id
"""
NAMES = {Kind.EVENT.value: "Event", Kind.CHANGE.value: "Row change"}


@dataclass(frozen=True, slots=True)
class Anchor:
    """The last seal as it was at a moment; `hash` in hexadecimal figures, `at` as ISO text."""

    number: int
    hash: str
    at: str

    def plain(self) -> dict[str, Any]:
        return asdict(self)


class Link(NamedTuple):
    number: int
    kind: str
    record: int
    digest: bytes
    hash: bytes
    text: str | None
    left: bytes | None

    @property
    def name(self) -> str:
        return f"{NAMES[self.kind]} {self.record}"


def newest_anchor() -> Anchor:
    """What to keep in another place. Number 0 before the first seal."""
    seal = Seal.objects.order_by("-number").first()
    if seal is None:
        return Anchor(0, "", "")
    return Anchor(seal.number, bytes(seal.hash).hex(), seal.sealed_at.isoformat())


def breaks(anchor: Anchor | None = None) -> Iterator[str]:
    """What is wrong with the chain and what it seals, one sentence each."""
    yield from _breaks_of_chain(anchor)
    yield from breaks_of_erased()
    for kind, record in _rows(SLIPPED_IN):
        yield (
            f"{NAMES[kind]} {record} has no seal and does not wait for one:"
            " it was slipped in, or its seal was taken away."
        )
    if (waited := seconds_waited()) > LATEST_SECONDS:
        yield f"The oldest unsealed record has waited for {waited:.0f} seconds: is nobody sealing?"


def _breaks_of_chain(anchor: Anchor | None) -> Iterator[str]:
    number, previous = 0, b""
    for row in _rows(CHAIN):
        link = Link(row[0], row[1], row[2], bytes(row[3]), bytes(row[4]), *row[5:])
        if link.number != number + 1:
            yield f"{_seals(number + 1, link.number - 1)} taken away."
        elif sha256(previous + link.digest).digest() != link.hash:
            yield (
                f"Seal {link.number} ({link.name}) does not follow seal {number}:"
                " one of them was changed, inserted or put elsewhere."
            )
        yield from _breaks_of_record(link)
        if anchor is not None and link.number == anchor.number and link.hash.hex() != anchor.hash:
            yield f"Seal {link.number} is not the one of the anchor: the trail was written anew."
        number, previous = link.number, link.hash
    if anchor is not None and anchor.number > number:
        yield f"{_seals(number + 1, anchor.number)} cut off the end; the anchor knows of them."


def _breaks_of_record(link: Link) -> Iterator[str]:
    if link.text is None:
        yield f"{link.name} was removed; seal {link.number} is about it."
    elif link.left is not None:
        if sha256(link.text.encode()).digest() != bytes(link.left):
            yield f"{link.name} is not as it was left when it was erased."
    elif sha256(link.text.encode()).digest() != link.digest:
        yield f"{link.name} is not as it was sealed; seal {link.number} is about it."


def _seals(first: int, last: int) -> str:
    return f"Seal {first} was" if first == last else f"Seals {first} to {last} were"


def _rows(query: str | sql.Composed) -> Iterator[tuple[Any, ...]]:
    """One statement sees one moment, however long it is read."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from rows
