"""Every class a page names is drawn by some sheet. Bootstrap is cut down: what we do not draw
ourselves and did not keep would silently look like nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dev.places import ROOT

SHEETS = [*(ROOT / "static" / "css").glob("*.css"), ROOT / "static" / "vendor" / "bootstrap.css"]
SCRIPTS = (ROOT / "static" / "js").glob("*.js")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
DRAWN = {
    name
    for sheet in SHEETS
    for name in re.findall(r"\.(-?[a-zA-Z_][\w-]*)", re.sub(r"url\([^)]*\)", "", sheet.read_text()))
}
HOOKS = {name for path in SCRIPTS for name in re.findall(r"[\"'`.]([a-z][\w-]+)", path.read_text())}


def classes(text: str) -> set[str]:
    """The class names that stand in the page as they are; those put together are left out."""
    found: set[str] = set()
    for value in re.findall(r'\sclass="((?:[^"{]|{[%{].*?[%}]})*)"', text):
        plain = re.sub(r"\S*{{.*?}}\S*", " ", re.sub(r"{%.*?%}", " ", value))
        found |= set(plain.split())
    return {name for name in found if not name.endswith("-")}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_class_of_a_page_is_drawn(path: Path) -> None:
    unknown = classes(path.read_text()) - DRAWN - HOOKS
    assert unknown == set(), "docs/look.md lists the classes there are"


def test_a_class_nobody_drew_is_seen() -> None:
    page = '<p class="card badge{% if a %} lvl-{{ b }}{% endif %} x-{{ y }}-z">'
    assert classes(page) - DRAWN == {"badge"}
