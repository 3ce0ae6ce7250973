"""A small clinic with a row in every table and a patient in every state, to be attacked.

`poison` then writes any text into every column that can hold it. The columns are found from the
models, so that a field added later falls under every attack without anybody remembering it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from clinic.models import CacheEntry, Event, Seal, SentForm, Unsealed
from clinic.models.user import Role
from consultations.actions.booking import cancel
from consultations.actions.letters import record_letter
from consultations.actions.patients import tell_apart
from consultations.actions.sending import reopen
from consultations.actions.steps import leave_out_step
from consultations.actions.tasks import finish_task
from consultations.models import Consultation, Task
from sideeffects.editions import search_entries
from sideeffects.models import Edition, EditionApproval, SearchEntry
from sideeffects.risk import Catalogue, canonical, digest, parse, to_files
from tests.attack import full_reviews
from tests.attack.wording import with_words
from tests.catalogue import rows_of, starter
from tests.consultations.booking_pages import approved_for
from tests.consultations.with_steps import FAMILY, first_step
from tests.consultations.world import World, key
from tests.people import person

OURS = ("clinic", "sideeffects", "consultations")

# Nobody writes into these; a word of a patient in one of them is what the canary looks for.
BY_THE_MACHINE = (CacheEntry, Event, Seal, Unsealed, SentForm)

# Text that the site itself writes and reads again: names of things, hashes, codes. Not for words.
TECHNICAL = {
    "about", "accepted_findings", "action", "canonical", "cause", "contraindication", "could_be",
    "detail", "engine_version", "finding_key", "hash", "item", "key", "kind", "level",
    "media_type", "password", "question", "reference", "request_id", "role", "sealed", "section",
    "sha256", "shown_hash", "signed_by_session", "sources", "stages", "step_key", "subject_id",
    "subject_type", "timezone", "username", "windows",
}  # fmt: skip


def build(words: str = "said in their own words") -> World:
    """The clinic. `words` are the free-text answers, which a summary keeps for ever."""
    world = World()
    catalogue = _with_rows(world, words)
    for role in Role.values:
        if role not in ("front_desk", "technician", "clinic_lead"):
            person(role)
    assert world.lead and world.elsewhere
    said = _free_text(catalogue, words)
    draft = world.answered(**said)
    _twin(world)
    _waiting(world, said)
    _steps(world, said)
    booked = approved_for(world, "Ada")
    world.booked(booked, 30)
    cancelled = approved_for(world, "Ben")
    cancel(world.booked(cancelled, 31), reason=words[:200], by=world.desk)
    approved_for(world, "Cem")
    _reopened(world)
    full_reviews.build(world, words, _sent)
    assert world.fresh(draft).status == "draft"
    return world


def _with_rows(world: World, words: str) -> Catalogue:
    """An edition that has the words in all of its wording, and the rows it was made from."""
    files = with_words(words)
    catalogue = parse(files)
    text = canonical(to_files(catalogue))
    edition = Edition.objects.create(number=1, canonical=text.decode(), hash=digest(text))
    world.__dict__["edition"] = Edition.objects.known(edition.pk)
    SearchEntry.objects.bulk_create(search_entries(edition, catalogue))
    rows_of(catalogue)
    EditionApproval.objects.create(
        edition=edition, name="Dr Ames", role="prescriber", recorded_by=world.lead
    )
    return catalogue


def _free_text(catalogue: Catalogue, words: str) -> dict[str, Any]:
    texts = [question.key for question in catalogue.questions.values() if question.kind == "text"]
    return {"takes_any_medicines": "yes", "other_condition": "yes", **dict.fromkeys(texts, words)}


def _patient(world: World, name: str, **answers: Any) -> Consultation:
    born = world.day(-365 * 30 - ord(name[0]) * 40)
    somebody = world.patient(first_name=name, last_name="Osei", birth_date=born, phone="")
    return world.fill(world.draft(patient=somebody), **answers)


def _sent(world: World, name: str, **answers: Any) -> Consultation:
    draft = _patient(world, name, **answers)
    world.send(draft, unanswered_confirmed=True)
    return world.fresh(draft)


def _twin(world: World) -> None:
    twin = world.patient(
        first_name="Tunde", last_name="Adeyemi", phone="", birth_date=world.day(-11_000)
    )
    tell_apart(world.person, other=twin, by=world.desk)


def _waiting(world: World, said: dict[str, Any]) -> None:
    """To decide, with urgent tasks: one open, one done."""
    for name in ("Dan", "Eve"):
        _sent(
            world,
            name,
            **{**said, "gate_bleeding": "yes", "anticoagulant": "stopped_without_advice"},
        )
    for task in Task.objects.filter(consultation__patient__first_name="Eve"):
        finish_task(task, note="Rang the practice.", by=world.technician)


def _steps(world: World, said: dict[str, Any]) -> None:
    """Decided with conditions, a letter, a step left out; and one on hold."""
    for name, decision in (("Fay", "approved_with_conditions"), ("Gus", "on_hold")):
        answers = said if decision == "on_hold" else {}
        consultation = _sent(world, name, **{**answers, **FAMILY})
        world.examine(consultation)
        consultation = world.fresh(consultation)
        record_letter(
            consultation,
            contraindication=next(iter(starter().contraindications)),
            letter_date=world.day(-3),
            author="Dr Ames",
            says="safe_with_limits",
            limits="Half an hour at most.",
            by=world.technician,
            key=key(),
        )
        terms: dict[str, Any] = {"hold_until": world.day(20)} if decision == "on_hold" else {}
        world.decided(world.fresh(consultation), decision, **terms)
        consultation = world.fresh(consultation)
        if decision != "on_hold":
            step = first_step(world, consultation)
            leave_out_step(consultation, step, reason="Done already.", by=world.technician)


def _reopened(world: World) -> None:
    consultation = _sent(world, "Hal")
    reopen(consultation, reason="Forgot something.", by=world.desk)


# ── Text in every column ───────────────────────────────────────────────────────


# A draft with a unit at a question that is no number cannot be read.
DEPENDS_ON_THE_ROW = {"sideeffects_question.unit"}


def columns() -> Iterator[tuple[type[models.Model], Any]]:
    """Every column that holds words of people: text, and lists of text. (What JSON holds of them
    are answers, which `build` gives.) The audit trail has none: ids and field names only."""
    for model in apps.get_models():
        if model._meta.app_label not in OURS or model._meta.proxy or model in BY_THE_MACHINE:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.GeneratedField) or field.name in TECHNICAL:
                continue
            if field.choices or field.is_relation or field.primary_key:
                continue
            if isinstance(field, models.CharField | models.TextField | ArrayField):
                yield model, field


def poison(text: str) -> list[str]:
    """Write the text into every such column of every row, past all guards; says which.

    As the owner, and with the guards asleep (`as_owner` is needed). What a validator of the field
    would refuse cannot get in through a form either, and stays as it was.
    """
    done = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model, field in columns():
            value = _fitting(field, text)
            if value is not None:
                _write(model._meta.db_table, field, value)
                done.append(f"{model._meta.label}.{field.name}")
    return done


def _write(table: str, field: Any, value: str) -> None:
    """Different in each row, since some columns are unique. Where a row must leave it empty, only
    in the rows that have something there."""
    only_where_given = f"{table}.{field.column}" in DEPENDS_ON_THE_ROW
    new = "ARRAY[%s]" if isinstance(field, ArrayField) else f"left(%s, {_room(field)}) || id"
    statement = f'UPDATE "{table}" SET "{field.column}" = {new}'
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                if only_where_given:
                    raise IntegrityError
                cursor.execute(statement, [value])
        except IntegrityError:
            cursor.execute(
                f"{statement} WHERE \"{field.column}\"::text NOT IN ('', '{{}}')", [value]
            )


def _room(field: Any) -> int:
    return (getattr(field, "base_field", field).max_length or 100_000) - 5


def _fitting(field: Any, text: str) -> str | None:
    inner = getattr(field, "base_field", field)
    value = text[: _room(field)]
    if isinstance(inner, models.EmailField):
        value = '"{}"@example.com'.format(re.sub(r'["\\\s]', "", text)[:40])
    try:
        inner.run_validators(value)
    except ValidationError:
        return None
    return value
