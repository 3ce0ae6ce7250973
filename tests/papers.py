"""Reads the papers: their tables, what each row says shows it, and where their links lead.

A table with a column "shown by" is a table of controls. Each of its rows names what shows it,
in code marks: `tests/….py::test_…`, `tests/….py`, `tests/…`, `make …` or `manage.py …`; or says
"not tested:" with the reason. A column "where" names files or folders, in code marks.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from django.core.management import get_commands

from dev.places import ROOT

SHOWN_BY, WHERE = "shown by", "where"
CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
NAMED_TEST = re.compile(r"\btests/[\w/]+(?:\.py(?:::\w+)?)?")
NOT_TESTED = re.compile(r"not tested: (\S.{10,})")
RULE = re.compile(r"\|[\s:|-]+\|")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its cells by the words above them, in small letters."""

    line: int
    cells: dict[str, str]

    @property
    def first(self) -> str:
        return next(iter(self.cells.values()))


def rows(text: str) -> Iterator[Row]:
    """Every row of every table. A row with more or fewer cells than its heading is an error."""
    heading: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("|"):
            heading = []
        elif not heading:
            heading = [cell.lower() for cell in cells(line)]
        elif not RULE.fullmatch(line.strip()):
            found = cells(line)
            if len(found) != len(heading):
                raise ValueError(f"line {number}: {len(found)} cells under {len(heading)}")
            yield Row(number, dict(zip(heading, found, strict=True)))


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def controls(text: str) -> list[Row]:
    return [row for row in rows(text) if SHOWN_BY in row.cells]


def problems(text: str) -> list[str]:
    """What is wrong with the tables of controls of one paper, one line each."""
    found = []
    for row in controls(text):
        said = row.cells[SHOWN_BY]
        named = CODE.findall(said)
        if not named and not NOT_TESTED.search(said):
            found.append(f"line {row.line}: {row.first}: neither a test nor why there is none")
        found += [f"line {row.line}: {name}: {why}" for name in named if (why := wrong(name))]
        for place in CODE.findall(row.cells.get(WHERE, "")):
            if not (ROOT / place).exists():
                found.append(f"line {row.line}: {place} is not there")
    return found


def wrong(name: str) -> str:
    """Why this shows nothing; empty when it is a test, a folder of tests or a command."""
    if name.startswith("make "):
        target = name.split()[1]
        made = re.search(rf"^{re.escape(target)}:", (ROOT / "Makefile").read_text(), re.M)
        return "" if made else "the Makefile has no such target"
    if name.startswith("manage.py "):
        return "" if name.split()[1] in get_commands() else "there is no such command"
    if name.startswith("tests/"):
        return missing_test(name)
    return "is neither a test nor a command"


def missing_test(name: str) -> str:
    file, _, function = name.partition("::")
    path = ROOT / file
    if not path.exists():
        return "there is no such file"
    if path.is_dir():
        return "" if any(path.rglob("test_*.py")) else "holds no test"
    if not path.name.startswith("test_"):
        return "is no file of tests"
    if function and function not in tests_of(path):
        return "there is no such test"
    return ""


@functools.cache
def tests_of(path: Path) -> frozenset[str]:
    """The names of the tests of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def dead_links(paper: Path) -> list[str]:
    """Links to files that are not there, and to headings that the file does not have."""
    found = []
    for target in LINK.findall(paper.read_text(encoding="utf-8")):
        file, _, heading = unquote(target).partition("#")
        if re.match(r"[a-z]+:", file):
            continue
        path = (paper.parent / file) if file else paper
        if not path.exists() or (heading and heading not in headings(path)):
            found.append(target)
    return found


def headings(path: Path) -> set[str]:
    """The anchors of a paper, as forges make them of its headings."""
    lines = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", line.strip().lower()).replace(" ", "-") for line in lines}
