"""The technician's decision. The form keeps what was typed whatever is refused.

It is put together of parts, a module each; what they share is checked and handed on here.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django import forms

from clinic.forms.plain import PlainForm
from consultations import decision_terms as terms
from consultations.forms.review_conditions import ConditionsPart
from consultations.forms.review_hold import HoldPart
from consultations.forms.review_message import MessagePart
from consultations.forms.words_box import LONGEST, words_box
from consultations.models import Review

APPROVE_NEXT = "approve_next"
LONGEST_NOTE = 600


class ReadField(forms.MultipleChoiceField):
    """Ticks that were saved meanwhile may come again; what counts is that nothing is left."""

    def valid_value(self, value: Any) -> bool:
        return True


class DecisionForm(ConditionsPart, HoldPart, MessagePart):
    """`summary` is the hash of what is on the screen; `key` makes a second click the same act."""

    summary = forms.CharField(max_length=64, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(label="Your decision", widget=forms.RadioSelect, required=False)
    because = forms.ChoiceField(label="Reason", required=False, widget=forms.RadioSelect)
    decline_words = words_box("The reason in your words", rows=2)
    note = words_box("Note", rows=2)
    read = ReadField(required=False, widget=forms.CheckboxSelectMultiple)

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
        reasons = [(name, name) for name in prefill.because]
        self._offer("because", [*reasons, (terms.SOMETHING_ELSE, "Something else")])
        self._offer("read", list(unread.items()))
        self.offer_conditions(prefill, days)
        self.offer_hold(prefill)
        self.offer_message(prefill)

    def _offer(self, name: str, options: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = options

    @classmethod
    def values_of(cls, prefill: terms.Prefill, summary_hash: str) -> dict[str, Any]:
        """What an untouched form holds. No decision, no reason, no tick that something was read."""
        return {
            "summary": summary_hash,
            "key": uuid.uuid4(),
            **cls.condition_values(prefill),
            **cls.hold_values(prefill),
            **cls.message_values(prefill),
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
                self.check_conditions(given)
            case terms.ON_HOLD:
                self.check_hold(given)
            case terms.DECLINED:
                self._check_decline(given)
        self.check_message(decision, given)
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

    def _check_decline(self, given: Mapping[str, Any]) -> None:
        because = given.get("because", "")
        if not because:
            self.add_error("because", "Reason: pick one")
        elif because == terms.SOMETHING_ELSE and not given.get("decline_words"):
            self.add_error("decline_words", "Write the reason in your words")

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
            **self.message_terms(decision, given),
        }
        match decision:
            case terms.APPROVED | terms.WITH_CONDITIONS:
                return {**every, **self.condition_terms(decision, given)}
            case terms.ON_HOLD:
                return {**every, **self.hold_terms(given)}
            case _:
                return {**every, "reason_words": _why_declined(given)}


def _why_declined(given: Mapping[str, Any]) -> str:
    named = "" if given["because"] == terms.SOMETHING_ELSE else given["because"]
    return ". ".join(part for part in (named, given["decline_words"]) if part)


class LessStrictForm(PlainForm):
    """Why it is safe to go on: coded, and in words. `rules`: those that made what is still open."""

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
    wrong_rules = forms.MultipleChoiceField(
        label="This rule looks wrong", required=False, widget=forms.CheckboxSelectMultiple
    )
    wrong_why = words_box(
        "What looks wrong?",
        rows=2,
        longest=LONGEST_NOTE,
        help_text="The manager of the catalogue reads it. Write nothing about the patient.",
    )

    def __init__(self, *args: Any, rules: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["wrong_rules"]).choices = list(rules)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("wrong_rules") and not given.get("wrong_why"):
            self.add_error("wrong_why", "Write what looks wrong")
        return given

    def reason(self) -> dict[str, str]:
        """What `decide` takes of it."""
        return {name: self.cleaned_data[name] for name in ("reason_code", "reason_words")}
