"""A rule as a sentence: when all of these are true, then that, and what the patient is told."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict

from sideeffects.desk.generated import generated_sentence
from sideeffects.desk.lines import (
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
from sideeffects.forms.condition import LINES, ConditionForm
from sideeffects.forms.entry import Plain, RowKind
from sideeffects.forms.picks import TextField
from sideeffects.forms.placeholders import unknown_names
from sideeffects.forms.rule_action import AskedActionForm
from sideeffects.forms.rule_judging import (
    LEVELS,
    MISSING,
    NEVER,
    action_as_text,
    wrong_level,
)
from sideeffects.risk import Catalogue
from sideeffects.risk.catalogue import Period
from sideeffects.risk.evidence import Contraindication, Source


class RuleForm(ConditionForm):
    part = "rules"
    condition = "when"
    instead = "Split this into two rules."
    row_kinds: ClassVar[Mapping[str, RowKind]] = {
        **LINES,
        "actions": RowKind(AskedActionForm, "action", label="Do this"),
    }

    contraindication = forms.ChoiceField(
        label="It finds",
        widget=forms.Select({"data-narrow": "contraindications", "data-show": "show:rule"}),
    )
    kind = forms.ChoiceField(label="Level", choices=[("", "Pick a level"), *LEVELS])
    wait_of = forms.ChoiceField(label="After", required=False)
    wait_period = forms.ChoiceField(
        label="Wait this long",
        required=False,
        widget=forms.Select({"data-show": "show:rule"}),
    )
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
        label="Staff read",
        help_text="One sentence: if …, then …. A name in braces is a period.",
        max_length=2000,
    )
    patient_says = TextField(
        label="Tell the patient",
        max_length=2000,
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

    # ── Buttons of its own ────────────────────────────────────────────────────

    def _asked_for(self, what: str) -> bool:
        return self.is_bound and self.data.get("do", "").partition(":")[0] == what

    @property
    def only_rearranges(self) -> bool:
        """Also where the generated sentence is taken over."""
        return super().only_rearranges or self.took_sentence

    def _take_sentence(self) -> bool:
        """Put the generated sentence into its box; while there is none, what is wrong is shown."""
        sentence = self.generated
        if sentence:
            self.data = self._with(reads_as=sentence)
        return bool(sentence)

    @cached_property
    def generated(self) -> str:
        """The rule as a sentence made of its lines; empty while they cannot be read."""
        if not self.is_bound:
            return generated_sentence(self.draft, self.plain) if self.plain else ""
        typed = self._with(do="preview", reads_as="?")  # the sentence itself is still to come
        trial = type(self)(typed, draft=self.draft, plain=self.plain)
        if not trial.is_valid():
            return ""
        plain = trial.whole("new")
        return generated_sentence(self.draft, plain) if plain else ""

    def _with(self, **boxes: str) -> QueryDict:
        """What was typed, with these boxes saying something else."""
        typed = cast("QueryDict", self.data).copy()
        for name, value in boxes.items():
            typed[name] = value
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
    def periods(self) -> tuple[tuple[str, str], ...]:
        """What a text can name in braces."""
        return periods_offered(self.draft)

    def clean(self) -> Plain:
        boxes: Plain = super().clean() or {}
        if not any(self.rows[name] for name in LINES):
            self.add_error(None, "Add a line: without one the rule would never hold.")
        self.clean_condition()
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
            "when": self.items(),
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
