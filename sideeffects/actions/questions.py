"""What is done to questions beside saving them: another place, another meaning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from sideeffects.actions.drafting import ChangedMeanwhile, add_entry, retire_entry, save_entry
from sideeffects.actions.ground import one_at_a_time
from sideeffects.desk.asking_order import moved
from sideeffects.desk.draft import with_entry
from sideeffects.desk.kinds import KINDS
from sideeffects.desk.meaning import READ_BY_THE_PROGRAM, pointed_at
from sideeffects.desk.uses import Use, uses_of
from sideeffects.editions import catalogue_of_rows
from sideeffects.models import Contraindication, Entry, Question, Rule, SamplePatient
from sideeffects.risk import Catalogue, check_answers
from sideeffects.risk.catalogue import lines_of
from sideeffects.risk.check_questions import wanted

Plain = dict[str, Any]

# Where a question is named inside an entry.
NAMED_IN: dict[type[Entry], tuple[str, ...]] = {
    Question: ("ask_when",),
    Rule: ("when", "wait_until"),
}


@transaction.atomic
def move_question(key: str, *, up: bool, by: User) -> None:
    """One place up or down in its section, its follow-ups with it."""
    one_at_a_time()
    draft = catalogue_of_rows()
    if key not in draft.questions:
        raise NotAllowed("There is no question of that name.")
    order = moved(draft, key, up=up)
    rows = {row.key: row for row in Question.objects.current().filter(key__in=order)}
    places = sorted(row.position for row in rows.values())
    for name, place in zip(order, places, strict=True):
        if rows[name].position != place:
            Question.objects.filter(pk=rows[name].pk).update(position=place)
    detail = {"fields": ["position"]}
    audit.record_named(
        "catalogue.row_changed", actor=by, subject=("question", key[:64]), detail=detail
    )


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
    """What a new meaning of a question would bring along; changes nothing."""
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


def _next_key(old: str) -> str:
    """Behind the key of the first: keloid_history, keloid_history_2, keloid_history_3."""
    first, _, number = old.rpartition("_")
    known = number.isdigit() and Question.objects.filter(key=first).exists()
    base = first if known else old
    taken = set(Question.objects.filter(key__startswith=base).values_list("key", flat=True))
    return next(key for n in range(2, len(taken) + 3) if (key := f"{base}_{n}") not in taken)


def _fits(after: Catalogue, label: str, key: str) -> bool:
    sample = after.samples[label]
    answer = _plain_answer(dict(sample.answers)[key])
    day = date.fromisoformat(sample.consultation_date)
    return not check_answers(after, {key: answer}, day)


def _plain_answer(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


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


@transaction.atomic
def new_meaning(plain: Plain, *, seen: str, by: User) -> Renewal:
    """Make a new question right behind the old one, retire the old, and point all to the new.

    `plain`: the old key with what is asked from now on; `seen`: the old question's fingerprint as
    it was opened. Past answers stay with the old question, and everyone is asked again.
    """
    one_at_a_time()
    old = plain["key"]
    row = Question.objects.select_related("changed_by").filter(key=old, retired=False).first()
    if row is None or old in READ_BY_THE_PROGRAM:
        raise NotAllowed("This question cannot become a new one.")
    if row.fingerprint != seen:
        raise ChangedMeanwhile(row)
    renewed = renewal(catalogue_of_rows(), plain)
    add_entry("questions", plain | {"key": renewed.key}, by=by, after=old)
    for use in renewed.uses:
        _point(use, old, renewed, by)
    retire_entry("questions", old, by=by)
    return renewed


def _point(use: Use, old: str, renewed: Renewal, by: User) -> None:
    model = KINDS[use.part].model
    row = model.objects.get(key=use.key)
    plain = row.plain()
    if model is Contraindication:
        plain["questions"] = [renewed.key if key == old else key for key in plain["questions"]]
    elif model is SamplePatient:
        answers = dict(plain["answers"])
        answer = answers.pop(old)
        kept = {} if use in renewed.lost else {renewed.key: answer}
        plain["answers"] = answers | kept
    else:
        for name in NAMED_IN[model]:
            plain[name] = pointed_at(plain[name], old, renewed.key)
    save_entry(use.part, plain, seen=row.fingerprint, by=by)
