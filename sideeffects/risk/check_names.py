"""Names that lead nowhere, names given twice, and entries the engine cannot do without."""

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import chain

from .catalogue import Catalogue, DateExpression, Item, Rule, lines_of
from .conditions import days_of, questions_read
from .problem import Problem
from .wording import PLACEHOLDER
from .words import ACTIONS_OF_THE_ENGINE, MADE_BY_THE_ENGINE, PERIODS_OF_THE_ENGINE

Reference = tuple[str, str, Collection[str], str]


def dangling_names(catalogue: Catalogue) -> Iterator[Problem]:
    for part, key, names, kind in references(catalogue):
        known = _known(catalogue, kind)
        for name in names:
            if name not in known:
                problem = "source_missing" if kind == "source" else "dangling_name"
                yield Problem(problem, part, key, f"there is no {kind} '{name}'")


def _known(catalogue: Catalogue, kind: str) -> Collection[str]:
    return {
        "section": catalogue.sections,
        "question": catalogue.questions,
        "rule": catalogue.rules,
        "period": catalogue.periods,
        "action": catalogue.actions,
        "contraindication": catalogue.contraindications,
        "side effect": catalogue.side_effects,
        "source": catalogue.sources,
    }[kind]


def references(catalogue: Catalogue) -> Iterator[Reference]:
    """Every place that names another entry: part, entry, the names and what they should be."""
    for question in catalogue.questions.values():
        yield "questions", question.key, [question.section], "section"
        yield "questions", question.key, _questions(question.ask_when), "question"
        yield "questions", question.key, _periods(question.ask_when), "period"
        meaning = question.not_sure
        if meaning:
            names = [meaning.contraindication] if meaning.contraindication else []
            yield "questions", question.key, names, "contraindication"
            yield "questions", question.key, [meaning.action] if meaning.action else [], "action"
    for rule in catalogue.rules.values():
        yield from _of_rule(rule)
    yield from _of_evidence(catalogue)


def _of_rule(rule: Rule) -> Iterator[Reference]:
    yield "rules", rule.key, [rule.contraindication], "contraindication"
    yield "rules", rule.key, [*_questions(rule.when), *_anchor(rule.wait_until)], "question"
    wait = rule.wait_until and rule.wait_until.period
    yield "rules", rule.key, [*_periods(rule.when), *([wait] if wait else [])], "period"
    yield "rules", rule.key, [action.action for action in rule.actions], "action"


def _of_evidence(catalogue: Catalogue) -> Iterator[Reference]:
    for period in catalogue.periods.values():
        named = [] if period.contraindication == "all" else [period.contraindication]
        yield "periods", period.key, named, "contraindication"
        yield "periods", period.key, period.basis, "source"
    for entry in catalogue.contraindications.values():
        raised = [part.side_effect for part in entry.raises]
        yield "contraindications", entry.key, raised, "side effect"
        yield "contraindications", entry.key, entry.sources, "source"
        yield "contraindications", entry.key, entry.questions, "question"
        yield "contraindications", entry.key, entry.rules, "rule"
    for effect in catalogue.side_effects.values():
        cited = [part.source.split("+") for part in effect.frequency if part.source]
        yield "side_effects", effect.key, effect.sources, "source"
        yield "side_effects", effect.key, list(chain.from_iterable(cited)), "source"
    for claim in catalogue.claims.values():
        yield "claims", claim.id, [claim.seed, *claim.sources], "source"
        yield "claims", claim.id, claim.side_effects, "side effect"


def _questions(items: tuple[Item, ...]) -> list[str]:
    return sorted(frozenset().union(*(questions_read(line) for line in lines_of(items))))


def _anchor(expression: DateExpression | None) -> list[str]:
    if expression is None or expression.of in ("treatment_date", "consultation_date"):
        return []
    return [expression.of]


def _periods(items: tuple[Item, ...]) -> list[str]:
    named = []
    for line in lines_of(items):
        named += [day.period for day in days_of(line) if day.period]
        if line.operator in ("at_least", "less_than"):
            named.append(str(line.value))
    return named


def needed_by_the_engine(catalogue: Catalogue) -> Iterator[Problem]:
    """Entries that findings of the engine's own point at."""
    needed = (
        ("contraindications", catalogue.contraindications, MADE_BY_THE_ENGINE),
        ("actions", catalogue.actions, ACTIONS_OF_THE_ENGINE),
        ("periods", catalogue.periods, PERIODS_OF_THE_ENGINE),
    )
    for part, known, keys in needed:
        for key in keys:
            if key not in known:
                yield Problem("needed_by_the_engine", part, key, "the engine needs this entry")


def duplicates(catalogue: Catalogue) -> Iterator[Problem]:
    """Keys that stand twice inside one entry; across entries reading the files refuses them."""
    for question in catalogue.questions.values():
        for key in _twice(option.key for option in question.options):
            words = f"the answer '{key}' is offered twice"
            yield Problem("duplicate_key", "questions", question.key, words)
    for rule in catalogue.rules.values():
        for key in _twice(f"{action.action} {action.params}" for action in rule.actions):
            words = f"the action '{key.split()[0]}' stands twice"
            yield Problem("duplicate_key", "rules", rule.key, words)
    for entry in catalogue.contraindications.values():
        for key in _twice(entry.sources):
            words = f"the source '{key}' stands twice"
            yield Problem("duplicate_key", "contraindications", entry.key, words)


def _twice(keys: Iterator[str] | tuple[str, ...]) -> list[str]:
    return [key for key, count in Counter(keys).items() if count > 1]


def placeholders(catalogue: Catalogue) -> Iterator[Problem]:
    """Words in braces that are neither a period nor, in an action, one of its parameters."""
    for rule in catalogue.rules.values():
        for text in filter(None, (rule.reads_as, rule.patient_says)):
            yield from _unknown(catalogue, "rules", rule.key, text, ())
        for asked in rule.actions:
            action = catalogue.actions.get(asked.action)
            for name, value in asked.params:
                if action and name not in action.params:
                    words = f"the action '{action.key}' has no parameter '{name}'"
                    yield Problem("dangling_name", "rules", rule.key, words)
                elif action and not _parameter_known(catalogue, action.words, name, value):
                    words = f"'{value}' is neither a period nor a word of '{action.key}'"
                    yield Problem("dangling_name", "rules", rule.key, words)
    for action in catalogue.actions.values():
        for text in filter(None, (action.label, action.patient)):
            yield from _unknown(catalogue, "actions", action.key, text, action.params)
        if action.bookable_after and action.bookable_after not in action.params:
            words = f"there is no parameter '{action.bookable_after}'"
            yield Problem("dangling_name", "actions", action.key, words)


def _parameter_known(
    catalogue: Catalogue,
    words: tuple[tuple[str, tuple[tuple[str, str], ...]], ...],
    name: str,
    value: str | bool | int,
) -> bool:
    known = dict(words).get(name)
    if isinstance(value, bool | int) or value in catalogue.periods or known is None:
        return True
    return value in dict(known)


def _unknown(
    catalogue: Catalogue, part: str, key: str, text: str, params: tuple[str, ...]
) -> Iterator[Problem]:
    for name in PLACEHOLDER.findall(text):
        if name not in params and name not in catalogue.periods:
            words = f"the text names '{{{name}}}', which is no period"
            yield Problem("dangling_name", part, key, words)
