"""A catalogue's folder as it is sent: a zip, or its files."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from clinic.forms.plain import PlainForm
from sideeffects.desk.importing import MOST_PACKED, TOO_MUCH, Folder, NotAFolder, unpacked
from sideeffects.risk import Catalogue, CatalogueError


def words_of(error: CatalogueError) -> str:
    """File, entry and reason: "rules.yaml: under_18: 'kind' is missing"."""
    place = f"{error.file}.yaml: {error.key}" if error.key else f"{error.file}.yaml"
    return f"{place}: {error.reason}"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; each is checked as one alone would be."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        single = super().clean
        return [single(each, initial) for each in data or [None]]


class ImportForm(PlainForm):
    folder = FilesField(
        label="The folder, as a zip or as its files",
        help_text="A zip of the .yaml files, or all of them picked at once. At most 5 MB.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    catalogue: Catalogue
    left_out: tuple[str, ...] = ()

    @classmethod
    def empty(cls) -> ImportForm:
        return cls(initial={"key": uuid.uuid4()})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["folder"].widget.attrs["accept"] = ".zip,.yaml"

    def clean_folder(self) -> Folder:
        files: list[UploadedFile] = self.cleaned_data["folder"]
        if sum(file.size or 0 for file in files) > MOST_PACKED:
            raise ValidationError(TOO_MUCH)
        try:
            folder = unpacked([(file.name or "", file.read()) for file in files])
            self.left_out = folder.left_out
            self.catalogue = folder.catalogue()
        except NotAFolder as refusal:
            raise ValidationError(str(refusal)) from None
        except CatalogueError as error:
            raise ValidationError(words_of(error)) from None
        return folder
