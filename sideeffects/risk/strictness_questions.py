"""Changes to questions that could make a result less strict for somebody."""

from collections.abc import Iterator

from .catalogue import Catalogue, NotSureMeaning, Question, lines_of
from .check_questions import wanted
from .compared import LESS_STRICT, RANK_OF_KIND
from .conditions import questions_of_day
from .covering import NEGATIVE, covers
from .problem import Problem
from .sentences import answer_words, listed, when_words
from .words import STAGES

STOP_REMOVED = "stop_removed"


def questions_loosened(live: Catalogue, draft: Catalogue) -> Iterator[Problem]:
    read_as_blank = _read_as_blank(draft)
    for key, old in live.questions.items():
        new = draft.questions.get(key)
        if new is None:
            stops = old.not_sure is not None and old.not_sure.kind == "absolute"
            kind = STOP_REMOVED if stops else LESS_STRICT
            yield Problem(kind, "questions", key, "is no longer asked of anybody")
            continue
        for words in _asked(live, old, draft, new):
            yield Problem(LESS_STRICT, "questions", key, words)
        if key in read_as_blank and not covers(draft, new.ask_when, live, old.ask_when):
            words = "is asked of more people, and something is stricter where it has no answer"
            yield Problem(LESS_STRICT, "questions", key, words)
        for words in _answers(live, old, draft, new):
            yield Problem(LESS_STRICT, "questions", key, words)
        yield from _not_sure(old, new)


def _asked(live: Catalogue, old: Question, draft: Catalogue, new: Question) -> Iterator[str]:
    if not covers(live, old.ask_when, draft, new.ask_when):
        yield f"may be asked of fewer people: now only if {when_words(draft, new.ask_when)}"
    if STAGES.index(new.stage) > STAGES.index(old.stage):
        yield "is asked at a later stage"
    if new.asked_of != old.asked_of:
        yield f"was asked of the {old.asked_of}, and is now asked of the {new.asked_of}"
    if new.gate != old.gate:
        opens = "now opens" if new.gate else "no longer opens"
        yield f"{opens} the questions behind it"


def _answers(live: Catalogue, old: Question, draft: Catalogue, new: Question) -> Iterator[str]:
    if new.kind != old.kind:
        yield "is answered in another way"
    for change, catalogue, keys in (
        ("no longer offers", live, old.option_keys - new.option_keys),
        ("now offers too", draft, new.option_keys - old.option_keys),
    ):
        if keys:
            labels = [answer_words(catalogue, old.key, one) for one in sorted(keys)]
            yield f"{change} {listed(labels, 'and')}"
    if new.nothing_to_report != old.nothing_to_report:
        yield "has another answer that reports nothing"
    if (new.approximate_date_ok, new.tense) != (old.approximate_date_ok, old.tense):
        yield "reads dates in another way"
    if (new.unit, new.minimum, new.maximum) != (old.unit, old.minimum, old.maximum):
        yield "takes other numbers"


def _not_sure(old: Question, new: Question) -> Iterator[Problem]:
    before, now = old.not_sure, new.not_sure
    if before is None or before.kind is None:
        return
    kind = STOP_REMOVED if before.kind == "absolute" else LESS_STRICT
    if now is None or now.kind is None:
        yield Problem(kind, "questions", old.key, "“Not sure” makes no finding any more")
        return
    if _weaker(before, now):
        words = "“Not sure” makes another finding, which may be weaker"
        yield Problem(kind, "questions", old.key, words)
    if before.action not in (None, now.action):
        words = "“Not sure” no longer asks for the same"
        yield Problem(LESS_STRICT, "questions", old.key, words)


def _weaker(before: NotSureMeaning, now: NotSureMeaning) -> bool:
    if before.contraindication != now.contraindication:
        return True
    if before.kind == now.kind:
        return False
    old, new = RANK_OF_KIND[before.kind or ""], RANK_OF_KIND[now.kind or ""]
    # A letter clears what not sure makes a clearance.
    return new <= old or (now.kind == "clearance" and before.kind != "precaution")


def _read_as_blank(catalogue: Catalogue) -> frozenset[str]:
    """Questions without whose answer something is stricter than with some answer.

    Lines that a blank makes true, or that read a closed gate's "nothing to report"; and the dates
    that a wait counts from, which holds as long as they are missing.
    """
    conditions = [
        *(rule.when for rule in catalogue.rules.values()),
        *(question.ask_when for question in catalogue.questions.values()),
    ]
    found: set[str] = set()
    for line in (line for items in conditions for line in lines_of(items)):
        question = catalogue.questions.get(line.question or "")
        if question is not None and (
            line.operator in NEGATIVE or question.nothing_to_report in wanted(line)
        ):
            found.add(question.key)
    return frozenset(found).union(
        *(questions_of_day(rule.wait_until) for rule in catalogue.rules.values())
    )
