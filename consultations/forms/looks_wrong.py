"""This rule looks wrong: what a technician writes, and what came of it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import QueryDict

from clinic.forms.plain import PlainForm

CHANGED, LEFT = "changed", "left"
HOW = [(CHANGED, "The rule is changed in the draft"), (LEFT, "It stays as it is")]


class LooksWrongForm(PlainForm):
    """`summary`: the hash of the one on the screen."""

    prefix = "wrong"
    key = forms.UUIDField(widget=forms.HiddenInput)
    summary = forms.CharField(max_length=64, widget=forms.HiddenInput)
    rule = forms.CharField(max_length=80, widget=forms.HiddenInput)
    words = forms.CharField(
        label="What looks wrong?",
        max_length=600,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        help_text="Write nothing about the patient.",
        error_messages={"required": "Write what looks wrong"},
    )

    @classmethod
    def about(cls, summary_hash: str, rule: str) -> LooksWrongForm:
        """Empty, below a finding of that rule; there may be several on a page."""
        begun = {"key": uuid.uuid4(), "summary": summary_hash, "rule": rule}
        return cls(initial=begun, auto_id=_ids(rule))

    @classmethod
    def sent(cls, data: QueryDict) -> LooksWrongForm:
        return cls(data, auto_id=_ids(data.get("wrong-rule", "")))

    @property
    def filled_in_wrongly(self) -> bool:
        """Whether what the page itself fills in cannot be read."""
        return bool(set(self.errors) - {"words"})


def _ids(rule: str) -> str:
    """The pattern of the boxes' ids."""
    return f"looks_{''.join(sign if sign.isalnum() else '_' for sign in rule[:80])}_%s"


class SettleForm(PlainForm):
    how = forms.ChoiceField(label="What came of it?", choices=HOW, widget=forms.RadioSelect)
    because = forms.CharField(
        label="Because",
        required=False,
        max_length=240,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text="Needed where it stays as it is.",
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("how") == LEFT and not given.get("because"):
            self.add_error("because", "Write why it stays as it is")
        return given

    def in_words(self) -> str:
        """As it stays in the record."""
        because = self.cleaned_data["because"]
        if self.cleaned_data["how"] == LEFT:
            return f"Left as it is because {because}"
        return f"Changed the rule: {because}" if because else "Changed the rule"
