"""From an archive into an empty database: each step is told, and leaves nothing open behind."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from clinic.backups import recovering
from clinic.backups.bases import Base
from clinic.backups.carrying import carry, check_target, database_in
from clinic.backups.chain import Archive, choose
from clinic.backups.errors import BackupFailed
from clinic.backups.keys import identity
from clinic.backups.opening import check_bytes, piece, unpack
from clinic.backups.programs import account, programs

SPARE_BYTES = 300 * 1000 * 1000  # what the server writes of its own


@dataclass(frozen=True, slots=True)
class Wish:
    """`to`: None for as late as the archive goes. `up_to_the_gap`: even where that is less than
    what was archived. `database`: where a server has several."""

    into: str
    to: datetime | None = None
    work: Path | None = None
    database: str = ""
    up_to_the_gap: bool = False


class Steps:
    """Says each step, and how long it took once it is done."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say = say

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self._say(f"{words} ({time.monotonic() - started:.1f} s)")

    def say(self, words: str) -> None:
        self._say(words)


def restore(archive: Archive, wish: Wish, steps: Steps) -> None:
    """Everything up to a moment, in the database of `wish.into`; or a refusal and nothing there."""
    key, owner = identity(), account()
    base = choose(archive, wish.to, up_to_the_gap=wish.up_to_the_gap)
    programs(base.major)
    check_target(wish.into)
    with recovering.private_folder(wish.work, owner) as folder:
        _check_room(base, folder)
        with steps.step(f"Backup {base.name} is as it was written"):
            check_bytes(base, archive.base_folder)
        data = recovering.data_folder(folder, owner)
        with steps.step(f"Opened and unpacked, {base.plain_bytes / 1e6:.1f} MB"):
            unpack(base, archive.base_folder, data, key, owner)
        with steps.step("Each file is as the server sent it"):
            recovering.verify(data, base.major, owner)
        started = time.monotonic()
        with recovering.recovered(
            folder, base.major, piece=lambda name: piece(archive.wal, name, key), to=wish.to
        ) as found:
            last = found.last or f"the backup itself, {base.stopped}"
            steps.say(f"Wound forward to {last} ({time.monotonic() - started:.1f} s)")
            database = database_in(found.server, wish.database)
            with steps.step(f"Carried the database {database} over"):
                carry(found.server, database, wish.into, base.major, folder)


def _check_room(base: Base, folder: Path) -> None:
    """The server's files, and once more what is carried over."""
    free, needed = shutil.disk_usage(folder).free, 2 * base.plain_bytes + SPARE_BYTES
    if free < needed:
        raise BackupFailed(
            f"{folder.parent} has {free / 1e6:.0f} MB free, and {needed / 1e6:.0f} MB are needed."
            " Name a larger place with --work."
        )
