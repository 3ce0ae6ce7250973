"""What processes cost, read from /proc: CPU seconds of a family, memory of its workers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Process:
    """`ticks`: its own, and those of children that have ended."""

    pid: int
    parent: int
    ticks: int


def processes() -> Iterator[Process]:
    for entry in PROC.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # The name stands in brackets and may hold anything; what follows are numbers.
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        yield Process(int(entry.name), int(fields[1]), sum(map(int, fields[11:15])))


def family(*heads: int) -> list[Process]:
    """The processes of these numbers and all that they started."""
    everybody = list(processes())
    found = {one.pid: one for one in everybody if one.pid in heads}
    while more := [one for one in everybody if one.parent in found and one.pid not in found]:
        found |= {one.pid: one for one in more}
    return list(found.values())


def cpu_seconds(*heads: int) -> float:
    """User and system time of the families, the children that have ended included."""
    return sum(one.ticks for one in family(*heads)) / TICKS


def megabytes(pid: int) -> float:
    """The memory that a process holds now."""
    status = (PROC / str(pid) / "status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def biggest(head: int, count: int) -> list[int]:
    """Of a server's family the processes that do the work: they hold the most."""
    members = [one.pid for one in family(head) if one.pid != head]
    return sorted(members, key=megabytes, reverse=True)[:count]
