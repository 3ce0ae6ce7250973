"""Files to download: no cell starts a formula, and every text can still be read."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterator

import pytest

from clinic.exports import BYTE_ORDER_MARK, Cell, csv_text, download, json_text, safe_cell

COLUMNS = ("when", "who", "what", "address")
HEADING: dict[str, Cell] = {"Exported by": "Some auditor", "Rows": 4}

# What a spreadsheet takes for the beginning of a formula, and what may stand before it.
BEGINNINGS = (
    *(
        "=",
        "+",
        "-",
        "@",
        "\uff1d",
        "\uff0b",
        "\uff0d",
        "\uff20",
        "\ufe66",
        "\ufe62",
        "\ufe63",
        "\ufe6b",
        "\u207a",
        "\u208c",
        "\u2212",
    ),
    *("\t", "\r", "\n", "\t=", "\r=", "\n=", "\r\n+", "\x0b="),
    *(
        " =",
        "  @",
        "\u00a0=",
        "\u2003+",
        "\u202f-",
        "\u3000\uff1d",
        "\u200b=",
        "\ufeff=",
        "\u2060@",
    ),
    *("'=", '"=', "”+", ' "\u00a0-'),
)
FORMULA = 'cmd|"/C calc"!A0'


def test_there_are_36_beginnings() -> None:
    assert len(set(BEGINNINGS)) == 36


def read(text: str, delimiter: str = ",") -> list[list[str]]:
    """As a spreadsheet reads the file."""
    assert text.startswith(BYTE_ORDER_MARK)
    plain = text.removeprefix(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(plain, newline=""), delimiter=delimiter))


def runs(cell: str) -> bool:
    """Whether a spreadsheet could run it: as careful as one can be, and without our own pattern."""
    if cell[:1] in ("\t", "\r", "\n"):
        return True
    seen = [
        sign for sign in cell if not sign.isspace() and unicodedata.category(sign) not in ("Cf",)
    ]
    first = unicodedata.normalize("NFKC", seen[0]) if seen else ""
    return first in ("=", "+", "-", "@", "\u2212")


@pytest.mark.parametrize("column", range(len(COLUMNS)), ids=COLUMNS)
@pytest.mark.parametrize("beginning", BEGINNINGS, ids=ascii)
def test_no_cell_starts_a_formula(beginning: str, column: int) -> None:
    row = ["plain"] * len(COLUMNS)
    row[column] = beginning + FORMULA
    lines = read("".join(csv_text(HEADING, COLUMNS, [row])))
    cell = lines[-1][column]
    assert not runs(cell)
    assert cell.startswith("'")
    assert cell.replace("'", "") == (beginning + FORMULA).replace("'", "")  # the original
    assert lines[-1][:column] == ["plain"] * column


@pytest.mark.parametrize("beginning", BEGINNINGS, ids=ascii)
def test_no_line_of_the_heading_starts_a_formula(beginning: str) -> None:
    lines = read("".join(csv_text({beginning + "x": beginning + FORMULA}, COLUMNS, [])))
    assert not any(runs(cell) for cell in lines[0])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("beginning", BEGINNINGS, ids=ascii)
def test_a_reader_that_expects_another_separator_runs_nothing(
    beginning: str, delimiter: str
) -> None:
    for between in (";", "\t", ",", "|", "\n", '";', '",'):
        row = ["plain", f"a{between}{beginning}{FORMULA}", "plain", "plain"]
        found = read("".join(csv_text(HEADING, COLUMNS, [row])), delimiter)
        cells = [cell for line in found for cell in line]
        assert not any(cell.lstrip(" \"'")[:1] in "=+-@" and runs(cell) for cell in cells if cell)


@pytest.mark.parametrize(
    "text",
    ["", "Tunde Adeyemi", "14:05", "a-b", "x = y", "O'Brien", "2026-11-21", "Łukasz", "1, 2; 3"],
)
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_a_file_says_first_whose_it_is() -> None:
    rows: list[list[Cell]] = [
        ["1", "Łukasz “Lu” O'Brien", "two\nlines", None],
        ["2", 'a "b"', "", 7],
    ]
    assert read("".join(csv_text(HEADING, COLUMNS, rows))) == [
        ["Exported by", "Some auditor"],
        ["Rows", "4"],
        [],
        list(COLUMNS),
        ["1", "Łukasz “Lu” O'Brien", "two\nlines", ""],
        ["2", 'a "b"', "", "7"],
    ]


def test_json_holds_every_text_exactly_and_no_markup() -> None:
    hostile = [beginning + FORMULA + "</script>&" for beginning in BEGINNINGS]
    written = "".join(json_text(HEADING, ("n", "text"), enumerate(hostile)))
    found = json.loads(written)
    assert found["about"] == HEADING
    assert [row["text"] for row in found["rows"]] == hostile
    assert not set("<>&") & set(written)


def test_json_without_rows_is_still_json() -> None:
    assert json.loads("".join(json_text({}, COLUMNS, []))) == {"about": {}, "rows": []}


@pytest.mark.parametrize(
    ("kind", "content_type"), [("csv", "text/csv; charset=utf-8"), ("json", "application/json")]
)
def test_a_download_is_never_shown_as_a_page(kind: str, content_type: str) -> None:
    response = download(kind, "record-P-1", heading={}, columns=("n",), rows=[["é"]])
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'attachment; filename="record-P-1.{kind}"'
    assert "é" in response.getvalue().decode()


def test_rows_are_read_as_they_are_sent() -> None:
    asked: list[int] = []

    def rows() -> Iterator[tuple[int]]:
        for number in range(10_000):
            asked.append(number)
            yield (number,)

    parts = csv_text({}, ("n",), rows())
    for _ in range(3):
        next(parts)
    assert 0 < len(asked) < 1_000
