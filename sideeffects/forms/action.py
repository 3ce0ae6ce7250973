"""The editor of an action: what it says, by when it is done, and what it leaves to each rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from sideeffects.evidence.labels import CLEARED_BY, GATE
from sideeffects.forms.entry import Plain, RowForm, RowKind
from sideeffects.forms.picks import PickingForm, TextField, line
from sideeffects.forms.placeholders import unknown_names

NAME = re.compile(r"[a-z][a-z0-9_]*")


class ParameterRow(RowForm):
    name = line(label="Name", max_length=40, help_text="One word, such as days.")

    @classmethod
    def boxes_of(cls, part: Any) -> Plain:
        return {"name": part}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not NAME.fullmatch(name):
            raise forms.ValidationError(
                "Name: small letters, figures and underscores only, a letter first"
            )
        return name

    def part(self) -> str:
        return str(self.cleaned_data.get("name", ""))


class WordsRow(RowForm):
    """One value that a rule can give, and how it reads."""

    parameter = line(label="Open word", max_length=40)
    value = line(label="Short name", max_length=60)
    words = line(label="As it reads", max_length=300)


class ActionForm(PickingForm):
    part = "actions"
    row_kinds: ClassVar[Mapping[str, RowKind]] = {
        "params": RowKind(
            ParameterRow,
            "open word",
            label="Open words",
            help="What each rule fills in. The texts name it in braces: Give {days} to think.",
        ),
        "words": RowKind(
            WordsRow,
            "wording",
            label="Words to choose from",
            help="Where a rule picks words and not a period: minoxidil reads “minoxidil for your "
            "scalp”.",
        ),
    }

    label = TextField(label="Staff read", rows=2, help_text="Begin with what to do: Ask for …")
    patient = TextField(
        label="The patient reads",
        rows=2,
        required=False,
        help_text="Leave it empty to say nothing.",
    )
    gate = forms.ChoiceField(label="To be done", choices=[("", "Pick one"), *GATE.items()])
    cleared_by = forms.ChoiceField(
        label="What clears it", choices=[("", "Pick one"), *CLEARED_BY.items()]
    )
    urgent = forms.BooleanField(
        label="It cannot wait for the review: a task for the technicians at once", required=False
    )
    bookable_after = line(
        label="Days before the first booking",
        required=False,
        help_text="The open word whose days must pass, once it is done, before treatment. "
        "Empty: none.",
    )

    def parts_of(self, plain: Plain, name: str) -> list[Any]:
        if name == "params":
            return list(plain.get("params") or [])
        return [
            {"parameter": parameter, "value": value, "words": words}
            for parameter, group in (plain.get("words") or {}).items()
            for value, words in group.items()
        ]

    def clean(self) -> Plain:
        given: Plain = super().clean() or self.cleaned_data
        known = [str(row["name"].value() or "").strip() for row in self.rows["params"]]
        for box in ("label", "patient"):
            for name in unknown_names(self.draft, given.get(box) or "", known):
                words = f"“{{{name}}}” is neither an open word below nor a waiting period."
                self.add_error(box, words)
        after = given.get("bookable_after")
        if after and after not in known:
            self.add_error("bookable_after", f"There is no open word “{after}” below.")
        if len(set(known)) < len(known):
            self.add_error(None, "An open word stands twice. Remove one.")
        self._clean_words(known)
        return given

    def _clean_words(self, known: list[str]) -> None:
        said = [
            tuple(str(row[name].value() or "").strip() for name in ("parameter", "value"))
            for row in self.rows["words"]
        ]
        for parameter, value in said:
            if parameter and parameter not in known:
                self.add_error(None, f"There is no open word “{parameter}” to choose words for.")
            if value and said.count((parameter, value)) > 1:
                self.add_error(None, f"The short name “{value}” stands twice. Remove one.")

    def entry(self) -> Plain:
        given = self.cleaned_data
        entry: Plain = {name: given[name] for name in ("label", "gate", "cleared_by")}
        entry["patient"] = given["patient"] or None
        if params := self.parts("params"):
            entry["params"] = params
        if words := self._words():
            entry["words"] = words
        if given["urgent"]:
            entry["urgent"] = True
        if given["bookable_after"]:
            entry["bookable_after"] = given["bookable_after"]
        return entry

    def _words(self) -> dict[str, dict[str, str]]:
        words: dict[str, dict[str, str]] = {}
        for part in self.parts("words"):
            words.setdefault(part["parameter"], {})[part["value"]] = part["words"]
        return words

    def new_key(self) -> str:
        return str(self.cleaned_data["label"])
