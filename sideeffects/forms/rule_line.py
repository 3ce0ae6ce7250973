"""One line of a rule: what it looks at, how it compares, and with what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from sideeffects.desk.lines import boxes_of, first_answers, line_of, operators_of
from sideeffects.desk.rule_offers import (
    DAY_KEYS,
    Choices,
    days_offered,
    limits_offered,
    questions_offered,
    waits_offered,
)
from sideeffects.forms.entry import Plain, RowForm
from sideeffects.risk import Catalogue, Question
from sideeffects.risk.words import DATE_OPERATORS

NO_PERIOD = (("", "Nothing added"),)


class LineForm(RowForm):
    """Its boxes fit the question that is picked; `shown` names the one they were made for."""

    question = forms.ChoiceField(
        label="Look at", widget=forms.Select(attrs={"data-narrow": "questions"})
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        draft: Catalogue,
        initial: Plain | None = None,
        prefix: str = "",
    ) -> None:
        typed = data is not None
        boxes = _typed(data, prefix) if data is not None else dict(initial or {})
        picked = str(boxes.get("question") or "")
        self.asked: Question | None = draft.questions.get(picked)
        self.is_day = picked in DAY_KEYS
        self.newly_picked = bool(picked) and boxes.get("shown", "") != picked
        if self.newly_picked:
            boxes |= self._begun(boxes, picked)
            data = _with(data, prefix, boxes) if data is not None else None
        super().__init__(data, draft=draft, initial=None if typed else boxes, prefix=prefix)
        self.number = int(prefix.rpartition("-")[2] or 0) + 1
        self._offer({} if typed else boxes)
        self.fields["question"].widget.attrs["data-show"] = f"show:{prefix.replace('-', ':')}"
        self._speak()

    # ── Which boxes, with which choices ───────────────────────────────────────

    def _begun(self, boxes: Plain, picked: str) -> Plain:
        """What a question that was newly picked begins with."""
        known = self.asked or self.is_day
        offered = [key for key, _ in operators_of(self.asked)] if known else [""]
        operator = boxes.get("operator")
        return {
            "shown": picked,
            "operator": operator if operator in offered else offered[0],
            "answers": first_answers(self.asked) if self.asked else [],
            "limit": "",
        }

    def _offer(self, shown: Plain) -> None:
        """`shown`: what stands in the catalogue; it stays to be seen where nothing offers it."""
        self._choose("question", "Look at", questions_offered(self.draft), shown)
        if self.asked is None and not self.is_day:
            return
        self._choose("operator", "How it compares", operators_of(self.asked), shown)
        if self.asked and self.asked.options:
            self._tick([(option.key, option.label) for option in self.asked.options], shown)
        elif self.asked and self.asked.kind == "number":
            limits = (("", "Pick a limit"), *limits_offered(self.draft, self.asked.unit))
            self._choose("limit", "Limit", limits, shown, required=False)
        elif self.is_day or (self.asked and self.asked.kind == "date"):
            periods: Choices = (*NO_PERIOD, *waits_offered(self.draft))
            days: Choices = (("", "Pick a day"), *days_offered(self.draft))
            self._choose("plus", "Added to it", periods, shown, required=False)
            self._choose("day", "Compared with", days, shown, required=False)
            self._choose("day_plus", "Added to that", periods, shown, required=False)

    def _choose(
        self, name: str, label: str, choices: Choices, shown: Plain, *, required: bool = True
    ) -> None:
        value = shown.get(name) or ""
        if value and value not in _keys(choices):
            choices = (*choices, (value, f"“{value}”: no longer there"))
        widget = self.fields[name].widget if name in self.fields else forms.Select()
        self.fields[name] = forms.ChoiceField(
            label=label, choices=choices, required=required, widget=widget
        )

    def _tick(self, choices: list[tuple[str, str]], shown: Plain) -> None:
        gone = [key for key in shown.get("answers") or () if key not in _keys(choices)]
        choices += [(key, f"“{key}”: no longer an answer") for key in gone]
        self.fields["answers"] = forms.MultipleChoiceField(
            label="Answers", choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )

    @property
    def called(self) -> str:
        """ "line 2", as messages name it."""
        group = self.prefix.startswith("group") if self.prefix else False
        return f"line {self.number} of the group" if group else f"line {self.number}"

    def _speak(self) -> None:
        pick = f"Pick what {self.called} looks at, or remove the line."
        self.fields["question"].error_messages |= {"required": pick, "invalid_choice": pick}
        for name, what in (("operator", "how it compares"), ("limit", "a limit"), ("day", "a day")):
            if name in self.fields:
                words = f"Pick {what} for {self.called}."
                self.fields[name].error_messages |= {"required": words, "invalid_choice": words}
        for name in ("plus", "day_plus"):
            if name in self.fields:
                words = f"Pick a period of the list for {self.called}."
                self.fields[name].error_messages["invalid_choice"] = words
        if "answers" in self.fields:
            words = f"An answer ticked in {self.called} is no longer there. Tick those that count."
            self.fields["answers"].error_messages["invalid_choice"] = words

    # ── The line ──────────────────────────────────────────────────────────────

    @classmethod
    def boxes_of(cls, part: Any) -> Plain:
        return boxes_of(part)

    def has_changed(self) -> bool:
        """An empty line is refused, not left out: a rule with a line less says something else."""
        return True

    def clean(self) -> Plain:
        boxes: Plain = super().clean() or {}
        operator = boxes.get("operator", "")
        if self.errors or operator in ("answered", "missing"):
            return boxes
        if operator in DATE_OPERATORS and not boxes.get("day"):
            self.add_error("day", f"Pick a day for {self.called}.")
        elif operator in ("at_least", "less_than") and not boxes.get("limit"):
            self.add_error("limit", f"Pick a limit for {self.called}.")
        elif "answers" in self.fields and (self.newly_picked or not boxes.get("answers")):
            self.add_error("answers", f"Pick an answer for {self.called}.")
        return boxes

    def part(self) -> Plain:
        return line_of(self.draft, self.cleaned_data)


def _typed(data: QueryDict, prefix: str) -> Plain:
    return {name: data.get(f"{prefix}-{name}", "") for name in ("question", "shown", "operator")}


def _with(data: QueryDict, prefix: str, boxes: Plain) -> QueryDict:
    """What was typed, with the boxes that a newly picked question begins with."""
    changed = data.copy()
    for name, value in boxes.items():
        changed.setlist(f"{prefix}-{name}", value if isinstance(value, list) else [value])
    return changed


def _keys(choices: Iterable[Any]) -> set[str]:
    keys: set[str] = set()
    for key, label in choices:
        if isinstance(label, (tuple, list)):
            keys.update(inner for inner, _ in label)
        else:
            keys.add(key)
    return keys
