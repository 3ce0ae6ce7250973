"""The forms of a page, as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

WORDS = {"text", "search", "tel", "email", "number", "textarea", "password", "date"}


@dataclass
class Form:
    """`typed`: the names of the boxes that take words. `pressed`: what named buttons send."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    pressed: dict[str, list[str]] = field(default_factory=dict)

    def filled(self, words: str) -> dict[str, list[str]]:
        return {**self.fields, **{name: [words] for name in self.typed}}


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.page, given.get("action") or self.page)
            self.inside = Form(action, given.get("method", "get").lower())
            self.forms.append(self.inside)
        elif self.inside is not None:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        assert self.inside is not None
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and given.get("value"):
            self.inside.fields.setdefault(self.select, [given["value"]])
        elif not name or tag not in ("input", "textarea", "button"):
            return
        elif tag == "textarea" or (tag == "input" and kind in WORDS):
            self.inside.typed.append(name)
            self.inside.fields[name] = [given.get("value", "")]
        elif tag == "button":
            self.inside.pressed.setdefault(name, [given.get("value", "")])
        elif kind == "radio":
            self.inside.fields.setdefault(name, [given.get("value", "on")])
        elif kind == "checkbox":
            self.inside.fields.setdefault(name, []).append(given.get("value", "on"))
        elif kind == "hidden":
            self.inside.fields.setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.select = ""


def forms_of(page: str, content: str) -> list[Form]:
    reader = _Reader(page)
    reader.feed(content)
    return reader.forms
