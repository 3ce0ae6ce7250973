"""The review page of one consultation, gathered once: cards, what is open, forms, history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from clinic.models import User
from consultations import cards_board as board
from consultations import cards_left_over as left_over
from consultations import decision_terms as terms
from consultations.cards import Gate, LetterOnFile, compose
from consultations.cards_changes import Difference, Snapshot, difference
from consultations.cards_reasons import Said
from consultations.deciding import REVIEW_VALID, Case, case
from consultations.forms.examination import ExaminationForm
from consultations.forms.letters import LetterForm, WithdrawForm
from consultations.forms.looks_wrong import LooksWrongForm
from consultations.forms.review import DecisionForm
from consultations.forms.steps import LookAgainForm
from consultations.holds import things_to_wait_for
from consultations.message_words import messages_of
from consultations.models import Consultation, Status, Summary, Task
from consultations.newer_edition import NewerEdition, newer_edition
from consultations.past_decisions import PastDecision, past_decisions
from consultations.patch_records import on_record
from consultations.questions import catalogue_of, private_in
from consultations.review_parts import (
    LetterRow,
    Reading,
    StepForm,
    StepRow,
    changes_of,
    letters_of,
    reading_of,
    steps_of,
)
from consultations.review_sections import Sections, sections_of
from consultations.stored import risk_of
from consultations.windows import Offer, valid_until
from sideeffects.risk import NOT_ASSESSED, Catalogue


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an approval would accept, in words, before it is saved."""

    lines: tuple[board.WindowLine, ...]
    open_steps: tuple[str, ...]
    until: date | None


@dataclass(frozen=True, slots=True)
class Bound:
    """Forms that came back with something to repair; what is not here is untouched.

    `typed`: a decision as it was typed (a QueryDict). It comes back with errors, or, where the
    summary is a newer one than it was typed for, as it was. `suggested`: what an untouched
    decision is filled in with besides.
    """

    typed: Any = None
    suggested: Mapping[str, Any] = field(default_factory=dict)
    examination: ExaminationForm | None = None
    letter: LetterForm | None = None
    step: tuple[str, StepForm] | None = None
    withdraw: tuple[int, WithdrawForm] | None = None
    look_again: LookAgainForm | None = None
    looks_wrong: LooksWrongForm | None = None
    forms: Mapping[str, Any] = field(default_factory=dict)  # those of review_sections, by topic


@dataclass(frozen=True)
class ReviewPage:
    """Everything the templates of the review show. `may` holds the steps this state allows."""

    case: Case
    gates: tuple[Gate, ...]
    range: board.Range | None
    earliest: board.Earliest
    windows: tuple[board.WindowLine, ...]
    quiet: tuple[left_over.Quiet, ...]
    other_days: tuple[Said, ...]
    answered: int
    reading: tuple[Reading, ...]
    choices: terms.Choices
    plainly: Accepted
    conditionally: Accepted
    decision: DecisionForm
    examination: ExaminationForm
    letter: LetterForm
    letters: tuple[LetterRow, ...]
    steps: tuple[StepRow, ...]
    look_again: LookAgainForm
    decisions: tuple[PastDecision, ...]
    tasks: tuple[Task, ...]
    sections: Sections
    changed: Difference | None = None
    newer: NewerEdition | None = None
    looks_wrong: LooksWrongForm | None = None

    @property
    def not_assessed(self) -> bool:
        return self.case.risk.level == NOT_ASSESSED

    @property
    def clear(self) -> bool:
        """Nothing to act on at all: approving is the main button."""
        clear = self.case.risk.level == "clear" and self.case.examined
        clear &= self.case.changed_for_safety is None
        return clear and self.decides and not self.overdue

    @property
    def overdue(self) -> bool:
        """The planned day has passed, so what was found on it says little about the days ahead."""
        return self.case.risk.treatment_date < self.case.today

    @property
    def held_days(self) -> tuple[board.WindowLine, ...]:
        """Days of a case without findings on which something holds all the same."""
        return tuple(line for line in self.windows if not line.default)

    @property
    def drafted(self) -> bool:
        return self.case.consultation.status == Status.DRAFT

    @property
    def stale(self) -> bool:
        """Sent, but what is on file differs from what the summary was made of."""
        consultation, summary = self.case.consultation, self.case.summary
        return not self.drafted and summary.answers != consultation.all_answers

    @property
    def decides(self) -> bool:
        return "decide" in self.case.may and not self.review_holds and not self.stale

    @property
    def review_holds(self) -> bool:
        """A hold whose day has not come is a decision; it can be decided again all the same."""
        return self.case.review_stands and self.case.consultation.status != Status.ON_HOLD

    @property
    def standing(self) -> PastDecision | None:
        return next((part for part in self.decisions if part.stands), None)

    @property
    def lapsed(self) -> tuple[PastDecision, ...]:
        return tuple(part for part in self.decisions if not part.stands)

    @property
    def unread(self) -> int:
        return sum(not line.read for line in self.reading)

    @property
    def open_steps(self) -> int:
        return sum(not row.state.settled for row in self.steps)


def review_page(
    consultation: Consultation, by: User, today: date, bound: Bound | None = None
) -> ReviewPage | None:
    """None for a consultation that was never sent: there is nothing to review."""
    found = case(consultation, today)
    if found is None:
        return None
    bound = bound or Bound()
    catalogue, risk, answers = catalogue_of(consultation), found.risk, found.summary.answers
    changes = changes_of(consultation)
    gates = compose(catalogue, risk, answers, changes=changes, letters=_on_file(found))
    windows = board.window_lines(catalogue, found.windows)
    choices = _choices(found)
    return ReviewPage(
        case=found,
        gates=gates,
        range=board.range_of(catalogue, risk),
        earliest=board.earliest_of(catalogue, risk),
        windows=windows,
        quiet=left_over.nothing_to_act_on(catalogue, risk, answers, changes),
        other_days=left_over.on_other_days(catalogue, risk, answers, changes),
        answered=left_over.answered(catalogue, risk, answers),
        reading=reading_of(
            catalogue, found, changes, bound.typed.getlist("read") if bound.typed else ()
        ),
        choices=choices,
        plainly=_accepted(catalogue, found, found.offer(plainly=True)),
        conditionally=_accepted(catalogue, found, found.offer(plainly=False)),
        decision=_decision_form(
            bound,
            found,
            choices=choices,
            prefill=replace(
                terms.prefill(risk, gates, today, private_in(catalogue)),
                messages=messages_of(found),
                things=things_to_wait_for(found),
            ),
            days=[(line.value, line.value) for line in windows if line.acceptable],
        ),
        examination=bound.examination or examination_form(consultation),
        letter=bound.letter or LetterForm(wanted=found.letters_wanted),
        letters=letters_of(catalogue, found, bound.withdraw),
        steps=steps_of(found, bound.step),
        look_again=bound.look_again or LookAgainForm(auto_id="again_%s"),
        decisions=past_decisions(consultation, _standing(found)),
        tasks=tuple(Task.objects.visible_to(by).open().filter(consultation=consultation)),
        sections=sections_of(found, by, today, bound.forms),
        changed=_changed(catalogue, found, bound.typed),
        newer=newer_edition(found),
        looks_wrong=bound.looks_wrong,
    )


def _choices(found: Case) -> terms.Choices:
    return terms.choices_of(
        found.risk,
        examined=found.examined,
        questions_left=len(found.unanswered_examination),
        approve_from=found.approve_from,
        never_relaxed=found.never_relaxed,
    )


def _standing(found: Case) -> int | None:
    return found.review.pk if found.review and found.review_stands else None


def _decision_form(bound: Bound, found: Case, **offered: Any) -> DecisionForm:
    """Untouched, with what has to be repaired, or as it was typed for an older summary."""
    typed = bound.typed
    offered |= {
        "unread": {part.item: part.item for part in found.unread},
        "open_steps": len(found.offer(plainly=False).open_steps),
        "today": found.today,
    }
    if typed is None:
        first = DecisionForm.values_of(offered["prefill"], found.summary.hash)
        return DecisionForm(initial={**first, **bound.suggested}, **offered)
    if typed.get("summary") == found.summary.hash:
        return DecisionForm(typed, **offered)
    return DecisionForm(initial=DecisionForm.as_typed(typed, found.summary.hash), **offered)


def examination_form(consultation: Consultation, data: Any = None) -> ExaminationForm:
    day = consultation.consultation_date or consultation.planned_date
    return ExaminationForm(
        catalogue_of(consultation),
        consultation.all_answers,
        data,
        version=consultation.version,
        consultation_date=day,
        planned=consultation.planned_date,
        on_record=on_record(consultation),
    )


def _on_file(found: Case) -> list[LetterOnFile]:
    return [
        LetterOnFile(part.contraindication, part.letter_date, part.author, part.limits)
        for part in found.letters
    ]


def _accepted(catalogue: Catalogue, found: Case, offer: Offer) -> Accepted:
    days = int(catalogue.periods[REVIEW_VALID].value)
    until = valid_until(found.today, offer.windows, days) if offer.windows else None
    return Accepted(
        lines=board.up_to(board.window_lines(catalogue, offer.windows), until),
        open_steps=tuple(dict.fromkeys(step.label for step in offer.open_steps)),
        until=until,
    )


def _changed(catalogue: Catalogue, found: Case, typed: Any) -> Difference | None:
    """What changed since the summary that the decision was typed for."""
    seen = typed.get("summary", "") if typed else ""
    if not seen or seen == found.summary.hash:
        return None
    before = Summary.objects.filter(consultation=found.consultation, hash=seen).first()
    if before is None:
        return None
    return difference(catalogue, _snapshot(before), _snapshot(found.summary))


def _snapshot(summary: Summary) -> Snapshot:
    return Snapshot(risk_of(summary), summary.answers, summary.letters)
