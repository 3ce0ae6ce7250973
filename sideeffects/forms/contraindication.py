"""The editor of a contraindication."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django import forms

from sideeffects.desk.offered import offered
from sideeffects.evidence import labels
from sideeffects.forms.entry import Plain, RowForm, RowKind
from sideeffects.forms.picks import (
    NOTHING_PICKED,
    PickField,
    PickingForm,
    PickingRow,
    PickOneField,
    TextField,
    WordField,
    grade,
    line,
    lines,
    nearness,
)


class KindRow(RowForm):
    """One of the ways in which it can matter for treatment."""

    kind = forms.ChoiceField(label="It means", choices=[NOTHING_PICKED, *labels.KIND.items()])
    when = TextField(label="When", help_text="In a few words: yes, not sure, active now.", rows=2)


class RaisesRow(PickingRow):
    """A side effect that it makes more likely."""

    side_effect = PickOneField("side_effects", label="Side effect")
    why = TextField(
        label="Why", help_text="In one sentence that staff can say to a patient.", rows=2
    )


class ContraindicationForm(PickingForm):
    part = "contraindications"
    row_kinds: ClassVar[Mapping[str, RowKind]] = {
        "kinds": RowKind(
            KindRow,
            "meaning",
            most=8,
            label="What it means for treatment",
            help="One for each case. The rules do it; this says it in words.",
        ),
        "raises": RowKind(
            RaisesRow,
            "side effect",
            most=20,
            label="What it can lead to",
            help="The side effects that are more likely in somebody who has this.",
        ),
    }

    name = line(label="Name for staff", help_text="The medical name stands in brackets.")
    plain_name = line(
        label="Name for patients", help_text="As a patient would call it.", required=False
    )
    also_called = lines(
        label="Other words people use", help_text="One a line. The search finds them."
    )
    for_patients = TextField(
        label="What it is, for patients",
        help_text="Two or three short sentences in plain words.",
        required=False,
    )
    group = WordField("contraindications", "group", labels.GROUP, label="Group")
    required_action = TextField(label="What staff do")
    not_sure_means = TextField(label="If the patient is not sure", rows=2)
    evidence_grade = grade(
        label="Strength of the evidence for the risk",
        help_text="How sure it is that this raises the risk.",
    )
    waiting_period_or_limit_grade = grade(
        label="Strength of the evidence for the waiting period or limit",
        help_text="How sure the number of days is. It has a grade of its own. None: there is none.",
        required=False,
    )
    evidence_directness = nearness()
    sources = PickField("sources", one="source", label="Evidence", required=False)
    questions = PickField(
        "questions", one="question", label="Questions that find it", required=False
    )
    rules = PickField(
        "rules",
        one="rule",
        label="Rules that find it",
        help_text="Rules that name this contraindication. A rule is made on its own page.",
        required=False,
    )
    note = TextField(label="Note for staff", required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_own_rules()

    def _offer_own_rules(self) -> None:
        key = self.plain["key"] if self.plain else None
        names = offered(self.draft, "rules")
        own = {
            rule.key: names[rule.key]
            for rule in self.draft.rules.values()
            if rule.contraindication == key
        }
        cast("PickField", self.fields["rules"]).narrow(own, self["rules"].value())

    def boxes_of(self, plain: Plain) -> Plain:
        """A copy of another one lists no rules: those name the other."""
        return plain if self.plain else {**plain, "rules": []}

    def clean(self) -> Plain:
        given: Plain = super().clean() or self.cleaned_data
        if not any(row.has_changed() for row in self.rows["kinds"]):
            self.add_error(None, "Say what it means for treatment: add one meaning at least.")
        return given

    def entry(self) -> Plain:
        given = {name: None if value == "" else value for name, value in self.cleaned_data.items()}
        return given | {"kinds": self.parts("kinds"), "raises": self.parts("raises")}

    def new_key(self) -> str:
        return str(self.cleaned_data["name"])
