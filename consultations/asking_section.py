"""What a case waits for and what the patient is asked again: a part of the review page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from consultations.answer_words import NO_ANSWER, in_words
from consultations.asking_again import askable
from consultations.deciding import Case
from consultations.forms.asking import AskForm, TakeQuestionsBackForm
from consultations.holds import Kind
from consultations.models import AnswerChange, Clarification, Hold, Status
from consultations.questions import catalogue_of
from consultations.waiting_words import how_long
from sideeffects.risk import Question

TOPIC = "asking"
TAKE_BACK = "asking_back"
OPEN = (Status.SUBMITTED, Status.ON_HOLD)


@dataclass(frozen=True, slots=True)
class Choice:
    """A question that can be asked again, and its answer now."""

    question: Question
    answer: str
    ticked: bool
    first: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that the case waits for or has waited for. `ended`: how, or ""."""

    hold: Hold
    ended: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """An answer that is another one since the patient was asked again."""

    question: Question
    answer: str


@dataclass(frozen=True, slots=True)
class Asking:
    """`form`: where the patient can be asked. `asked`: what is with the patient now, `since` when.
    `answered`: what came back last, since the decision before; `changed`: what it changed."""

    form: AskForm | None
    suggested: tuple[Choice, ...]
    others: tuple[Choice, ...]
    asked: Clarification | None
    questions: tuple[Question, ...]
    since: str
    take_back: TakeQuestionsBackForm
    answered: Clarification | None
    changed: tuple[Changed, ...]
    waiting: tuple[Waiting, ...]

    @property
    def count(self) -> int:
        return len(self.questions) + bool(self.asked and self.asked.own_words)

    @property
    def open(self) -> bool:
        """The fold stands open where something in it is to be repaired."""
        return self.form is not None and self.form.is_bound


def asking_section(found: Case, today: date, forms: Mapping[str, Any]) -> Asking:
    row, questions = found.consultation, catalogue_of(found.consultation).questions
    every = list(Clarification.objects.filter(consultation=row).order_by("-pk"))
    asked = next((part for part in every if part.ended_at is None), None)
    answered = _answered(every, found)
    form = None
    if asked is None and row.status in OPEN:
        form = forms.get(TOPIC) or ask_form(found, today)
    return Asking(
        form=form,
        suggested=_choices(form, found, suggested=True),
        others=_choices(form, found, suggested=False),
        asked=asked,
        questions=_known(questions, asked.questions if asked else ()),
        since=how_long(asked.asked_at, timezone.now()) if asked else "",
        take_back=forms.get(TAKE_BACK) or TakeQuestionsBackForm(auto_id="ask_back_%s"),
        answered=answered,
        changed=_changed(answered, found, questions) if answered else (),
        waiting=_waiting(found, today),
    )


def ask_form(found: Case, today: date, data: Any = None) -> AskForm:
    """What a case can ask; also of what was sent."""
    row = found.consultation
    possible = askable(catalogue_of(row), found.risk, found.summary.answers, row.planned_date)
    return AskForm(data, askable=possible, today=today)


def _answered(every: Iterable[Clarification], found: Case) -> Clarification | None:
    """The newest that the patient answered, as long as nobody has decided since."""
    newest = next((part for part in every if part.answered), None)
    decided = found.review.decided_at if found.review else None
    if newest is None or newest.ended_at is None or (decided and newest.ended_at < decided):
        return None
    return newest


def _changed(
    answered: Clarification, found: Case, questions: Mapping[str, Question]
) -> tuple[Changed, ...]:
    changes = AnswerChange.objects.filter(
        consultation=found.consultation,
        set_at__gt=answered.asked_at,
        set_at__lte=answered.ended_at,
    ).values_list("question", flat=True)
    known = {key: questions[key] for key in dict.fromkeys(changes) if key in questions}
    answers = found.summary.answers
    return tuple(
        Changed(question, in_words(question, answers.get(key)) or NO_ANSWER)
        for key, question in known.items()
    )


def _choices(form: AskForm | None, found: Case, *, suggested: bool) -> tuple[Choice, ...]:
    if form is None:
        return ()
    ticked, answers = set(form.ticked()), found.summary.answers
    possible = form.askable.suggested if suggested else form.askable.others
    return tuple(
        Choice(
            question,
            in_words(question, answers.get(question.key)) or NO_ANSWER,
            question.key in ticked,
            question.key == found.risk.ask_next,
        )
        for question in possible
    )


def _known(questions: Mapping[str, Question], keys: Iterable[str]) -> tuple[Question, ...]:
    return tuple(questions[key] for key in keys if key in questions)


def _waiting(found: Case, today: date) -> tuple[Waiting, ...]:
    """The holds of the newest decision; a day that has come is shown as ended, and not written."""
    if found.review is None:
        return ()
    holds = Hold.objects.filter(review=found.review)
    return tuple(
        Waiting(
            hold,
            ended=hold.ended_how or ("the day has come" if _day_came(hold, today) else ""),
            overdue=hold.due < today and hold.kind != Kind.DATE,
        )
        for hold in holds
    )


def _day_came(hold: Hold, today: date) -> bool:
    return hold.kind == Kind.DATE and hold.due <= today
