"""One action that a rule asks for, with what the action leaves open."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import QueryDict

from sideeffects.desk.rule_offers import Choice, Choices, actions_offered, periods_offered
from sideeffects.forms.choosing import choose_from
from sideeffects.forms.entry import Plain, RowForm
from sideeffects.risk import Catalogue
from sideeffects.risk.catalogue import Action

YES, NO = "flag:yes", "flag:no"
WHOLE = re.compile(r"-?\d{1,6}")
PICK, TYPED = "pick-", "words-"


class AskedActionForm(RowForm):
    """Each parameter is picked among periods and the action's own words, or written where it has
    none; `shown` names the action that the boxes were made for."""

    action = forms.ChoiceField(label="What to do")
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        draft: Catalogue,
        initial: Plain | None = None,
        prefix: str = "",
    ) -> None:
        boxes = dict(initial or {})
        picked = data.get(f"{prefix}-action", "") if data is not None else boxes.get("action", "")
        self.asked: Action | None = draft.actions.get(str(picked or ""))
        self.before = boxes.pop("params", {})
        for name, value in self.before.items():
            boxes |= self._boxes_for(draft, name, value)
        if data is not None and data.get(f"{prefix}-shown", "") != picked:
            data = data.copy()
            data[f"{prefix}-shown"] = picked
        boxes["shown"] = picked
        super().__init__(
            data, draft=draft, initial=None if data is not None else boxes, prefix=prefix
        )
        self.number = int(prefix.rpartition("-")[2] or 0) + 1
        self._offer(str(picked or "") if data is None else "")
        self.fields["action"].widget.attrs["data-show"] = f"show:{prefix.replace('-', ':')}"

    def _boxes_for(self, draft: Catalogue, name: str, value: str | bool | int) -> Plain:
        """What the boxes of a parameter show."""
        if isinstance(value, bool):
            return {PICK + name: YES if value else NO}
        if value in draft.periods or value in self._own_words(name):
            return {PICK + name: value}
        return {TYPED + name: str(value)}

    def _own_words(self, name: str) -> dict[str, str]:
        known = dict(self.asked.words) if self.asked else {}
        return dict(known.get(name, ()))

    def _offer(self, saved: str) -> None:
        pick = f"Pick what to do in row {self.number}, or remove the row."
        choices: Choices = actions_offered(self.draft)
        if saved and saved not in self.draft.actions:
            choices = (*choices, (saved, f"“{saved}”: no longer there"))
        field = choose_from(self, "action", choices)
        field.error_messages |= {"required": pick, "invalid_choice": pick}
        for name in self.names():
            self._offer_parameter(name)

    @property
    def called(self) -> str:
        return f"action {self.number}"

    @property
    def parameters(self) -> list[forms.BoundField]:
        """The boxes for what the action leaves open."""
        return [box for box in self if box.name not in ("action", "shown")]

    def names(self) -> list[str]:
        """The parameters of the action, then those that only this rule knows."""
        known = list(self.asked.params) if self.asked else []
        return known + [name for name in self.before if name not in known]

    def _offer_parameter(self, name: str) -> None:
        words = self._own_words(name)
        label = name.replace("_", " ").capitalize()
        choices: list[Any] = [("", "Nothing")]
        if words:
            choices += [("Words of the action", tuple(words.items()))]
        elif not self._in_its_text(name):
            choices += [(YES, "Yes"), (NO, "No")]
        periods: tuple[Choice, ...] = periods_offered(self.draft)
        self.fields[PICK + name] = forms.ChoiceField(
            label=label,
            choices=[*choices, ("Waiting periods and limits", periods)],
            required=False,
            error_messages={"invalid_choice": f"{label}: pick one of the list"},
        )
        if not words:
            self.fields[TYPED + name] = forms.CharField(
                label=f"{label}, in other words",
                required=False,
                max_length=200,
                error_messages={"max_length": f"{label}: use fewer words"},
            )

    def _in_its_text(self, name: str) -> bool:
        """Whether the action says this parameter, so that it must be given."""
        said = f"{self.asked.label} {self.asked.patient}" if self.asked else ""
        return f"{{{name}}}" in said

    # ── The action ────────────────────────────────────────────────────────────

    @classmethod
    def boxes_of(cls, part: Any) -> Plain:
        return {"action": part["action"], "params": part.get("params", {})}

    def has_changed(self) -> bool:
        return True

    def clean(self) -> Plain:
        boxes: Plain = super().clean() or {}
        for name in self.names():
            picked, typed = boxes.get(PICK + name), boxes.get(TYPED + name)
            label = name.replace("_", " ")
            if picked and typed:
                self.add_error(TYPED + name, f"Pick the {label} or write it, not both.")
            elif not picked and not typed and self._in_its_text(name):
                self.add_error(PICK + name, f"Row {self.number}: pick the {label}.")
        return boxes

    def part(self) -> Plain:
        params = {name: value for name in self.names() if (value := self._value(name)) != ""}
        asked: Plain = {"action": self.cleaned_data["action"]}
        return asked | {"params": params} if params else asked

    def _value(self, name: str) -> str | bool | int:
        picked: str = self.cleaned_data.get(PICK + name) or ""
        typed: str = self.cleaned_data.get(TYPED + name) or ""
        if picked in (YES, NO):
            return picked == YES
        if typed and WHOLE.fullmatch(typed):
            return int(typed)
        return picked or typed
