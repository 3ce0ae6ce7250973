"""The editor of a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from sideeffects.desk.languages import language_name, languages_in_use
from sideeffects.desk.meaning import (
    READ_BY_THE_PROGRAM,
    asks_otherwise,
    live_question,
    no_small_fix,
)
from sideeffects.desk.rule_offers import questions_offered
from sideeffects.desk.rule_previews import Told, told
from sideeffects.forms.choosing import choose_from
from sideeffects.forms.entry import Plain
from sideeffects.forms.question_boxes import NEW, SMALL, QuestionBoxes
from sideeffects.forms.question_judging import wrong_boxes
from sideeffects.forms.question_rows import (
    LABEL,
    LanguageRow,
    LanguageShown,
    OptionRow,
    language_shown,
)
from sideeffects.forms.question_words import (
    FIXED_ANSWERS,
    LISTED,
)
from sideeffects.risk import Catalogue
from sideeffects.risk.reading import read_number
from sideeffects.risk.words import IN_PERSON

SHELF_LIFE = re.compile(r"(\d{1,4}) (days|months|years)")
MEANING = ("contraindication", "kind", "action", "meaning")


class QuestionForm(QuestionBoxes):
    """`live`: the question as patients are asked it today; None where it is new in the draft."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.live = live_question(self.plain["key"]) if self.plain else None
        self.renews = False
        if self.live is None:
            del self.fields["change"]
        self._require_what_belongs()
        options = self.options_typed()
        for row in self.language_rows:
            row.offer(options)
        reports = [(one["key"], one["label"]) for one in options]
        self._choose_or_drop("nothing_to_report", "None of them", reports)
        places = [] if self.plain else questions_offered(self.draft)[2:]
        self._choose_or_drop("comes_after", "The other questions of its section", places)

    def _require_what_belongs(self) -> None:
        """A date needs a tense, a number its unit and limits."""
        kind = self["kind"].value()
        self.fields["tense"].required = kind == "date"
        for name in ("unit", "min", "max"):
            self.fields[name].required = kind == "number"
        self.fields["shelf_count"].required = self["shelf_unit"].value() not in ("always", None)

    def _choose_or_drop(self, name: str, nothing: str, choices: Sequence[Any]) -> None:
        """What there is to pick; no box where there is nothing."""
        choose_from(self, name, (("", nothing), *choices))
        if not choices:
            del self.fields[name]

    @property
    def language_rows(self) -> list[LanguageRow]:
        return [row for row in self.rows["languages"] if isinstance(row, LanguageRow)]

    def options_typed(self) -> list[Plain]:
        """The answers as they stand in the boxes, each with the key it has or will have."""
        kind = str(self["kind"].value() or "")
        if kind in FIXED_ANSWERS:
            return self._fixed(kind)
        if kind not in LISTED:
            return []
        typed = [row.typed() for row in self.rows["options"] if isinstance(row, OptionRow)]
        return unlike([option for option in typed if option["label"]])

    def _fixed(self, kind: str) -> list[Plain]:
        """Yes, No and Not sure, in the words they have."""
        said = {option["key"]: option for option in (self.plain or {}).get("options") or []}
        return [said.get(option["key"], dict(option)) for option in FIXED_ANSWERS[kind]]

    @classmethod
    def begun(cls, query: QueryDict, plain: Plain | None, draft: Catalogue) -> Plain | None:
        """`?after=` puts a new question behind that one, into its section."""
        before = draft.questions.get(query.get("after", ""))
        if before is None or (plain and "copy" not in query):
            return plain
        return {**(plain or {}), "section": before.section, "comes_after": before.key}

    # ── From a question to boxes ──────────────────────────────────────────────

    def boxes_of(self, plain: Plain) -> Plain:
        meaning = plain.get("not_sure") or {}
        found = SHELF_LIFE.fullmatch(plain.get("shelf_life") or "")
        boxes = plain | {f"not_sure_{name}": meaning.get(name) or "" for name in MEANING}
        if found:
            return boxes | {"shelf_count": found[1], "shelf_unit": found[2]}
        return boxes | {"shelf_unit": "always"}

    def parts_of(self, plain: Plain, name: str) -> list[Any]:
        if name == "languages":
            return [
                {"language": code, **said}
                for code, said in (plain.get("translations") or {}).items()
            ]
        if name == "options" and plain.get("kind") not in LISTED:
            return []
        return super().parts_of(plain, name)

    # ── What stands beside the boxes ──────────────────────────────────────────

    @property
    def text_told(self) -> Told:
        return told(str(self["text"].value() or ""))

    @property
    def why_told(self) -> Told:
        return told(str(self["why_we_ask"].value() or ""))

    @property
    def languages(self) -> list[LanguageShown]:
        """The question in each other language, beside what it says in ours."""
        said = {LABEL + one["key"]: one["label"] for one in self.options_typed()}
        ours = {name: str(self[name].value() or "").strip() for name in ("text", "why_we_ask")}
        return [language_shown(row, ours | said, self.live) for row in self.language_rows]

    @property
    def languages_missing(self) -> list[tuple[str, int]]:
        """Languages that other questions of the draft have and this one lacks."""
        here = {row.code for row in self.language_rows}
        used = languages_in_use(self.draft)
        return sorted((language_name(code), n) for code, n in used.items() if code not in here)

    # ── Judging ───────────────────────────────────────────────────────────────

    def clean(self) -> Plain:
        given: Plain = super().clean() or {}
        self.clean_condition()
        for box, sentence in wrong_boxes(self, given):
            if box not in self.errors:
                self.add_error(box, sentence)
        self._clean_languages()
        return given

    def _clean_languages(self) -> None:
        seen = set()
        for row in self.language_rows:
            if row.code in seen and not row.errors:
                row.add_error("language", f"{row.name} is there already")
            seen.add(row.code)

    def is_valid(self) -> bool:
        return super().is_valid() and self._says_which_change()

    def _says_which_change(self) -> bool:
        """Whether a question that patients are asked today says if it still asks the same."""
        self.renews = False
        if self.live is None or self.plain is None or self.data.get("do") == "preview":
            return True
        after = self.entry()
        changed = asks_otherwise(self.plain, after)
        change = self.cleaned_data.get("change")
        self.renews = bool(changed) and change == NEW
        refusal = ""
        if changed and not change:
            refusal = f"You changed {' and '.join(changed)}. Pick one of the two"
        elif changed and change == SMALL:
            refusal = no_small_fix(self.live, after)
        elif changed and self.plain["key"] in READ_BY_THE_PROGRAM:
            refusal = "The program itself reads this question: it cannot become a new one"
        if refusal:
            self.add_error("change", refusal)
        return not refusal

    def saved_elsewhere(self) -> str:
        """A new meaning is shown first, with everything that would follow it."""
        if not self.renews or self.plain is None:
            return ""
        return reverse("sideeffects:desk_new_meaning", args=[self.plain["key"]])

    # ── From boxes to a question ──────────────────────────────────────────────

    def entry(self) -> Plain:
        given = self.cleaned_data
        kind = given["kind"]
        plain: Plain = {
            name: given[name]
            for name in ("section", "text", "why_we_ask", "kind", "stage", "asked_of", "private")
        }
        plain |= {
            "ask_when": self.items() or None,
            "not_sure": self._not_sure(),
            "nothing_to_report": given.get("nothing_to_report") or None,
            "shelf_life": self._shelf_life(),
            "gate": given["gate"],
        }
        if options := self._options(kind):
            plain["options"] = options
        if kind == "date":
            plain |= {name: given[name] for name in ("approximate_date_ok", "tense")}
        if kind == "number":
            limits = {name: read_number(given[name]) for name in ("min", "max")}
            plain |= {"unit": given["unit"], **limits}
        if translations := self._translations():
            plain["translations"] = translations
        return plain

    def _options(self, kind: str) -> list[Plain]:
        if kind in FIXED_ANSWERS:
            return self._fixed(kind)
        return unlike(self.parts("options")) if kind in LISTED else []

    def _not_sure(self) -> Plain | None:
        meaning = {name: self.cleaned_data[f"not_sure_{name}"] or None for name in MEANING}
        return meaning if any(meaning.values()) else None

    def _shelf_life(self) -> str:
        given = self.cleaned_data
        if given["shelf_unit"] == "always":
            return "always"
        return f"{int(given['shelf_count'])} {given['shelf_unit']}"

    def _translations(self) -> Plain:
        parts = self.parts("languages")
        return {part.pop("language"): part for part in parts}

    def new_key(self) -> str:
        return " ".join(str(self.cleaned_data["text"]).split()[:8])

    def after(self) -> str | None:
        """Behind the question that was picked, else behind the others of its section."""
        given = self.cleaned_data
        others = [
            key for key, one in self.draft.questions.items() if one.section == given["section"]
        ]
        return given.get("comes_after") or (others[-1] if others else None)


def unlike(options: list[Plain]) -> list[Plain]:
    """The same answers, no two with one key; the key of the first stays."""
    taken: set[str] = {IN_PERSON}
    found = []
    for option in options:
        key, number = option["key"], 1
        while key in taken:
            number += 1
            key = f"{option['key']}_{number}"
        taken.add(key)
        found.append(option | {"key": key})
    return found
