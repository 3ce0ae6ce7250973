"""Which rules the page of rule health shows, and in which order."""

from __future__ import annotations

from django import forms

from clinic.forms.plain import PlainForm
from consultations.rule_health_page import FIRST_SORT, SORTS


class HealthFilter(PlainForm):
    words = forms.CharField(label="Words", max_length=100, required=False)
    sort = forms.ChoiceField(choices=list(SORTS.items()), required=False, widget=forms.HiddenInput)

    def wanted(self) -> dict[str, str]:
        """What was asked for; what cannot be read asks for nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        return {"words": given.get("words", ""), "sort": given.get("sort") or FIRST_SORT}
