"""Boxes in which other entries of the draft are picked, and closed lists of words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clinic import words
from sideeffects.desk.offered import offered
from sideeffects.evidence import labels
from sideeffects.forms.entry import EntryForm, RowForm
from sideeffects.forms.rows import LinesField
from sideeffects.risk import Catalogue

NOTHING_PICKED = ("", "Pick one")
GRADES = [(key, f"{one.words}: {labels.GRADES[key]}") for key, one in words.GRADES.items()]


class PickField(forms.MultipleChoiceField):
    """Any number of entries, those picked first and in their order. See desk/_pick.html."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, part: str, *, one: str, **kwargs: Any) -> None:
        self.part, self.one = part, one
        self.picked = self.others = 0
        self.known: frozenset[str] = frozenset()
        super().__init__(**kwargs)

    def offer(self, draft: Catalogue, value: Any) -> None:
        self.narrow(offered(draft, self.part), value)

    def narrow(self, names: Mapping[str, str], value: Any) -> None:
        """Offer these, and whatever is picked: what is not there any more can be unticked."""
        picked = list(dict.fromkeys(value or []))
        self.known = frozenset(names)
        gone = f"not in the draft any more: untick this {self.one}"
        others = [(key, name) for key, name in names.items() if key not in picked]
        self.choices = [(key, names.get(key, f"{key} ({gone})")) for key in picked] + others
        self.picked, self.others = len(picked), len(others)

    def validate(self, value: list[str]) -> None:
        if lost := [key for key in value if key not in self.known]:
            raise ValidationError(f"“{lost[0]}” is not in the draft any more. Untick it.")
        if self.required and not value:
            raise ValidationError(f"{self.label}: pick at least one {self.one}")

    def clean(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().clean(value)))


class PickOneField(forms.ChoiceField):
    """One entry of the draft."""

    def __init__(self, part: str, *, nothing: str = NOTHING_PICKED[1], **kwargs: Any) -> None:
        self.part, self.nothing = part, nothing
        super().__init__(**kwargs)

    def offer(self, draft: Catalogue, value: Any) -> None:
        names = offered(draft, self.part)
        self.choices = [("", self.nothing), *names.items()]
        if value and "+" in value:  # several as one, as a folder may bring them: kept as they are
            together = " and ".join(names.get(key, key) for key in value.split("+"))
            self.choices = [*self.choices, (value, together)]


class WordField(forms.ChoiceField):
    """One of the catalogue's short words: those we know, and those the draft uses already."""

    def __init__(
        self,
        part: str,
        column: str,
        known: Mapping[str, str],
        *,
        nothing: str = NOTHING_PICKED[1],
        **kwargs: Any,
    ) -> None:
        self.part, self.column, self.known, self.nothing = part, column, known, nothing
        super().__init__(**kwargs)

    def offer(self, draft: Catalogue, value: Any) -> None:
        used = [getattr(entry, self.column) for entry in getattr(draft, self.part).values()]
        keys = dict.fromkeys([*self.known, *sorted(filter(None, used))])
        self.choices = [("", self.nothing), *((key, labels.label(self.known, key)) for key in keys)]


class TextField(forms.CharField):
    """A text of several lines, its lines ended as the catalogue's files end them."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea({"rows": rows, "autocomplete": "off"}))
        super().__init__(**_said_plainly(kwargs))

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


def line(**kwargs: Any) -> forms.CharField:
    """A text of one line."""
    box = forms.TextInput({"autocomplete": "off"})
    return forms.CharField(widget=box, **_said_plainly(kwargs))


def _said_plainly(kwargs: dict[str, Any]) -> dict[str, Any]:
    if "max_length" not in kwargs:
        return kwargs
    words = f"{kwargs['label']}: give {kwargs['max_length']:,} letters at most"
    return kwargs | {"error_messages": {"max_length": words}}


def lines(**kwargs: Any) -> LinesField:
    """Texts, one a line; perhaps none."""
    box = forms.Textarea({"rows": 3, "autocomplete": "off"})
    return LinesField(forms.CharField(), required=False, widget=box, **kwargs)


def grade(**kwargs: Any) -> forms.ChoiceField:
    nothing = NOTHING_PICKED if kwargs.get("required", True) else ("", "None")
    return forms.ChoiceField(choices=[nothing, *GRADES], **kwargs)


def nearness() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Nearness",
        help_text="How near the people studied come to those who have scalp micropigmentation.",
        choices=[NOTHING_PICKED, *words.DIRECTNESS.items()],
    )


def offer(form: forms.BaseForm, draft: Catalogue) -> None:
    """Give each box of the form what there is to pick in the draft."""
    for name, field in form.fields.items():
        if isinstance(field, PickField | PickOneField | WordField):
            field.offer(draft, form[name].value())


class PickingRow(RowForm):
    """A repeated part with boxes in which entries are picked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, self.draft)


class PickingForm(EntryForm):
    """An entry that names others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, self.draft)
