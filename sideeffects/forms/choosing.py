"""What a list of a form offers, once the draft is known."""

from __future__ import annotations

from typing import cast

from django import forms

from sideeffects.desk.rule_offers import Choices


def choose_from(form: forms.BaseForm, name: str, choices: Choices) -> forms.ChoiceField:
    """Let this box offer these."""
    field = cast("forms.ChoiceField", form.fields[name])
    field.choices = choices
    return field
