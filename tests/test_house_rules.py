"""The rules of the house that no linter knows. Each test says what to do when it fails.

Who may open which page is held by tests/clinic/test_every_url.py and tests/access/.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from dev.places import ROOT

APPS = ("clinic", "sideeffects", "consultations")
PYTHON = sorted(
    path
    for folder in (*APPS, "dev", "tests", "bench")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
PRODUCT = [path for path in PYTHON if path.relative_to(ROOT).parts[0] in APPS]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = [path for path in (ROOT / "static").rglob("*.js") if "vendor" not in path.parts]
LONGEST = 300


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def named(paths: list[Path]) -> Any:
    return pytest.mark.parametrize("path", [pytest.param(path, id=name(path)) for path in paths])


# ── Files ──────────────────────────────────────────────────────────────────────


@named([*PYTHON, *SCRIPTS])
def test_a_file_can_be_read_in_one_go(path: Path) -> None:
    count = len(path.read_text().splitlines())
    assert count <= LONGEST, f"{name(path)} has {count} lines: split it by topic"


UNFINISHED = re.compile(
    r"\b(TODO|FIXME|XXX)\b|pytest\.mark\.(skip|xfail)|unittest\.mock|MagicMock|pragma: no cover"
)


@named([path for path in (*PYTHON, *TEMPLATES, *SCRIPTS) if path != Path(__file__)])
def test_nothing_is_left_for_later(path: Path) -> None:
    found = UNFINISHED.search(path.read_text())
    assert not found, f"{name(path)} says “{found and found.group()}”: finish it"


def test_the_rules_use_the_standard_library_only() -> None:
    foreign = {
        f"{name(path)}: {module}"
        for path in (ROOT / "sideeffects" / "risk").rglob("*.py")
        for module in _imports(path)
        if module.partition(".")[0] not in sys.stdlib_module_names
        and not module.startswith("sideeffects.risk")
    }
    assert foreign == set()


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level < 2, f"{name(path)} reaches out of its package"
            if node.level == 0:
                yield node.module or ""


CLINICAL = "|".join(
    (
        *(model.__name__ for model in apps.get_app_config("consultations").get_models()),
        *("User", "Event", "RowChange"),
    )
)
# Rooms and colleagues are those of one's own site; whoever signs in is nobody yet.
LOOSE_QUERY = re.compile(
    rf"\b({CLINICAL})\.objects(?!\s*\.(visible_to\(|filter\(\s*(consultation__)?site=))"
)
BEFORE_ANYBODY_IS_KNOWN = {"clinic/views/sign_in.py"}
WHOLE_POST = re.compile(r"\*\*request\.(POST|GET)|fields\s*=\s*[\"']__all__[\"']")


@named(
    [
        path
        for path in PRODUCT
        if "views" in path.parts and name(path) not in BEFORE_ANYBODY_IS_KNOWN
    ]
)
def test_views_begin_at_the_person(path: Path) -> None:
    found = LOOSE_QUERY.search(path.read_text())
    assert not found, f"{name(path)}: start with .visible_to(request.user)"


@named(PRODUCT)
def test_forms_list_their_fields(path: Path) -> None:
    assert not WHOLE_POST.search(path.read_text()), f"{name(path)}: name each field"


# ── Templates ──────────────────────────────────────────────────────────────────

INLINE = re.compile(
    r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:|<script(?![^>]*\bsrc=)""", re.I
)


@named(TEMPLATES)
def test_templates_hold_no_inline_style_or_script(path: Path) -> None:
    found = INLINE.search(path.read_text())
    assert not found, (
        f"{name(path)}: “{found and found.group()}” breaks the content security policy"
    )


@named([path for path in TEMPLATES if path.name.startswith("_")])
def test_a_part_says_what_it_needs(path: Path) -> None:
    assert path.read_text().startswith("{# Needs:"), f"{name(path)}: begin with {{# Needs: … #}}"


# ── Words ──────────────────────────────────────────────────────────────────────

NOT_OUR_WORDS = re.compile(
    r"\b(please|simply|just|easy|easily|sorry|contraindicated|adverse event|compliance|waiver"
    r"|I hereby)\b|[a-z]!(?!=)",
    re.I,
)
# The one page where we broke something.
MAY_SAY_SORRY = {"templates/500.html", "templates/clinic/500.html"}


@named(TEMPLATES)
def test_pages_use_plain_words(path: Path) -> None:
    text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->|<[^>]*>", " ", path.read_text(), flags=re.S)
    assert _odd_words(text) - ({"sorry"} if name(path) in MAY_SAY_SORRY else set()) == set()


@named([path for path in PRODUCT if "risk" not in path.parts])
def test_messages_use_plain_words(path: Path) -> None:
    for text in _sentences(ast.parse(path.read_text())):
        assert _odd_words(text) == set(), f"{name(path)}: {text!r}"


def _odd_words(text: str) -> set[str]:
    return {found.group().lower() for found in NOT_OUR_WORDS.finditer(text)}


def _sentences(tree: ast.AST) -> Iterator[str]:
    """String constants that read as words for a person: not docstrings, not code."""
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in docstrings else None
        if isinstance(text, str) and re.match(r"[A-Z].* .*", text):
            yield text


# ── What we depend on ──────────────────────────────────────────────────────────


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_each_requirement_is_exact_locked_and_has_its_reason(file: str) -> None:
    locked = (ROOT / file.replace(".txt", ".lock")).read_text().lower()
    for line in (ROOT / file).read_text().splitlines():
        if not line or line.startswith(("#", "-r ")):
            continue
        found = re.fullmatch(r"([\w.-]+)(?:\[[\w,-]+\])?==(\S+)\s+# .{10,}", line)
        assert found, f"{file}: “{line}” must be name==version  # reason"
        pin = f"{found.group(1)}=={found.group(2)}".lower()
        assert re.search(rf"^{re.escape(pin)} ", locked, re.M), f"{pin} is not locked: make lock"


def test_no_lock_names_a_host_and_psycopg_3_stays_out() -> None:
    for lock in ROOT.glob("*.lock"):
        text = lock.read_text()
        assert "://" not in text
        assert not re.search(r"^psycopg==", text, re.M)
