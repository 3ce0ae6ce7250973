"""What is asked, what the answers mean, and what is then to be done."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sideeffects.models.entry import Entry, known, maybe_part, maybe_prose, one_of, part, prose
from sideeffects.models.evidence import Contraindication, keys
from sideeffects.risk.parse import action as read_action
from sideeffects.risk.parse import period as read_period
from sideeffects.risk.parse import question as read_question
from sideeffects.risk.parse import rule as read_rule
from sideeffects.risk.parse import section as read_section
from sideeffects.risk.parse_evidence import GRADES
from sideeffects.risk.words import CLEARED_BY, GATES, KINDS, KINDS_OF_QUESTION, STAGES

ASKED_OF = ("patient", "technician")
TENSES = ("past", "planned", "either")
ANCHOR_MISSING = ("hold", "skip")


def amount(**options: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=15, decimal_places=6, **options)


class Section(Entry):
    FILE = "questions"
    PART = "sections"
    READ = staticmethod(read_section)

    title = prose()


class Question(Entry):
    FILE = PART = "questions"
    READ = staticmethod(read_question)
    OPTIONAL = frozenset(
        ("options", "approximate_date_ok", "tense", "unit", "min", "max", "translations")
    )

    section = models.ForeignKey(Section, on_delete=models.PROTECT, to_field="key", related_name="+")
    text = prose()
    why_we_ask = prose()
    kind = one_of(KINDS_OF_QUESTION)
    stage = one_of(STAGES)
    asked_of = one_of(ASKED_OF)
    ask_when = maybe_part(help_text="As a rule's “when”; empty: always asked.")
    not_sure = maybe_part(help_text="{contraindication, kind, action, meaning}, or empty.")
    nothing_to_report = maybe_prose(help_text="The answer that reports nothing.")
    private = models.BooleanField(default=False)
    shelf_life = prose(help_text="“always”, or how long an answer may be used again: 6 months.")
    gate = models.BooleanField(default=False, help_text="Opens other questions; no finding itself.")
    options = part(help_text="A list of {key, label}.")
    approximate_date_ok = models.BooleanField(
        null=True, blank=True, default=None, help_text="Dates only: a month or a year will do."
    )
    tense = one_of(TENSES, blank=True, default="")
    unit = maybe_prose(help_text="Numbers only.")
    min = amount(null=True, blank=True, help_text="Numbers only.")
    max = amount(null=True, blank=True, help_text="Numbers only.")
    translations = maybe_part(help_text="{language: {text, why_we_ask, options: {key: label}}}")

    class Meta(Entry.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("kind", KINDS_OF_QUESTION, model="question"),
            known("stage", STAGES, model="question"),
            known("asked_of", ASKED_OF, model="question"),
            known("tense", TENSES, model="question", may_be_empty=True),
        ]


class Rule(Entry):
    FILE = PART = "rules"
    READ = staticmethod(read_rule)

    contraindication = models.ForeignKey(
        Contraindication, on_delete=models.PROTECT, to_field="key", related_name="+"
    )
    kind = one_of(KINDS)
    when = part(help_text="A list; every item must hold. An item is a line or {any: [lines]}.")
    wait_until = maybe_part(help_text="{of, plus: {days|months|years: period}}, or empty.")
    open_ended = models.BooleanField(default=False)
    provisional = models.BooleanField(default=False)
    when_anchor_missing = one_of(ANCHOR_MISSING, blank=True, default="")
    cleared_by_letter = models.BooleanField(default=False)
    sees_hidden = models.BooleanField(default=False)
    actions = part(help_text="A list of {action, params}.")
    reads_as = prose()
    patient_says = maybe_prose()

    class Meta(Entry.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("kind", KINDS, model="rule"),
            known("when_anchor_missing", ANCHOR_MISSING, model="rule", may_be_empty=True),
        ]


class Period(Entry):
    FILE = PART = "periods"
    READ = staticmethod(read_period)

    label = prose()
    value = amount()
    unit = prose()
    contraindication = prose(help_text="The key of a contraindication, or “all”.")
    evidence_grade = one_of(GRADES, blank=True, default="")
    basis = keys("sources")
    note = maybe_prose()

    class Meta(Entry.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("evidence_grade", GRADES, model="period", may_be_empty=True),
        ]


class Action(Entry):
    FILE = PART = "actions"
    READ = staticmethod(read_action)
    OPTIONAL = frozenset(("params", "words", "bookable_after"))

    label = prose()
    patient = maybe_prose()
    gate = one_of(GATES)
    cleared_by = one_of(CLEARED_BY)
    params = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    words = maybe_part(help_text="Plain words for a parameter's value: {parameter: {value: words}}")
    urgent = models.BooleanField(
        default=False, help_text="Cannot wait for the review: a task for the technicians at once."
    )
    bookable_after = maybe_prose(
        help_text="The parameter whose days must pass, once it is done, before the first booking."
    )

    class Meta(Entry.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("gate", GATES, model="action"),
            known("cleared_by", CLEARED_BY, model="action"),
        ]
