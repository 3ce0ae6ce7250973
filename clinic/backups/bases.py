"""The base backups of a folder: what is noted beside each, and which of them count."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from clinic.backups.errors import BackupFailed
from clinic.backups.segments import Row, position
from clinic.backups.writing import sync_folder, written_whole

EDITION = 1  # of the notes, for a later reader
SEALED, NOTE = ".tar.gz.age", ".json"


@dataclass(frozen=True, slots=True)
class Base:
    """`name` is the time it began. Times are ISO, UTC; `start` and `stop` are positions."""

    name: str
    started: str
    stopped: str
    start: str
    stop: str
    timeline: int
    system: str
    server: int
    segment_bytes: int
    plain_bytes: int
    bytes: int
    sha256: str
    edition: int = EDITION

    @property
    def row(self) -> Row:
        return Row(self.segment_bytes)

    @property
    def first(self) -> int:
        """The number of the first piece of the log that it needs."""
        return self.row.number(position(self.start))

    @property
    def last(self) -> int:
        return self.row.number(position(self.stop) - 1)

    @property
    def stopped_at(self) -> datetime:
        return datetime.fromisoformat(self.stopped)

    @property
    def major(self) -> int:
        return self.server // 10_000

    def file(self, folder: Path) -> Path:
        return folder / f"{self.name}{SEALED}"

    def keep_note(self, folder: Path) -> None:
        """It counts from now on."""
        with written_whole(folder / f"{self.name}{NOTE}") as file:
            file.write(json.dumps(asdict(self), indent=1).encode() + b"\n")

    def remove(self, folder: Path) -> None:
        """The note first: without it the rest counts as nothing."""
        (folder / f"{self.name}{NOTE}").unlink()
        sync_folder(folder)
        self.file(folder).unlink(missing_ok=True)


def bases(folder: Path) -> list[Base]:
    """Those that are whole, as far as their length tells; the oldest first."""
    if not folder.is_dir():
        return []
    found = [_read(note) for note in folder.glob(f"*{NOTE}")]
    return sorted((base for base in found if _whole(base, folder)), key=lambda base: base.stopped)


def _whole(base: Base, folder: Path) -> bool:
    try:
        return base.file(folder).stat().st_size == base.bytes
    except FileNotFoundError:
        return False


def _read(note: Path) -> Base:
    try:
        said = json.loads(note.read_text(encoding="utf-8"))
        base = Base(**said)
    except (OSError, ValueError, TypeError):
        raise BackupFailed(f"{note} cannot be read.") from None
    if base.edition != EDITION:
        raise BackupFailed(f"{note} was written by a newer Scalpwise.")
    return base


def leftovers(folder: Path) -> Iterator[Path]:
    """Backups that were killed before they were noted."""
    for file in folder.glob(f"*{SEALED}"):
        if not Path(str(file).removesuffix(SEALED) + NOTE).exists():
            yield file


def name_at(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def must_be_folder(folder: Path) -> None:
    """Made for nobody else to read, with its two parts."""
    for part in (folder, folder / "base", folder / "wal"):
        try:
            part.mkdir(mode=0o700, exist_ok=True)
        except OSError as problem:
            raise BackupFailed(f"{part} cannot be made: {problem.strerror}.") from None
        if not os.access(part, os.W_OK | os.X_OK):
            raise BackupFailed(f"{part} may not be written by this account.")
