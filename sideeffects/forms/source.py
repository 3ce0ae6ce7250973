"""The editor of a source, and the note that somebody checked it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from clinic.forms.dates import MemorableDateField
from clinic.forms.edit import EditForm
from sideeffects.evidence import labels
from sideeffects.forms.entry import Plain
from sideeffects.forms.picks import PickingForm, TextField, WordField, line

FIRST_YEAR = 1000
DOI = re.compile(r"10\.\d{4,9}/\S+")
BEFORE_DOI = re.compile(r"\A(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
is_address = URLValidator(schemes=["http", "https"])
CHECK = ("checked_on", "checked_by", "check_again_by")


def checked_on() -> MemorableDateField:
    return MemorableDateField(
        label="Checked on",
        help_text="When somebody last read it. The dates take effect at once, in no edition.",
        past=True,
        required=False,
    )


def checked_by() -> forms.CharField:
    return line(label="Checked by", help_text="Who read it.", max_length=200, required=False)


def check_again_by() -> MemorableDateField:
    return MemorableDateField(
        label="Check again by",
        help_text="From the day after, the desk's checks name it.",
    )


def judge_check(form: forms.Form) -> None:
    """A check has a day and a person, and the next one lies ahead."""
    given = form.cleaned_data
    on, who, again = (given.get(name) for name in CHECK)
    if on and not who and "checked_by" not in form.errors:
        form.add_error("checked_by", "Say who checked it")
    if who and not on and "checked_on" not in form.errors:
        form.add_error("checked_on", ValidationError("Say when it was checked", code="day"))
    if again and again <= timezone.localdate():
        form.add_error(
            "check_again_by", ValidationError("Give a day that is still to come", code="day")
        )


class SourceCheckForm(EditForm):
    """Apart from the edition: whether our reading of a source is still fresh."""

    checked_on = checked_on()
    checked_by = checked_by()
    check_again_by = check_again_by()

    def clean(self) -> Plain:
        judge_check(self)
        return self.cleaned_data


class SourceForm(PickingForm):
    part = "sources"

    title = TextField(label="Title", rows=2)
    authors = TextField(
        label="Authors",
        help_text="As it names them: Garg AK, Lee B. Or the body behind it.",
        rows=2,
    )
    year = forms.IntegerField(
        label="Year",
        required=False,
        widget=forms.TextInput({"class": "w-4", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Year: give it with 4 figures, such as 2021"},
    )
    container = TextField(label="Where it stands", help_text="The journal, book or site.", rows=2)
    type = WordField("sources", "type", labels.TYPE, label="Kind of source")
    doi = line(label="DOI", help_text="It begins with 10.", required=False)
    pmid = line(label="PubMed number", required=False)
    url = line(
        label="Web address",
        help_text="Where it can be read. It begins with https://",
        max_length=2000,
        required=False,
    )
    verification = WordField(
        "sources", "verification", labels.VERIFICATION, label="How it was verified"
    )
    was_read = line(
        label="What of it was read",
        help_text="Full text, abstract, a press report. Empty: nothing.",
        required=False,
    )
    note = TextField(label="Note for staff", required=False, rows=2)
    checked_on = checked_on()
    checked_by = checked_by()
    check_again_by = check_again_by()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.plain:  # from then on each check is noted on a page of its own
            for name in CHECK:
                del self.fields[name]

    def boxes_of(self, plain: Plain) -> Plain:
        """A page's own "seen" is the state in which an entry was opened."""
        return plain | {"was_read": plain["seen"]}

    def clean_year(self) -> int | None:
        year: int | None = self.cleaned_data["year"]
        last = timezone.localdate().year + 1
        if year is not None and not FIRST_YEAR <= year <= last:
            raise ValidationError(f"Year: {year} cannot be. Give {FIRST_YEAR} to {last}")
        return year

    def clean_doi(self) -> str:
        doi = BEFORE_DOI.sub("", self.cleaned_data["doi"])
        if doi and not DOI.fullmatch(doi):
            raise ValidationError("DOI: this is none. It looks like 10.1111/jocd.70375")
        return doi

    def clean_pmid(self) -> str:
        number: str = self.cleaned_data["pmid"]
        if number and not (number.isascii() and number.isdigit() and len(number) < 10):
            raise ValidationError("PubMed number: give figures only, such as 40899372")
        return number

    def clean_url(self) -> str:
        address: str = self.cleaned_data["url"]
        try:
            if address:
                is_address(address)
        except ValidationError:
            raise ValidationError(
                "Web address: this is none. It looks like https://pubmed.ncbi.nlm.nih.gov/40899372/"
            ) from None
        return address

    def clean(self) -> Plain:
        if self.plain is None:
            judge_check(self)
        return self.cleaned_data

    def entry(self) -> Plain:
        said = {
            name: None if value == "" else value
            for name, value in self.cleaned_data.items()
            if name not in CHECK
        }
        used_by = self.plain["used_by"] if self.plain else []
        return said | {"seen": said.pop("was_read"), "used_by": used_by}

    def apart(self) -> Plain:
        return {name: self.cleaned_data[name] for name in CHECK}

    def new_key(self) -> str:
        said = self.cleaned_data
        return f"{said['authors'].split()[0]} {said['year'] or ''} {said['title'][:30]}"
