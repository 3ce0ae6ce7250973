"""A patient's own copy for reading: what was said, found and decided, without keys and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from clinic.words import day as day_words
from consultations.portable import Portable, Table, class_of

UNSPOKEN = ("technical", "working")
# Long and made of the rest: who wants them finds them in tables/.
LEFT_TO_THE_TABLES = {
    *("canonical", "shown", "shown_hash", "folded_name", "phone_digits", "signed_by_session"),
    *("stages", "windows", "accepted_findings", "letters", "answers", "private_answers"),
}


@dataclass(frozen=True, slots=True)
class Line:
    words: str
    value: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    rows: list[list[Line]]


def page_of(copy: Portable) -> list[Section]:
    made = [_section(table) for table in copy.tables]
    seen = [list(_lines_of_a_look(look)) for look in copy.seen]
    return [*(section for section in made if section.rows), Section("Who saw this record", seen)]


def _section(table: Table) -> Section:
    heading = table.words[:1].upper() + table.words[1:]
    rows = [list(_lines(table, row)) for row in table.rows]
    return Section(heading, [row for row in rows if row])


def _lines(table: Table, row: dict[str, Any]) -> Iterator[Line]:
    classes = class_of(table.name)
    for name, words in table.fields.items():
        if classes[name] in UNSPOKEN or name in LEFT_TO_THE_TABLES:
            continue
        value = row.get(f"{name}_words", row[name])
        if value not in (None, "", [], {}):
            is_file = table.name == "document" and name == "content"
            yield Line(_capital(words), spoken(value), value if is_file else "")
    for question, answer in row.get("answers_words", {}).items():
        if answer:
            yield Line(question, answer)


def _lines_of_a_look(look: dict[str, Any]) -> Iterator[Line]:
    who = ", ".join(part for part in (look["by"], look["role"]) if part)
    yield Line(spoken(look["at"]), f"{who or 'The system'}: {look['what']}")
    if look["about"]:
        yield Line("About", look["about"])


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def spoken(value: Any) -> str:
    """A value as people read it: days in words, yes and no, lists with commas."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(spoken(part) for part in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {spoken(part)}" for key, part in value.items())
    return _day_in_words(str(value))


def _day_in_words(text: str) -> str:
    """ISO text as this copy writes it; everything else stays as it is."""
    try:
        if len(text) == len("2026-05-14"):
            return day_words(date.fromisoformat(text), "born")
        moment = datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        return text
    return f"{day_words(moment.date(), 'born')}, {moment:%H:%M} UTC" if moment else text
