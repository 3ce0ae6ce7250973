"""One change to the starter catalogue each, for the tests of ``problems``."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from sideeffects.risk import parse, problems

from .cases import starter_files

Files = dict[str, Any]
Change = Callable[[Files], None]


def changed(change: Change) -> Files:
    files = starter_files()
    change(files)
    return files


def found(change: Change) -> list[tuple[str, str]]:
    return [(problem.kind, str(problem)) for problem in problems(parse(changed(change)))]


def entry(files: Files, part: str, key: str) -> dict[str, Any]:
    for row in files[part][part]:
        if key in (row.get("key"), row.get("id"), row.get("label")):
            return row  # type: ignore[no-any-return]
    raise KeyError(key)


def set_field(part: str, key: str, **fields: Any) -> Change:
    def change(files: Files) -> None:
        entry(files, part, key).update(fields)

    return change


def add_rule(like: str, **fields: Any) -> Change:
    """A new rule, listed by its contraindication."""

    def change(files: Files) -> None:
        rule = deepcopy(entry(files, "rules", like)) | {"key": "new_rule"} | fields
        files["rules"]["rules"].append(rule)
        entry(files, "contraindications", rule["contraindication"])["rules"].append("new_rule")

    return change


def remove(part: str, key: str) -> Change:
    def change(files: Files) -> None:
        files[part][part].remove(entry(files, part, key))

    return change


def line(question: str, operator: str, value: Any = None) -> dict[str, Any]:
    plain = {"question": question, "is": operator}
    return plain if value is None else plain | {"value": value}
