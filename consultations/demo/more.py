"""Further invented people, as many as asked for. The same seed gives the same people."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from consultations.demo.story import Approved, Booked, Event, Examined, Person, Sent, Story
from consultations.demo.waiting import DENSITY, HAIRLINE, PATCHES, SCAR

FIRST = """
    Adam Aisha Alasdair Amara Angharad Arjun Beatrice Benjamin Bronwen Catriona Cerys Charlotte
    Dónal Eilidh Emeka Fatima Finlay Folasade Freya Georgina Gethin Hamish Harriet Hassan Imran
    Isla Iwan Jaswinder Joanna Kofi Lachlan Leila Lorcan Magda Manpreet Marek Niamh Nikhil Oisín
    Parveen Rhiannon Rory Rosalind Sanjay Sergiusz Shanice Simran Tamsin Tomasz Zainab
""".split()
LAST = """
    Abubakar Ainsworth Begum Birchall Bhatt Campbell Chaudhry Cochrane Crowther Davies Dhillon
    Ferreira Fitzpatrick Galbraith Gill Greenhalgh Hargreaves Hussain Jankowska Kaur Lightfoot
    MacLeod Mahmood Morgan Ndlovu Nowak Oyelaran Oldroyd Patel Pearce Penhaligon Quigley Reilly
    Rowlands Sandhu Scargill Sutcliffe Szymański Tregenza Vaughan Wainwright Yeadon Zamani
""".split()
TREATMENTS = (HAIRLINE, DENSITY, SCAR, PATCHES)
YOUNGEST, OLDEST = 19, 74

# What happened, and how many days ago it began.
COURSES: tuple[tuple[int, tuple[Event, ...]], ...] = (
    (1, ()),
    (2, (Sent(2),)),
    (4, (Sent(4), Examined(3))),
    (7, (Sent(7), Examined(6), Approved(6))),
    (9, (Sent(9), Examined(8), Approved(8), Booked(7, 10))),
)

Choice = TypeVar("Choice")


def further_stories(count: int, seed: int, today: date) -> list[Story]:
    return [_story(seed, number, today) for number in range(count)]


def _story(seed: int, number: int, today: date) -> Story:
    def pick(what: str, choices: Sequence[Choice]) -> Choice:
        return choices[_number(f"{seed}/{number}/{what}") % len(choices)]

    started, then = pick("course", COURSES)
    age = timedelta(days=pick("age", range(YOUNGEST * 366, OLDEST * 365)))
    first, last = pick("first", FIRST), pick("last", LAST)
    return Story(
        Person(first, last, date(today.year, 1, 1) - age, email=f"patient{number}@example.com"),
        pick("treatment", TREATMENTS),
        planned=pick("planned", range(10, 50)),
        started=started,
        then=then,
    )


def _number(text: str) -> int:
    """Always the same for the same text, whatever the machine."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
