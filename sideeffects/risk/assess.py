"""Given these answers on this day, what is the risk? No clock and no database in here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .answers import AnswerError, AnswerErrors, Given, is_not_sure
from .catalogue import Catalogue
from .hits import Case, hits_on, level_of
from .horizon import earliest, windows
from .possible import range_of
from .program import Program, compiled
from .summary import NOT_ASSESSED, Finding, NotRead, RiskSummary
from .view import View, given, set_aside_of, view_of
from .wording import findings_of
from .words import DEFAULT_STAGES, STAGES

ENGINE_VERSION = "1"


def assess(
    catalogue: Catalogue,
    answers: Mapping[str, Any],
    *,
    consultation_date: date,
    treatment_date: date,
    letters: Mapping[str, date] | None = None,
    stages: Collection[str] = DEFAULT_STAGES,
    edition: int | None = None,
) -> RiskSummary:
    """The risk summary of one patient's answers for treatment on one day.

    ``answers``: question key to raw answer (option key, list of keys, ISO date, number, text);
    absent or None is blank. ``letters``: contraindication key to the day the letter was written.
    ``stages``: those reached; a question of a later stage may be blank. ``edition``: its number,
    carried through.

    Raises ``AnswerErrors`` for input that cannot be read. A fault of our own gives a summary of
    level "not_assessed", which blocks like a hold: it never reads as clear.
    """
    letters = letters or {}
    refuse_wrong_input(catalogue, consultation_date, treatment_date, letters, stages)
    reached = tuple(stage for stage in STAGES if stage in stages)
    about = About(consultation_date, treatment_date, reached, edition, catalogue.hash)
    try:
        return _assess(catalogue, answers, letters, about)
    except AnswerErrors:
        raise
    except Exception as fault:  # whatever went wrong, the answer is "not assessed"
        return _not_assessed(about, repr(fault))


def refuse_wrong_input(
    catalogue: Catalogue,
    consultation: object,
    treatment: object,
    letters: Mapping[str, object],
    stages: Collection[str],
) -> None:
    """Raise ``AnswerErrors`` for what stands beside the answers: days, stages, letters."""
    errors = [
        AnswerError(name, "must be a date")
        for name, day in (("consultation_date", consultation), ("treatment_date", treatment))
        if not _is_day(day)
    ]
    for stage in stages:
        if stage not in STAGES:
            errors.append(AnswerError("stages", f"'{stage}' is not one of {', '.join(STAGES)}"))
    for key, written in letters.items():
        if key not in catalogue.contraindications:
            errors.append(AnswerError(key, "is not a contraindication of this catalogue"))
        elif not _is_day(written):
            errors.append(AnswerError(key, "must be the date of a letter"))
    if errors:
        raise AnswerErrors(errors)


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


@dataclass(frozen=True, slots=True)
class About:
    """What a summary is about, assessed or not."""

    consultation: date
    treatment: date
    stages: tuple[str, ...]
    edition: int | None
    edition_hash: str


def _assess(
    catalogue: Catalogue, answers: Mapping[str, Any], letters: Mapping[str, date], about: About
) -> RiskSummary:
    program, treatment = compiled(catalogue), about.treatment
    read = given(program, answers, about.consultation)
    case = Case(program, answers, read.values, about.consultation, letters, about.stages)
    view = view_of(program, case.values, treatment, about.consultation)
    hits = hits_on(case, view, treatment)
    level = level_of(hits)
    first = earliest(case, hits, treatment)
    could = range_of(case, view, hits, treatment)
    return RiskSummary(
        level=level,
        could_be=could.level,
        ask_next=could.ask_next,
        findings=findings_of(case, view, hits, treatment),
        earliest_date=first.day,
        earliest_because=first.because,
        open_ended=first.open_ended,
        provisional=first.provisional,
        windows=windows(case),
        open_questions=_open_questions(program, view, read, about.stages),
        not_read=_not_read(program, view, read, answers),
        set_aside=tuple(
            (part.key, part.value, part.behind, part.reports)
            for part in set_aside_of(program, view, answers)
        ),
        consultation_date=about.consultation,
        treatment_date=treatment,
        stages=about.stages,
        edition=about.edition,
        edition_hash=about.edition_hash,
        engine_version=ENGINE_VERSION,
        in_person=_in_person(program, view, read),
    )


def findings_on(
    catalogue: Catalogue,
    answers: Mapping[str, Any],
    *,
    consultation_date: date,
    treatment_date: date,
    letters: Mapping[str, date] | None = None,
    stages: Collection[str] = DEFAULT_STAGES,
) -> tuple[Finding, ...]:
    """The findings alone, with their evidence, for one treatment day.

    Without range, earliest date and windows; raises ``AnswerErrors``, and any fault as it is.
    """
    letters = letters or {}
    refuse_wrong_input(catalogue, consultation_date, treatment_date, letters, stages)
    program = compiled(catalogue)
    read = given(program, answers, consultation_date)
    case = Case(program, answers, read.values, consultation_date, letters, tuple(stages))
    view = view_of(program, case.values, treatment_date, consultation_date)
    hits = hits_on(case, view, treatment_date)
    return findings_of(case, view, hits, treatment_date)


def _open_questions(
    program: Program, view: View, read: Given, stages: tuple[str, ...]
) -> tuple[str, ...]:
    """Asked, of a stage that has been reached, and blank or not sure; a gate only when blank."""
    questions = program.catalogue.questions
    still_open = [
        key
        for key in view.visible
        if questions[key].stage in stages
        and (key not in read.values or (is_not_sure(read.values[key]) and not questions[key].gate))
    ]
    return tuple(sorted(still_open, key=program.order.__getitem__))


def _in_person(program: Program, view: View, read: Given) -> tuple[str, ...]:
    """Asked, and to be answered in person."""
    asked = [key for key in read.in_person if key in view.visible]
    return tuple(sorted(asked, key=program.order.__getitem__))


def _not_read(
    program: Program, view: View, read: Given, answers: Mapping[str, Any]
) -> tuple[NotRead, ...]:
    """Answers that no rule looks at: free text, numbers out of range, and details for a person."""
    found = []
    for key in sorted(view.visible, key=program.order.__getitem__):
        question = program.catalogue.questions[key]
        if key in read.out_of_range:
            found.append(NotRead(key, answers[key], "out_of_range"))
        elif key not in read.values:
            continue
        elif question.kind == "text":
            found.append(NotRead(key, answers[key], "text"))
        elif key not in program.read and question.reports(read.values[key]):
            found.append(NotRead(key, answers[key], "no_rule"))
    return tuple(found)


def _not_assessed(about: About, fault: str) -> RiskSummary:
    return RiskSummary(
        level=NOT_ASSESSED,
        could_be="stop",
        ask_next=None,
        findings=(),
        earliest_date=None,
        earliest_because=None,
        open_ended=True,
        provisional=False,
        windows=(),
        open_questions=(),
        not_read=(),
        set_aside=(),
        consultation_date=about.consultation,
        treatment_date=about.treatment,
        stages=about.stages,
        edition=about.edition,
        edition_hash=about.edition_hash,
        engine_version=ENGINE_VERSION,
        fault=fault,
    )
