"""Where a story stands while it is told: whose turn, when, and under which keys."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from clinic.models import User
from consultations.deciding import Case, case
from consultations.demo.story import Ago, Ahead, Person, Story
from consultations.models import Consultation

OPENS, CLOSES = time(9), time(17)
BETWEEN = timedelta(minutes=11)


@dataclass
class Telling:
    """One story being told. `keys` makes each act's key, so that the same story is one act."""

    desk: User
    technician: User
    now: datetime
    keys: Iterator[uuid.UUID]
    at: datetime = field(init=False)
    consultation: Consultation = field(init=False)
    story: Story = field(init=False)

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def day(self) -> date:
        return self.at.date()

    def by_desk(self) -> dict[str, Any]:
        return {"by": self.desk, "now": self.at}

    def by_technician(self) -> dict[str, Any]:
        return {"by": self.technician, "now": self.at}

    def fresh(self) -> Consultation:
        """As the next page would load it."""
        self.consultation = (
            Consultation.objects.select_related("site", "patient", "edition", "summary", "review")
            .defer("edition__canonical")
            .get(pk=self.consultation.pk)
        )
        return self.consultation

    def case(self) -> Case:
        found = case(self.fresh(), self.day)
        if found is None:
            raise ValueError(f"{self.story.person.full_name} was not sent yet.")
        return found


def keys_of(person: Person, seed: int) -> Iterator[uuid.UUID]:
    """The same keys for the same person and seed, one after the other."""
    name = f"{seed}/{person.full_name}/{person.born.isoformat()}"
    number = 0
    while True:
        yield uuid.uuid5(uuid.NAMESPACE_URL, f"scalpwise-demo/{name}/{number}")
        number += 1


def moments(story: Story, now: datetime) -> list[datetime]:
    """When it was started and when each event happened: in clinic hours, in order, never ahead."""
    days = [story.started, *(event.ago for event in story.then)]
    hours = CLOSES.hour - OPENS.hour
    first = datetime.combine(now.date(), OPENS, now.tzinfo)
    shift = timedelta(minutes=7 * (len(story.person.full_name) % (hours * 4)))
    found = [
        first - timedelta(days=ago) + shift + number * BETWEEN for number, ago in enumerate(days)
    ]
    latest = now - timedelta(minutes=2)
    for number in reversed(range(len(found))):
        found[number] = min(found[number], latest)
        latest = found[number] - BETWEEN
    return found


def on_days(answers: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The answers with their days worked out."""
    return {
        key: value.on(today) if isinstance(value, Ago | Ahead) else value
        for key, value in answers.items()
    }
