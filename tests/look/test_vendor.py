"""The files of others are the ones that were fetched, and as small as we cut them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from dev.bootstrap_cut import GRID, UTILITIES, cut
from dev.places import ROOT
from dev.vendor import ICONS, VENDOR, differences, without_source_map

TEXTS = [path for path in VENDOR.rglob("*") if path.suffix in {".js", ".css", ".svg"}]
ICON = re.compile(r'{%\s*icon\s+"([\w-]+)"|icon_name="([\w-]+)"|icon_name\|default:"([\w-]+)"')


def test_nothing_was_changed_after_it_was_fetched() -> None:
    assert differences() == []


def test_a_changed_a_missing_and_a_new_file_are_named(tmp_path: Path) -> None:
    copy = tmp_path / "vendor"
    shutil.copytree(VENDOR, copy)
    (copy / "htmx.js").write_text("alert('other code')")
    (copy / "icons.svg").unlink()
    (copy / "more.js").write_text("")
    assert differences(copy) == [
        "icons.svg is missing.",
        "more.js is not in the lock.",
        "htmx.js was changed after it was fetched.",
    ]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_no_file_names_a_source_map(path: Path) -> None:
    assert "sourceMappingURL" not in path.read_text()


def test_source_map_comments_are_cut() -> None:
    assert without_source_map("a{}\n/*# sourceMappingURL=a.css.map */\n") == "a{}\n"
    assert without_source_map("let a;\n//# sourceMappingURL=a.js.map") == "let a;\n"


def test_each_package_brings_its_licence() -> None:
    for name in ("bootstrap", "htmx.org", "inter", "bootstrap-icons"):
        assert len((VENDOR / "licences" / f"{name}.txt").read_text()) > 500


def test_every_icon_that_a_page_shows_is_in_the_sprite_and_no_other() -> None:
    shown = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for found in ICON.findall(path.read_text())
        for name in found
        if name
    }
    kept = set(re.findall(r'<symbol id="([\w-]+)"', (VENDOR / "icons.svg").read_text()))
    assert shown - kept == set(), "add it to ICONS in dev/vendor.py and run the script"
    assert kept - shown == set(), "take it out of ICONS in dev/vendor.py and run the script"
    assert kept == set(ICONS)


def test_the_cut_keeps_what_we_use_and_leaves_the_rest() -> None:
    sheet = (
        ".row{a:b}.card{c:d}.offset-3{e:f}@media (min-width:768px){.col-md-6,.offset-md-1{g:h}}"
        "@media (min-width:1400px){.col-xxl-6{i:j}}@keyframes spin{from{k:l}}"
    )
    assert cut(sheet, GRID) == ".row{a:b}\n@media (min-width:768px){.col-md-6{g:h}}"
    assert cut(".mt-2,.mt-n2{a:b}.d-flex{c:d}", UTILITIES) == ".mt-2{a:b}\n.d-flex{c:d}"
