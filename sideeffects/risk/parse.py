"""Plain data, as the YAML files hold it, into a ``Catalogue``. Its sense is tried in check.py."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from .canonical import canonical, digest
from .catalogue import (
    Action,
    Catalogue,
    NotSureMeaning,
    Option,
    Period,
    Question,
    Rule,
    RuleAction,
    Section,
    Translation,
)
from .files import to_files
from .parse_conditions import condition, date_expression
from .parse_evidence import claim, contraindication, sample, side_effect, source
from .reading import CatalogueError, Row
from .words import (
    CLEARED_BY,
    GATES,
    KINDS,
    KINDS_OF_QUESTION,
    STAGES,
)

T = TypeVar("T")
LANGUAGE = re.compile("[a-z]{2}")

PARTS: dict[str, tuple[str, ...]] = {
    "questions": ("sections", "questions"),
    "rules": ("rules",),
    "periods": ("periods",),
    "actions": ("actions",),
    "contraindications": ("contraindications",),
    "side_effects": ("side_effects",),
    "claims": ("claims",),
    "sources": ("sources",),
    "samples": ("samples",),
}


def parse(files: Mapping[str, Any]) -> Catalogue:
    """Read a whole catalogue.

    ``files`` maps each name of ``PARTS`` to the content of that YAML file as plain data.
    Raises ``CatalogueError`` naming file, entry and reason at the first thing that cannot be read.
    """
    for name in files:
        if name not in PARTS:
            raise CatalogueError(name, "", "is not a part of a catalogue")
    tops = {name: _top(name, files, parts) for name, parts in PARTS.items()}
    parts = {
        "sections": _entries(tops["questions"], "sections", "key", section),
        "questions": _entries(tops["questions"], "questions", "key", question),
        "rules": _entries(tops["rules"], "rules", "key", rule),
        "periods": _entries(tops["periods"], "periods", "key", period),
        "actions": _entries(tops["actions"], "actions", "key", action),
        "contraindications": _entries(
            tops["contraindications"], "contraindications", "key", contraindication
        ),
        "side_effects": _entries(tops["side_effects"], "side_effects", "key", side_effect),
        "claims": _entries(tops["claims"], "claims", "id", claim),
        "sources": _entries(tops["sources"], "sources", "key", source),
        "samples": _entries(tops["samples"], "samples", "label", sample),
    }
    unnamed = Catalogue(**parts, hash="")  # type: ignore[arg-type]  # one dict of each kind
    return Catalogue(**parts, hash=digest(canonical(to_files(unnamed))))  # type: ignore[arg-type]


def _top(name: str, files: Mapping[str, Any], parts: tuple[str, ...]) -> Row:
    if name not in files:
        raise CatalogueError(name, "", "this part of the catalogue is missing")
    top = Row(name, "", files[name])
    for part in top.fields:
        if part not in parts:
            raise CatalogueError(name, "", f"unknown part '{part}'")
    return top


def _entries(top: Row, part: str, key_field: str, read: Callable[[Row], T]) -> dict[str, T]:
    entries: dict[str, T] = {}
    for place, fields in enumerate(top.items(part), 1):
        key = fields.get(key_field) if isinstance(fields, Mapping) else None
        if not isinstance(key, str) or not key.strip():
            raise CatalogueError(top.file, f"{part}[{place}]", f"'{key_field}' must be a text")
        if key in entries:
            raise CatalogueError(top.file, key, "this key is used twice")
        row = Row(top.file, key, fields)
        entries[key] = read(row)
        row.done()
    return entries


def section(row: Row) -> Section:
    return Section(row.text("key"), row.text("title"))


def question(row: Row) -> Question:
    kind = row.one_of("kind", KINDS_OF_QUESTION)
    is_date, is_number = kind == "date", kind == "number"
    return Question(
        key=row.text("key"),
        section=row.text("section"),
        text=row.text("text"),
        why_we_ask=row.text("why_we_ask"),
        kind=kind,
        stage=row.one_of("stage", STAGES),
        asked_of=row.one_of("asked_of", ("patient", "technician")),
        ask_when=() if _is_null(row, "ask_when") else condition(row, "ask_when"),
        not_sure=None if _is_null(row, "not_sure") else not_sure(row.row("not_sure")),
        nothing_to_report=row.maybe_text("nothing_to_report"),
        private=row.flag("private"),
        shelf_life=row.text("shelf_life"),
        gate=row.optional("gate", row.flag, otherwise=False),
        options=_options_of(row, "options") if row.has("options") else (),
        approximate_date_ok=row.flag("approximate_date_ok") if is_date else False,
        tense=row.one_of("tense", ("past", "planned", "either")) if is_date else None,
        unit=row.text("unit") if is_number else None,
        minimum=row.number("min") if is_number else None,
        maximum=row.number("max") if is_number else None,
        translations=_translations(row) if row.has("translations") else (),
    )


def _translations(row: Row) -> tuple[Translation, ...]:
    by_language = row.row("translations")
    return tuple(
        _translation(language, by_language.row(language)) for language in sorted(by_language.fields)
    )


def _translation(language: str, row: Row) -> Translation:
    if not LANGUAGE.fullmatch(language):
        raise row.wrong(f"'{language}' is not a language such as pl or cy")
    labels = row.row("options") if row.has("options") else Row(row.file, row.key, {})
    read = Translation(
        language,
        row.optional("text", row.maybe_text, otherwise=None),
        row.optional("why_we_ask", row.maybe_text, otherwise=None),
        tuple((key, labels.text(key)) for key in sorted(labels.fields)),
    )
    row.done()
    return read


def _options_of(row: Row, name: str) -> tuple[Option, ...]:
    options = []
    for part in row.rows(name):
        options.append(Option(part.text("key"), part.text("label")))
        part.done()
    return tuple(options)


def _is_null(row: Row, name: str) -> bool:
    if row.has(name) and row.fields[name] is None:
        row.take(name)
        return True
    return False


def not_sure(row: Row) -> NotSureMeaning:
    meaning = NotSureMeaning(
        contraindication=row.maybe_text("contraindication"),
        kind=row.maybe_one_of("kind", KINDS),
        action=row.maybe_text("action"),
        meaning=row.maybe_text("meaning"),
    )
    row.done()
    if (meaning.contraindication is None) != (meaning.kind is None):
        raise row.wrong("a contraindication and its kind go together")
    return meaning


def rule(row: Row) -> Rule:
    return Rule(
        key=row.text("key"),
        contraindication=row.text("contraindication"),
        kind=row.one_of("kind", KINDS),
        when=condition(row, "when"),
        wait_until=None if _is_null(row, "wait_until") else date_expression(row.row("wait_until")),
        open_ended=row.flag("open_ended"),
        provisional=row.flag("provisional"),
        when_anchor_missing=row.maybe_one_of("when_anchor_missing", ("hold", "skip")),
        cleared_by_letter=row.flag("cleared_by_letter"),
        sees_hidden=row.flag("sees_hidden"),
        actions=tuple(_rule_action(part) for part in row.rows("actions")),
        reads_as=row.text("reads_as"),
        patient_says=row.maybe_text("patient_says"),
    )


def _rule_action(row: Row) -> RuleAction:
    key = row.text("action")
    params: list[tuple[str, str | bool | int]] = []
    if row.has("params"):
        given = row.row("params")
        for name, value in sorted(given.fields.items()):
            if not isinstance(value, str | bool | int):
                raise given.wrong(f"'{name}' must be a text, a whole number or true or false")
            params.append((name, value))
    row.done()
    return RuleAction(key, tuple(params))


def period(row: Row) -> Period:
    return Period(
        key=row.text("key"),
        label=row.text("label"),
        value=row.number("value"),
        unit=row.text("unit"),
        contraindication=row.text("contraindication"),
        evidence_grade=row.maybe_one_of("evidence_grade", tuple("ABCDE")),
        basis=row.texts("basis"),
        note=row.maybe_text("note"),
    )


def action(row: Row) -> Action:
    return Action(
        key=row.text("key"),
        label=row.text("label"),
        patient=row.maybe_text("patient"),
        gate=row.one_of("gate", GATES),
        cleared_by=row.one_of("cleared_by", CLEARED_BY),
        params=row.optional("params", row.texts, otherwise=()),
        words=_words(row),
        urgent=row.optional("urgent", row.flag, otherwise=False),
        bookable_after=row.text("bookable_after") if row.has("bookable_after") else None,
    )


def _words(row: Row) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    if not row.has("words"):
        return ()
    words = row.row("words")
    groups = []
    for name in sorted(words.fields):
        group = words.row(name)
        groups.append((name, tuple((word, group.text(word)) for word in sorted(group.fields))))
    return tuple(groups)
