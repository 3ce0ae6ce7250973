"""A question of another meaning: a new question in the place of the old one, named by all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from sideeffects.desk.draft import with_entry
from sideeffects.desk.uses import Use, uses_of
from sideeffects.models import Question
from sideeffects.risk import Catalogue, check_answers, parse, to_files
from sideeffects.risk.catalogue import lines_of
from sideeffects.risk.check_questions import wanted

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Renewal:
    """`key`: of the new question. `uses`: what is pointed to it. `lost`: sample patients whose
    answer does not fit it and is left out. `missing`: rules and questions that name an answer it
    does not offer, and are to be settled."""

    key: str
    uses: tuple[Use, ...]
    lost: tuple[Use, ...]
    missing: tuple[Use, ...]


def renewal(draft: Catalogue, plain: Plain) -> Renewal:
    """What a new meaning brings along. `plain`: the old key with what is asked from now on."""
    old = plain["key"]
    listing = (
        Use("contraindications", entry.key, entry.name)
        for entry in draft.contraindications.values()
        if old in entry.questions
    )
    uses = (*uses_of(draft, "questions", old), *listing)
    after = with_entry(draft, "questions", plain)
    answers = after.questions[old].option_keys
    return Renewal(
        key=_next_key(old),
        uses=uses,
        lost=tuple(use for use in uses if use.part == "samples" and not _fits(after, use.key, old)),
        missing=tuple(use for use in uses if _names_more(draft, use, old, answers)),
    )


def renewed(draft: Catalogue, plain: Plain, brings: Renewal) -> Catalogue:
    """The draft with the new question in the place of the old one."""
    old, new = plain["key"], brings.key
    files: dict[str, Any] = pointed_at(to_files(draft), old, new)
    questions = files["questions"]["questions"]
    place = next(at for at, entry in enumerate(questions) if entry["key"] == old)
    questions[place] = plain | {"key": new}
    for entry in files["contraindications"]["contraindications"]:
        entry["questions"] = [new if key == old else key for key in entry["questions"]]
    lost = {use.key for use in brings.lost}
    for sample in files["samples"]["samples"]:
        answers = sample["answers"]
        if old in answers:
            answer = answers.pop(old)
            if sample["label"] not in lost:
                answers[new] = answer
    return parse(files)


def pointed_at(part: Any, old: str, new: str) -> Any:
    """Plain data in which lines and days name one question in the place of another."""
    if isinstance(part, list):
        return [pointed_at(inner, old, new) for inner in part]
    if not isinstance(part, dict):
        return part
    return {
        name: new if name in ("question", "of") and inner == old else pointed_at(inner, old, new)
        for name, inner in part.items()
    }


def _next_key(old: str) -> str:
    """Behind the key of the first: keloid_history, keloid_history_2, keloid_history_3."""
    first, _, number = old.rpartition("_")
    taken = set(Question.objects.values_list("key", flat=True))
    base = first if number.isdigit() and first in taken else old
    return next(key for n in count(2) if (key := f"{base}_{n}") not in taken)


def _fits(after: Catalogue, label: str, key: str) -> bool:
    sample = after.samples[label]
    answer = dict(sample.answers)[key]
    raw = list(answer) if isinstance(answer, tuple) else answer
    return not check_answers(after, {key: raw}, date.fromisoformat(sample.consultation_date))


def _names_more(draft: Catalogue, use: Use, key: str, answers: frozenset[str]) -> bool:
    """Whether a condition names an answer that the question will not offer any more."""
    if use.part not in ("rules", "questions"):
        return False
    entry: Any = getattr(draft, use.part)[use.key]
    items = entry.when if use.part == "rules" else entry.ask_when
    return any(
        line.question == key and not wanted(line) <= answers
        for line in lines_of(items)
        if line.operator in ("is", "is_not", "is_one_of", "is_none_of")
    )
