"""Who may decide about a patient: a technician who is not the patient and did not ask."""

from __future__ import annotations

from django.db.models import Q, QuerySet, Value

from clinic.errors import NotAllowed
from clinic.models import User
from consultations.models import AnswerChange, Consultation, Patient
from consultations.models.patient_queries import REVIEWERS, folded
from consultations.questions import EXAMINATION, catalogue_of

ANSWERED = "You asked the patient these questions, and whoever asked does not decide."


def check_reviewer(row: Consultation, by: User) -> bool:
    """Refuse who must not decide here. True where they asked the questions and may all the same."""
    check_not_the_patient(row.patient, by)
    too = asked_the_questions(row, by)
    if too and not row.site.answerer_may_review:
        raise NotAllowed(ANSWERED, who_can(row, by))
    return too


def check_not_the_patient(patient: Patient, by: User) -> None:
    """Nobody decides about themselves; the record knows staff and patients by name only."""
    namesake = folded(Value(by.display_name))
    if Patient.objects.filter(pk=patient.pk, folded_name=namesake).exists():
        raise NotAllowed(
            "You have the same name as this patient, and nobody decides about themselves.",
            "Ask a colleague to decide.",
        )


def asked_the_questions(row: Consultation, by: User) -> bool:
    """Whether this person sent the answers, or saved one of them, private ones included.

    The examination does not count: a technician examines and decides.
    """
    if row.sent_by_id == by.pk:
        return True
    return _saved(row).filter(set_by=by).exists()


def _saved(row: Consultation) -> QuerySet[AnswerChange]:
    questions = catalogue_of(row).questions.items()
    examination = [key for key, question in questions if question.stage == EXAMINATION]
    given = Q(value__isnull=False) | Q(private_value__isnull=False)  # screening again takes back
    every = AnswerChange.objects.filter(given, consultation=row)
    return every.exclude(question__in=examination)


def who_can(row: Consultation, *others: User) -> str:
    """Reviewers of the site who did not ask the questions, by name."""
    asked = {row.sent_by_id, *_saved(row).values_list("set_by", flat=True)}
    found = User.objects.filter(site_id=row.site_id, role__in=REVIEWERS, is_active=True)
    free = found.exclude(pk__in=[*asked, *(other.pk for other in others)]).order_by("display_name")
    names = list(free.values_list("display_name", flat=True)[:5])
    if not names:
        return "An administrator can invite another reviewer, or allow it for this clinic."
    return f"{', '.join(names[:-1])} or {names[-1]} can." if names[1:] else f"{names[0]} can."
