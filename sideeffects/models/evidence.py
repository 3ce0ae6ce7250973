"""What can go wrong, for whom, how often and how we know."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from sideeffects.models.entry import (
    Entry,
    known,
    maybe_part,
    maybe_prose,
    one_of,
    part,
    plain_key,
    prose,
)
from sideeffects.risk import parse_evidence
from sideeffects.risk.parse_evidence import DIRECTNESS, GRADES


def keys(names: str) -> ArrayField[list[str], list[str]]:
    """The keys of other entries, in order."""
    return ArrayField(
        models.CharField(max_length=80, validators=[plain_key]),
        default=list,
        blank=True,
        help_text=f"The keys of {names}, one a line.",
    )


def other_words() -> ArrayField[list[str], list[str]]:
    return ArrayField(
        models.TextField(),
        default=list,
        blank=True,
        help_text="Other words people use for it, one a line.",
    )


def for_patients() -> models.TextField[str, str]:
    return maybe_prose(help_text="What it is, as a patient would read it.")


class Source(Entry):
    FILE = PART = "sources"
    READ = staticmethod(parse_evidence.source)
    APART = frozenset(("checked_on", "checked_by", "check_again_by"))

    type = prose()
    authors = prose()
    year = models.PositiveIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1000), MaxValueValidator(3000)]
    )
    title = prose()
    container = prose(help_text="The journal, book or site it stands in.")
    doi = maybe_prose()
    pmid = maybe_prose()
    url = maybe_prose()
    verification = prose()
    seen = maybe_prose(help_text="What of it was read: abstract, full text, a press report.")
    note = maybe_prose()
    used_by = ArrayField(models.TextField(), default=list, blank=True)

    # Apart from the edition: whether our reading of it is still fresh.
    checked_on = models.DateField(null=True, blank=True)
    checked_by = maybe_prose()
    check_again_by = models.DateField(null=True, blank=True)

    class Meta(Entry.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="source_checked_when_and_by_whom",
                condition=Q(checked_on__isnull=True, checked_by="")
                | (Q(checked_on__isnull=False) & ~Q(checked_by="")),
                violation_error_message="Say both when it was checked and by whom.",
            ),
        ]


class SideEffect(Entry):
    FILE = PART = "side_effects"
    READ = staticmethod(parse_evidence.side_effect)
    OPTIONAL = frozenset(("also_called", "for_patients"))

    plain_name = prose()
    clinical_name = prose()
    category = prose()
    onset = maybe_part(help_text="{text, min_days, max_days}")
    duration = maybe_part(help_text="{text, min_days, max_days}")
    severity = prose()
    frequency = part(help_text="A list of {text, n, N, population, source}.")
    warning_signs = ArrayField(
        models.TextField(), default=list, blank=True, help_text="One a line."
    )
    what_to_do = prose()
    evidence_grade = one_of(GRADES)
    evidence_directness = one_of(DIRECTNESS)
    sources = keys("sources")
    seed_verdict = maybe_prose()
    seed_note = maybe_prose()
    note = maybe_prose()
    timing_basis = prose()
    also_called = other_words()
    for_patients = for_patients()

    class Meta(Entry.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("evidence_grade", GRADES, model="sideeffect"),
            known("evidence_directness", DIRECTNESS, model="sideeffect"),
        ]


class Contraindication(Entry):
    FILE = PART = "contraindications"
    READ = staticmethod(parse_evidence.contraindication)
    OPTIONAL = frozenset(("plain_name", "also_called", "for_patients"))

    name = prose()
    group = prose()
    kinds = part(help_text="A list of {kind, when}.")
    required_action = prose()
    raises = part(help_text="A list of {side_effect, why}.")
    not_sure_means = prose()
    evidence_grade = one_of(GRADES)
    evidence_directness = one_of(DIRECTNESS)
    sources = keys("sources")
    note = maybe_prose()
    questions = keys("questions")
    rules = keys("rules")
    waiting_period_or_limit_grade = one_of(GRADES, blank=True, default="")
    plain_name = maybe_prose(help_text="What a patient would call it.")
    also_called = other_words()
    for_patients = for_patients()

    class Meta(Entry.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("evidence_grade", GRADES, model="contraindication"),
            known("evidence_directness", DIRECTNESS, model="contraindication"),
            known(
                "waiting_period_or_limit_grade",
                GRADES,
                model="contraindication",
                may_be_empty=True,
            ),
        ]


class Claim(Entry):
    """Something a clinic's or vendor's page says, with our verdict."""

    FILE = PART = "claims"
    KEY = "id"
    READ = staticmethod(parse_evidence.claim)

    seed = prose(help_text="The key of the page that makes the claim.")
    claim = prose()
    about = prose(help_text="What it is really about: smp, hair_transplant, mixed, marketing.")
    verdict = prose()
    reason = prose()
    sources = keys("sources")
    side_effects = keys("side effects")
