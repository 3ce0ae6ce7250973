"""The periods of keeping as a table for people, and as data for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clinic.retention import CLASSES, Kept, Period, all_tables


def as_data() -> dict[str, Any]:
    return {
        "classes": CLASSES,
        "tables": {
            label: {
                "kept": how.period.lasts,
                "from": how.period.starts,
                "because": how.period.source,
                "ended_by": how.period.ended_by,
                "fields": how.class_of_field,
            }
            for label, how in sorted(all_tables().items())
        },
    }


def as_markdown() -> str:
    """One line for each period, then one for each class."""
    lines = [
        "| what | kept | from | because | ended by |",
        "| --- | --- | --- | --- | --- |",
        *(_line(period, tables) for period, tables in _by_period()),
        "",
        "| class | holds | tables |",
        "| --- | --- | --- |",
        *(
            f"| {kind} | {means} | {sum(kind in how.classes for how in all_tables().values())} |"
            for kind, means in CLASSES.items()
        ),
    ]
    return "\n".join(lines)


def _line(period: Period, tables: list[str]) -> str:
    what = f"**{period.name}**: {', '.join(tables)}"
    return f"| {what} | {period.lasts} | {period.starts} | {period.source} | {period.ended_by} |"


def _by_period() -> Iterator[tuple[Period, list[str]]]:
    """Those of records first, then by name."""
    listed: dict[Period, list[str]] = {}
    for label, how in sorted(all_tables().items(), key=_label):
        listed.setdefault(how.period, []).append(label)
    yield from sorted(listed.items(), key=lambda pair: (not pair[0].of_a_record, pair[0].name))


def _label(entry: tuple[str, Kept]) -> str:
    return entry[0]
