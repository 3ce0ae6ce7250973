"""Gates whose words name nothing of what they open: who says "no" never sees it."""

import re
from collections.abc import Iterator

from .catalogue import Catalogue, Question, lines_of
from .conditions import questions_read
from .problem import Problem
from .sentences import question_words

WORD = re.compile(r"[^\W\d_]{4,}|[A-Z]{3}")
# As many letters as make two forms of one word the same: allergy, allergic; vaccine, vaccination.
STEM = 5
SAYS_NOTHING = frozenset(
    """
    about after again also another anything area been before both branch care could date doctor
    does ever from give given hair have head healed here illness into just know last like long
    made make many months more most none other over part past plan planned problem same scalp
    seen since skin some something stopped sure take taken test than that the their them then
    there these they thing this those told treat treated treatment under until very want were
    what when where which while will with within without would years your
    """.split()
)


def silent_gates(catalogue: Catalogue) -> Iterator[Problem]:
    """Each question right behind a gate of which no word stands in the gate's own text."""
    for gate in catalogue.questions.values():
        if not gate.gate:
            continue
        said = _stems(f"{gate.text} {gate.why_we_ask}")
        for question in _right_behind(catalogue, gate):
            if said.isdisjoint(_named(catalogue, question)):
                words = f"names nothing of {question_words(catalogue, question.key)} behind it"
                yield Problem("gate_silent", "questions", gate.key, words)


def _right_behind(catalogue: Catalogue, gate: Question) -> Iterator[Question]:
    for question in catalogue.questions.values():
        if any(gate.key in questions_read(line) for line in lines_of(question.ask_when)):
            yield question


def _named(catalogue: Catalogue, question: Question) -> frozenset[str]:
    """The stems of a question, its answers and the contraindications it is about."""
    about = {
        rule.contraindication
        for rule in catalogue.rules.values()
        if any(question.key in questions_read(line) for line in lines_of(rule.when))
    }
    entries = [
        catalogue.contraindications[key]
        for key in sorted(about)
        if key in catalogue.contraindications
    ]
    texts = [question.text, *(option.label for option in question.options)]
    return _stems(" ".join([*texts, *(entry.name for entry in entries)]))


def _stems(text: str) -> frozenset[str]:
    words = (word.lower() for word in WORD.findall(text))
    return frozenset(word[:STEM] for word in words if word not in SAYS_NOTHING)
