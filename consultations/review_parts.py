"""The rows of the review page: what is to be read, the steps, the letters, what was changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from consultations import cards_left_over as left_over
from consultations.cards_changes import letter_about
from consultations.cards_reasons import Change, Said
from consultations.deciding import Case, ReadingItem, StepState
from consultations.forms.letters import WithdrawForm
from consultations.forms.steps import LeaveOutForm, StepDoneForm, TakeBackForm
from consultations.models import AnswerChange, Consultation, Letter
from consultations.steps import CONDITION
from sideeffects.models import Edition
from sideeffects.risk import Catalogue


@dataclass(frozen=True, slots=True)
class Reading:
    """Something no rule looked at; it is ticked as read before a decision."""

    item: str
    said: Said
    why: str
    read: bool
    ticked: bool


@dataclass(frozen=True, slots=True)
class StepRow:
    """A before-booking step with the forms it offers now."""

    state: StepState
    done: StepDoneForm
    leave_out: LeaveOutForm
    take_back: TakeBackForm
    urgent: bool

    @property
    def key(self) -> str:
        return self.state.step.key


@dataclass(frozen=True, slots=True)
class LetterRow:
    letter: Letter
    name: str
    withdraw: WithdrawForm


def changes_of(consultation: Consultation) -> dict[str, Change]:
    """For each answer that was another one before: what it was, when that ended, by whom."""
    rows = (
        AnswerChange.objects.filter(consultation=consultation)
        .order_by("version", "pk")
        .values_list(
            "question", "private", "value", "private_value", "set_at", "set_by__display_name"
        )
    )
    current: dict[str, Any] = {}
    changed: dict[str, Change] = {}
    for question, private, value, private_value, at, by in rows:
        new = private_value if private else value
        before = current.get(question)
        if before is not None and before != new:
            changed[question] = Change(before, at, by)
        current[question] = new
    return changed


def reading_of(
    catalogue: Catalogue, found: Case, changes: Mapping[str, Change], ticked: Collection[str]
) -> tuple[Reading, ...]:
    return tuple(
        Reading(
            item=part.item,
            said=_said(catalogue, part, changes),
            why=left_over.why_to_read(catalogue, part.key, part.why),
            read=part.read,
            ticked=part.item in ticked,
        )
        for part in found.reading
    )


def _said(catalogue: Catalogue, item: ReadingItem, changes: Mapping[str, Change]) -> Said:
    """In the words of the edition under which it was asked."""
    if item.edition_id is not None:
        catalogue, changes = Edition.objects.known(item.edition_id).catalogue, {}
    return left_over.to_read(catalogue, item.key, item.value, item.why, changes)


StepForm = StepDoneForm | LeaveOutForm | TakeBackForm


def steps_of(found: Case, wrong: tuple[str, StepForm] | None) -> tuple[StepRow, ...]:
    """The steps of the days that would be accepted; where none would, of the days on hold.

    `wrong`: the form of one step that came back with something to repair.
    """
    offered = found.offer(plainly=False).windows or tuple(
        window for window in found.windows if window.acceptable
    )
    wanted = {step.key for window in offered for step in window.steps}
    urgent = {a.key for part in found.risk.findings for a in part.actions if a.urgent}
    rows = (
        _step_row(state, found, urgent=state.step.action in urgent)
        for state in found.steps
        if state.step.key in wanted or state.settled or state.step.action == CONDITION
    )
    return tuple(_repair(row, wrong[1]) if wrong and wrong[0] == row.key else row for row in rows)


def _step_row(state: StepState, found: Case, *, urgent: bool) -> StepRow:
    key = state.step.key
    return StepRow(
        state=state,
        done=StepDoneForm(initial={"on_date": found.today}, auto_id=f"done_{key}_%s"),
        leave_out=LeaveOutForm(auto_id=f"leave_{key}_%s"),
        take_back=TakeBackForm(auto_id=f"back_{key}_%s"),
        urgent=urgent,
    )


def _repair(row: StepRow, form: StepForm) -> StepRow:
    match form:
        case StepDoneForm():
            return replace(row, done=form)
        case LeaveOutForm():
            return replace(row, leave_out=form)
        case TakeBackForm():
            return replace(row, take_back=form)


def letters_of(
    catalogue: Catalogue, found: Case, wrong: tuple[int, WithdrawForm] | None
) -> tuple[LetterRow, ...]:
    return tuple(
        LetterRow(
            letter,
            letter_about(catalogue, letter.contraindication),
            wrong[1]
            if wrong and wrong[0] == letter.pk
            else WithdrawForm(auto_id=f"withdraw_{letter.pk}_%s"),
        )
        for letter in found.letters
    )
