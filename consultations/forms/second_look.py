"""The answer of the second reviewer, in words, and which way."""

from __future__ import annotations

from django import forms

from clinic.forms.plain import PlainForm

AGREE, REFUSE = "agree", "refuse"
LONGEST = 4000


class SecondLookForm(PlainForm):
    """`answer` comes from the button; who asked takes it back with the second one."""

    prefix = "second"
    look = forms.IntegerField(widget=forms.HiddenInput)
    words = forms.CharField(
        label="What you looked at, and why",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        error_messages={
            "required": "Write what you looked at, and why",
            "max_length": f"Write at most {LONGEST} signs",
        },
    )
    answer = forms.ChoiceField(choices=[(AGREE, "Agree"), (REFUSE, "Refuse")])
