"""Rules that can never hold, precautions that never show, and forms that contradict themselves."""

from collections.abc import Iterator
from itertools import product

from .catalogue import AnyOf, Catalogue, Item, Line, Question, Rule, lines_of
from .check_questions import wanted
from .conditions import questions_read
from .problem import Problem
from .words import NOT_SURE

BLANK = ""
Allowed = dict[str, frozenset[str]]


def impossible_rules(catalogue: Catalogue) -> Iterator[Problem]:
    for rule in catalogue.rules.values():
        if not any(can_hold(catalogue, rule, lines) for lines in ways_to_hold(rule.when)):
            yield Problem("never_holds", "rules", rule.key, "can never hold")


def ways_to_hold(items: tuple[Item, ...]) -> Iterator[tuple[Line, ...]]:
    """Every way to make a condition hold: its lines, with one line of each "any of" group."""
    groups = [item.lines if isinstance(item, AnyOf) else (item,) for item in items]
    return product(*groups)


def can_hold(catalogue: Catalogue, rule: Rule, lines: tuple[Line, ...]) -> bool:
    """Whether some answers make all lines true, each question being asked when it must be."""
    allowed: Allowed = {}
    for line in lines:
        if not _narrow(catalogue, allowed, line):
            return False
    if rule.sees_hidden:
        return True
    return all(_can_be_asked(catalogue, allowed, key) for key in tuple(allowed))


def _narrow(catalogue: Catalogue, allowed: Allowed, line: Line) -> bool:
    """Take a line into account; False when no answer is left to its question."""
    for key in questions_read(line):
        question = catalogue.questions[key]
        left = allowed.get(key, _answers(question)) & _fitting(question, line)
        if not left:
            return False
        allowed[key] = left
    return True


def _answers(question: Question) -> frozenset[str]:
    """What may stand there: each option, or "given" for other kinds, or nothing at all."""
    return (question.option_keys or frozenset(("given",))) | {BLANK}


def _fitting(question: Question, line: Line) -> frozenset[str]:
    every = _answers(question)
    if line.operator == "missing":
        return frozenset((BLANK,))
    if question.kind == "choices" and line.operator in ("is_not", "is_none_of"):
        return every
    if line.operator in ("is", "is_one_of"):
        return wanted(line)
    if line.operator in ("is_not", "is_none_of"):
        return every - wanted(line)
    return every - {BLANK}


def _can_be_asked(catalogue: Catalogue, allowed: Allowed, key: str) -> bool:
    """Whether a question that must carry an answer can be asked at all beside the other lines."""
    question = catalogue.questions[key]
    if allowed[key] & {BLANK, question.nothing_to_report}:
        return True
    for lines in ways_to_hold(question.ask_when):
        trial = dict(allowed)
        if all(_narrow(catalogue, trial, line) for line in lines) and all(
            _can_be_asked(catalogue, trial, parent)
            for line in lines
            for parent in questions_read(line)
        ):
            return True
    return False


def covered_precautions(catalogue: Catalogue) -> Iterator[Problem]:
    """A precaution beside which a stronger finding stands on every day is never shown."""
    for rule in catalogue.rules.values():
        if rule.kind != "precaution":
            continue
        for other in catalogue.rules.values():
            if _always_beside(rule, other):
                words = f"'{other.key}' always covers it"
                yield Problem("precaution_covered", "rules", rule.key, words)
        for question in catalogue.questions.values():
            if _not_sure_beside(rule, question):
                words = f"the meaning of not sure at '{question.key}' always covers it"
                yield Problem("precaution_covered", "rules", rule.key, words)


def _always_beside(weaker: Rule, stronger: Rule) -> bool:
    """Whether the stronger rule has no end and holds whenever the weaker one does."""
    return (
        stronger.contraindication == weaker.contraindication
        and stronger.kind != "precaution"
        and stronger.wait_until is None
        and (stronger.sees_hidden or not weaker.sees_hidden)
        and all(any(implies(one, item) for one in weaker.when) for item in stronger.when)
    )


def implies(one: Item, other: Item) -> bool:
    """Whether an item being true makes another true, as far as their form shows."""
    return all(
        any(_line_implies(line, alternative) for alternative in lines_of((other,)))
        for line in lines_of((one,))
    )


def _line_implies(one: Line, other: Line) -> bool:
    if one == other:
        return True
    if one.question is None or one.question != other.question:
        return False
    positive, negative = ("is", "is_one_of"), ("is_not", "is_none_of")
    if one.operator in positive and other.operator in positive:
        return wanted(one) <= wanted(other)
    if one.operator in positive and other.operator in negative:
        return wanted(one).isdisjoint(wanted(other))
    if one.operator in negative and other.operator in negative:
        return wanted(other) <= wanted(one)
    return one.operator in positive and other.operator == "answered"


def _not_sure_beside(rule: Rule, question: Question) -> bool:
    meaning = question.not_sure
    if meaning is None or meaning.contraindication != rule.contraindication:
        return False
    sure = Line("is", question=question.key, value=NOT_SURE)
    return meaning.kind != "precaution" and any(implies(item, sure) for item in rule.when)


def wrong_forms(catalogue: Catalogue) -> Iterator[Problem]:
    """Fields of a rule that contradict each other, and entries that name each other one way."""
    for rule in catalogue.rules.values():
        for words in _contradictions(rule):
            yield Problem("wrong_form", "rules", rule.key, words)
        entry = catalogue.contraindications.get(rule.contraindication)
        if entry and rule.key not in entry.rules:
            words = f"'{entry.key}' does not list this rule"
            yield Problem("wrong_form", "rules", rule.key, words)
    for entry in catalogue.contraindications.values():
        for key in entry.rules:
            rule_of = catalogue.rules.get(key)
            if rule_of and rule_of.contraindication != entry.key:
                words = f"lists the rule '{key}', which is of '{rule_of.contraindication}'"
                yield Problem("wrong_form", "contraindications", entry.key, words)


def _contradictions(rule: Rule) -> Iterator[str]:
    if rule.cleared_by_letter and rule.kind != "clearance":
        yield "a letter can clear only a clearance"
    if rule.wait_until is not None and rule.kind != "deferral":
        yield "only a deferral waits for a date"
    if rule.kind == "deferral" and rule.wait_until is None and not rule.open_ended:
        yield "a deferral without a date must be open ended"
    if rule.open_ended and rule.wait_until is not None:
        yield "a rule with a date is not open ended"
    if (rule.wait_until is None) != (rule.when_anchor_missing is None):
        yield "a wait must say what happens when its date is missing, and nothing else may"
