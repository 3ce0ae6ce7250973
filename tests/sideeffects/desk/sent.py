"""What a browser would send for a form as it stands on the page."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

from django.http import QueryDict
from django.template.loader import render_to_string

from sideeffects.forms.entry import EntryForm

Sent = dict[str, list[str]]
Typed = str | Sequence[str] | None


class _Boxes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sent: Sent = {}
        self.select: str | None = None
        self.textarea: str | None = None
        self.chosen: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: "" if value is None else value for name, value in attrs}
        name = given.get("name", "")
        match tag:
            case "select":
                self.select, self.chosen = name, None
            case "option" if self.select:
                # Without a choice the browser takes the first.
                if self.chosen is None or "selected" in given:
                    self.chosen = given.get("value", "")
            case "textarea":
                self.textarea = name
                self._add(name, "")
            case "input" if name and given.get("type") not in ("submit", "button"):
                ticked = given.get("type") in ("checkbox", "radio")
                if not ticked or "checked" in given:
                    self._add(name, given.get("value", "on" if ticked else ""))

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.sent[self.textarea][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.textarea:
            # A first line's end is not part of the text; the others are sent as CR LF.
            typed = self.sent[self.textarea][-1].removeprefix("\n")
            self.sent[self.textarea][-1] = typed.replace("\n", "\r\n")
            self.textarea = None
        elif tag == "select" and self.select:
            self._add(self.select, self.chosen or "")
            self.select = None

    def _add(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)


def sent_by(page: str) -> Sent:
    boxes = _Boxes()
    boxes.feed(page)
    return boxes.sent


def as_it_stands(form: EntryForm) -> Sent:
    """The boxes of an entry's form, drawn and sent."""
    template = f"sideeffects/desk/fields/{form.part}.html"
    return sent_by(render_to_string([template, "sideeffects/desk/_fields.html"], {"form": form}))


def typed(sent: Sent, /, **changed: Typed) -> QueryDict:
    """As a request would hold it; `changed` boxes say something else, None takes them away."""
    data = QueryDict(mutable=True)
    for name, values in {**sent, **changed}.items():
        if values is not None:
            data.setlist(name, [values] if isinstance(values, str) else list(values))
    return data
