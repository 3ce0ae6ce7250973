"""What stands in the systemd units of deploy/, read as systemd would."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from dev.places import ROOT

UNITS = ROOT / "deploy" / "systemd"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's lines in order, `%i` and `%n` filled in."""

    name: str
    lines: tuple[tuple[str, str], ...]

    def all(self, key: str) -> list[str]:
        return [value for name, value in self.lines if name == key]

    def one(self, key: str) -> str:
        return (self.all(key) or [""])[-1]

    def commands(self, key: str = "ExecStart") -> list[list[str]]:
        return [shlex.split(line) for line in self.all(key)]


def read(file: Path, instance: str = "") -> Unit:
    name = file.name.replace("@.", f"@{instance}.")
    lines = [
        line.replace("%i", instance).replace("%n", name).partition("=")[::2]
        for line in file.read_text(encoding="utf-8").splitlines()
        if "=" in line and not line.startswith("#")
    ]
    return Unit(name, tuple((key, value) for key, value in lines))


def environment(files: list[str]) -> dict[str, str]:
    """As EnvironmentFile= reads it."""
    found: dict[str, str] = {}
    for file in files:
        for line in Path(file).read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                name, _, value = line.partition("=")
                found[name] = " ".join(shlex.split(value))
    return found
