"""A patch test as a technician records it, and each look at the spot."""

from __future__ import annotations

import uuid
import zoneinfo
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils import timezone

from clinic.forms.dates import MemorableDateField
from clinic.forms.files import RedrawnFileField
from clinic.forms.plain import PlainForm
from clinic.models import Site, User
from consultations.forms.words_box import words_box
from consultations.models import PatchTestReading

# The rows of the form: what it is called in the boxes' names, its kind, its label.
PRODUCTS = (
    ("pigment", "pigment", "Pigment"),
    ("pigment_2", "pigment", "Second pigment"),
    ("numbing", "numbing", "Numbing cream"),
    ("antiseptic", "antiseptic", "Antiseptic"),
    ("other", "other", "Another product"),
)
SAME = (("yes", "Yes"), ("no", "No"), ("not_sure", "Not sure"))
LONGEST_NOTE = 2000


def _line(label: str, longest: int, **fields: Any) -> forms.CharField:
    box = forms.TextInput({"autocomplete": "off"})
    return forms.CharField(label=label, max_length=longest, widget=box, **fields)


def _clock(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%H.%M", "%H%M"],
        widget=forms.TimeInput(
            {"autocomplete": "off", "inputmode": "numeric", "class": "w-4"}, format="%H:%M"
        ),
        error_messages={"invalid": "Write the time as 14:30", "required": "Write the time"},
    )


class MomentForm(PlainForm):
    """A day and a time at the site, both filled in with now."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        self.zone = zoneinfo.ZoneInfo(site.timezone)
        local = timezone.now().astimezone(self.zone)
        first = {"key": uuid.uuid4(), "day": local.date(), "time": local.time()}
        super().__init__(*args, initial={**first, **kwargs.pop("initial", {})}, **kwargs)

    def at(self) -> datetime:
        given = self.cleaned_data
        return datetime.combine(given["day"], given["time"], self.zone)


class PatchTestForm(MomentForm):
    """`late`: the late readings that this edition knows, those ticked that the findings ask for."""

    prefix = "patch"
    place = _line("Where on the body?", 120, error_messages={"required": "Write where it is"})
    day = MemorableDateField(label="Applied on", past=True)
    time = _clock("At what time?")
    applied_by = forms.TypedChoiceField(label="By whom?", coerce=int)
    same_products = forms.ChoiceField(
        label="Are these the products we plan to treat with?",
        choices=SAME,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether these are the products we plan to treat with"},
    )
    late = forms.TypedMultipleChoiceField(
        label="Look at it once more",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    note = words_box("Note", rows=2, longest=LONGEST_NOTE)

    def __init__(
        self,
        *args: Any,
        people: Iterable[User],
        late: Mapping[int, str],
        wanted: Iterable[int] = (),
        by: User,
        **kwargs: Any,
    ) -> None:
        self.people = {person.pk: person for person in people}
        kwargs["initial"] = {"applied_by": by.pk, "late": list(wanted)}
        super().__init__(*args, **kwargs)
        self._offer("applied_by", [(pk, str(person)) for pk, person in self.people.items()])
        self._offer("late", list(late.items()))
        if not late:
            del self.fields["late"]
        for name, _, label in PRODUCTS:
            self.fields[f"{name}_name"] = _line(f"{label}: name", 120, required=False)
            self.fields[f"{name}_lot"] = _line(f"{label}: lot", 60, required=False)

    def _offer(self, name: str, choices: list[tuple[int, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name, _, label in PRODUCTS:
            called, lot = given.get(f"{name}_name"), given.get(f"{name}_lot")
            if called and not lot and f"{name}_lot" not in self.errors:
                self.add_error(f"{name}_lot", f"{label}: write the lot, or “not known”")
            if lot and not called and f"{name}_name" not in self.errors:
                self.add_error(f"{name}_name", f"{label}: write the name of the product")
        if not self._products(given) and not self.errors:
            self.add_error("pigment_name", "Write which products were put on the skin")
        return given

    @staticmethod
    def _products(given: Mapping[str, Any]) -> list[dict[str, str]]:
        return [
            {"kind": kind, "name": given[f"{name}_name"], "lot": given.get(f"{name}_lot", "")}
            for name, kind, _ in PRODUCTS
            if given.get(f"{name}_name")
        ]

    def rows(self) -> Iterable[tuple[str, forms.BoundField, forms.BoundField]]:
        """Each product: what it is, the box for its name, the box for its lot."""
        return ((label, self[f"{name}_name"], self[f"{name}_lot"]) for name, _, label in PRODUCTS)

    def terms(self) -> dict[str, Any]:
        """What `record_test` takes."""
        given = self.cleaned_data
        return {
            "products": self._products(given),
            "place": given["place"],
            "applied_at": self.at(),
            "applied_by": self.people[given["applied_by"]],
            "same_products": {"yes": True, "no": False}.get(given["same_products"]),
            "late": given.get("late", []),
            "note": given["note"],
            "key": given["key"],
        }


class ReadingForm(MomentForm):
    prefix = "reading"
    day = MemorableDateField(label="Looked at on", past=True)
    time = _clock("At what time?")
    result = forms.ChoiceField(
        label="What is seen?",
        choices=PatchTestReading.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pick what is seen"},
    )
    late_symptoms = forms.ChoiceField(
        label="Ask the patient: itchy, red or bumpy at any time since?",
        choices=PatchTestReading.Late.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pick what the patient says about itching since"},
    )
    photo = RedrawnFileField(label="Photo", required=False, papers=False)
    note = words_box("Note", rows=2, longest=LONGEST_NOTE)

    def terms(self) -> dict[str, Any]:
        """What `record_reading` takes."""
        given = self.cleaned_data
        same = {name: given[name] for name in ("result", "late_symptoms", "photo", "note", "key")}
        return {"read_at": self.at(), **same}


class WithdrawPatchForm(PlainForm):
    prefix = "withdraw"
    reason = _line(
        "Why is it withdrawn?", 400, error_messages={"required": "Write why it is withdrawn"}
    )
