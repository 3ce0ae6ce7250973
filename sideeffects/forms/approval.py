"""A clinician's signature on paper, as it is put on record beside the edition it is for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clinic.forms.plain import PlainForm
from sideeffects.models import Edition

SHORTEST = 12


class ApprovalForm(PlainForm):
    name = forms.CharField(label="Name of the clinician who signed", max_length=120)
    role = forms.CharField(
        label="Profession and registration",
        max_length=120,
        help_text="As it should be read, for example: Dermatologist, GMC 1234567.",
    )
    fingerprint = forms.CharField(
        label="Fingerprint on the signed paper",
        max_length=80,
        help_text=f"Its first {SHORTEST} characters or more, typed from the paper.",
    )
    signed = forms.BooleanField(
        label="I hold the paper with the signature",
        error_messages={"required": "Tick the box once you hold the signed paper"},
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        for name in ("name", "role", "fingerprint"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_fingerprint(self) -> str:
        """What was signed is what is approved: a paper for another edition must not slip in."""
        typed = "".join(self.cleaned_data["fingerprint"].split()).lower()
        if len(typed) < SHORTEST:
            raise ValidationError(f"Type at least the first {SHORTEST} characters")
        if not self.edition.hash.startswith(typed):
            raise ValidationError(
                f"The paper is for another catalogue: edition {self.edition.number} has another"
                " fingerprint"
            )
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name, role = cleaned.get("name"), cleaned.get("role")
        if name and role and self.edition.approvals.filter(name=name, role=role).exists():
            raise ValidationError(f"The approval of {name} is on record already.")
        return cleaned
