"""The editor of a side effect."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from sideeffects.evidence import labels
from sideeffects.forms.entry import Plain, RowKind
from sideeffects.forms.picks import (
    PickField,
    PickingForm,
    PickingRow,
    PickOneField,
    TextField,
    WordField,
    grade,
    line,
    lines,
    nearness,
)
from sideeffects.risk.reading import tidy

MOST_PEOPLE = 10**9
NUMBER = {"class": "w-4", "inputmode": "numeric", "autocomplete": "off"}


def people(label: str, *, least: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=least,
        max_value=MOST_PEOPLE,
        widget=forms.TextInput(NUMBER),
        error_messages={
            "invalid": f"{label}: give a whole number",
            "min_value": f"{label}: give {least} or more",
            "max_value": f"{label}: give {MOST_PEOPLE:,} at most",
        },
    )


def days(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_digits=7,
        decimal_places=2,
        widget=forms.TextInput(NUMBER | {"inputmode": "decimal"}),
        error_messages={
            "invalid": f"{label}: give a number of days",
            "min_value": f"{label}: give 0 or more days",
            "max_digits": f"{label}: give 99,999 days at most",
            "max_decimal_places": f"{label}: give two decimals at most",
            "max_whole_digits": f"{label}: give 99,999 days at most",
        },
    )


class FrequencyRow(PickingRow):
    """How often: so many of so many people, who they were, and where it was counted."""

    text = TextField(
        label="What was counted", help_text="In a few words, as the source says it.", rows=2
    )
    n = people("People who had it", least=0)
    N = people("Out of", least=1)
    population = TextField(
        label="Who they were, and what was done to them",
        help_text="Name the procedure. Only people who had SMP, and nothing else, count as SMP.",
        required=False,
        rows=2,
    )
    source = PickOneField("sources", label="Counted in", nothing="No source", required=False)
    source_too = PickOneField(
        "sources",
        label="And in",
        help_text="Only where two studies were counted together.",
        nothing="No second source",
        required=False,
    )
    n_derived_from_percentage = forms.BooleanField(
        label="The source gives a percentage; the number of people was worked out from it",
        required=False,
    )

    @classmethod
    def boxes_of(cls, part: Any) -> Plain:
        first, _, rest = (part.get("source") or "").partition("+")
        return {**part, "source": first, "source_too": rest}

    def clean(self) -> Plain:
        given: Plain = super().clean() or self.cleaned_data
        had, of = given.get("n"), given.get("N")
        if had is not None and of is not None:
            if had > of:
                self.add_error("n", f"{had} of {of} cannot be: those who had it are part of all")
            for name, what in (("population", "who was counted"), ("source", "where it stands")):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, f"{had} of {of} says nothing without {what}")
        return given

    def part(self) -> Plain:
        given = self.cleaned_data
        sources = dict.fromkeys(filter(None, (given["source"], given["source_too"])))
        together = {**given, "source": "+".join(sources)}
        del together["source_too"]
        return {name: value for name, value in together.items() if _is_given(value)}


def _is_given(value: Any) -> bool:
    return value is not None and value is not False and value != ""


class SideEffectForm(PickingForm):
    part = "side_effects"
    row_kinds: ClassVar[Mapping[str, RowKind]] = {
        "frequency": RowKind(
            FrequencyRow,
            "count or remark",
            most=12,
            label="How often",
            help="Without a count of so many out of so many, pages say that nobody has counted it.",
        )
    }

    plain_name = line(label="Name for patients")
    clinical_name = line(label="Name for staff", help_text="The medical name.")
    also_called = lines(
        label="Other words people use", help_text="One a line. The search finds them."
    )
    for_patients = TextField(
        label="What it is, for patients",
        help_text="Two or three short sentences in plain words.",
        required=False,
    )
    category = WordField("side_effects", "category", labels.CATEGORY, label="Kind")
    severity = WordField("side_effects", "severity", labels.SEVERITY, label="How bad it is")
    onset_text = line(label="It starts", help_text="In words: 2 to 3 days after the session.")
    onset_min = days("Earliest day it starts")
    onset_max = days("Latest day it starts")
    duration_text = line(label="It lasts", help_text="In words: a week, or for life.")
    duration_min = days("Shortest, in days")
    duration_max = days("Longest, in days")
    timing_basis = TextField(
        label="Where these times come from",
        help_text="A source by its key, or in words: general clinical knowledge.",
        rows=2,
    )
    warning_signs = lines(
        label="Warning signs", help_text="One a line. When somebody should see a doctor."
    )
    what_to_do = TextField(label="What to do", help_text="For the patient, in plain words.")
    evidence_grade = grade(
        label="Strength of the evidence", help_text="For the side effect and how often it happens."
    )
    evidence_directness = nearness()
    sources = PickField("sources", one="source", label="Evidence", required=False)
    seed_verdict = WordField(
        "side_effects",
        "seed_verdict",
        labels.VERDICT,
        label="What clinics and sellers say about it is",
        nothing="Nothing said",
        required=False,
    )
    seed_note = TextField(label="Why we say so", required=False, rows=2)
    note = TextField(label="Note for staff", required=False, rows=2)

    SPANS: ClassVar[tuple[str, ...]] = ("onset", "duration")

    def boxes_of(self, plain: Plain) -> Plain:
        boxes = dict(plain)
        for name in self.SPANS:
            span = plain[name]
            boxes[f"{name}_text"] = span["text"]
            boxes[f"{name}_min"], boxes[f"{name}_max"] = span["min_days"], span["max_days"]
        return boxes

    def clean(self) -> Plain:
        given: Plain = super().clean() or self.cleaned_data
        for name in self.SPANS:
            first, last = given.get(f"{name}_min"), given.get(f"{name}_max")
            if first is not None and last is not None and first > last:
                self.add_error(f"{name}_max", f"Give {first} days or more: the other box says so")
        return given

    def entry(self) -> Plain:
        given = {name: None if value == "" else value for name, value in self.cleaned_data.items()}
        for name in self.SPANS:
            given[name] = {
                "text": given.pop(f"{name}_text"),
                "min_days": _number(given.pop(f"{name}_min")),
                "max_days": _number(given.pop(f"{name}_max")),
            }
        return given | {"frequency": self.parts("frequency")}

    def new_key(self) -> str:
        return str(self.cleaned_data["plain_name"])


def _number(value: Decimal | None) -> Any:
    return None if value is None else tidy(value)
