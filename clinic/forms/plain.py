"""The form that all others begin with: plain messages, and no `required` bubbles of the browser."""

from __future__ import annotations

from typing import Any

from django import forms

NOT_OFFERED = forms.ChoiceField.default_error_messages["invalid_choice"]


def plain_message(field: forms.Field, label: str) -> str:
    """What to say when nothing was given, by the kind of field."""
    asks = label.endswith("?")
    match field:
        case forms.ChoiceField() | forms.ModelChoiceField():
            return f"{label} Pick one" if asks else f"{label}: pick one"
        case forms.BooleanField():
            return f"{label}: tick the box"
        case _:
            return f"{label} Give an answer" if asks else f"{label} is missing"


def speak_plainly(form: forms.BaseForm) -> None:
    """Give each field that keeps Django's own "required" message a better one."""
    for name, field in form.fields.items():
        label = str(field.label or name.replace("_", " ").capitalize())
        if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = plain_message(field, label)
        if field.error_messages.get("invalid_choice") == NOT_OFFERED:
            field.error_messages["invalid_choice"] = f"{label}: pick one of the list"


class PlainForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self)


class PlainModelForm(forms.ModelForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self)
