"""A patient's own copy: every row of theirs as plain data, with the words for people beside it.

What is copied is found as everywhere by the foreign keys (whole_record.py). Of a row that is about
two patients only what is not the other one's goes along; of lists that showed several people, that
this one was on them.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cryptography.fernet import InvalidToken
from django.db import models
from django.db.models import Q

from clinic.models import Event, RowChange, User
from clinic.retention import all_tables
from consultations.answer_words import in_words
from consultations.models import Consultation, Document, OutgoingMessage, Patient, Summary
from consultations.outgoing import opened
from consultations.record_events import Names, events_about, names_of
from consultations.record_words import about, words_of
from consultations.whole_record import OF_TWO, Rows, rows_of
from sideeffects.models import Edition

FORMAT = 1
CANNOT_BE_OPENED = "cannot be opened: its key is gone"
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class Table:
    """`fields`: name to the words for it; `rows`: one object each."""

    name: str
    words: str
    fields: dict[str, str]
    rows: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Portable:
    """`questions`: by edition and key, as they were asked. `files`: the documents of the record."""

    patient: Patient
    tables: list[Table]
    questions: dict[str, dict[str, str]]
    history: list[dict[str, Any]]
    seen: list[dict[str, Any]]
    files: list[Document]


def portable(patient: Patient) -> Portable:
    rows, names = rows_of(patient), names_of(patient)
    people = dict(User.objects.values_list("pk", "display_name"))
    documents = Document.objects.filter(pk__in=rows.get(Document, ())).order_by("pk")
    return Portable(
        patient,
        [_table(model, keys, people) for model, keys in _in_order(rows)],
        _questions(patient),
        list(_history(rows, people)),
        list(_seen(names)),
        list(documents.defer("content")),
    )


def file_name(document: Document) -> str:
    return f"files/{document.pk}-{document.kind}.{ENDINGS[document.media_type]}"


def _in_order(rows: Rows) -> list[tuple[type[models.Model], list[Any]]]:
    """The patient first, then the consultations, then by name."""
    first = {Patient: 0, Consultation: 1}
    return sorted(rows.items(), key=lambda pair: (first.get(pair[0], 2), pair[0].__name__))


def _table(model: type[models.Model], keys: Sequence[Any], people: dict[int, str]) -> Table:
    fields = [each for each in model._meta.concrete_fields if _is_own(model, each)]
    found = model._default_manager.filter(pk__in=keys).order_by("pk")
    return Table(
        model._meta.model_name or "",
        str(model._meta.verbose_name_plural),
        {each.name: str(each.verbose_name) for each in fields},
        [dict(_cells(row, fields, people)) for row in found],
    )


def _is_own(model: type[models.Model], each: models.Field[Any, Any]) -> bool:
    return not (model in OF_TWO and each.is_relation and each.related_model is Patient)


def _cells(
    row: models.Model, fields: Sequence[models.Field[Any, Any]], people: dict[int, str]
) -> Iterator[tuple[str, Any]]:
    for each in fields:
        value = getattr(row, each.attname)
        if each.is_relation and each.related_model is User:
            value = people.get(value)
        yield each.name, plain(_opened(row, each.name, value))
        if each.choices and value not in (None, ""):
            yield f"{each.name}_words", dict(each.flatchoices).get(value, str(value))
    if isinstance(row, Consultation | Summary):
        yield "answers_words", dict(_answers_in_words(row))


def _opened(row: models.Model, name: str, value: Any) -> Any:
    """Files lie beside; a message is given as it was sent."""
    if isinstance(row, Document) and name == "content":
        return file_name(row)
    if isinstance(row, OutgoingMessage) and name == "sealed":
        try:
            letter = opened(row)
        except (InvalidToken, ValueError):
            return CANNOT_BE_OPENED
        return {"to": letter.to, "subject": letter.subject, "text": letter.text}
    return value


def plain(value: Any) -> Any:
    """As JSON takes it; days and moments as ISO 8601 writes them."""
    match value:
        case date() | datetime():
            return value.isoformat()
        case uuid.UUID():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
    return value


def _answers_in_words(row: Consultation | Summary) -> Iterator[tuple[str, str]]:
    questions = Edition.objects.known(row.edition_id).catalogue.questions
    answers = row.all_answers if isinstance(row, Consultation) else row.answers
    for key, value in answers.items():
        if key in questions:
            yield questions[key].text, in_words(questions[key], value)


def _questions(patient: Patient) -> dict[str, dict[str, str]]:
    case = Consultation.objects.filter(patient=patient).values_list("edition", flat=True)
    read = Summary.objects.filter(consultation__patient=patient).values_list("edition", flat=True)
    found = {}
    for edition in sorted({*case, *read}):
        known = Edition.objects.known(edition)
        asked = known.catalogue.questions.values()
        found[str(known.number)] = {question.key: question.text for question in asked}
    return found


def _history(rows: Rows, people: dict[int, str]) -> Iterator[dict[str, Any]]:
    """What each row was before a change, and after it."""
    of_them = Q(pk__in=[])
    for model, keys in rows.items():
        if model not in OF_TWO:
            of_them |= Q(table_name=model._meta.db_table, row_id__in=[str(key) for key in keys])
    for change in RowChange.objects.filter(of_them).order_by("pk"):
        yield {
            "at": change.at.isoformat(),
            "table": change.table_name.partition("_")[2],
            "row": change.row_id,
            "what": change.get_operation_display(),
            "before": change.before,
            "after": change.after,
            "by": people.get(change.actor_id or 0),
        }


def _seen(names: Names) -> Iterator[dict[str, Any]]:
    """Who looked at the record or changed it, the oldest first."""
    found = events_about(names).order_by("at", "pk").select_related("actor")
    for event in found:
        yield {
            "at": event.at.isoformat(),
            "by": event.actor.display_name if event.actor else None,
            "role": event.actor.get_role_display() if event.actor else None,
            "what": words_of(event.action),
            "about": _about_them(event),
            "record": event.subject_id if event.subject_id in names.references else None,
        }


def _about_them(event: Event) -> str:
    return "" if "shown" in event.detail else about(event.action, [event.detail])


def class_of(table: str) -> dict[str, str]:
    """What each field of a table holds, by the classes of clinic/retention.py."""
    by_name = {label.partition(".")[2].lower(): how for label, how in all_tables().items()}
    return by_name[table].class_of_field
