"""Finding people: by any part of their name, birth date, phone or reference; and look-alikes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Left, Lower
from django.db.models.lookups import GreaterThan, LessThan

from clinic.models.user import Role, User
from consultations.search import Wanted, read_search

if TYPE_CHECKING:
    pass

MOST = 8
LEAST_ALIKE = 0.3
LEAST_ALIKE_WORD = 0.4
CARE = frozenset({Role.FRONT_DESK, Role.TECHNICIAN, Role.CLINIC_LEAD})


def folded(first: Any, last: Any | None = None) -> Func:
    """A name as the column folded_name keeps it."""
    return Func(
        first,
        Value("") if last is None else last,
        function="public.scalpwise_name",
        output_field=models.TextField(),
    )


@dataclass(frozen=True, slots=True)
class PatientMatch:
    """One row of the search: enough to know the person by, and no more."""

    id: int
    reference: str
    first_name: str
    last_name: str
    birth_date: date
    phone: str
    email: str
    last_seen: date | None
    similar: bool

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def list_name(self) -> str:
        return f"{self.last_name.upper()}, {self.first_name}"

    @property
    def phone_end(self) -> str:
        return "".join(sign for sign in self.phone if sign.isdigit())[-4:]

    def age_on(self, day: date) -> int:
        had_birthday = (day.month, day.day) >= (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - (not had_birthday)


COLUMNS = (
    *("id", "reference", "first_name", "last_name", "birth_date", "phone", "email"),
    *("last_seen", "similar"),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on file who may be the same person; `why`: birth_date, phone, email."""

    match: PatientMatch
    why: tuple[str, ...]


class PatientQuerySet(models.QuerySet["Patient"]):
    def visible_to(self, user: User) -> PatientQuerySet:
        """The patients of one's own site, for the roles that care for them."""
        if not user.is_active or user.role not in CARE:
            return self.none()
        return self.filter(site_id=user.site_id)

    def with_similar(self) -> PatientQuerySet:
        """`similar`: another patient has the same surname and initial, or the same birth date."""
        others = self.model._default_manager.filter(site=OuterRef("site")).exclude(
            pk=OuterRef("pk")
        )
        same_name = Q(last_folded=folded(OuterRef("last_name"))) & Q(
            initial=folded(Left(OuterRef("first_name"), 1))
        )
        namesakes = others.alias(
            last_folded=folded(F("last_name")), initial=folded(Left("first_name", 1))
        ).filter(same_name)
        twins = others.filter(birth_date=OuterRef("birth_date"))
        return self.annotate(similar=Exists(twins) | Exists(namesakes))

    def with_last_seen(self) -> PatientQuerySet:
        """`last_seen`: the day the newest consultation was started."""
        newest = self.model._meta.get_field("consultations").related_model
        started = newest._default_manager.filter(patient=OuterRef("pk")).order_by("-started_at")
        return self.annotate(last_seen=Subquery(started.values("started_at__date")[:1]))

    def find(self, text: str, today: date) -> list[PatientMatch]:
        """At most eight people, in one statement: those that fit, then those that nearly fit."""
        wanted = read_search(text, today)
        if not wanted:
            return []
        fits = self._fits(wanted)
        query = folded(Value(" ".join(wanted.words)))
        exact = self.filter(fits).annotate(alike=TrigramSimilarity("folded_name", query))
        rows = _rows(exact)
        if wanted.words:
            room_left = LessThan(
                Func(
                    ArraySubquery(self.filter(fits).order_by().values("pk")[:MOST]),
                    function="cardinality",
                    output_field=models.IntegerField(),
                ),
                Value(MOST),
            )
            near = self.filter(room_left, _nearly_fits(wanted)).exclude(fits)
            near = near.annotate(alike=TrigramWordSimilarity(query, "folded_name"))
            rows = rows.union(_rows(near), all=True)
        return [PatientMatch(*row) for row in rows[:MOST]]

    def _fits(self, wanted: Wanted) -> Q:
        """Each word begins a word of the name; a date, phone or reference on its own fits too."""
        fits = Q(*(_begins(word) for word in wanted.words))
        if wanted.dates or wanted.digits:
            fits &= Q(*_beside(wanted), _connector=Q.OR)
        if wanted.reference:
            consultation = self.model._meta.get_field("consultations").related_model
            theirs = consultation._default_manager.filter(reference=f"C-{wanted.reference}")
            by_reference = Q(reference=f"P-{wanted.reference}") | Q(
                pk__in=theirs.values("patient_id")
            )
            fits = fits | by_reference if fits else by_reference
        return fits

    def alike(
        self,
        *,
        first_name: str,
        last_name: str,
        birth_date: date,
        phone: str = "",
        email: str = "",
        but_not: Collection[int] = (),
    ) -> tuple[Candidate, ...]:
        """Who might be the same person: same birth date and similar name, same phone or email."""
        name = folded(Value(first_name), Value(last_name))
        typed = Func(Value(phone), function="public.scalpwise_phone")
        same = {
            "birth_date": Q(birth_date=birth_date, alike__gte=LEAST_ALIKE),
            "phone": Q(phone_digits=typed) & ~Q(phone_digits="") if phone else None,
            "email": Q(email_small=email.strip().lower()) if email.strip() else None,
        }
        tests = {key: test for key, test in same.items() if test is not None}
        found = (
            self.exclude(pk__in=but_not)
            .alias(alike=TrigramSimilarity("folded_name", name), email_small=Lower("email"))
            .annotate(
                **{
                    f"same_{key}": models.ExpressionWrapper(test, models.BooleanField())
                    for key, test in tests.items()
                }
            )
            .filter(Q(*tests.values(), _connector=Q.OR))
            .with_similar()
            .with_last_seen()
            .order_by("last_name", "first_name", "pk")
            .values_list(*COLUMNS, *(f"same_{key}" for key in tests))
        )
        return tuple(
            Candidate(
                PatientMatch(*row[: len(COLUMNS)]),
                tuple(key for key, hit in zip(tests, row[len(COLUMNS) :], strict=True) if hit),
            )
            for row in found[:MOST]
        )


def _rows(found: PatientQuerySet) -> Any:
    ordered = (
        found.with_similar().with_last_seen().order_by("-alike", "last_name", "first_name", "pk")
    )
    return ordered.values_list(*COLUMNS)[:MOST]


def _beside(wanted: Wanted) -> list[Q]:
    tests = []
    if wanted.dates:
        tests.append(Q(birth_date__in=wanted.dates))
    if wanted.digits:
        tests.append(Q(phone_digits__endswith=wanted.digits))
    return tests


def _begins(word: str) -> Q:
    return Q(folded_name__contains=folded(Value(word)))


def _nearly_fits(wanted: Wanted) -> Q:
    """A slip of the pen: very alike, or alike with the same two letters at the beginning."""
    tests = []
    for word in wanted.words:
        near = Q(folded_name__trigram_word_similar=folded(Value(word)))
        alike = TrigramWordSimilarity(folded(Value(word)), "folded_name")
        near |= _begins(word[:2]) & Q(GreaterThan(alike, Value(LEAST_ALIKE_WORD)))
        tests.append(near)
    return Q(*tests)
