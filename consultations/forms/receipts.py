"""The code of a receipt, as it was scanned or typed from the paper."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from clinic.forms.plain import PlainForm
from consultations.receipt_code import Code, read_code


class VerifyForm(PlainForm):
    code = forms.CharField(
        label="Code on the receipt",
        max_length=80,
        help_text="Eight groups of five letters and digits. Small letters do too.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "Type the code that stands beside the square."},
    )

    def clean_code(self) -> Code:
        code = read_code(self.cleaned_data["code"])
        if code is None:
            raise ValidationError("A code has eight groups of five letters and digits.")
        return code
