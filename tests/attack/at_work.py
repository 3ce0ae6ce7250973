"""Forty people who open pages and forms that save themselves, over the network, each with a clock.

A form does as the script on the page does: the same key again until the server has answered. What
had to be sent again is an error all the same.
"""

from __future__ import annotations

import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from uuid import uuid4

from tests.attack.big_clinic import AtWork
from tests.attack.standing_site import Place

SAVE_EACH, LOOK_EACH = 5.0, 5.0  # seconds
AGAIN_AFTER = 0.5
PATIENCE = 120.0  # so long that slowness is told as a time, and never taken for an error
VERSION = re.compile(r'data-version="(\d+)"')
PICK, TEXT = "keloid_history", "medicines_list"
SEARCHED = ("ada ames", "ben brown1", "eli evans", "hana grant12", "cem coen", "fay", "diaz3")
SAVED = """
SELECT a.key::text, c.reference, a.question, a.value #>> '{}'
FROM consultations_answerchange a JOIN consultations_consultation c ON c.id = a.consultation_id
WHERE c.reference = ANY(%s) AND a.question = ANY(%s) ORDER BY a.version, a.id
"""
NOW = """
SELECT reference, q, answers ->> q FROM consultations_consultation, unnest(%s) q
WHERE reference = ANY(%s)
"""
Asked = tuple[int, str]


@dataclass
class Took:
    """Milliseconds by page, and what was not answered as it should be."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, page: str, ask: Callable[[], Asked]) -> Asked:
        began = time.perf_counter()
        status, text = ask()
        took = (time.perf_counter() - began) * 1000
        with self.lock:
            self.times[page].append(took)
            if status != 200:
                self.errors.append(f"{page}: {status} after {took:.0f} ms: {text[:300]}")
        return status, text


class Worker:
    """Somebody who does something every few seconds until it is over."""

    def __init__(self, place: Place, took: Took, seed: str, each: float) -> None:
        self.place, self.took, self.draw, self.each = place, took, Random(seed), each  # noqa: S311
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._work, daemon=True)

    def act(self) -> None:
        raise NotImplementedError

    def _work(self) -> None:
        due = time.monotonic() + self.draw.random() * self.each
        while not self.ended.wait(max(0.0, due - time.monotonic())):
            self.act()
            due = max(due + self.each, time.monotonic())


class Form(Worker):
    """Gives an answer every five seconds, a pick and a text in turns; no text comes twice."""

    def __init__(self, place: Place, took: Took, form: tuple[str, int], who: str) -> None:
        super().__init__(place, took, form[0], SAVE_EACH)
        self.reference, self.version, self.who = form[0], str(form[1]), who
        self.acknowledged: dict[str, tuple[str, str]] = {}  # key: question, value
        self.open: dict[str, tuple[str, str]] = {}

    def act(self) -> None:
        turn, key = len(self.acknowledged), str(uuid4())
        pick = (PICK, ("yes", "no")[turn // 2 % 2])  # "no" to begin with: each changes it
        question, value = (TEXT, f"Medicine {key}") if turn % 2 else pick
        self.open[key] = (question, value)
        while not self._saved(key, question, value):
            if self.ended.wait(AGAIN_AFTER):
                return
        self.acknowledged[key] = self.open.pop(key)

    def _saved(self, key: str, question: str, value: str) -> bool:
        fields = {"question": question, f"a-{question}": value, "key": key}
        sent = {**fields, "version": self.version}
        path = f"/c/{self.reference}/answer/"
        status, text = self.took.of(
            "save", lambda: self.place.post(path, self.who, sent, **{"HX-Request": "true"})
        )
        found = VERSION.search(text)
        if status != 200 or found is None:
            return False
        self.version = found[1]
        return True


class Technician(Worker):
    """The list of who is to be decided, and reviews."""

    def __init__(self, place: Place, took: Took, who: str, there: AtWork) -> None:
        super().__init__(place, took, who, LOOK_EACH)
        self.who, self.there = who, there

    def act(self) -> None:
        if self.draw.random() < 0.5:
            self.open("review list", "/review/")
        else:
            self.open("review page", f"/review/{self.draw.choice(self.there.sent)}/")

    def open(self, page: str, path: str) -> None:
        self.took.of(page, lambda: self.place.get(path, self.who))


class Desk(Technician):
    """Today, the search box, and the page to book on."""

    def act(self) -> None:
        match self.draw.choice(("Today", "search", "booking page")):
            case "Today":
                self.open("Today", "/desk/")
            case "search":
                sought = {"q": self.draw.choice(SEARCHED)}
                path, script = "/patients/find/rows/", {"HX-Request": "true"}
                self.took.of("search", lambda: self.place.post(path, self.who, sought, **script))
            case _:
                self.open("booking page", f"/book/{self.draw.choice(self.there.approved)}/")


def everybody(place: Place, took: Took, there: AtWork) -> tuple[list[Form], list[Technician]]:
    forms = [
        Form(place, took, form, there.desks[number % len(there.desks)])
        for number, form in enumerate(there.forms)
    ]
    staff: list[Technician] = [Desk(place, took, who, there) for who in there.desks]
    staff += [Technician(place, took, who, there) for who in there.technicians]
    return forms, staff


def at_work_for(seconds: float, people: Iterable[Worker]) -> None:
    everyone = list(people)
    for person in everyone:
        person.thread.start()
    time.sleep(seconds)
    for person in everyone:
        person.ended.set()
    for person in everyone:
        person.thread.join(PATIENCE + 5)


def lost(place: Place, forms: list[Form]) -> list[str]:
    """What was said to be saved and is not there, or twice, or is not what the form holds now."""
    references, questions = [form.reference for form in forms], [PICK, TEXT]
    there: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for key, *saved in place.rows(SAVED, references, questions):
        there[key].append((saved[0], saved[1], saved[2]))
    now = {(ref, name): value for ref, name, value in place.rows(NOW, questions, references)}
    wrong = []
    for form in forms:
        for key, (question, value) in form.acknowledged.items():
            if there[key] != [(form.reference, question, value)]:
                wrong.append(f"{form.reference}: {value!r} is there as {there[key]}")
        for name, value in dict(form.acknowledged.values()).items():
            may_be = {value, *(sent for asked, sent in form.open.values() if asked == name)}
            if now[form.reference, name] not in may_be:
                wrong.append(f"{form.reference}: {name} is {now[form.reference, name]!r}")
    return wrong
