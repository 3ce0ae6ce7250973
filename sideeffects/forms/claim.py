"""The editors of a claim, and of a section of the questions."""

from __future__ import annotations

from sideeffects.evidence import labels
from sideeffects.forms.entry import EntryForm, Plain
from sideeffects.forms.picks import (
    PickField,
    PickingForm,
    PickOneField,
    TextField,
    WordField,
    line,
)


class ClaimForm(PickingForm):
    part = "claims"

    claim = TextField(label="What the page claims", help_text="In one sentence.", rows=2)
    seed = PickOneField("sources", label="The page that claims it")
    about = WordField(
        "claims",
        "about",
        labels.ABOUT,
        label="What it is really about",
        help_text="Many claims about SMP belong to hair transplants.",
    )
    verdict = WordField("claims", "verdict", labels.VERDICT, label="Our verdict")
    reason = TextField(label="Why", help_text="In two sentences at most.")
    sources = PickField("sources", one="source", label="Evidence", required=False)
    side_effects = PickField(
        "side_effects", one="side effect", label="Side effects it is about", required=False
    )

    def entry(self) -> Plain:
        return dict(self.cleaned_data)

    def new_key(self) -> str:
        return str(self.cleaned_data["claim"])


class SectionForm(EntryForm):
    """A heading above questions. Which questions stand under it is said at each question."""

    part = "sections"

    title = line(label="Title", help_text="Patients and the desk read it above the questions.")

    def entry(self) -> Plain:
        return dict(self.cleaned_data)

    def new_key(self) -> str:
        return str(self.cleaned_data["title"])
