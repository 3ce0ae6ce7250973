"""Is the archive without a gap, and does it keep up with the server? And what may go from it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from clinic.backups.bases import Base, bases
from clinic.backups.errors import BackupFailed
from clinic.backups.segments import NOTE, SEALED, SEGMENT, archived, first_missing, numbers
from clinic.backups.writing import sweep_parts

SECONDS_BETWEEN_LOOKS = 0.2


@dataclass(frozen=True, slots=True)
class Archive:
    """A backup's folder."""

    folder: Path

    @property
    def base_folder(self) -> Path:
        return self.folder / "base"

    @property
    def wal(self) -> Path:
        return self.folder / "wal"

    def bases(self) -> list[Base]:
        return bases(self.base_folder)

    def held(self, base: Base) -> set[int]:
        """The numbers of the pieces that it holds."""
        return numbers(archived(self.wal), base.row) if self.wal.is_dir() else set()

    def gap(self, base: Base, held: set[int]) -> str | None:
        """The name of the first piece that is missing since the base, up to the newest there is."""
        last = max(held | {base.last})
        missing = first_missing(held, base.first, last)
        return None if missing is None else base.row.name(missing, base.timeline)


def check(archive: Archive) -> tuple[Base, int]:
    """The oldest base and the number of pieces since it; a gap is an alarm (safety.md, R40)."""
    found = archive.bases()
    if not found:
        raise BackupFailed(f"{archive.folder} holds no backup.")
    oldest = found[0]
    held = archive.held(oldest)
    if missing := archive.gap(oldest, held):
        raise BackupFailed(
            f"The archive has a gap: {missing} is missing. What happened after it cannot be"
            " restored from an older backup."
        )
    return oldest, len([number for number in held if number >= oldest.first])


def choose(archive: Archive, to: datetime | None, *, up_to_the_gap: bool = False) -> Base:
    """The newest backup that was done by then. Up to a moment, the archive may have a gap after it;
    whoever wants all there is must not get less without being told."""
    found = archive.bases()
    if not found:
        raise BackupFailed(f"{archive.folder} holds no backup.")
    done = [base for base in found if to is None or base.stopped_at <= to]
    if not done:
        raise BackupFailed(f"The first backup is of {found[0].stopped}; {to} lies before it.")
    base = done[-1]
    if to is None and not up_to_the_gap and (missing := archive.gap(base, archive.held(base))):
        raise BackupFailed(
            f"The archive has a gap: {missing} is missing. Give --to with a moment before it,"
            " or --up-to-the-gap."
        )
    return base


def wait_for(archive: Archive, base: Base, number: int, *, seconds: float) -> None:
    """Until the server has archived this piece: later, its archive_command is not working."""
    give_up = time.monotonic() + seconds
    while max(archive.held(base), default=-1) < number:
        if time.monotonic() > give_up:
            raise BackupFailed(
                f"The server has not archived {base.row.name(number, base.timeline)} after"
                f" {seconds:.0f} seconds. Its archive_command fails; its log says why."
            )
        time.sleep(SECONDS_BETWEEN_LOOKS)


def prune(archive: Archive, before: datetime) -> tuple[int, int]:
    """Take away what is older, but never the newest backup; how many backups and pieces."""
    *older, newest = archive.bases()
    gone = [base for base in older if base.stopped_at < before]
    kept = [base for base in older if base not in gone] + [newest]
    first = min(base.first for base in kept)
    for base in gone:
        base.remove(archive.base_folder)
    pieces = 0
    for name in list(archived(archive.wal)):
        number = newest.row.number_of(name)
        if number is not None and number < first:
            (archive.wal / f"{name}{SEALED}").unlink()
            (archive.wal / f"{name}{NOTE}").unlink()
            pieces += bool(SEGMENT.fullmatch(name))
    sweep_parts(archive.wal)
    return len(gone), pieces
