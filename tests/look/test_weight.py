"""The first view of a page is light: a clinic's old tablet waits for it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from dev.places import ROOT

STATIC = ROOT / "static"
KILOBYTE = 1024


def arrives(path: Path) -> int:
    """Bytes on the wire: fonts are compressed already, the rest is sent as gzip."""
    content = path.read_bytes()
    return len(content) if path.suffix == ".woff2" else len(gzip.compress(content, 9))


def first_view() -> set[Path]:
    """What base.html asks for, and what those scripts import. Print comes later."""
    base = (ROOT / "templates" / "base.html").read_text()
    named = {STATIC / name for name in re.findall(r'{% static "([^"]+)" %}', base)}
    found = {path for path in named if path.name != "print.css"}
    for script in [path for path in found if path.parent.name == "js"]:
        found |= {
            script.parent / name for name in re.findall(r'"\./([\w-]+\.js)"', script.read_text())
        }
    return found | {STATIC / "js" / "csrf.js"}


def test_the_first_view_weighs_less_than_60_kilobytes() -> None:
    files = first_view()
    assert {"htmx.js", "inter-latin.woff2", "tokens.css", "combobox.js"} <= {f.name for f in files}
    total = sum(arrives(path) for path in files)
    assert total <= 60 * KILOBYTE, {path.name: arrives(path) for path in sorted(files)}


def test_the_icons_are_small_too() -> None:
    assert arrives(STATIC / "vendor" / "icons.svg") <= 4 * KILOBYTE


def test_style_sheets_and_scripts_ask_no_other_host() -> None:
    for path in [*STATIC.glob("css/*.css"), *STATIC.glob("js/*.js")]:
        assert not re.search(r"https?://(?!www\.w3\.org)|@import", path.read_text()), path.name
