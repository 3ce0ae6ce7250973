"""What the tests of the desk's pages do again and again: post an answer, take a page apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any

from django.test import Client

from clinic.models import User
from consultations.models import Consultation
from tests.consultations.world import key


def as_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    """The words of a page, without its tags, in one line."""
    body = response.content.decode()
    main = re.search(r"<main.*</main>", body, re.S)
    words = re.sub(r"<[^>]+>", " ", main.group() if main else body)
    return re.sub(r"\s+", " ", unescape(words)).strip()


def plan(day: date, **fields: Any) -> dict[str, Any]:
    """The form of a plan for this day."""
    return {
        "key": str(key()),
        "treatment": "density",
        "planned_date_day": day.day,
        "planned_date_month": day.month,
        "planned_date_year": day.year,
        **fields,
    }


@dataclass
class DeskPages:
    """One person of the desk in one tab, which remembers the version of its screen."""

    user: User
    consultation: Consultation
    version: int = -1

    def __post_init__(self) -> None:
        self.client = as_desk(self.user)
        if self.version < 0:
            self.version = self.consultation.version

    @property
    def path(self) -> str:
        return f"/c/{self.consultation.reference}"

    def get(self, page: str = "") -> Any:
        return self.client.get(f"{self.path}/{page}")

    def answer(self, question: str, *values: str, **fields: Any) -> Any:
        """As the script on the page does it. `values` of one box, or `day=` and so on of three."""
        data = {
            "question": question,
            "version": self.version,
            "key": fields.pop("key", None) or str(key()),
            f"a-{question}": list(values),
            **{f"a-{question}_{part}": value for part, value in fields.items()},
        }
        response = self.client.post(f"{self.path}/answer/", data, headers={"HX-Request": "true"})
        found = re.search(r'data-saved="[^"]*" data-version="(\d+)"', response.content.decode())
        if found:
            self.version = int(found.group(1))
        return response

    def section(self, answers: dict[str, Any], **fields: Any) -> Any:
        """As a section's form without script does it."""
        boxes = {f"a-{name}": value for name, value in answers.items() if value is not None}
        data = {
            "shown": list(answers),
            "version": fields.pop("version", self.version),
            "key": fields.pop("key", None) or str(key()),
            **boxes,
            **fields,
        }
        return self.client.post(f"{self.path}/health/", data)

    def private(self, answers: dict[str, str], **fields: Any) -> Any:
        data = {
            "version": self.version,
            "key": str(key()),
            **{f"a-{name}": value for name, value in answers.items()},
            **fields,
        }
        return self.client.post(f"{self.path}/private/", data)

    def send(self, **fields: Any) -> Any:
        version = self.fresh().version
        return self.client.post(f"{self.path}/send/", {"version": version, **fields})

    def fresh(self) -> Consultation:
        return Consultation.objects.get(pk=self.consultation.pk)
