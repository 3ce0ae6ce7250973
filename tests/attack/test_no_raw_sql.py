"""D14, before anything runs: no SQL of ours is made from strings with values in them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from dev.places import ROOT

APPS = ("clinic", "sideeffects", "consultations")
PRODUCT = [
    path
    for app in APPS
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
]
OPENS_A_HOLE = re.compile(r"\bRawSQL\(|\.extra\(|\.raw\(|noqa: S608")


def made_of_strings(source: str) -> list[int]:
    """The lines that execute what was put together there: f"…", "…" + x, "…" % x, "…".format(x)."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("execute", "executemany")
        and node.args
        and _put_together(node.args[0])
    ]


def _put_together(node: ast.expr) -> bool:
    match node:
        case ast.JoinedStr() | ast.BinOp():
            return True
        case ast.Call(func=ast.Attribute(attr="format", value=value)):
            return isinstance(value, ast.Constant)
        case _:
            return False


@pytest.mark.parametrize("path", PRODUCT, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_statement_is_made_of_strings(path: Path) -> None:
    source = path.read_text()
    assert not OPENS_A_HOLE.search(source), f"{path}: use the ORM, or psycopg2.sql"
    assert made_of_strings(source) == [], f"{path}: give values beside the statement"


@pytest.mark.parametrize(
    "source",
    [
        'c.execute(f"SELECT {x}")',
        'c.execute("SELECT " + x)',
        'c.execute("SELECT %s" % x)',
        'c.execute("SELECT {}".format(x))',
    ],
)
def test_the_rule_sees_each_way(source: str) -> None:
    assert made_of_strings(source) == [1]
