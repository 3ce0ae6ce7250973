"""The technician's decision. The form keeps what was typed whatever is refused."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from clinic.forms.dates import MemorableDateField
from clinic.forms.plain import PlainForm
from consultations import decision_terms as terms
from consultations.models import Review

APPROVE_NEXT = "approve_next"
LONGEST = 4000


def _words(label: str, rows: int = 3, **fields: Any) -> forms.CharField:
    box = forms.Textarea({"rows": rows, "autocomplete": "off"})
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST,
        widget=box,
        error_messages={"max_length": f"{label}: write at most {LONGEST} signs"},
        **fields,
    )


class DecisionForm(PlainForm):
    """`summary` is the hash of what is on the screen; `key` makes a second click the same act."""

    summary = forms.CharField(max_length=64, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(label="Your decision", widget=forms.RadioSelect, required=False)
    accept = forms.MultipleChoiceField(
        label="Days you accept", required=False, widget=forms.CheckboxSelectMultiple
    )
    conditions = forms.MultipleChoiceField(
        label="Conditions", required=False, widget=forms.CheckboxSelectMultiple
    )
    own_conditions = _words("Conditions of your own", rows=2, help_text="One on each line.")
    hold_until = MemorableDateField(label="Until this day", required=False)
    hold_for = forms.CharField(
        label="Until this arrives",
        required=False,
        max_length=terms.LONGEST_WAITING,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        error_messages={"max_length": "Until this arrives: write at most 200 signs"},
    )
    because = forms.ChoiceField(label="Reason", required=False, widget=forms.RadioSelect)
    decline_words = _words("The reason in your words", rows=2)
    patient_message = _words("Message to the patient", rows=4)
    would_change = _words("What would change this", rows=2)
    note = _words("Note", rows=2)
    read = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self,
        *args: Any,
        choices: terms.Choices,
        prefill: terms.Prefill,
        days: Iterable[tuple[str, str]],
        unread: Mapping[str, str],
        open_steps: int,
        today: date,
        **kwargs: Any,
    ) -> None:
        self.offered, self.unread, self.open_steps, self.today = choices, unread, open_steps, today
        super().__init__(*args, **kwargs)
        self._offer("decision", [(part.value, part.label) for part in choices.every])
        self._offer("accept", list(days))
        self._offer("conditions", [(line, line) for line in prefill.conditions])
        reasons = [(name, name) for name in prefill.because]
        self._offer("because", [*reasons, (terms.SOMETHING_ELSE, "Something else")])
        self._offer("read", list(unread.items()))

    def _offer(self, name: str, options: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = options

    @staticmethod
    def values_of(prefill: terms.Prefill, summary_hash: str) -> dict[str, Any]:
        """What an untouched form holds. No decision, no reason, no tick that something was read."""
        return {
            "summary": summary_hash,
            "key": uuid.uuid4(),
            "conditions": list(prefill.conditions),
            "hold_until": prefill.hold_until,
            "hold_for": prefill.hold_for,
            "patient_message": prefill.patient_message,
            "would_change": prefill.would_change,
        }

    @classmethod
    def as_typed(cls, typed: Any, summary_hash: str) -> dict[str, Any]:
        """All that was typed, for a form about a newer summary; to be looked at, not yet judged."""
        kept = {
            name: field.widget.value_from_datadict(typed, {}, name)
            for name, field in cls.base_fields.items()
        }
        return {**kept, "summary": summary_hash, "key": uuid.uuid4()}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        decision = self._decision(given.get("decision", ""))
        given["decision"] = decision
        self._check_read(given.get("read", []))
        if "decision" in self.errors:
            return given
        match decision:
            case terms.WITH_CONDITIONS:
                self._check_conditions(given)
            case terms.ON_HOLD:
                self._check_hold(given)
            case terms.DECLINED:
                self._check_decline(given)
        return given

    def _decision(self, picked: str) -> str:
        """The radio, or the button that approves at once; both only if they agree."""
        if self.data.get("go") == APPROVE_NEXT:
            if picked not in ("", terms.APPROVED):
                self.add_error(
                    "decision", "You picked another decision and pressed Approve: pick one"
                )
            picked = terms.APPROVED
        if not picked and "decision" not in self.errors:
            self.add_error("decision", "Your decision: pick one")
        elif picked and picked not in self.offered.allowed:
            self.add_error("decision", self.offered.why_not)
        return picked

    def _check_read(self, read: list[str]) -> None:
        left = [item for item in self.unread if item not in read]
        if left:
            count = "1 answer is" if len(left) == 1 else f"{len(left)} answers are"
            self.add_error("read", f"{count} not ticked as read: read and tick, then decide")

    def _check_conditions(self, given: dict[str, Any]) -> None:
        if not (given.get("conditions") or _lines(given.get("own_conditions")) or self.open_steps):
            self.add_error("own_conditions", "Tick or write at least one condition")

    def _check_hold(self, given: dict[str, Any]) -> None:
        until = given.get("hold_until")
        if "hold_until" in self.errors:
            return
        if until is None and not given.get("hold_for"):
            self.add_error("hold_for", "Say until which day, or what has to arrive")
        elif until is not None and until <= self.today:
            past = ValidationError("This day has come already: choose a later one", code="date")
            self.add_error("hold_until", past)

    def _check_decline(self, given: dict[str, Any]) -> None:
        because = given.get("because", "")
        if not because:
            self.add_error("because", "Reason: pick one")
        elif because == terms.SOMETHING_ELSE and not given.get("decline_words"):
            self.add_error("decline_words", "Write the reason in your words")
        if not given.get("patient_message"):
            self.add_error("patient_message", "Write what the patient will be told")

    def terms(self) -> dict[str, Any]:
        """What `decide` takes, for the decision that was picked; the rest stays on the page."""
        given = self.cleaned_data
        decision = given["decision"]
        every = {
            "summary_hash": given["summary"],
            "decision": decision,
            "key": given["key"],
            "note": given["note"],
            "read": given["read"],
        }
        match decision:
            case terms.APPROVED:
                return {**every, "accept": _days(given["accept"])}
            case terms.WITH_CONDITIONS:
                lines = [*given["conditions"], *_lines(given["own_conditions"])]
                return {**every, "accept": _days(given["accept"]), "conditions": lines}
            case terms.ON_HOLD:
                return {
                    **every,
                    "hold_until": given["hold_until"],
                    "hold_for": given["hold_for"],
                }
            case _:
                return {**every, **_declined(given)}


def _declined(given: Mapping[str, Any]) -> dict[str, str]:
    named = "" if given["because"] == terms.SOMETHING_ELSE else given["because"]
    message = [given["patient_message"]]
    if given["would_change"]:
        message.append(f"What would change this: {given['would_change']}")
    return {
        "reason_words": ". ".join(part for part in (named, given["decline_words"]) if part),
        "patient_message": "\n\n".join(message),
    }


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _days(chosen: list[str]) -> list[date] | None:
    """The first days of the windows that were ticked; None where the rules' own days are meant."""
    days = [date.fromisoformat(day) for value in chosen for day in value.split("_")]
    return days or None


class LessStrictForm(PlainForm):
    """Why it is safe to go on: coded, and in words."""

    reason_code = forms.ChoiceField(
        label="Why is it safe to go on?",
        choices=Review.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Why it is safe: pick one"},
    )
    reason_words = forms.CharField(
        label="In your words",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        error_messages={"required": "Write in your words why it is safe"},
    )
