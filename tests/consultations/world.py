"""A small clinic for the tests of consultations: its people, patients, and consultations anywhere
between the first question and a booked treatment."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from clinic.models import Site, User
from clinic.models.user import Role
from consultations.actions.booking import book
from consultations.actions.examination import answer_examination
from consultations.actions.intake import start
from consultations.actions.patients import add_patient
from consultations.actions.review import decide
from consultations.actions.sending import send
from consultations.actions.times import offer_time
from consultations.days import local_day
from consultations.deciding import case
from consultations.gate import free_slots
from consultations.models import (
    Booking,
    Consultation,
    Patient,
    Review,
    Room,
    Summary,
)
from sideeffects.models import Edition
from sideeffects.risk import asked, canonical, digest, to_files
from tests.catalogue import starter, starter_edition
from tests.people import person, site

LONDON = ZoneInfo("Europe/London")


def key() -> uuid.UUID:
    return uuid.uuid4()


def nothing_to_report(stage: str, answers: dict[str, Any], day: date) -> dict[str, Any]:
    """`answers`, and the answer that reports nothing to every other question then asked."""
    found = dict(answers)
    while True:
        blank = [
            question
            for question in asked(starter(), found, day)
            if question.stage == stage and question.key not in found and _nothing(question)
        ]
        if not blank:
            return found
        found |= {question.key: _nothing(question) for question in blank}


def _nothing(question: Any) -> Any:
    if question.kind == "text":
        return "nothing more"
    if question.kind == "choices":
        return [question.nothing_to_report] if question.nothing_to_report else None
    return question.nothing_to_report


@dataclass
class World:
    """`today` is the real one, because the database's gate knows no other."""

    site: Site = field(default_factory=site)

    @cached_property
    def today(self) -> date:
        return local_day(self.site)

    @cached_property
    def edition(self) -> Edition:
        """Known to this process from the start, so that no page pays for reading it first."""
        return Edition.objects.known(starter_edition().pk)

    @cached_property
    def desk(self) -> User:
        return person(Role.FRONT_DESK)

    @cached_property
    def technician(self) -> User:
        return person(Role.TECHNICIAN)

    @cached_property
    def lead(self) -> User:
        return person(Role.CLINIC_LEAD)

    @cached_property
    def auditor(self) -> User:
        return person(Role.AUDITOR, display_name="Ada Reader")

    @cached_property
    def elsewhere(self) -> User:
        """A technician of another site."""
        return person(Role.TECHNICIAN, "far-away", site=site("Southside"))

    @cached_property
    def room(self) -> Room:
        return Room.objects.create(site=self.site, name="Room 1")

    @cached_property
    def person(self) -> Patient:
        return self.patient()

    def with_catalogue(self, edit: Callable[[dict[str, Any]], object]) -> World:
        """Under an edition of one's own: the starter, edited as plain data."""
        files = to_files(starter())
        edit(files)
        text = canonical(files)
        self.__dict__["edition"] = Edition.objects.create(
            number=Edition.objects.count() + 1, canonical=text.decode(), hash=digest(text)
        )
        return self

    def with_broken_rules(self) -> World:
        """An edition that nobody should have published: a rule asks for an unknown action."""

        def edit(files: dict[str, Any]) -> None:
            files["rules"]["rules"][0]["actions"] = [{"action": "no_such_action"}]

        return self.with_catalogue(edit)

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def patient(self, **fields: Any) -> Patient:
        given = {
            "first_name": "Tunde",
            "last_name": "Adeyemi",
            "birth_date": date(1987, 3, 14),
            "phone": "07700 900 471",
            **fields,
        }
        by = given.pop("by", self.desk)
        return add_patient(by, key=key(), **given)

    def draft(
        self, planned: int = 30, patient: Patient | None = None, **fields: Any
    ) -> Consultation:
        assert self.edition
        return start(
            patient or self.person,
            treatment=fields.pop("treatment", "density"),
            planned_date=self.day(planned),
            by=self.desk,
            key=key(),
            **fields,
        )

    def answered(self, planned: int = 30, **answers: Any) -> Consultation:
        """A draft with nothing to report but what is given, written at one stroke."""
        return self.fill(self.draft(planned), **answers)

    def fill(self, draft: Consultation, **answers: Any) -> Consultation:
        questions = self.edition.catalogue.questions
        given = {**draft.answers, **{k: v for k, v in answers.items() if v is not None}}
        every = nothing_to_report("consultation", given, self.today)
        for name, value in answers.items():
            if value is None:
                every.pop(name, None)
        draft.answers = {k: v for k, v in every.items() if not questions[k].private}
        draft.private_answers = {k: v for k, v in every.items() if questions[k].private}
        draft.version += 1
        draft.save(update_fields=["answers", "private_answers", "version"])
        return draft

    def sent(self, planned: int = 30, **answers: Any) -> Consultation:
        consultation = self.answered(planned, **answers)
        self.send(consultation, unanswered_confirmed=True)
        return self.fresh(consultation)

    def send(self, draft: Consultation, **fields: Any) -> Summary:
        """As the check page does it that has just been opened."""
        seen = Consultation.objects.values_list("version", flat=True).get(pk=draft.pk)
        return send(draft, **{"seen_version": seen, "by": self.desk, **fields})

    def examined(self, planned: int = 30, **answers: Any) -> Consultation:
        """Sent, and examined by the technician with nothing found but what is given."""
        exam = {k: v for k, v in answers.items() if starter().questions[k].stage == "examination"}
        rest = {k: v for k, v in answers.items() if k not in exam}
        consultation = self.sent(planned, **rest)
        self.examine(consultation, **exam)
        return self.fresh(consultation)

    def examination(self, consultation: Consultation, **answers: Any) -> dict[str, Any]:
        """A clear patch test of a week ago and nothing seen, but what is given."""
        given = {
            **consultation.all_answers,
            "patch_test_done": "yes",
            "patch_test_date": self.day(-7).isoformat(),
            **answers,
        }
        every = nothing_to_report("examination", given, self.today)
        return {k: v for k, v in every.items() if starter().questions[k].stage == "examination"}

    def examine(self, consultation: Consultation, **answers: Any) -> Summary | None:
        return answer_examination(
            consultation,
            self.examination(consultation, **answers),
            seen_version=consultation.version,
            key=key(),
            by=self.technician,
        )

    def decided(
        self, consultation: Consultation, decision: str = "approved", **terms: Any
    ) -> Review:
        consultation = self.fresh(consultation)
        found = case(consultation)
        assert found is not None
        return decide(
            consultation,
            summary_hash=found.summary.hash,
            decision=decision,
            by=terms.pop("by", self.technician),
            key=terms.pop("key", None) or key(),
            read=[item.item for item in found.unread],
            **terms,
        )

    def approved(self, planned: int = 30, **answers: Any) -> Consultation:
        consultation = self.examined(planned, **answers)
        self.decided(consultation)
        return self.fresh(consultation)

    def held_until(self, days: int) -> Consultation:
        consultation = self.examined()
        self.decided(consultation, "on_hold", hold_until=self.day(days))
        return self.fresh(consultation)

    def at(self, days: int, hour: int = 10) -> datetime:
        return datetime.combine(self.day(days), time(hour), LONDON)

    def offer(self, days: int, hours: tuple[int, int] = (9, 18), **fields: Any) -> None:
        offer_time(
            fields.get("technician", self.technician),
            room=fields.get("room", self.room),
            starts_at=self.at(days, hours[0]),
            ends_at=self.at(days, hours[1]),
            by=self.desk,
        )

    def place(self, days: int, hour: int = 9, **fields: Any) -> dict[str, Any]:
        """A time of three hours as the actions take it."""
        return {
            "technician": self.technician,
            "room": self.room,
            "starts_at": self.at(days, hour),
            "ends_at": self.at(days, hour + 3),
            "by": self.desk,
            **fields,
        }

    def booked(self, consultation: Consultation, days: int, hour: int = 9) -> Booking:
        self.offer(days)
        (day,) = free_slots(consultation, first=self.day(days), days=1)
        slot = next(slot for slot in day.slots if slot.starts_at.astimezone(LONDON).hour == hour)
        return book(
            consultation,
            technician=slot.technician,
            room=slot.room,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            by=self.desk,
            key=key(),
        )

    @staticmethod
    def fresh(consultation: Consultation) -> Consultation:
        return (
            Consultation.objects.select_related("patient", "site", "edition", "summary", "review")
            .defer("edition__canonical")
            .get(pk=consultation.pk)
        )
