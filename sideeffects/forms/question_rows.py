"""The answers of a question, and the question in another language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from sideeffects.desk.keys import key_of_words
from sideeffects.desk.languages import LANGUAGES, language_name
from sideeffects.forms.choosing import choose_from
from sideeffects.forms.entry import Plain, RowForm
from sideeffects.forms.picks import TextField, line
from sideeffects.risk import Catalogue

LABEL = "label-"


class OptionRow(RowForm):
    """An answer. Its key is made from its words once, and never changes."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    label = line(label="Answer", max_length=200)

    def has_changed(self) -> bool:
        """An answer without words is refused, not left out: rules may read it."""
        return True

    def typed(self) -> Plain:
        """Key and words as they stand in the boxes, unjudged."""
        words = str(self["label"].value() or "").strip()
        return {"key": str(self["key"].value() or "") or key_of_words(words), "label": words}

    def part(self) -> Plain:
        words = self.cleaned_data["label"]
        return {"key": self.cleaned_data["key"] or key_of_words(words), "label": words}


class LanguageRow(RowForm):
    """The question in one language. Its boxes for answers are those of the question."""

    language = forms.ChoiceField(label="Language")
    text = TextField(label="The question", required=False, rows=3, max_length=1000)
    why_we_ask = TextField(label="Why we ask", required=False, rows=2, max_length=600)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        draft: Catalogue,
        initial: Plain | None = None,
        prefix: str = "",
    ) -> None:
        super().__init__(data, draft=draft, initial=initial, prefix=prefix)
        self.code = str(self["language"].value() or "")
        known = sorted(LANGUAGES.items(), key=lambda one: one[1])
        if self.code and self.code not in LANGUAGES:
            known.append((self.code, self.code))
        choose_from(self, "language", (("", "Pick a language"), *known))
        begin = f"{prefix}-{LABEL}"
        given = [name.removeprefix(f"{prefix}-") for name in data or () if name.startswith(begin)]
        for name in given or [name for name in initial or {} if name.startswith(LABEL)]:
            self._add_label(name.removeprefix(LABEL), "")
        for name in ("text", "why_we_ask"):
            self.fields[name].widget.attrs |= {"dir": "auto", "lang": self.code}

    def _add_label(self, key: str, words: str) -> None:
        box = forms.TextInput({"autocomplete": "off", "dir": "auto", "lang": self.code})
        self.fields[LABEL + key] = forms.CharField(
            label=f"“{words}”", required=False, max_length=200, widget=box
        )

    def offer(self, options: list[Plain]) -> None:
        """A box for each answer that the question has now, and for no other."""
        for name in [name for name in self.fields if name.startswith(LABEL)]:
            del self.fields[name]
        for option in options:
            self._add_label(option["key"], option["label"])

    @property
    def name(self) -> str:
        return language_name(self.code) if self.code else "New language"

    @classmethod
    def boxes_of(cls, part: Any) -> Plain:
        labels = {LABEL + key: words for key, words in part.get("options", {}).items()}
        return {**part, **labels}

    def has_changed(self) -> bool:
        """A language without words is refused, not left out."""
        return True

    def clean(self) -> Plain:
        given: Plain = super().clean() or {}
        if given.get("language") and not any(
            words for name, words in given.items() if name != "language"
        ):
            self.add_error("text", f"Write the question in {self.name}, or remove the language")
        return given

    def part(self) -> Plain:
        """The translation as a file writes it, with its language."""
        given = self.cleaned_data
        labels = {
            name.removeprefix(LABEL): words
            for name, words in given.items()
            if name.startswith(LABEL) and words
        }
        part = {name: given[name] for name in ("language", "text", "why_we_ask") if given[name]}
        return part | ({"options": labels} if labels else {})


MISSING, CHECK = "missing", "check"


@dataclass(frozen=True, slots=True)
class Pair:
    """A text in our language and its box in another. `flag`: missing, check, or nothing."""

    ours: str
    box: forms.BoundField
    flag: str


@dataclass(frozen=True, slots=True)
class LanguageShown:
    row: LanguageRow
    pairs: tuple[Pair, ...]

    @property
    def missing(self) -> int:
        return sum(pair.flag == MISSING for pair in self.pairs)

    @property
    def check(self) -> bool:
        return any(pair.flag == CHECK for pair in self.pairs)


def language_shown(row: LanguageRow, ours: Mapping[str, str], live: Plain | None) -> LanguageShown:
    """`ours`: each text of the question by the name of its box. A text that is still what it was
    in the live edition, while ours is not, is to be checked."""
    before = dict(_texts(live)) if live else {}
    there = (live or {}).get("translations", {}).get(row.code, {})
    theirs = LanguageRow.boxes_of(there)
    pairs = []
    for name, text in ours.items():
        said = str(row[name].value() or "").strip()
        flag = ""
        if not said:
            flag = MISSING
        elif said == theirs.get(name) and text != before.get(name):
            flag = CHECK
        pairs.append(Pair(text, row[name], flag))
    return LanguageShown(row, tuple(pairs))


def _texts(plain: Plain) -> Iterator[tuple[str, str]]:
    yield from ((name, plain[name]) for name in ("text", "why_we_ask"))
    yield from ((LABEL + option["key"], option["label"]) for option in plain.get("options") or [])
