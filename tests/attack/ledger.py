"""People at work while the clinic is knocked over: each keeps a book of what was said to be saved.

They do as the script on the page does: the same key again until the server has answered.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle
from typing import Any
from uuid import uuid4

from bench.servers import manage
from tests.attack.standing_site import Place

PEOPLE = 6
VERSION = re.compile(r'data-version="(\d+)"')
QUESTION = "keloid_history"
# A change whose consultation, version or event is not there, or differs: half a save.
HALF_SAVED = """
SELECT c.reference FROM consultations_consultation c
LEFT JOIN LATERAL (SELECT count(DISTINCT version) AS saves, max(version) AS newest,
        (array_agg(value ORDER BY version DESC, id DESC) FILTER (WHERE question = %s))[1] AS value
    FROM consultations_answerchange WHERE consultation_id = c.id) a ON true
WHERE c.reference = ANY(%s) AND (
    c.version IS DISTINCT FROM a.newest
    OR coalesce(c.answers -> %s, 'null') IS DISTINCT FROM coalesce(a.value, 'null')
    OR (SELECT count(*) FROM clinic_event e WHERE e.action = 'answer.saved'
        AND e.subject_id = c.reference) <> (SELECT count(*) FROM consultations_answerchange x
        WHERE x.consultation_id = c.id AND x.question = %s))
"""
HALF_STARTED = """
SELECT c.reference FROM consultations_consultation c WHERE c.created_key = ANY(%s::uuid[]) AND (
    NOT EXISTS (SELECT 1 FROM consultations_answerchange a WHERE a.consultation_id = c.id
        AND a.question = 'date_of_birth')
    OR (SELECT count(*) FROM clinic_event e WHERE e.action = 'consultation.started'
        AND e.subject_id = c.reference) <> 1)
"""


@dataclass
class Book:
    """What one person was told. `open`: sent, and never answered. `refused`: in which words."""

    saved: dict[str, str] = field(default_factory=dict)
    started: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    odd: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def not_saved(self) -> int:
        return self.refused.total()


class Person:
    """Saves one answer after the other in a form of their own, and starts a form now and then."""

    def __init__(self, place: Place, reference: str, patient: str, day: Any) -> None:
        self.place, self.reference, self.patient, self.day = place, reference, patient, day
        self.book, self.version = Book(), "1"
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._work, daemon=True)

    def _work(self) -> None:
        for turn, value in enumerate(cycle(("yes", "no"))):
            if self.ended.is_set():
                return
            self._save(value)
            if turn % 8 == 3:
                self._start()

    def _save(self, value: str) -> None:
        key = str(uuid4())
        fields = {"question": QUESTION, f"a-{QUESTION}": value, "key": key}
        path = f"/c/{self.reference}/answer/"
        self.book.open.add(key)
        while not self.ended.is_set():
            sent = {**fields, "version": self.version}
            status, text = self.place.post(path, "desk", sent, **{"HX-Request": "true"})
            found = VERSION.search(text)
            if status == 200 and found:
                self.version = found[1]
                self.book.saved[key] = value
                self.book.open.discard(key)
                return
            self._again(status, text)

    def _start(self) -> None:
        key = str(uuid4())
        day = {"planned_date_day": self.day.day, "planned_date_month": self.day.month}
        fields = {"key": key, "sent": key, "treatment": "density", **day}
        fields["planned_date_year"] = self.day.year
        path = f"/patients/{self.patient}/start/"
        self.book.open.add(key)
        while not self.ended.is_set():
            status, text = self.place.post(path, "desk", fields)
            if status == 302:
                self.book.started.add(key)
                self.book.open.discard(key)
                return
            self._again(status, text)

    def _again(self, status: int, text: str) -> None:
        """Nobody answered, or it was said that it is not saved: then the same once more."""
        self.book.refused[f"{status} {words_of(text)}".strip()] += 1
        if status not in (0, 500, 502, 503):
            self.book.odd.append(f"{status}: {text[:300]}")
        time.sleep(0.1)


def words_of(page: str) -> str:
    """What a refusal says, without what stands on every page."""
    _, _, main = page.partition("<main")
    said = re.sub(r"<[^>]*>", " ", f"<main{main}" if main else page)
    return re.sub(r"<kbd>.*?</kbd>|[0-9A-F]{8}", "…", " ".join(said.split()))[:300]


# ── Six of them ────────────────────────────────────────────────────────────────


def at_work(place: Place) -> list[Person]:
    made = place.prepare(f"Crash{random.randrange(10**6)}", drafts=PEOPLE)  # noqa: S311 - a name
    day = date.fromisoformat(place.rows("SELECT current_date::text")[0][0]) + timedelta(days=30)
    people = [Person(place, ref, made["patient"], day) for ref in made["drafts"]]
    for person in people:
        person.thread.start()
    return people


def at_rest(people: list[Person]) -> None:
    for person in people:
        person.ended.set()
    for person in people:
        person.thread.join(40)


def saved_by(people: list[Person]) -> int:
    return sum(len(person.book.saved) for person in people)


def counts_of(people: list[Person]) -> dict[str, int]:
    return {
        "saved": saved_by(people),
        "started": sum(len(person.book.started) for person in people),
        "tried again": sum(person.book.not_saved for person in people),
    }


# ── What stands in the database then ───────────────────────────────────────────


def holds(place: Place) -> None:
    """The trail is whole, and every summary is what its answers make."""
    site = place.site.server.site
    manage(site, "manage.py", "seal_audit")
    manage(site, "manage.py", "verify_audit")
    manage(site, "manage.py", "reproduce_summary", "--all")


def lost_or_twice(place: Place, people: list[Person]) -> list[str]:
    """What was said to be saved and is not there, or is there twice, or half."""
    wrong = [line for person in people for line in person.book.odd]
    saved = {key: value for person in people for key, value in person.book.saved.items()}
    may_be = saved.keys() | {key for person in people for key in person.book.open}
    references = [person.reference for person in people]
    rows = place.rows(
        "SELECT a.key::text, a.value #>> '{}' FROM consultations_answerchange a"
        " JOIN consultations_consultation c ON c.id = a.consultation_id"
        " WHERE c.reference = ANY(%s) AND a.question = %s",
        references,
        QUESTION,
    )
    there = dict(rows)
    # An answer that was there already is no change: the same value came with an unanswered try.
    wrong += [f"lost: {key}" for key, value in saved.items() if there.get(key, value) != value]
    wrong += [f"twice: {key}" for key in there if [row[0] for row in rows].count(key) > 1]
    wrong += [f"unknown: {key}" for key in there if key not in may_be]
    last = {person.reference: list(person.book.saved.items())[-1:] for person in people}
    wrong += [f"lost: {ref}" for ref, kept in last.items() if not _holds(place, ref, kept, people)]
    started = [key for person in people for key in person.book.started]
    found = place.rows(
        "SELECT created_key::text FROM consultations_consultation"
        " WHERE created_key = ANY(%s::uuid[])",
        started,
    )
    wrong += [f"start lost: {key}" for key in set(started) - {row[0] for row in found}]
    halves = place.rows(HALF_SAVED, QUESTION, references, QUESTION, QUESTION)
    wrong += [f"half: {row[0]}" for row in halves]
    wrong += [f"half: {row[0]}" for row in place.rows(HALF_STARTED, started)]
    return wrong


def _holds(place: Place, reference: str, kept: Any, people: list[Person]) -> bool:
    """The form says what was saved last, or what came after it and was never answered."""
    ((value, version),) = place.rows(
        "SELECT answers ->> %s, version FROM consultations_consultation WHERE reference = %s",
        QUESTION,
        reference,
    )
    (person,) = [one for one in people if one.reference == reference]
    unanswered = bool(person.book.open)
    return not kept or value == kept[0][1] or (unanswered and version >= int(person.version))
