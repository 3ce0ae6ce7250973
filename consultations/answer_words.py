"""Stored answers as a person reads them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from clinic import words
from sideeffects.risk import Question

NO_ANSWER = "No answer"


def in_words(question: Question, value: Any) -> str:
    """The answer in the words of its question; nothing for a blank."""
    if value in (None, "", []):
        return ""
    match question.kind:
        case "choices":
            parts = value if isinstance(value, list | tuple) else [value]
            return ", ".join(question.label_of(part) for part in parts)
        case "date":
            return _day(str(value))
        case "number":
            return f"{value} {question.unit or ''}".strip()
        case "text":
            return str(value)
        case _:
            return question.label_of(value)


def _day(text: str) -> str:
    """What was answered when the question was of another kind stays as it was."""
    try:
        return words.part_of_day(text, "born")
    except ValueError:
        return text


def how_to_answer(question: Question) -> str:
    """What is missing, as an instruction: "pick Yes, No or Not sure"."""
    match question.kind:
        case "date":
            return "write the date"
        case "number":
            return "write the number"
        case "text":
            return "write the answer"
        case "choices":
            return "pick one or more answers"
    labels = [option.label for option in question.options]
    if len(labels) <= 3 and all(len(label) <= 12 for label in labels):
        return f"pick {one_of(labels)}"
    return "pick an answer"


def one_of(parts: Iterable[str]) -> str:
    """Yes, No or Not sure."""
    *first, last = parts
    return f"{', '.join(first)} or {last}" if first else last
