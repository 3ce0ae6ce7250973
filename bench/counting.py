"""Goal 9: how many SQL statements, and whether they grow with what there is."""

from __future__ import annotations

from collections.abc import Iterator

from bench.goals import Line, goal
from bench.measure import once
from bench.place import Place, send, statements_of_list
from bench.sizes import Size
from bench.statements import logged_statements


def counting(place: Place, _: Size) -> Iterator[Line | str]:
    desk = place.desk.visitors[0]
    with logged_statements(place.postgres) as statements:

        def of_submit(kind: str) -> int:
            send(desk, place.take(1, kind)[0])  # once before, so that the edition is read
            return len(statements.of(lambda: send(desk, place.take(1, kind)[0])))

        submits = {kind: of_submit(kind) for kind in ("mixed", "heavy", "tenfold")}
    rows = statements_of_list(place)
    yield Line(goal(9, "SQL statements of a submit"), once(submits["mixed"]))
    yield Line(goal(9, "SQL statements of the review list"), once(rows))
    more = {
        "a heavy patient": submits["heavy"] - submits["mixed"],
        "ten times the questions and rules": submits["tenfold"] - submits["mixed"],
        "a full page of rows": rows - place.few_rows,
    }
    for what, count in more.items():
        yield Line(goal(9, "more SQL"), once(count), what)
