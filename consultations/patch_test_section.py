"""Patch tests on the review page: each test with its readings, what is due, and the forms."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from clinic.models import User
from consultations.answer_words import in_words
from consultations.deciding import Case
from consultations.forms.patch_tests import (
    PRODUCTS,
    PatchTestForm,
    ReadingForm,
    WithdrawPatchForm,
)
from consultations.models import Consultation, PatchTest, PatchTestReading
from consultations.models.patient_queries import REVIEWERS
from consultations.patch_test import (
    QUESTIONS,
    Due,
    Look,
    Spot,
    asks,
    counts,
    dues,
    first_look,
    late_looks,
    next_due,
    says,
    the_test,
    valid_until,
)
from consultations.questions import catalogue_of
from sideeffects.risk import Catalogue

KIND_NAMES = {kind: label for name, kind, label in PRODUCTS if name == kind}
REACTION = PatchTestReading.Result.REACTION
# Forms that came back with something to repair: what they do, and of which test or reading.
Returned = tuple[str, int, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A question of the examination that the record answers. `answer` is empty while it cannot."""

    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """`early`: hours after which it was read, where that was too soon to count."""

    reading: PatchTestReading
    early: int | None
    withdraw: WithdrawPatchForm
    own_reaction: bool


@dataclass(frozen=True, slots=True)
class TestRow:
    test: PatchTest
    products: tuple[tuple[str, str, str], ...]
    same: str
    dues: tuple[Due, ...]
    next: Due | None
    counts_from: datetime
    valid_until: date | None
    too_old: bool
    readings: tuple[ReadingRow, ...]
    read: ReadingForm
    withdraw: WithdrawPatchForm

    @property
    def stands(self) -> bool:
        return self.test.withdrawn_at is None

    @property
    def reacted(self) -> bool:
        return self.stands and any(
            row.reading.result == REACTION and row.reading.withdrawn_at is None
            for row in self.readings
        )


@dataclass(frozen=True, slots=True)
class PatchTests:
    """`asked`: this edition asks about patch tests. `lines`: what the record answers. `behind`:
    this consultation was finished before, and its answers still say something else."""

    asked: bool
    tests: tuple[TestRow, ...]
    lines: tuple[Line, ...]
    applied: date | None
    behind: bool
    form: PatchTestForm

    @property
    def failed(self) -> bool:
        return any(row.reacted for row in self.tests)

    @property
    def needs_new(self) -> bool:
        """No test that stands counts on the planned day."""
        return not any(row.stands and not row.too_old for row in self.tests)


def patch_tests_section(found: Case, by: User, returned: Returned | None = None) -> PatchTests:
    consultation = found.consultation
    catalogue, now = catalogue_of(consultation), timezone.now()
    zone = zoneinfo.ZoneInfo(consultation.site.timezone)
    every = tests_of(consultation)
    spots = {test.pk: spot_of(test) for test in every}
    said = says(catalogue, spots.values(), consultation.all_answers, zone)
    standing = [spot for spot in spots.values() if not spot.withdrawn]
    asked_for = late_looks(catalogue, (part.rule for part in found.risk.findings))
    build = _Build(found, catalogue, zone, now, by, frozenset(asked_for), returned)
    return PatchTests(
        asked=asks(catalogue),
        tests=tuple(build.row(test, spots[test.pk]) for test in every),
        lines=_lines(catalogue, said) if standing else (),
        applied=the_test(standing).at.astimezone(zone).date() if standing else None,
        behind=any(consultation.answers.get(key) != value for key, value in said.items()),
        form=build.form(),
    )


def tests_of(consultation: Consultation) -> list[PatchTest]:
    """Of the patient, the newest first, with everything that is shown of them. Two statements."""
    readings = PatchTestReading.objects.select_related("read_by", "withdrawn_by", "photo")
    return list(
        PatchTest.objects.filter(patient_id=consultation.patient_id)
        .select_related("applied_by", "recorded_by", "withdrawn_by")
        .prefetch_related(Prefetch("readings", readings.defer("photo__content")))
        .order_by("-applied_at", "-pk")
    )


def spot_of(test: PatchTest) -> Spot:
    looks = tuple(
        Look(reading.read_at, reading.result, reading.late_symptoms)
        for reading in test.readings.all()
        if reading.withdrawn_at is None
    )
    withdrawn = test.withdrawn_at is not None
    return Spot(test.applied_at, test.same_products, looks, withdrawn=withdrawn)


def patch_test_form(
    consultation: Consultation, by: User, data: Any = None, wanted: Iterable[int] = ()
) -> PatchTestForm:
    """Offering the late readings that the edition knows, and the colleagues who treat."""
    catalogue = catalogue_of(consultation)
    known = late_looks(catalogue, catalogue.rules)
    people = User.objects.filter(site=consultation.site_id, role__in=REVIEWERS, is_active=True)
    return PatchTestForm(
        data,
        site=consultation.site,
        people=people.order_by("display_name", "pk"),
        late={first: _days_in_words(first, last) for first, last in sorted(known.items())},
        wanted=wanted,
        by=by,
    )


def _days_in_words(first: int, last: int) -> str:
    return f"From day {first // 24} to day {last // 24}"


def _lines(catalogue: Catalogue, said: Mapping[str, Any]) -> tuple[Line, ...]:
    questions = [catalogue.questions[key] for key in QUESTIONS if key in said]
    return tuple(Line(part.text, in_words(part, said[part.key])) for part in questions)


@dataclass(frozen=True, slots=True)
class _Build:
    found: Case
    catalogue: Catalogue
    zone: tzinfo
    now: datetime
    by: User
    asked_for: frozenset[int]
    returned: Returned | None

    def back(self, act: str, pk: int) -> Any:
        """The form of this act that came back, if it is the one."""
        return self.returned[2] if self.returned and self.returned[:2] == (act, pk) else None

    def form(self) -> PatchTestForm:
        return self.back("record", 0) or patch_test_form(
            self.found.consultation, self.by, wanted=self.asked_for
        )

    def row(self, test: PatchTest, spot: Spot) -> TestRow:
        looks = dues(self.catalogue, spot, {*test.read_after, *self.asked_for}, self.zone, self.now)
        until = valid_until(self.catalogue, test.applied_at.astimezone(self.zone).date())
        site = self.found.consultation.site
        return TestRow(
            test=test,
            products=tuple(
                (KIND_NAMES.get(part["kind"], ""), part["name"], part["lot"])
                for part in test.products
            ),
            same={True: "Yes", False: "No", None: "Not sure"}[test.same_products],
            dues=looks,
            next=next_due(looks),
            counts_from=first_look(self.catalogue, test.applied_at),
            valid_until=until,
            too_old=until is not None and until < self.found.consultation.planned_date,
            readings=tuple(self.reading(part, spot) for part in test.readings.all()),
            read=self.back("read", test.pk) or ReadingForm(site=site, auto_id=f"read_{test.pk}_%s"),
            withdraw=self.back("withdraw", test.pk)
            or WithdrawPatchForm(auto_id=f"patch_off_{test.pk}_%s"),
        )

    def reading(self, part: PatchTestReading, spot: Spot) -> ReadingRow:
        look = Look(part.read_at, part.result, part.late_symptoms)
        early = None
        if not counts(self.catalogue, spot, look):
            early = int((part.read_at - spot.at).total_seconds() // 3600)
        return ReadingRow(
            reading=part,
            early=early,
            withdraw=self.back("withdraw_reading", part.pk)
            or WithdrawPatchForm(auto_id=f"reading_off_{part.pk}_%s"),
            own_reaction=part.result == REACTION and part.read_by_id == self.by.pk,
        )
