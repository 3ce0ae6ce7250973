"""Is a catalogue coherent? Asked before anything is published; an empty answer means yes."""

from collections.abc import Callable, Iterator
from itertools import chain

from .catalogue import Catalogue
from .check_dates import dates_and_units, unused_periods
from .check_names import dangling_names, duplicates, needed_by_the_engine, placeholders
from .check_questions import follow_ups, unread_not_sure, wrong_answers
from .check_rules import covered_precautions, impossible_rules, wrong_forms
from .problem import Problem

Check = Callable[[Catalogue], Iterator[Problem]]

CHECKS = (
    duplicates,
    dangling_names,
    needed_by_the_engine,
    placeholders,
    dates_and_units,
    follow_ups,
    wrong_answers,
    unread_not_sure,
    wrong_forms,
    unused_periods,
)
CHECKS_OF_SOUND_NAMES = (impossible_rules, covered_precautions)


def problems(catalogue: Catalogue) -> tuple[Problem, ...]:
    """Everything wrong with a catalogue, in its own order; nothing when it may be published.

    Rules are tried for sense only once every name in them leads somewhere.
    """
    found = tuple(_run(catalogue, CHECKS))
    return found or tuple(_run(catalogue, CHECKS_OF_SOUND_NAMES))


def _run(catalogue: Catalogue, checks: tuple[Check, ...]) -> Iterator[Problem]:
    return chain.from_iterable(check(catalogue) for check in checks)
