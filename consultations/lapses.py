"""What undid a decision, in words: for the review's history, and without detail for the desk. Pure.

`changed` is what a `Lapse` keeps: {"answers": [keys], "letters": [keys], "dates": [DATES],
"edition": [old, new], "treatment": [old, new]}, or {"reopened": kind}.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clinic import words
from consultations.cards_changes import letter_about
from consultations.models import Reopening, Summary
from consultations.models.consultation import Treatment
from sideeffects.risk import Catalogue

if TYPE_CHECKING:
    from consultations.models import Lapse

REOPENED = "reopened"
PLANNED, CONFIRMED = "planned", "confirmed"  # the dates a summary is made of
DATES = {PLANNED: "treatment_date", CONFIRMED: "consultation_date"}

UNDONE = {
    Reopening.Kind.ANSWERS: "opened to correct the answers",
    Reopening.Kind.DECISION: "opened to decide again",
    Reopening.Kind.EDITION: "put up to be decided again by a rule changed for safety, published",
}
CAUSES: dict[str, str] = {
    Summary.Cause.SENT_AGAIN: "the answers were corrected and sent again",
    Summary.Cause.EXAMINATION: "the examination was answered",
    Summary.Cause.LETTER: "a letter was put on file",
    Summary.Cause.LETTER_WITHDRAWN: "a letter was withdrawn",
    Summary.Cause.PATCH_TEST: "a patch test was put on file or read",
    Summary.Cause.ASKED_AGAIN: "the patient was asked again",
    Summary.Cause.PLAN: "the plan changed",
    Summary.Cause.EDITION: "it was screened again under a newer edition",
}
SOMETHING = "something on file changed"

TOLD_US = "What the patient told us changed after the decision."
AT_THE_DESK: dict[str, str] = {
    Summary.Cause.EXAMINATION: "The examination was answered after the decision.",
    Summary.Cause.LETTER: "A letter was put on file after the decision.",
    Summary.Cause.LETTER_WITHDRAWN: "A letter was withdrawn after the decision.",
    Summary.Cause.PATCH_TEST: "A patch test was looked at after the decision.",
    Summary.Cause.PLAN: "The plan changed after the decision.",
    Summary.Cause.EDITION: "The rules changed after the decision.",
}
OPENED: dict[str, str] = {
    Reopening.Kind.ANSWERS: TOLD_US,
    Reopening.Kind.DECISION: "The decision was put up to be made again.",
    Reopening.Kind.EDITION: AT_THE_DESK[Summary.Cause.EDITION],
}


def cause_words(lapse: Lapse) -> str:
    """What happened, and by whom: "the examination was answered, by Kim"."""
    who = lapse.lapsed_by.get_short_name()
    if lapse.cause == REOPENED:
        return f"{UNDONE[Reopening.Kind(lapse.changed[REOPENED])]} by {who}"
    return f"{CAUSES.get(lapse.cause, SOMETHING)}, by {who}"


def changed_words(catalogue: Catalogue, lapse: Lapse) -> tuple[str, ...]:
    """Each thing that is different, in the words of its question; for reviewers only."""
    return tuple(_lines(catalogue, lapse))


def _lines(catalogue: Catalogue, lapse: Lapse) -> Iterator[str]:
    changed = lapse.changed
    for key in changed.get("answers", ()):
        question = catalogue.questions.get(key)
        yield f"The answer to “{question.text if question else key.replace('_', ' ')}”"
    for key in changed.get("letters", ()):
        yield f"The letter about {letter_about(catalogue, key)}"
    if lapse.summary is not None:
        before, after = lapse.review.summary, lapse.summary
        for name in changed.get("dates", ()):
            yield _date(name, before, after)
    if "edition" in changed:
        was, now = changed["edition"]
        yield f"The rules: edition {was} then, edition {now} now"
    if "treatment" in changed:
        was, now = (Treatment(part).label for part in changed["treatment"])
        yield f"The treatment: {was} then, {now} now"


def _date(name: str, before: Summary, after: Summary) -> str:
    was, now = (words.day(getattr(summary, DATES[name])) for summary in (before, after))
    if name == PLANNED:
        return f"The planned day: {was} then, {now} now"
    return f"The day the answers were confirmed: {was} then, {now} now"


def desk_words(lapse: Lapse) -> str:
    """Why nothing is decided at the moment, without any detail of health."""
    if lapse.cause == REOPENED:
        return OPENED[lapse.changed[REOPENED]]
    return AT_THE_DESK.get(lapse.cause, TOLD_US)
