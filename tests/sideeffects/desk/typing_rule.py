"""A rule on somebody's screen, as the tests type it; without a database."""

from __future__ import annotations

from functools import cache
from typing import Any

from sideeffects.desk.draft import plain_of, with_entry
from sideeffects.forms.rule import RuleForm
from sideeffects.risk import Catalogue
from tests.catalogue import starter
from tests.sideeffects.desk.sent import Sent, as_it_stands, typed

RECENT = "retinoid_recent"
Changed = str | list[str] | None


@cache
def _as_loaded(key: str) -> Sent:
    """Drawing a page takes long, and all begin with the same."""
    return as_it_stands(RuleForm(draft=starter(), plain=plain_of(starter(), "rules", key)))


class Typing:
    """A rule on somebody's screen: its boxes, and what each button makes of them."""

    def __init__(self, key: str = RECENT, *, draft: Catalogue | None = None, **said: Any) -> None:
        self.draft = draft or starter()
        self.plain = (plain_of(self.draft, "rules", key) or {}) | said
        self.key = key
        self.form = RuleForm(draft=self.draft, plain=self.plain)
        as_loaded = draft is None and not said
        self.boxes: Sent = dict(_as_loaded(key)) if as_loaded else as_it_stands(self.form)

    def press(self, do: str, **changed: Changed) -> Typing:
        """Press a button that saves nothing; the boxes are then those of the next page."""
        self._type(do, changed)
        assert self.form.only_rearranges
        self.form.unjudged()
        self.boxes = as_it_stands(self.form)
        return self

    def save(self, **changed: Changed) -> Any:
        """The rule as it would be saved, which the whole draft can be read with; else None."""
        self._type("save", changed)
        said = self.form.whole(self.key) if self.form.is_valid() else None
        if said:
            with_entry(self.draft, "rules", said)
        return said

    def _type(self, do: str, changed: dict[str, Changed]) -> None:
        sent = typed(self.boxes, do=do, **changed)
        self.form = RuleForm(sent, draft=self.draft, plain=self.plain)

    @property
    def wrong(self) -> list[str]:
        return [problem.message for problem in self.form.problems]


def with_line(question: str, **boxes: str | list[str]) -> Typing:
    """One more line, its question picked and its answers shown."""
    typing = Typing().press("add:lines").press("show:lines:1", **{"lines-1-question": question})
    typing.boxes |= {
        f"lines-1-{name}": [value] if isinstance(value, str) else value
        for name, value in boxes.items()
    }
    return typing
