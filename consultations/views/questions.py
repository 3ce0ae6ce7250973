"""What the pages with the health questions share: the open draft, its grid, and saving answers."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.forms import BoundField
from django.http import Http404

from clinic.access import StaffRequest
from clinic.errors import NotAllowed
from clinic.forms.plain import PlainForm
from consultations.days import local_day
from consultations.forms.answers import AnswersForm
from consultations.grid import Grid, Row, build_grid
from consultations.models import Consultation, Status
from consultations.questions import BIRTH_DATE, CONSULTATION, catalogue_of, for_desk
from consultations.views.records import consultation_of
from sideeffects.risk import Question

# What a save changes, to be read again before the page is shown.
REREAD = ("answers", "private_answers", "version", "private_done_at", "status")


class SaveForm(PlainForm):
    """What comes with every save: the version of the screen, and the key of this act."""

    version = forms.IntegerField(min_value=0)
    key = forms.UUIDField()


def draft_of(request: StaffRequest, ref: str) -> Consultation:
    """The consultation while its answers are being given; afterwards a refusal with the way on."""
    consultation = consultation_of(request, ref, with_patient=request.method != "POST")
    if consultation.status != Status.DRAFT:
        raise NotAllowed(
            "These answers were sent already.",
            "Open the consultation again, with a reason, to correct one.",
        )
    return consultation


def grid_of(consultation: Consultation) -> Grid:
    """The questions as the desk asks them now. The birth date stands in the patient's record."""
    desk = for_desk(consultation)
    return build_grid(
        catalogue_of(consultation),
        [question for question in desk.questions if question.key != BIRTH_DATE],
        consultation.answers,
        today=local_day(consultation.site),
        private_asked=desk.private_asked,
        private_done=desk.private_done,
        aside=[part.key for part in desk.set_aside],
    )


def boxes_of(
    rows: Iterable[Row], consultation: Consultation, sent: AnswersForm | None = None
) -> dict[str, BoundField]:
    """The boxes of these rows: as they were typed where they were `sent`, else as stored."""
    questions = [row.question for row in rows]
    stored = AnswersForm(questions, stored=consultation.answers)
    typed = sent.fields if sent else {}
    return {
        question.key: sent[question.key] if sent and question.key in typed else stored[question.key]
        for question in questions
    }


def desk_question(consultation: Consultation, key: str) -> Question:
    """A question that the desk may answer. Others are not there, private ones least of all."""
    question = catalogue_of(consultation).questions.get(key)
    if (
        question is None
        or question.private
        or question.stage != CONSULTATION
        or question.key == BIRTH_DATE
    ):
        raise Http404
    return question
