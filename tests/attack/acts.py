"""What the clinic does in one go: every action that writes, and every job and command.

They are found by walking the modules. Each has a maker of a valid call; who adds one of them says
here how it is called, else test_each_statement.py fails.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from django.core.management import BaseCommand, get_commands, load_command_class

from clinic.background import registered
from dev.places import ROOT
from tests.attack.stage import Stage

Call = Callable[[], object]
Make = Callable[[Stage], Call]
Written = Callable[..., Any]

APPS = ("clinic", "sideeffects", "consultations")
WRITES = {
    *("create", "save", "update", "delete", "bulk_create", "bulk_update", "get_or_create"),
    *(
        "update_or_create",
        "activate",
        "record",
        "record_named",
        "delete_and_cleanup",
        "create_user",
    ),
}

# Commands that are no act of a clinic at work, and why.
BESIDE = {
    "seed_demo": "fills a demo, patient by patient; production refuses it",
    "grant_web_role": "runs with the owner's rights before the site starts",
    "verify_audit": "reads",
    "restore": "makes a server of its own out of a backup",
}
# What one action does inside the transaction of another.
INSIDE = {
    "consultations.actions.answers.write_answers",
    "consultations.actions.rechecking.check_bookings",
}


@dataclass(frozen=True)
class Act:
    """`make` gives a valid call. `transactions`: how many of them write, one unless the name
    says why: what stands between two of them is whole, and the next round goes on from there."""

    name: str
    make: Make
    transactions: int = 1


ACTS: dict[str, Act] = {}


def acts(function: Written | str, *, transactions: int = 1) -> Callable[[Make], Make]:
    """The maker below calls this function, or this command."""
    name = function if isinstance(function, str) else name_of(function)

    def keep(make: Make) -> Make:
        ACTS[name] = Act(name, make, transactions)
        return make

    return keep


def name_of(function: Written) -> str:
    return f"{function.__module__}.{function.__name__}"


# ── What there is ──────────────────────────────────────────────────────────────


def wanted() -> set[str]:
    """Every public action that writes and that somebody outside of the actions calls, every
    job of the background, and every command that writes."""
    called = _called_from_outside()
    actions = {
        name_of(function)
        for module in _modules()
        for function in _public(module)
        if writes(function) and (module.__name__, function.__name__) in called
    }
    jobs = {name_of(job.work) for job in registered()}
    return (actions | jobs | _commands()) - INSIDE


def _commands() -> set[str]:
    """Of ours, those that call something that writes."""
    ours = [name for name, app in get_commands().items() if app in APPS]
    found = {name: _parts(load_command_class(get_commands()[name], name)) for name in ours}
    return {
        f"command {name}"
        for name, parts in found.items()
        if name not in BESIDE and any(writes(part) for part in parts)
    }


def _parts(command: BaseCommand) -> list[FunctionType]:
    return [part for part in vars(type(command)).values() if inspect.isfunction(part)]


def _modules() -> Iterator[ModuleType]:
    for app in APPS:
        package = importlib.import_module(f"{app}.actions")
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def _public(module: ModuleType) -> Iterator[FunctionType]:
    for name, value in vars(module).items():
        inner = inspect.unwrap(value) if inspect.isfunction(value) else None
        if inner is not None and not name.startswith("_") and value.__module__ == module.__name__:
            yield value


@cache
def writes(function: Any) -> bool:
    """Whether its code, or that of anything of ours it calls, names a verb that writes."""
    return _writes(inspect.unwrap(function), set())


def _writes(function: Any, seen: set[Any]) -> bool:
    if function in seen:
        return False
    seen.add(function)
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            verb = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if verb in WRITES:
                return True
        if isinstance(node, ast.Name):
            called = inspect.unwrap(function.__globals__.get(node.id, None) or len)
            ours = isinstance(called, FunctionType) and called.__module__.startswith(APPS)
            if ours and _writes(called, seen):
                return True
    return False


def _called_from_outside() -> set[tuple[str, str]]:
    """(module, name) of whatever code beside the actions imports from them."""
    found: set[tuple[str, str]] = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "actions" not in path.relative_to(ROOT).parts:
                found |= set(_imported(path))
    return found


def _imported(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.ImportFrom) or ".actions" not in (node.module or ""):
            continue
        for alias in node.names:
            yield from _of_import(str(node.module), alias, path)


def _of_import(module: str, alias: ast.alias, path: Path) -> Iterator[tuple[str, str]]:
    """`from x.actions import intake as doing` counts for every `doing.name` in the file."""
    name, known_as = alias.name, alias.asname or alias.name
    value = getattr(importlib.import_module(module), name, None)
    if inspect.ismodule(value) or value is None:
        whole = importlib.import_module(f"{module}.{name}")
        text = path.read_text()
        yield from ((whole.__name__, each) for each in vars(whole) if f"{known_as}.{each}" in text)
    elif inspect.isfunction(value):
        yield (value.__module__, name)
