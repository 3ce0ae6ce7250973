"""Files that stand there whole or not at all, and never in the place of another."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from clinic.backups.errors import BackupFailed

PART = ".part"
SECONDS_OF_A_PART = 24 * 60 * 60  # an older one was left behind by a killed process


@contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """Written beside its place and on the disk for certain before it gets its name."""
    place, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=PART, dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(place, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path)  # fails where the name is taken; a rename would not
    except FileExistsError:
        raise BackupFailed(f"{path} is there already; nothing is overwritten.") from None
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """The names in a folder are on the disk, too."""
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def sweep_parts(folder: Path, *, older: float = SECONDS_OF_A_PART) -> None:
    """Take away what a killed process was writing."""
    for part in folder.glob(f".*{PART}"):
        if time.time() - part.stat().st_mtime >= older:
            part.unlink(missing_ok=True)
