"""Everything a technician looks at before deciding, gathered once for the page and the action."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from clinic.models import User
from consultations.ages import birthday_of_consent
from consultations.days import local_day
from consultations.models import Consultation, Letter, ReadMark, Review, StepTick, Summary
from consultations.models.status import STEPS, Status
from consultations.photos import photos_to_see
from consultations.questions import BIRTH_DATE, EXAMINATION, catalogue_of, missing
from consultations.rescreened import LeftBehind, known_letters, left_behind, letters_of, since
from consultations.steps import CONDITION, Step, kept_step
from consultations.stored import risk_of
from consultations.windows import STOP, Offer, OpenWindow, offer, open_windows
from sideeffects.risk import Question, RiskSummary, canonical, digest

REVIEW_VALID = "review_valid"
PATCH_TEST_RESULT, REACTION = "patch_test_result", "reaction"


@dataclass(frozen=True, slots=True)
class ReadingItem:
    """Something no rule looked at. `item` names it with its value: a changed one is a new one.

    `why`: text, out_of_range, no_rule, set_aside (reported, then no longer asked), earlier_edition
    (answered under `edition_id`, and not read by the edition in use), reply, note or photos.
    """

    item: str
    key: str
    value: object
    why: str
    read: bool
    edition_id: int | None = None


@dataclass(frozen=True, slots=True)
class StepState:
    """A step and how it stands: open, done (bookable from a day on) or waived with a reason."""

    step: Step
    state: str
    on_date: date | None = None
    reason: str = ""
    by: User | None = None
    at: datetime | None = None

    @property
    def bookable_from(self) -> date | None:
        if self.state != StepTick.State.DONE or self.on_date is None:
            return None
        return self.on_date + timedelta(days=self.step.days or 0)

    @property
    def settled(self) -> bool:
        return self.state != "open"


@dataclass(frozen=True, slots=True)
class Case:
    """One consultation before its decision. `review_stands`: the newest review still holds.

    `changed_for_safety`: the edition that changed a rule for safety after the one used here.
    """

    consultation: Consultation
    summary: Summary
    risk: RiskSummary
    review: Review | None
    review_stands: bool
    reading: tuple[ReadingItem, ...]
    unanswered_examination: tuple[Question, ...]
    windows: tuple[OpenWindow, ...]
    steps: tuple[StepState, ...]
    letters: tuple[Letter, ...]
    letters_wanted: tuple[tuple[str, str], ...]
    today: date
    changed_for_safety: int | None
    never_relaxed: str

    @property
    def may(self) -> frozenset[str]:
        return frozenset(STEPS[Status(self.consultation.status)])

    @property
    def unread(self) -> tuple[ReadingItem, ...]:
        return tuple(item for item in self.reading if not item.read)

    @property
    def settled(self) -> frozenset[str]:
        return frozenset(state.step.key for state in self.steps if state.settled)

    @property
    def examined(self) -> bool:
        return EXAMINATION in self.risk.stages and not self.unanswered_examination

    @property
    def stop(self) -> bool:
        return self.risk.level == STOP

    def relaxes(self, decision: str) -> bool:
        """Whether this decision is less strict than a stop: two people sign it."""
        return self.stop and decision != Review.Decision.DECLINED

    @property
    def of_age_from(self) -> date:
        return of_age_from(self.consultation)

    def offer(self, *, plainly: bool, chosen: Iterable[date] | None = None) -> Offer:
        """What approving would accept, plainly or with conditions."""
        return offer(
            self.windows,
            planned=self.consultation.planned_date,
            settled=self.settled,
            plainly=plainly,
            chosen=None if chosen is None else frozenset(chosen),
        )

    @property
    def approve_from(self) -> date | None:
        """ "Approve from 14 May": the first day the rules allow, if it is not today already."""
        first = self.offer(plainly=True).first
        return first if first and first > self.today else None

    @property
    def suggested(self) -> str:
        """What the rules point to. It stands beside the decision; nothing is preselected."""
        if self.stop:
            return Review.Decision.DECLINED
        allowed = self.offer(plainly=True)
        if not allowed.windows or self.risk.level == "not_assessed":
            return Review.Decision.ON_HOLD
        if allowed.open_steps:
            return Review.Decision.APPROVED_WITH_CONDITIONS
        return Review.Decision.APPROVED


def case(consultation: Consultation, today: date | None = None) -> Case | None:
    """The case of a sent consultation; None for one that was never sent."""
    summary = consultation.summary
    if summary is None:
        return None
    today = today or local_day(consultation.site)
    risk = risk_of(summary)
    letters = tuple(
        consultation.letters.filter(withdrawn_at__isnull=True).select_related("recorded_by")
    )
    never = never_relaxed(risk, summary)
    windows = windows_of(consultation, summary, risk, today)
    if risk.level == STOP and not never:
        windows = tuple(replace(window, relaxable=True) for window in windows)
    review = newest_review(consultation)
    standing = stands(consultation, review, summary)
    editions = since(consultation)
    behind = left_behind(consultation, summary) if editions.rescreened else ()
    return Case(
        consultation=consultation,
        summary=summary,
        risk=risk,
        review=review,
        review_stands=standing,
        reading=_reading(consultation, risk, behind, editions.replies),
        unanswered_examination=missing(consultation, EXAMINATION),
        windows=windows,
        steps=step_states(consultation, windows, review if standing else None),
        letters=letters,
        letters_wanted=_letters_wanted(risk),
        today=today,
        changed_for_safety=editions.safety,
        never_relaxed=never,
    )


def never_relaxed(risk: RiskSummary, summary: Summary) -> str:
    """Why this stop stands whoever signs; nothing where two people may relax it, or there is none.

    The database knows the same (migrations/0007).
    """
    if risk.level == STOP and summary.answers.get(PATCH_TEST_RESULT) == REACTION:
        return "The skin reacted in a patch test. Nobody can relax this stop."
    return ""


def of_age_from(consultation: Consultation) -> date:
    """As the database's scalpwise_of_age. An edition without an age has none to wait for."""
    born = consultation.patient.birth_date
    found = birthday_of_consent(catalogue_of(consultation), born)
    return found[1] if found else born


def newest_review(consultation: Consultation) -> Review | None:
    newest = consultation.reviews.select_related("decided_by").order_by("-pk")
    return newest.defer("shown").first()


def stands(consultation: Consultation, review: Review | None, summary: Summary) -> bool:
    """Whether the review is still the decision. The booking gate asks this again by itself."""
    return (
        review is not None
        and review.summary_id == summary.pk
        and review.decision == consultation.status
        and summary.answers == consultation.all_answers
        and born_as_answered(consultation, summary)
    )


def born_as_answered(consultation: Consultation, summary: Summary) -> bool:
    """The birth date is an answer that the patient's record gives; it may have been corrected."""
    answered = summary.answers.get(BIRTH_DATE)
    return answered in (None, consultation.patient.birth_date.isoformat())


def windows_of(
    consultation: Consultation, summary: Summary, risk: RiskSummary, today: date
) -> tuple[OpenWindow, ...]:
    """The windows from today on, each with its steps."""
    catalogue = catalogue_of(consultation)
    letters = known_letters(catalogue, letters_of(summary))
    return open_windows(catalogue, risk, summary.answers, letters, today)


def step_states(
    consultation: Consultation, windows: Iterable[OpenWindow], review: Review | None = None
) -> tuple[StepState, ...]:
    """Every step of these days and how it stands by its newest tick.

    `review`: the one that stands; what it asks for before booking is a step too.
    """
    steps = {step.key: step for window in windows for step in window.steps}
    steps |= {step.key: step for step in _asked_for(review)}
    if not steps:
        return ()
    newest = ticks(consultation, steps)
    return tuple(_state(step, newest.get(key)) for key, step in steps.items())


def _asked_for(review: Review | None) -> tuple[Step, ...]:
    kept = [step for window in review.windows for step in window["steps"]] if review else []
    return tuple(kept_step(step) for step in kept if step["action"] == CONDITION)


def ticks(consultation: Consultation, keys: Iterable[str]) -> dict[str, StepTick]:
    """The newest tick of each step."""
    found = StepTick.objects.filter(consultation=consultation, step_key__in=list(keys))
    return {tick.step_key: tick for tick in found.select_related("ticked_by").order_by("pk")}


def _state(step: Step, tick: StepTick | None) -> StepState:
    if tick is None or tick.state == StepTick.State.UNDONE:
        return StepState(step, "open")
    return StepState(step, tick.state, tick.on_date, tick.reason, tick.ticked_by, tick.ticked_at)


def _reading(
    consultation: Consultation,
    risk: RiskSummary,
    behind: Iterable[LeftBehind],
    replies: Iterable[tuple[str, str]] = (),
) -> tuple[ReadingItem, ...]:
    found: list[tuple[str, object, str, int | None]] = [
        (part.key, part.value, part.why, None) for part in risk.not_read
    ]
    found += [
        (key, value, "set_aside", None)
        for key, value, _behind, reported in risk.set_aside
        if reported
    ]
    found += [(part.key, part.value, "earlier_edition", part.edition_id) for part in behind]
    found += [("reply", f"“{asked}” {said}", "reply", None) for asked, said in replies]
    if consultation.note:
        found.append(("note", consultation.note, "note", None))
    found += photos_to_see(consultation)
    if not found:
        return ()
    marks = ReadMark.objects.filter(consultation=consultation).values_list("item", flat=True)
    read = set(marks)
    return tuple(
        ReadingItem(item, key, value, why, item in read, edition)
        for key, value, why, edition in found
        for item in (item_of(key, value, why),)
    )


def item_of(key: str, value: object, why: str) -> str:
    return digest(canonical([why, key, str(value) if isinstance(value, float) else value]))[:32]


def _letters_wanted(risk: RiskSummary) -> tuple[tuple[str, str], ...]:
    """The contraindications that a letter can clear: (key, name), each once."""
    wanted = {
        finding.contraindication: finding.name
        for finding in risk.findings
        if finding.cleared_by_letter
    }
    return tuple(wanted.items())
