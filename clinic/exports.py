"""The one place that writes files to download: CSV that no spreadsheet runs, and JSON.

A cell that a spreadsheet could take for a formula gets an apostrophe before it; the rest of the
text stays as it is. The same goes for each part of a cell behind a semicolon, comma, tab or line
end: a spreadsheet that expects another separator begins a cell there. JSON has no cells, and holds
every text exactly.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.http import StreamingHttpResponse

Cell = str | int | None

BYTE_ORDER_MARK = "\ufeff"  # without it, Excel reads UTF-8 as the letters of its own country
LINES_AT_ONCE = 200
MARK = "'"

# As they are, in full width, small, raised and lowered; and the mathematician's minus.
STARTERS = (
    "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
    "\u207c\u207a\u207b\u208c\u208a\u208b\u2212"
)
# Blanks of every kind, signs that show nothing, and quotes: what may stand before a formula.
_BEFORE = r"[\s\"'\u2018\u2019\u201c\u201d`\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff]*"
_RUNS = re.compile(rf"(?:\A|(?<=[;,|\t\r\n]))(?={_BEFORE}[{STARTERS}])|\A(?=[\t\r\n])")


def safe_cell(text: str) -> str:
    """The text, so marked that no part of it starts a formula. Plain text stays as it is."""
    return _RUNS.sub(MARK, text)


def csv_text(
    heading: Mapping[str, Cell], columns: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> Iterator[str]:
    """The heading as lines of two cells, an empty line, the names of the columns, the rows."""
    yield BYTE_ORDER_MARK
    top: list[Sequence[Cell]] = [*heading.items(), (), tuple(columns)]
    yield _lines(top)
    left = iter(rows)
    while some := list(islice(left, LINES_AT_ONCE)):
        yield _lines(some)


def _lines(rows: Iterable[Sequence[Cell]]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in row])
    return written.getvalue()


def json_text(
    heading: Mapping[str, Cell], columns: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> Iterator[str]:
    """{"about": the heading, "rows": [one object for each row]}."""
    yield f'{{"about": {_json(heading)},\n"rows": ['
    between = "\n"
    for row in rows:
        yield between + _json(dict(zip(columns, row, strict=True)))
        between = ",\n"
    yield "\n]}\n"


def _json(value: Any) -> str:
    """Without < > and &, so that no browser ever takes the file for a page."""
    text = json.dumps(dict(value), ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


WRITERS = {
    "csv": (csv_text, "text/csv; charset=utf-8"),
    "json": (json_text, "application/json"),
}


def download(
    kind: str,
    name: str,
    *,
    heading: Mapping[str, Cell],
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
) -> StreamingHttpResponse:
    """`kind`: csv or json. `name` has no ending and no person's name; rows are read as sent."""
    write, content_type = WRITERS[kind]
    return StreamingHttpResponse(
        (part.encode() for part in write(heading, columns, rows)),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'},
    )
