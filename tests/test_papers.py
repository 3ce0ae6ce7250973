"""The papers stay true: what they name is there, and each control names what shows it.

Which control a test really shows, a person has to read; that it exists, this file holds.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from dev.places import ROOT
from tests.papers import NAMED_TEST, controls, dead_links, missing_test, problems, rows

DOCS = ROOT / "docs"
# Those whose tables of controls an auditor reads.
PAPERS = [
    ROOT / "SECURITY.md",
    *(
        DOCS / f"{name}.md"
        for name in ("threat-model", "hazards", "asvs", "dpia", "records-of-processing", "keys")
    ),
]
EVERYTHING = sorted({ROOT / "README.md", *PAPERS, *DOCS.rglob("*.md"), *ROOT.glob("bench/*.md")})
LEVELS = {"catastrophic", "major", "considerable", "significant", "minor"}
CHANCES = {"very high", "high", "medium", "low", "very low"}
RISKS = {"1", "2", "3", "4", "5"}


def named(paths: list[Path]) -> Any:
    return pytest.mark.parametrize(
        "paper", [pytest.param(path, id=str(path.relative_to(ROOT))) for path in paths]
    )


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


# ── Every paper ────────────────────────────────────────────────────────────────


@named(PAPERS)
def test_each_control_names_what_shows_it(paper: Path) -> None:
    text = paper.read_text(encoding="utf-8")
    assert controls(text), "no table of controls: a column “Shown by” makes one"
    assert problems(text) == []


@named(EVERYTHING)
def test_every_test_that_is_named_anywhere_exists(paper: Path) -> None:
    mentioned = set(NAMED_TEST.findall(paper.read_text(encoding="utf-8")))
    assert {name: why for name in sorted(mentioned) if (why := missing_test(name))} == {}


@named(EVERYTHING)
def test_no_link_is_dead(paper: Path) -> None:
    assert dead_links(paper) == []


# ── The figures ────────────────────────────────────────────────────────────────


def test_every_figure_is_listed() -> None:
    listed = {
        figure
        for row in rows(text_of("safety-figures.md"))
        for figure in re.findall(r"\bD\d+\b", row.first)
    }
    assert sorted(listed, key=lambda figure: int(figure[1:])) == [f"D{n}" for n in range(1, 37)]


def test_each_figure_says_how_it_is_run_or_why_it_is_not() -> None:
    for row in rows(text_of("safety-figures.md")):
        said = row.cells["run it"]
        assert "`make " in said or "`manage.py " in said or "not run: " in said, row.first


# ── The threat model ───────────────────────────────────────────────────────────


def test_the_threat_model_has_every_asset_boundary_and_thing_that_must_never_happen() -> None:
    text = text_of("threat-model.md")
    firsts = [row.first for row in controls(text)]
    wanted = [
        *(f"A{n}" for n in range(1, 11)),
        *(f"TB{n}" for n in range(1, 11)),
        *(f"N{n}" for n in range(1, 9)),
        *(f"P{n}" for n in range(1, 13)),
    ]
    missing = [sign for sign in wanted if not any(re.match(rf"{sign}\b", said) for said in firsts)]
    assert missing == []


# ── The hazard log ─────────────────────────────────────────────────────────────


def test_each_hazard_is_rated_before_and_after_and_has_its_own_number() -> None:
    hazards = controls(text_of("hazards.md"))
    numbers = [row.first for row in hazards]
    assert numbers == [f"H{n}" for n in range(1, len(hazards) + 1)]
    assert len(hazards) >= 30
    for row in hazards:
        for field in ("hazard", "cause", "effect", "controls"):
            assert len(row.cells[field]) >= 5, (row.first, field)
        assert row.cells["severity"].lower() in LEVELS, row.first
        assert row.cells["before"].lower() in CHANCES, row.first
        assert row.cells["after"].lower() in CHANCES, row.first
        assert row.cells["residual"] in RISKS, row.first


def test_the_residual_risk_is_that_of_the_matrix() -> None:
    text = text_of("hazards.md")
    matrix = {
        row.first.lower(): {name: cell for name, cell in row.cells.items() if name in LEVELS}
        for row in rows(text)
        if "catastrophic" in row.cells
    }
    assert set(matrix) == CHANCES
    for row in controls(text):
        after, severity = row.cells["after"].lower(), row.cells["severity"].lower()
        assert row.cells["residual"] == matrix[after][severity], row.first


def test_the_hazard_log_says_that_nobody_has_signed_it() -> None:
    assert "has not been signed by a Clinical Safety Officer" in text_of("hazards.md")


# ── ASVS ───────────────────────────────────────────────────────────────────────


def test_the_asvs_table_covers_each_chapter_and_no_requirement_twice() -> None:
    text = text_of("asvs.md")
    numbers = [number for row in controls(text) for number in row.first.split(", ")]
    assert all(re.fullmatch(r"\d{1,2}\.\d{1,2}(\.\d{1,2})?", number) for number in numbers)
    assert len(numbers) == len(set(numbers))
    assert {int(number.split(".")[0]) for number in numbers} == set(range(1, 18))
    assert "ASVS 5.0.0" in text


def test_each_asvs_row_has_a_verdict() -> None:
    for row in controls(text_of("asvs.md")):
        assert row.cells["met"] in {"yes", "in part", "no", "not applicable"}, row.first
        if row.cells["met"] in {"in part", "no"}:
            assert len(row.cells["how"]) > 20, f"{row.first}: say what is missing"


# ── SECURITY.md ────────────────────────────────────────────────────────────────


def test_the_address_for_reports_is_a_real_one_or_a_gap_that_says_so() -> None:
    """Nobody is sent to an address that we made up."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    addresses = re.findall(r"[\w.+-]+@[\w-]+\.[\w.]+", text)
    gap = "[not filled in: the address for security reports]"
    assert (gap in text) != bool(addresses), "either the gap or an address, never both or neither"
    assert not any(re.search(r"example|invalid|test|localhost", found) for found in addresses)


# ── The reader itself ──────────────────────────────────────────────────────────

HEAD = "| Control | Where | Shown by |\n| --- | --- | --- |\n"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("| x | `clinic` | |", "neither a test nor why"),
        ("| x | `clinic` | not tested: |", "neither a test nor why"),
        ("| x | `clinic/nowhere.py` | `make test` |", "is not there"),
        ("| x | `clinic` | `tests/test_nothing.py` |", "no such file"),
        ("| x | `clinic` | `tests/test_papers.py::test_nothing` |", "no such test"),
        ("| x | `clinic` | `tests/papers.py` |", "no file of tests"),
        ("| x | `clinic` | `make coffee` |", "no such target"),
        ("| x | `clinic` | `manage.py make_coffee` |", "no such command"),
        ("| x | `clinic` | `a good look` |", "neither a test nor a command"),
    ],
)
def test_what_a_row_lacks_is_found(row: str, why: str) -> None:
    (problem,) = problems(HEAD + row)
    assert why in problem


@pytest.mark.parametrize(
    "row",
    [
        "| x | `clinic/models` | `tests/test_papers.py::test_what_a_row_lacks_is_found` |",
        "| x | `clinic` | `tests/test_papers.py`, `tests/access` and `make check` |",
        "| x | `clinic` | `manage.py check` |",
        "| x | – | not tested: it is a matter of the building |",
    ],
)
def test_what_is_there_is_left_alone(row: str) -> None:
    assert problems(HEAD + row) == []


def test_a_row_with_a_cell_too_few_is_an_error() -> None:
    with pytest.raises(ValueError, match="line 3: 2 cells under 3"):
        problems(HEAD + "| x | `make test` |")


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    paper = tmp_path / "paper.md"
    paper.write_text("# A part\n[a](paper.md#a-part) [b](#a-part) [c](gone.md) [d](#no-part)\n")
    assert dead_links(paper) == ["gone.md", "#no-part"]
