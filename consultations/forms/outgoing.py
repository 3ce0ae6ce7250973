"""Which decision's message is meant; the key makes a second click the same act."""

from __future__ import annotations

from django import forms

from clinic.forms.plain import PlainForm


class OfDecisionForm(PlainForm):
    review = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class ToldForm(OfDecisionForm):
    key = forms.UUIDField(widget=forms.HiddenInput)
