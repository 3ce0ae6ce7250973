"""Follow-ups that hang in the air, answers that do not exist, a "not sure" that nobody reads."""

from collections.abc import Iterator

from .catalogue import Catalogue, Item, Line, Question, lines_of
from .conditions import questions_read
from .problem import Problem
from .words import NOT_SURE, STAGES


def follow_ups(catalogue: Catalogue) -> Iterator[Problem]:
    order = {key: place for place, key in enumerate(catalogue.questions)}
    above = {
        key: frozenset().union(*(questions_read(line) for line in lines_of(question.ask_when)))
        for key, question in catalogue.questions.items()
    }
    for key, question in catalogue.questions.items():
        parents = above[key]
        if question.ask_when and not any(parent in order for parent in parents):
            words = "is a follow-up, but no question opens it"
            yield Problem("follow_up_without_parent", "questions", key, words)
        elif _leads_back(above, key):
            words = "is asked only when an answer that depends on it is given"
            yield Problem("cycle", "questions", key, words)
        for parent in sorted(parents & order.keys()):
            if order[parent] > order[key]:
                words = f"comes before '{parent}', which opens it"
                yield Problem("parent_after_follow_up", "questions", key, words)
            elif _stage(catalogue.questions[parent]) > _stage(question):
                words = f"is asked at an earlier stage than '{parent}', which opens it"
                yield Problem("parent_after_follow_up", "questions", key, words)


def _stage(question: Question) -> int:
    return STAGES.index(question.stage)


def _leads_back(above: dict[str, frozenset[str]], start: str) -> bool:
    seen: set[str] = set()
    queue = [*above[start]]
    while queue:
        key = queue.pop()
        if key == start:
            return True
        if key not in seen:
            seen.add(key)
            queue += above.get(key, ())
    return False


def wrong_answers(catalogue: Catalogue) -> Iterator[Problem]:
    """Answers named in a condition, or as nothing to report, that the question does not offer."""
    for question in catalogue.questions.values():
        for words in _own_answers(question):
            yield Problem("wrong_answer", "questions", question.key, words)
        for words in _named_answers(catalogue, question.ask_when):
            yield Problem("wrong_answer", "questions", question.key, words)
    for rule in catalogue.rules.values():
        for words in _named_answers(catalogue, rule.when):
            yield Problem("never_holds", "rules", rule.key, words)


def _own_answers(question: Question) -> Iterator[str]:
    with_options = question.kind in ("yes_no", "yes_no_unsure", "choice", "choices")
    if with_options != bool(question.options):
        yield f"a question of kind {question.kind} {'needs' if with_options else 'has no'} answers"
    nothing = question.nothing_to_report
    if nothing is not None and nothing not in question.option_keys:
        yield f"'{nothing}' reports nothing, but is not offered"
    if question.gate and nothing is None:
        yield "a gate must say which answer reports nothing"


def _named_answers(catalogue: Catalogue, items: tuple[Item, ...]) -> Iterator[str]:
    for line in lines_of(items):
        question = catalogue.questions.get(line.question or "")
        if question is None or line.operator not in ("is", "is_not", "is_one_of", "is_none_of"):
            continue
        if not question.options:
            yield f"'{question.key}' has no answers to choose from"
        for value in wanted(line) - question.option_keys if question.options else ():
            yield f"'{question.key}' has no answer '{value}'"


def wanted(line: Line) -> frozenset[str]:
    """The answers a line names."""
    if isinstance(line.value, tuple):
        return frozenset(line.value)
    return frozenset((line.value,)) if isinstance(line.value, str) else frozenset()


def unread_not_sure(catalogue: Catalogue) -> Iterator[Problem]:
    """Every "not sure" that can be given must mean something to a rule or by itself."""
    read = {
        line.question
        for rule in catalogue.rules.values()
        for line in lines_of(rule.when)
        if line.operator in ("is", "is_one_of") and NOT_SURE in wanted(line)
    }
    for question in catalogue.questions.values():
        if not question.allows_not_sure:
            continue
        if question.not_sure is None and question.key not in read:
            words = "no rule and no meaning reads 'Not sure'"
            yield Problem("unread_not_sure", "questions", question.key, words)
