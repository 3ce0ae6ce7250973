"""Finding people: by any part of their name, birth date, phone or reference; and look-alikes.

Each function takes the people to look among (`Patient.objects.visible_to(user)`) and asks once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Left, Lower
from django.db.models.lookups import GreaterThan, LessThan

from clinic.models.user import Role, User
from consultations.search import Wanted

MOST = 8
LEAST_ALIKE = 0.3
LEAST_ALIKE_WORD = 0.3
REVIEWERS = frozenset({Role.TECHNICIAN, Role.CLINIC_LEAD})
CARE = REVIEWERS | {Role.FRONT_DESK}
KNOWS_PATIENTS = CARE | {Role.AUDITOR}  # who a patient is; of their answers nothing


def site_cared_for(user: User) -> int | None:
    """The key of the site whose patients this person may see; None for everybody else."""
    return user.site_id if user.is_active and user.role in CARE else None


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
        return age_on(self.birth_date, day)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on file who may be the same person; `why`: birth_date, phone, email."""

    match: PatientMatch
    why: tuple[str, ...]


COLUMNS = (
    *("id", "reference", "first_name", "last_name", "birth_date", "phone", "email"),
    *("last_seen", "similar"),
)


def age_on(born: date, day: date) -> int:
    """Whole years. Somebody born on 29 February has the birthday on 1 March of a common year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def folded(first: Any, last: Any | None = None) -> Any:
    """A name as the column folded_name keeps it."""
    return Func(
        first,
        Value("") if last is None else last,
        function="public.scalpwise_name",
        output_field=models.TextField(),
    )


def similar(everybody: Any) -> Any:
    """Whether another patient has the same surname and initial, or the same birth date."""
    others = everybody.filter(site=OuterRef("site")).exclude(pk=OuterRef("pk"))
    twins = others.filter(birth_date=OuterRef("birth_date"))
    namesakes = others.alias(
        surname=folded(F("last_name")), initial=folded(Left("first_name", 1))
    ).filter(
        surname=folded(OuterRef("last_name")),
        initial=folded(Left(OuterRef("first_name"), 1)),
    )
    return Exists(twins) | Exists(namesakes)


def last_seen(consultations: Any) -> Any:
    """The day the newest consultation was started."""
    newest = consultations.filter(patient=OuterRef("pk")).order_by("-started_at")
    return Subquery(newest.values("started_at__date")[:1])


def matches(people: Any, wanted: Wanted, consultations: Any) -> list[PatientMatch]:
    """At most eight: those that fit, the most alike first; then those that nearly fit.

    The second half of the statement is not run when the first one fills the list.
    """
    fits = _fits(wanted, consultations)
    typed = folded(Value(" ".join(wanted.words)))
    rows = _rows(people.filter(fits).annotate(alike=TrigramSimilarity("folded_name", typed)))
    if wanted.words:
        fitting = ArraySubquery(people.filter(fits).order_by().values("pk")[:MOST])
        count = Func(fitting, function="cardinality", output_field=models.IntegerField())
        near = people.filter(LessThan(count, Value(MOST)), _nearly_fits(wanted)).exclude(fits)
        near = near.annotate(alike=_word_similarity(typed))
        rows = rows.union(_rows(near), all=True)
    return [PatientMatch(*row) for row in rows[:MOST]]


def _rows(found: Any) -> Any:
    ordered = found.order_by("-alike", "last_name", "first_name", "pk")
    return ordered.with_similar().with_last_seen().values_list(*COLUMNS)[:MOST]


def _fits(wanted: Wanted, consultations: Any) -> Q:
    """Each word begins a word of the name; a date, phone or reference on its own fits too."""
    fits = Q(*(_begins(word) for word in wanted.words)) & _beside(wanted)
    if wanted.reference:
        theirs = consultations.filter(reference=f"C-{wanted.reference}")
        by_reference = Q(reference=f"P-{wanted.reference}") | Q(
            pk=Subquery(theirs.values("patient")[:1])
        )
        fits = fits | by_reference if fits else by_reference
    return fits


def _beside(wanted: Wanted) -> Q:
    """The birth date or the phone that must fit as well."""
    fits = Q()
    if wanted.dates:
        fits |= Q(birth_date__in=wanted.dates)
    if wanted.digits:
        fits |= Q(phone_digits__endswith=wanted.digits)
    return fits


def _begins(word: str) -> Q:
    return Q(folded_name__contains=folded(Value(word)))


def _nearly_fits(wanted: Wanted) -> Q:
    """A slip of the pen: very alike, or alike with the same two letters at the beginning."""
    tests = []
    for word in wanted.words:
        typed = folded(Value(word))
        alike = Q(GreaterThan(_word_similarity(typed), Value(LEAST_ALIKE_WORD)))
        tests.append(Q(folded_name__trigram_word_similar=typed) | (_begins(word[:2]) & alike))
    return Q(*tests) & _beside(wanted)


def _word_similarity(typed: Any) -> Any:
    return TrigramWordSimilarity(typed, "folded_name")


def candidates(
    people: Any,
    *,
    name: tuple[str, str],
    birth_date: date,
    phone: str,
    email: str,
    but_not: Collection[int],
) -> tuple[Candidate, ...]:
    """Who might be the same person: same birth date and similar name, same phone or email."""
    typed = folded(Value(name[0]), Value(name[1]))
    same = {"birth_date": Q(birth_date=birth_date, alike__gte=LEAST_ALIKE)}
    if any(sign.isdigit() for sign in phone):
        same["phone"] = Q(phone_digits=Func(Value(phone), function="public.scalpwise_phone"))
    if email.strip():
        same["email"] = Q(email_small=email.strip().lower())
    found = (
        people.exclude(pk__in=but_not)
        .alias(alike=TrigramSimilarity("folded_name", typed), email_small=Lower("email"))
        .annotate(
            **{
                f"same_{key}": models.ExpressionWrapper(test, models.BooleanField())
                for key, test in same.items()
            }
        )
        .filter(Q(*same.values(), _connector=Q.OR))
        .with_similar()
        .with_last_seen()
        .order_by("last_name", "first_name", "pk")
        .values_list(*COLUMNS, *(f"same_{key}" for key in same))
    )
    return tuple(
        Candidate(
            PatientMatch(*row[: len(COLUMNS)]),
            tuple(key for key, hit in zip(same, row[len(COLUMNS) :], strict=True) if hit),
        )
        for row in found[:MOST]
    )
