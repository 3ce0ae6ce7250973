"""Entries with a condition: lines that must all hold, and groups of which one line must."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sideeffects.desk.lines import as_written_before
from sideeffects.forms.entry import Plain, RowForm, RowKind
from sideeffects.forms.picks import PickingForm
from sideeffects.forms.rule_line import LineForm

MOST_LINES = 6
GROUPS = ("group", *[f"group_{number}" for number in range(2, 9)])
LINES: Mapping[str, RowKind] = {
    "lines": RowKind(LineForm, "line"),
    **{name: RowKind(LineForm, "line of the group") for name in GROUPS},
}


@dataclass(frozen=True, slots=True)
class LineSet:
    """Lines that repeat, as desk/_rule_lines.html draws them."""

    name: str
    legend: str
    add: str
    rows: list[RowForm]
    most: int


class ConditionForm(PickingForm):
    """`condition`: the field of the entry that holds the lines."""

    condition: ClassVar[str]
    instead: ClassVar[str] = "Ask with two questions."

    def parts_of(self, plain: Plain, name: str) -> list[Any]:
        items = plain.get(self.condition) or []
        if name == "lines":
            return [item for item in items if "any" not in item]
        if name in GROUPS:
            groups = [item["any"] for item in items if "any" in item]
            place = GROUPS.index(name)
            return list(groups[place]) if place < len(groups) else []
        return super().parts_of(plain, name)

    @property
    def only_rearranges(self) -> bool:
        """Also where the answers of a newly picked question are asked for."""
        doing = self.data.get("do", "") if self.is_bound else ""
        return super().only_rearranges or doing.startswith("show:")

    @property
    def line_sets(self) -> list[LineSet]:
        """The lines that must all hold, then the groups with lines; one is always offered."""
        groups = [name for name in GROUPS if self.rows[name]] or [GROUPS[0]]
        return [
            self._line_set("lines", "All of these are true", "Add a line"),
            *(
                self._line_set(name, "And at least one of these is true", "Add a line to “any of”")
                for name in groups
            ),
        ]

    def _line_set(self, name: str, legend: str, add: str) -> LineSet:
        return LineSet(name, legend, add, self.rows[name], self.most(name))

    def most(self, name: str) -> int:
        """How many lines there may be: six, or what the entry has already."""
        return max(MOST_LINES, len(self.parts_of(self.plain or {}, name)))

    def clean_condition(self) -> None:
        before = self.plain or {}
        for name in ("lines", *GROUPS):
            if len(self.rows[name]) > (most := self.most(name)):
                self.add_error(None, f"{most} lines at most. {self.instead}")
        groups = sum("any" in item for item in before.get(self.condition) or [])
        if groups > len(GROUPS):
            self.add_error(None, f"This has more groups than the page can show. {self.instead}")
        if sum(bool(self.rows[name]) for name in GROUPS) > max(1, groups):
            self.add_error(None, f"One group at most. {self.instead}")

    def items(self) -> list[Plain]:
        """Lines and groups in the order in which they stood; a new group comes last."""
        before = (self.plain or {}).get(self.condition) or []
        places = [place for place, item in enumerate(before) if "any" in item]
        items = self._lines("lines", before)
        groups = [lines for name in GROUPS if (lines := self._lines(name, before))]
        for number, lines in enumerate(groups):
            place = places[number] if number < len(places) else len(items)
            items.insert(min(place, len(items)), {"any": lines})
        return items

    def _lines(self, name: str, before: list[Plain]) -> list[Plain]:
        written = [line for item in before for line in item.get("any", [item])]
        return as_written_before(self.parts(name), written)
