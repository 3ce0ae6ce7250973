"""The form that every editor of the desk begins with: one entry of the catalogue as boxes.

A kind of entry says which boxes there are (`fields`), which parts repeat (`row_kinds`), how an
entry fills them (`boxes_of`) and how they make an entry again (`entry`). What the parser refuses
stands beside the box it is about, and nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import QueryDict

from clinic.forms.plain import PlainForm
from clinic.forms.problems import Problem, problems_of
from clinic.text import clean_text
from sideeffects.desk.kinds import KINDS
from sideeffects.models.entry import NESTED, QUOTED
from sideeffects.risk import Catalogue, CatalogueError
from sideeffects.risk.reading import Row

Plain = dict[str, Any]
MOST_ROWS = 40


class RowForm(PlainForm):
    """One of the repeated parts of an entry. A row without anything typed is left out."""

    def __init__(self, *args: Any, draft: Catalogue, **kwargs: Any) -> None:
        self.draft = draft
        super().__init__(*args, empty_permitted=True, **kwargs)

    @classmethod
    def boxes_of(cls, part: Any) -> Plain:
        """What the boxes of a row show, from this part of an entry."""
        return dict(part)

    def part(self) -> Any:
        """The part of the entry again, from the cleaned boxes."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


@dataclass(frozen=True, slots=True)
class RowKind:
    """A part that repeats. `one`: what a row is called; `most`: how many there may be."""

    form: type[RowForm]
    one: str
    most: int = MOST_ROWS
    label: str = ""
    help: str = ""


class EntryForm(PlainForm):
    """`plain`: the entry as its file writes it; None for a new one."""

    part: ClassVar[str]
    row_kinds: ClassVar[Mapping[str, RowKind]] = {}

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        draft: Catalogue,
        plain: Plain | None = None,
        start: Plain | None = None,
    ) -> None:
        self.draft, self.plain = draft, plain
        self.model = KINDS[self.part].model
        shown = start or plain or {}
        super().__init__(data, initial=self.boxes_of(shown) if shown else None)
        self.rows = {
            name: list(self._rows(name, kind, shown)) for name, kind in self.row_kinds.items()
        }
        self._rearrange()

    # ── What a kind of entry says ─────────────────────────────────────────────

    def boxes_of(self, plain: Plain) -> Plain:
        """What the boxes show, from an entry."""
        return plain

    def parts_of(self, plain: Plain, name: str) -> list[Any]:
        """The repeated parts of that name, from an entry."""
        return list(plain.get(name) or [])

    def entry(self) -> Plain:
        """The entry again, from cleaned boxes and rows, without its key."""
        raise NotImplementedError

    @classmethod
    def begun(cls, query: QueryDict, plain: Plain | None, draft: Catalogue) -> Plain | None:
        """What the boxes begin with: the entry, or what the address adds to it."""
        return plain

    def new_key(self) -> str:
        """What the key of a new entry is made from."""
        raise NotImplementedError

    def apart(self) -> Plain:
        """What stands beside a new entry and is in force at once: no edition holds it."""
        return {}

    def saved_elsewhere(self) -> str:
        """The address that saves what was typed in place of the entry's own; empty for here."""
        return ""

    def after(self) -> str | None:
        """The entry that a new one comes right after; None for the end."""
        return None

    # ── Rows ──────────────────────────────────────────────────────────────────

    def _rows(self, name: str, kind: RowKind, shown: Plain) -> Iterator[RowForm]:
        if self.is_bound:
            for place in range(self._count(name, kind)):
                yield kind.form(self.data, prefix=f"{name}-{place}", draft=self.draft)
            return
        for place, part in enumerate(self.parts_of(shown, name)):
            boxes = kind.form.boxes_of(part)
            yield kind.form(initial=boxes, prefix=f"{name}-{place}", draft=self.draft)

    def _count(self, name: str, kind: RowKind) -> int:
        typed = self.data.get(f"{name}-rows", "0")
        count = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
        return min(count, kind.most)

    def _rearrange(self) -> None:
        """What a button of a row asks for: one more, one less, one up, one down."""
        doing, _, rest = self.data.get("do", "").partition(":") if self.is_bound else ("", "", "")
        name, _, place = rest.partition(":")
        if name not in self.rows or doing not in ("add", "remove", "up", "down"):
            return
        values = [_typed(row) for row in self.rows[name]]
        _moved(values, doing, int(place) if place.isdigit() else -1, self.row_kinds[name].most)
        self.rows[name] = [
            self.row_kinds[name].form(initial=value, prefix=f"{name}-{at}", draft=self.draft)
            for at, value in enumerate(values)
        ]

    @property
    def only_rearranges(self) -> bool:
        """Whether a button of a row was pressed: the form is shown again, not judged."""
        doing, _, rest = self.data.get("do", "").partition(":") if self.is_bound else ("", "", "")
        return doing in ("add", "remove", "up", "down") and rest.partition(":")[0] in self.rows

    def unjudged(self) -> None:
        """From now on the form shows what was typed and says nothing about it."""
        for form in (self, *(row for group in self.rows.values() for row in group)):
            form.initial = _typed(form)
            form.is_bound = False
            # The boxes remember what they were to begin with.
            form._bound_fields_cache.clear()  # type: ignore[attr-defined]

    # ── Judging ───────────────────────────────────────────────────────────────

    def is_valid(self) -> bool:
        own = super().is_valid()
        rows = [row.is_valid() for group in self.rows.values() for row in group]
        return own and all(rows)

    def parts(self, name: str) -> list[Any]:
        """The repeated parts of that name as typed, empty rows left out."""
        return [row.part() for row in self.rows[name] if row.has_changed() or row.initial]

    def whole(self, key: str) -> Plain | None:
        """The entry under this key as the parser takes it; None where it stands wrong."""
        plain = {self.model.KEY: key, **self.entry()}
        try:
            row = Row(self.model.FILE, key, plain)
            self.model.READ(row)
            row.done()
        except CatalogueError as error:
            self.refuse(error)
            return None
        return plain

    def refuse(self, error: CatalogueError) -> None:
        """Put the parser's sentence beside the box it is about, or above the form."""
        place = error.key.partition(".")[2]
        named = [*NESTED.findall(place)[:1], *QUOTED.findall(error.reason)]
        box = next((name for name in named if name in self.fields), None)
        self.add_error(box, error.reason[:1].upper() + error.reason[1:])

    @property
    def shown_problems(self) -> list[Problem]:
        """What the page says above the boxes: nothing before anything was judged."""
        return self.problems if self.is_bound else []

    @property
    def problems(self) -> list[Problem]:
        """Everything wrong, in the order of the page, each with the box to repair."""
        found = problems_of(self)
        for group in self.rows.values():
            for row in group:
                found.extend(problems_of(row))
        return found


def _typed(form: PlainForm) -> Plain:
    """What stands in the boxes of a form, unjudged."""
    return {name: clean(form[name].value()) for name in form.fields}


def clean(value: Any) -> Any:
    return clean_text(value) if isinstance(value, str) else value


def _moved(values: list[Plain], doing: str, place: int, most: int) -> None:
    if doing == "add":
        if len(values) < most:
            values.append({})
    elif 0 <= place < len(values):
        if doing == "remove":
            del values[place]
        else:
            other = place - 1 if doing == "up" else place + 1
            if 0 <= other < len(values):
                values[place], values[other] = values[other], values[place]
