"""Do the guards that the models declare stand in the database, switched on and unchanged?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple

from django.db import connection

from clinic import grants

# The functions of the history and the seals, and the migration that holds their newest text.
MADE_BY = {
    "scalpwise_await_seal": ("clinic.migrations.0004_seals", "AWAIT_SEAL"),
    "scalpwise_event_text": ("clinic.migrations.0004_seals", "EVENT_TEXT"),
    "scalpwise_seal": ("clinic.migrations.0004_seals", "SEAL"),
    "scalpwise_change_text": ("clinic.migrations.0005_row_history", "CHANGE_TEXT"),
    "scalpwise_keep_row": ("clinic.migrations.0005_row_history", "KEEP_ROW"),
}
BODY = re.compile(r"AS \$\$(.*)\$\$", re.S)
CALLED = re.compile(r"EXECUTE (?:FUNCTION|PROCEDURE) (?:public\.)?(\w+)\(")

TRIGGERS = """
SELECT c.relname, t.tgname, t.tgenabled, obj_description(t.oid, 'pg_trigger'), p.proname
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
"""
FUNCTIONS = "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
ON = ("O", "A")


class Guard(NamedTuple):
    table: str
    trigger: str
    function: str
    hash: str


def problems() -> Iterator[str]:
    """What is missing, switched off or changed, one sentence each."""
    guards, bodies = _declared()
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        standing = {(row[0], row[1]): row[2:] for row in cursor.fetchall()}
        cursor.execute(FUNCTIONS)
        made = dict(cursor.fetchall())
    for guard in guards:
        where = f"Guard {guard.trigger} of {guard.table}"
        enabled, comment, function = standing.get((guard.table, guard.trigger), (None, None, None))
        if enabled is None:
            yield f"{where} is missing."
        elif enabled not in ON:
            yield f"{where} is switched off."
        elif (comment, function) != (guard.hash, guard.function):
            yield f"{where} is not the one that belongs there."
    for name, body in sorted(bodies.items()):
        if name not in made:
            yield f"Function {name} is missing."
        elif made[name].split() != body.split():
            yield f"Function {name} was changed."


def _declared() -> tuple[list[Guard], dict[str, str]]:
    """The guards of all models, and the bodies of all functions they call."""
    guards, bodies = [], {name: _body(*place) for name, place in MADE_BY.items()}
    for model in grants.tables().values():
        for trigger in getattr(model._meta, "triggers", ()):
            made = trigger.compile(model).sql
            (function,) = CALLED.findall(str(made))
            guards.append(Guard(made.table, made.pgid, function, made.hash))
            if found := BODY.search(str(made)):
                bodies[function] = found[1]
    return guards, bodies


def _body(module: str, name: str) -> str:
    found = BODY.search(getattr(import_module(module), name))
    assert found is not None  # noqa: S101 - our own text
    return found[1]
