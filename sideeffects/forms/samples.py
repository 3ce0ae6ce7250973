"""A sample patient as a form: every question that would be asked, with what the sample answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils import timezone

from clinic.errors import NotAllowed
from clinic.forms.dates import MemorableDateField
from sideeffects.desk.trying import known_part, tried
from sideeffects.forms.answer_boxes import PREFIX, answer_of, box_for, typed_answers, typed_day
from sideeffects.forms.entry import EntryForm, Plain, RowForm, RowKind
from sideeffects.risk import AnswerErrors, Catalogue, Question, asked
from sideeffects.risk.catalogue import Section
from sideeffects.risk.evidence import Expected, ExpectedFinding, Sample
from sideeffects.risk.files_evidence import plain_expected
from sideeffects.risk.parse_evidence import sample as read_sample
from sideeffects.risk.reading import CatalogueError, Row
from sideeffects.risk.samples import case_of, usual_answer

KEEP, DRAFT, NOTHING = "keep", "draft", "nothing"


class LetterRow(RowForm):
    contraindication = forms.ChoiceField(label="For")
    day = MemorableDateField(label="Written on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entries = self.draft.contraindications.values()
        self.fields["contraindication"].choices = [  # type: ignore[attr-defined]
            ("", "Pick one"),
            *((entry.key, entry.name) for entry in entries),
        ]

    @classmethod
    def boxes_of(cls, part: Any) -> Plain:
        key, day = part
        return {"contraindication": key, "day": date.fromisoformat(day)}

    def part(self) -> Any:
        return self.cleaned_data["contraindication"], self.cleaned_data["day"].isoformat()


@dataclass(frozen=True, slots=True)
class Asked:
    """One section of the form: its boxes, and how many answers are other than usual."""

    section: Section
    boxes: list[forms.BoundField]
    other: int


class SampleForm(EntryForm):
    part = "samples"
    row_kinds: ClassVar = {
        "letters": RowKind(
            LetterRow, "letter", most=10, label="Letters on file", help="From a doctor."
        )
    }

    label = forms.CharField(label="Name of the sample", max_length=200)
    shows = forms.CharField(
        label="What it shows", max_length=400, widget=forms.Textarea({"rows": 2})
    )
    consultation_date = MemorableDateField(label="Day of the consultation")
    treatment_date = MemorableDateField(label="Planned treatment")
    expect = forms.ChoiceField(
        label="What you expect",
        widget=forms.RadioSelect,
        choices=[
            (KEEP, "What is pinned now"),
            (DRAFT, "What the draft gives: pin it"),
            (NOTHING, "Nothing: it is only there to be watched"),
        ],
        help_text="A pinned sample is a test: while it breaks, nothing can be published.",
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        draft: Catalogue,
        plain: Plain | None = None,
        start: Plain | None = None,
    ) -> None:
        begun = plain or _begun(start)
        self.sample = _read(begun)
        self.consultation = typed_day(data, "consultation_date") or date.fromisoformat(
            self.sample.consultation_date
        )
        self.treatment = typed_day(data, "treatment_date") or date.fromisoformat(
            self.sample.treatment_date
        )
        self.raw = typed_answers(draft, data) if data is not None else {}
        try:
            self.asked = self._asked(draft, data)
        except (ValueError, KeyError) as gap:  # a rule that cannot be read yet, for one
            raise NotAllowed(
                f"The draft’s questions cannot be asked: {gap}.",
                "Mend what the checks of the draft list, then try a sample.",
            ) from gap
        super().__init__(data, draft=draft, plain=plain, start=begun)
        for question in self.asked:
            self.fields[PREFIX + question.key] = box_for(question)
        if plain is not None:
            self.fields["label"].disabled = True
        pinned = self.sample.expected is not None
        if not pinned:
            del self.fields["expect"].choices[0]  # type: ignore[attr-defined]
        self.initial = {
            **self.initial,
            **{PREFIX + key: value for key, value in self.answers.items()},
            "expect": KEEP if pinned else NOTHING,
        }

    def _asked(self, draft: Catalogue, data: QueryDict | None) -> tuple[Question, ...]:
        """What would be asked on these answers; what the sample does not say is filled in."""
        known, _ = known_part(draft, self.sample)
        stored = {key: value for key, value in known.answers if key not in self.raw}
        sample = Sample(
            label=known.label,
            shows=known.shows,
            consultation_date=self.consultation.isoformat(),
            treatment_date=self.treatment.isoformat(),
            answers=tuple({**stored, **self.raw}.items()),
            letters=(),
            expected=None,
        )
        try:
            self.answers = case_of(draft, sample)["answers"]
            return asked(draft, self.answers, self.consultation, self.treatment)
        except AnswerErrors:  # what was typed cannot be read; the sample itself can
            plain = dict(known.answers)
            self.answers = case_of(draft, _with(sample, plain))["answers"]
            return asked(draft, self.answers, self.consultation, self.treatment)

    def boxes_of(self, plain: Plain) -> Plain:
        return {
            "label": plain["label"],
            "shows": plain["shows"],
            "consultation_date": self.consultation,
            "treatment_date": self.treatment,
        }

    def parts_of(self, plain: Plain, name: str) -> list[Any]:
        return list((plain.get("letters") or {}).items())

    def sections(self) -> Iterator[Asked]:
        """The questions as the desk asks them, section by section."""
        for section in self.draft.sections.values():
            here = [question for question in self.asked if question.section == section.key]
            if here:
                other = sum(
                    self.answers.get(question.key) != usual_answer(question, self.consultation)
                    for question in here
                )
                yield Asked(section, [self[PREFIX + question.key] for question in here], other)

    def new_key(self) -> str:
        return str(self.cleaned_data["label"])

    def entry(self) -> Plain:
        cleaned = self.cleaned_data
        plain: Plain = {
            "shows": cleaned["shows"],
            "consultation_date": cleaned["consultation_date"].isoformat(),
            "treatment_date": cleaned["treatment_date"].isoformat(),
            "answers": dict(sorted(self._said().items())),
            "letters": dict(self.parts("letters")),
        }
        expected = self._expected(plain)
        return plain | {"expected": expected} if expected else plain

    def _said(self) -> dict[str, Any]:
        """The answers that are other than usual; None where one is left blank."""
        visible = {question.key for question in self.asked}
        stored = {key: plain_value(value) for key, value in self.sample.answers}
        said = {key: value for key, value in stored.items() if key not in visible}
        for question in self.asked:
            value = answer_of(question, self.cleaned_data.get(PREFIX + question.key))
            as_before = question.key in stored and stored[question.key] == value
            if as_before or value != usual_answer(question, self.consultation):
                said[question.key] = value
        return said

    def _expected(self, plain: Plain) -> Plain | None:
        """What is pinned: as before, what the draft gives on these answers, or nothing."""
        match self.cleaned_data["expect"]:
            case "keep":
                return plain_expected(self.sample.expected) if self.sample.expected else None
            case "draft":
                return expected_now(self.draft, _read({"label": "new", **plain}))
            case _:
                return None


def expected_now(draft: Catalogue, sample: Sample) -> Plain:
    """What the draft gives, as a sample pins it; raises ``CatalogueError`` if that is nothing."""
    result = tried(draft, sample)
    if result.summary is None or result.summary.fault:
        raise CatalogueError("samples", sample.label, "'expect': the draft gives no result to pin")
    summary = result.summary
    found = sorted((one.contraindication, one.kind, one.status) for one in summary.findings)
    return plain_expected(
        Expected(
            outcome=summary.level,
            findings=tuple(ExpectedFinding(*one) for one in found),
            earliest_date=summary.earliest_date.isoformat() if summary.earliest_date else None,
            open_ended=summary.open_ended,
            provisional=summary.provisional,
        )
    )


def plain_value(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _begun(start: Plain | None) -> Plain:
    """A new sample begins well, today, with treatment planned in six weeks."""
    today = timezone.localdate()
    begun = {
        "label": "",
        "shows": "",
        "consultation_date": today.isoformat(),
        "treatment_date": date.fromordinal(today.toordinal() + 42).isoformat(),
        "answers": {},
        "letters": {},
    }
    return begun | (start or {}) | ({"label": f"{start['label']} 2"} if start else {})


def _read(plain: Plain) -> Sample:
    named = {**plain, "label": plain.get("label") or "new", "shows": plain.get("shows") or "new"}
    return read_sample(Row("samples", named["label"], named))


def _with(sample: Sample, answers: dict[str, Any]) -> Sample:
    return Sample(
        sample.label,
        sample.shows,
        sample.consultation_date,
        sample.treatment_date,
        tuple(answers.items()),
        (),
        None,
    )
