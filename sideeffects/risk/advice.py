"""What is worth a look before publishing, and never forbids it."""

from collections.abc import Iterator
from itertools import chain

from .advice_gates import silent_gates
from .advice_rules import pairs_of_rules
from .catalogue import Catalogue, lines_of
from .check_dates import dates_and_units
from .check_names import dangling_names
from .conditions import questions_of_day, questions_read
from .problem import Problem
from .windows import days_left_over


def advice(catalogue: Catalogue) -> tuple[Problem, ...]:
    """Rules that overlap or say nothing new, days left over, silent gates, unread questions.

    Rules are compared only once every name in them leads somewhere.
    """
    found = chain(silent_gates(catalogue), unread_questions(catalogue))
    if any(chain(dangling_names(catalogue), dates_and_units(catalogue))):
        return tuple(found)
    return tuple(chain(pairs_of_rules(catalogue), days_left_over(catalogue), found))


def unread_questions(catalogue: Catalogue) -> Iterator[Problem]:
    """Questions whose answer changes nothing; a text is read by a person."""
    conditions = [
        *(rule.when for rule in catalogue.rules.values()),
        *(question.ask_when for question in catalogue.questions.values()),
    ]
    read = {
        key for items in conditions for line in lines_of(items) for key in questions_read(line)
    }.union(*(questions_of_day(rule.wait_until) for rule in catalogue.rules.values()))
    for question in catalogue.questions.values():
        if question.key not in read and question.kind != "text" and not question.not_sure:
            words = "no rule and no other question reads its answer"
            yield Problem("question_unread", "questions", question.key, words)
