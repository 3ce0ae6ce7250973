"""What a list of the desk shows: words, group, state."""

from __future__ import annotations

from typing import Any

from django import forms

from clinic.forms.plain import PlainForm
from sideeffects.desk.groups import group_choices
from sideeffects.desk.kinds import KINDS
from sideeffects.desk.lists import STATES, Wanted


class ListForm(PlainForm):
    words = forms.CharField(label="Words", max_length=100, required=False)
    group = forms.ChoiceField(label="Group", required=False)
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Any state"), *STATES.items()]
    )

    def __init__(self, *args: Any, part: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if KINDS[part].group:
            self.fields["group"].choices = [("", "All"), *group_choices(part)]  # type: ignore[attr-defined]
        else:
            del self.fields["group"]

    def wanted(self) -> Wanted:
        """What was asked for; what cannot be read asks for nothing."""
        if not self.is_bound or not self.is_valid():
            return Wanted()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})
