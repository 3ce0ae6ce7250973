"""What the tests of the booking pages do again and again: open, type a day, pick a time."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

from django.test import Client

from clinic.models import User
from consultations.models import Consultation
from tests.consultations.desk_pages import text
from tests.consultations.world import World, key

__all__ = ["BookingPages", "approved_for", "in_words", "links_in", "text"]


def in_words(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


class BookingPages:
    """One person at the booking pages of one consultation."""

    def __init__(self, user: User, consultation: Consultation) -> None:
        self.client = Client()
        self.client.force_login(user)
        self.path = f"/book/{consultation.reference}/"

    def get(self, page: str = "") -> Any:
        return self.client.get(f"{self.path}{page}")

    def type_day(self, day: date, page: str = "") -> Any:
        boxes = {"day_day": day.day, "day_month": day.month, "day_year": day.year}
        return self.client.post(f"{self.path}{page}", boxes)

    def links(self, page: str = "") -> list[str]:
        """The free times of a page, as their links."""
        return links_in(self.get(page))

    def form(self, link: str) -> dict[str, str]:
        """What the confirm page behind a time's link would send."""
        page = self.client.get(link).content.decode()
        fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
        return {name: unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}

    def confirm(self, link: str, **fields: Any) -> Any:
        """Open the confirm page of a time, and book or move there."""
        form = self.form(link)
        return self.client.post(link.partition("?")[0], {**form, **fields})

    def post_slot(self, at: str, technician: int, room: int, page: str = "confirm/") -> Any:
        """As a hand-made form does it."""
        fields = {"at": at, "technician": technician, "room": room, "key": str(key())}
        return self.client.post(f"{self.path}{page}", fields)


def approved_for(world: World, first_name: str) -> Consultation:
    """Another patient, approved with nothing to report."""
    born = date(1950 + ord(first_name[0]) % 40, 5, 4)  # nobody's twin
    person = world.patient(first_name=first_name, last_name="Brown", birth_date=born, phone="")
    consultation = world.fill(world.draft(patient=person))
    world.send(consultation)
    world.examine(world.fresh(consultation))
    world.decided(consultation)
    return world.fresh(consultation)


def links_in(response: Any) -> list[str]:
    found = re.findall(r'<a class="btn" href="([^"]*\?at=[^"]*)"', response.content.decode())
    return [unescape(link) for link in found]
