"""The list of who was erased, in a file of its own: a database that comes back from an older backup
is erased again by it. One JSON object a line; no name in it."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from clinic.errors import NotAllowed

Add = Callable[[dict[str, Any]], None]


def keys_in(file: Path) -> list[str]:
    """The random keys of everybody on the list, in order."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["patient"]) for line in lines if line.strip()]


@contextmanager
def erasure_list(file: Path | None) -> Iterator[Add]:
    """For the end of a transaction: what is added lies on the disk when it commits, and is taken
    out again where something fails before. Without a file nothing is kept."""
    if file is None:
        yield lambda _line: None
        return
    handle = _open(file)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        length = os.fstat(handle).st_size
        try:
            yield lambda line: _add(handle, line)
        except BaseException:
            os.ftruncate(handle, length)
            os.fsync(handle)
            raise
    finally:
        os.close(handle)


def _open(file: Path) -> int:
    """For nobody else to read. A new file's name is on the disk, too."""
    new = not file.exists()
    try:
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        os.fchmod(handle, 0o600)
        if new:
            folder = os.open(file.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    except OSError as problem:
        raise NotAllowed(
            f"The list of erasures cannot be written: {problem.strerror}.",
            f"Look at {file} (ERASURE_LIST).",
        ) from problem
    return handle


def _add(handle: int, line: dict[str, Any]) -> None:
    os.write(handle, json.dumps(line, sort_keys=True).encode() + b"\n")
    os.fsync(handle)
