"""What a draft would have said of past consultations, beside what the live edition says.

Only hits are looked for, not whole summaries: thousands of cases a second. Both catalogues read
each case anew; what one of them no longer asks or accepts is dropped for that one alone, and
counts as a question without an answer.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from .answers import AnswerErrors
from .catalogue import Catalogue
from .compared import SAME, Moved, difference, shown
from .differing import Differing, differing
from .hits import Case, Hit, hits_on, level_of
from .program import Program, compiled
from .summary import NOT_ASSESSED, FindingRef
from .view import View, given, rules_to_try, view_of
from .wording import templates
from .words import DEFAULT_STAGES


@dataclass(frozen=True, slots=True)
class PastCase:
    """What was answered once; ``ref`` is whatever the caller knows it by."""

    ref: Any
    answers: Mapping[str, Any]
    letters: Mapping[str, date]
    consultation_date: date
    treatment_date: date
    stages: Collection[str] = DEFAULT_STAGES


@dataclass(frozen=True, slots=True)
class Replayed:
    """One case under both catalogues.

    ``direction``: "same", "stricter", "less_strict", or "not_assessed" where either side faults.
    ``lacks``: questions that changed, or that new or changed rules read, which the draft asks and
    nobody answered. ``cards``: how many findings are shown, before and after.
    """

    ref: Any
    level_before: str
    level_after: str
    direction: str
    gained: tuple[FindingRef, ...] = ()
    lost: tuple[FindingRef, ...] = ()
    moved: tuple[Moved, ...] = ()
    lacks: tuple[str, ...] = ()
    cards: tuple[int, int] = (0, 0)

    @property
    def assessed(self) -> bool:
        return self.direction != NOT_ASSESSED

    @property
    def lacks_answer(self) -> bool:
        return bool(self.lacks)

    @property
    def outcome(self) -> str:
        """The direction, or "left_out" where an answer is lacking.

        A blank makes the draft stricter than it would be, so it hides nothing that is less strict.
        """
        if self.lacks and self.direction in ("same", "stricter"):
            return "left_out"
        return self.direction


@dataclass(slots=True)
class Side:
    """One case under one catalogue; ``dropped``: answers that it does not know or accept.

    Not frozen, as it is made for every case, and that takes three times as long.
    """

    case: Case
    view: View
    dropped: frozenset[str] = frozenset()

    def hits(self, day: date) -> list[Hit]:
        return hits_on(self.case, self.view, day)

    def lacks(self, wanted: frozenset[str]) -> tuple[str, ...]:
        """The questions asked at the stages reached, wanted or dropped, that have no answer."""
        wanted = wanted | self.dropped if self.dropped else wanted
        blank = wanted.intersection(self.view.blank)
        if not blank:
            return ()
        program, stages = self.case.program, self.case.stages
        reached = (key for key in blank if program.catalogue.questions[key].stage in stages)
        return tuple(sorted(reached, key=program.order.__getitem__))


class Replay:
    """Two catalogues, compared on one past case after the other."""

    def __init__(self, live: Catalogue, draft: Catalogue) -> None:
        self.live, self.draft = _program(live), _program(draft)
        self.differing = differing(self.live, self.draft) if self.live and self.draft else None

    def of(self, case: PastCase) -> Replayed:
        """A fault of either side is an answer of its own, never "nothing changed"."""
        if self.differing is not None:
            try:
                return _replayed(self.differing, case)
            except Exception:  # noqa: S110 - whatever went wrong, it is not assessed
                pass
        before, after = _level(self.live, case), _level(self.draft, case)
        return Replayed(case.ref, before, after, NOT_ASSESSED)


def _program(catalogue: Catalogue) -> Program | None:
    """None for a catalogue with gaps, which assesses nobody."""
    try:
        templates(catalogue)
        return compiled(catalogue)
    except Exception:
        return None


def _level(program: Program | None, case: PastCase) -> str:
    if program is None:
        return NOT_ASSESSED
    try:
        return level_of(read_case(program, case).hits(case.treatment_date))
    except Exception:
        return NOT_ASSESSED


def _replayed(between: Differing, case: PastCase) -> Replayed:
    day = case.treatment_date
    live = read_case(between.live, case)
    before = live.hits(day)
    if between.same_view and not _touched(between, live, day):
        level, cards = level_of(before), (len(before), len(before))
        lacks = live.lacks(between.looked_at)
        return Replayed(case.ref, level, level, SAME, lacks=lacks, cards=cards)
    draft = _beside(between.draft, live) if between.same_view else read_case(between.draft, case)
    after = draft.hits(day)
    found = difference(shown(before), shown(after))
    lacks = (*draft.lacks(between.looked_at), *live.lacks(draft.dropped))
    return Replayed(
        ref=case.ref,
        level_before=level_of(before),
        level_after=level_of(after),
        direction=found.direction,
        gained=found.gained,
        lost=found.lost,
        moved=found.moved,
        lacks=tuple(dict.fromkeys(lacks)),
        cards=(len(before), len(after)),
    )


def _touched(between: Differing, live: Side, day: date) -> bool:
    """Whether anything that differs between the two can show in this case."""
    if live.case.letters and not between.same_letters:
        return True
    view, today = live.view, live.case.consultation
    for rule in (*between.live_rules, *between.draft_rules):
        if rule.holds(view.seen_hidden if rule.rule.sees_hidden else view.seen, day, today):
            return True
    return False


def _beside(program: Program, live: Side) -> Side:
    """The same reading of the same answers, under the other catalogue's rules."""
    case, view = replace(live.case, program=program), live.view
    return Side(case, replace(view, rules=rules_to_try(program, view.seen_hidden)), live.dropped)


def read_case(program: Program, case: PastCase) -> Side:
    """The case as this catalogue reads it, without what it cannot read."""
    answers, today = case.answers, case.consultation_date
    dropped: frozenset[str] = frozenset()
    try:
        values = given(program, answers, today).values
    except AnswerErrors as refused:
        dropped = frozenset(error.key for error in refused.errors)
        answers = {key: answers[key] for key in answers if key not in dropped}
        values = given(program, answers, today).values
    view = view_of(program, values, case.treatment_date, today)
    return Side(Case(program, answers, values, today, case.letters, case.stages), view, dropped)
