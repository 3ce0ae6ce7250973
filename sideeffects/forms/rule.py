"""A rule as a sentence: when all of these are true, then that, and what the patient is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from sideeffects.desk.generated import generated_sentence
from sideeffects.desk.lines import (
    as_written_before,
    day_of,
    first_line,
    known_line,
    line_from_address,
)
from sideeffects.desk.rule_offers import (
    contraindications_offered,
    days_offered,
    periods_offered,
    waits_offered,
)
from sideeffects.forms.choosing import choose_from
from sideeffects.forms.entry import EntryForm, Plain, RowForm, RowKind
from sideeffects.forms.picks import TextField
from sideeffects.forms.placeholders import unknown_names
from sideeffects.forms.rule_action import AskedActionForm
from sideeffects.forms.rule_judging import (
    GROUPS,
    LEVELS,
    MISSING,
    MOST_LINES,
    NEVER,
    action_as_text,
    wrong_level,
    wrong_lines,
)
from sideeffects.forms.rule_line import LineForm
from sideeffects.risk import Catalogue
from sideeffects.risk.catalogue import Period
from sideeffects.risk.evidence import Contraindication, Source

ANY_OF = "And at least one of these is true (“any of”)"


@dataclass(frozen=True, slots=True)
class LineSet:
    """Lines that stand below each other, with the words around them."""

    name: str
    legend: str
    add: str
    form: RuleForm

    @property
    def rows(self) -> list[RowForm]:
        return self.form.rows[self.name]

    @property
    def most(self) -> int:
        return self.form.most(self.name)


class RuleForm(EntryForm):
    part = "rules"
    row_kinds: ClassVar[Mapping[str, RowKind]] = {
        "lines": RowKind(LineForm, "line", label="When all of these are true"),
        **{name: RowKind(LineForm, "line of the group") for name in GROUPS},
        "actions": RowKind(AskedActionForm, "action", label="Do this"),
    }

    contraindication = forms.ChoiceField(
        label="It finds", widget=forms.Select(attrs={"data-narrow": "contraindications"})
    )
    kind = forms.ChoiceField(label="Level", choices=[("", "Pick a level"), *LEVELS])
    wait_of = forms.ChoiceField(label="Wait counts from", required=False)
    wait_period = forms.ChoiceField(label="Wait this long after it", required=False)
    when_anchor_missing = forms.ChoiceField(
        label="Where that date is not known", required=False, choices=MISSING, initial="hold"
    )
    provisional = forms.BooleanField(
        label="The date is a plan or a due date, and must be confirmed", required=False
    )
    cleared_by_letter = forms.BooleanField(label="A letter clears it", required=False)
    sees_hidden = forms.BooleanField(
        label="Answers to questions that are no longer asked count too", required=False
    )
    reads_as = TextField(
        label="Staff read", help_text="One sentence: if …, then …. A name in braces is a period."
    )
    patient_says = TextField(
        label="Tell the patient",
        required=False,
        help_text="What the patient reads. Leave it empty to say nothing.",
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        draft: Catalogue,
        plain: Plain | None = None,
        start: Plain | None = None,
    ) -> None:
        super().__init__(data, draft=draft, plain=plain, start=start)
        choices = (("", "Pick what it finds"), *contraindications_offered(draft))
        choose_from(self, "contraindication", choices)
        choose_from(
            self,
            "wait_of",
            (
                ("", "It does not wait for a date"),
                (NEVER, "No end date can be given yet (open ended)"),
                *days_offered(draft),
            ),
        )
        choose_from(self, "wait_period", (("", "Nothing added"), *waits_offered(draft)))
        self.line_was_added = bool(plain and start) and start != plain
        self.took_sentence = self._asked_for("take") and self._take_sentence()

    @classmethod
    def begun(cls, query: QueryDict, plain: Plain | None, draft: Catalogue) -> Plain | None:
        """`?add_line=` brings one more line, `?question=` begins a new rule with that question."""
        line = line_from_address(query.get("add_line", ""))
        question = query.get("question", "")
        if plain is None and question in draft.questions:
            line = first_line(draft.questions[question])
        if line is None or not known_line(draft, line):
            return plain
        begun = plain or {"actions": []}
        return begun | {"when": [*begun.get("when", []), line]}

    # ── From a rule to boxes ──────────────────────────────────────────────────

    def boxes_of(self, plain: Plain) -> Plain:
        wait = plain.get("wait_until") or {}
        period = next(iter((wait.get("plus") or {"": ""}).values()))
        open_ended = NEVER if plain.get("open_ended") else ""
        return plain | {
            "wait_of": wait.get("of") or open_ended,
            "wait_period": period,
            "when_anchor_missing": plain.get("when_anchor_missing") or "hold",
        }

    def parts_of(self, plain: Plain, name: str) -> list[Any]:
        if name == "actions":
            return list(plain.get("actions") or [])
        when = plain.get("when") or []
        if name == "lines":
            return [item for item in when if "any" not in item]
        groups = [item["any"] for item in when if "any" in item]
        place = GROUPS.index(name)
        return list(groups[place]) if place < len(groups) else []

    # ── Buttons of its own ────────────────────────────────────────────────────

    def _asked_for(self, what: str) -> bool:
        return self.is_bound and self.data.get("do", "").partition(":")[0] == what

    @property
    def only_rearranges(self) -> bool:
        """Also where the answers of a question are asked for, or the generated sentence."""
        return super().only_rearranges or self._asked_for("show") or self.took_sentence

    def _take_sentence(self) -> bool:
        """Put the generated sentence into its box; while there is none, what is wrong is shown."""
        sentence = self.generated
        if sentence:
            self.data = self.data.copy()
            self.data["reads_as"] = sentence
        return bool(sentence)

    @cached_property
    def generated(self) -> str:
        """The rule as a sentence made of its lines; empty while they cannot be read."""
        if not self.is_bound:
            return generated_sentence(self.draft, self.plain) if self.plain else ""
        trial = type(self)(self._judged_as_typed(), draft=self.draft, plain=self.plain)
        if not trial.is_valid():
            return ""
        plain = trial.whole("new")
        return generated_sentence(self.draft, plain) if plain else ""

    def _judged_as_typed(self) -> QueryDict:
        """What was typed, with words in the place of a sentence that is still to come."""
        typed = self.data.copy()
        typed["do"] = "preview"
        typed["reads_as"] = "?"
        return typed

    @property
    def found(self) -> Contraindication | None:
        """What it finds, as picked: its evidence is the rule's."""
        return self.draft.contraindications.get(str(self["contraindication"].value() or ""))

    @property
    def sources(self) -> list[Source]:
        keys = self.found.sources if self.found else ()
        return [self.draft.sources[key] for key in keys if key in self.draft.sources]

    @property
    def waiting(self) -> Period | None:
        """The waiting period, as picked; it has a grade of its own."""
        return self.draft.periods.get(str(self["wait_period"].value() or ""))

    # ── From boxes to a rule ──────────────────────────────────────────────────

    @property
    def line_sets(self) -> list[LineSet]:
        """The lines that must all hold, then the groups with lines; one is always offered."""
        groups = [name for name in GROUPS if self.rows[name]] or [GROUPS[0]]
        return [
            LineSet("lines", "All of these are true", "Add a line", self),
            *(LineSet(name, ANY_OF, "Add a line to “any of”", self) for name in groups),
        ]

    @property
    def periods(self) -> tuple[tuple[str, str], ...]:
        """What a text can name in braces."""
        return periods_offered(self.draft)

    def most(self, name: str) -> int:
        """How many lines there may be: six, or what the rule has already."""
        return max(MOST_LINES, len(self.parts_of(self.plain or {}, name)))

    def clean(self) -> Plain:
        boxes: Plain = super().clean() or {}
        for sentence in wrong_lines(self):
            self.add_error(None, sentence)
        for box, sentence in wrong_level(boxes):
            self.add_error(box, sentence)
        for name in ("reads_as", "patient_says"):
            for unknown in unknown_names(self.draft, boxes.get(name) or ""):
                self.add_error(name, f"“{{{unknown}}}” is no waiting period or limit.")
        return boxes

    def entry(self) -> Plain:
        boxes = self.cleaned_data
        wait = self._wait(boxes)
        return {
            "contraindication": boxes["contraindication"],
            "kind": boxes["kind"],
            "when": self._when(),
            "wait_until": wait,
            "open_ended": boxes["wait_of"] == NEVER,
            "provisional": boxes["provisional"],
            "when_anchor_missing": boxes["when_anchor_missing"] or "hold" if wait else None,
            "cleared_by_letter": boxes["cleared_by_letter"],
            "sees_hidden": boxes["sees_hidden"],
            "actions": self.parts("actions"),
            "reads_as": boxes["reads_as"],
            "patient_says": boxes["patient_says"] or None,
        }

    def parts(self, name: str) -> list[Any]:
        """Actions that say the same as before stay as they were written."""
        found = super().parts(name)
        if name != "actions":
            return found
        written = {action_as_text(asked): asked for asked in (self.plain or {}).get("actions", [])}
        return [written.get(action_as_text(asked), asked) for asked in found]

    def new_key(self) -> str:
        return f"{self.cleaned_data['contraindication']}_{self.cleaned_data['kind']}"

    def after(self) -> str | None:
        """Beside the other rules of what it finds."""
        finds = self.cleaned_data["contraindication"]
        beside = [rule.key for rule in self.draft.rules.values() if rule.contraindication == finds]
        return beside[-1] if beside else None

    def _wait(self, boxes: Plain) -> Plain | None:
        if boxes["wait_of"] in ("", NEVER):
            return None
        return day_of(self.draft, boxes["wait_of"], boxes["wait_period"])

    def _when(self) -> list[Plain]:
        """Lines and groups in the order in which they stood; a new group comes last."""
        before = (self.plain or {}).get("when", [])
        places = [place for place, item in enumerate(before) if "any" in item]
        items: list[Plain] = self._lines("lines")
        groups = [lines for name in GROUPS if (lines := self._lines(name))]
        for number, lines in enumerate(groups):
            place = places[number] if number < len(places) else len(items)
            items.insert(min(place, len(items)), {"any": lines})
        return items

    def _lines(self, name: str) -> list[Plain]:
        before = (self.plain or {}).get("when", [])
        written = [line for item in before for line in item.get("any", [item])]
        return as_written_before(self.parts(name), written)
