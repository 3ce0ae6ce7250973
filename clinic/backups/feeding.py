"""Handing the archive's pieces to a server that recovers, when it asks for them.

Its restore_command writes what it wants into one pipe and reads the answer from another. So the
private key stays in this process: not in the server's account, its environment or its programs.
"""

from __future__ import annotations

import os
import select
import shlex
import threading
from collections.abc import Callable
from pathlib import Path

from clinic.backups.errors import BackupFailed
from clinic.backups.programs import Account

HERE, NOT_THERE, BROKEN = 0, 1, 255  # PostgreSQL gives up at once above 125
SECONDS_BETWEEN_LOOKS = 0.2


class Feeder:
    """Use it with `with`; `fault` is why it broke off, `missing` what was asked for in vain."""

    def __init__(
        self, folder: Path, data: Path, piece: Callable[[str], bytes | None], owner: Account | None
    ) -> None:
        self._asked, self._told = folder / "asked", folder / "told"
        self._data, self._piece, self._owner = data, piece, owner
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="feeder", daemon=True)
        self.fault: BackupFailed | None = None
        self.missing: list[str] = []
        for pipe in (self._asked, self._told):
            os.mkfifo(pipe, 0o600)
            if owner:
                os.chown(pipe, owner.uid, owner.gid)

    @property
    def restore_command(self) -> str:
        asked, told = (shlex.quote(str(pipe)) for pipe in (self._asked, self._told))
        return f'echo "%f %p" > {asked} && read -r said < {told} && exit "$said"'

    def __enter__(self) -> Feeder:
        # Opened both ways, a pipe neither waits for the other side nor ends without it.
        self._from = os.open(self._asked, os.O_RDWR | os.O_NONBLOCK)
        self._to = os.open(self._told, os.O_RDWR | os.O_NONBLOCK)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        os.close(self._from)
        os.close(self._to)

    def _serve(self) -> None:
        while not self._ended.is_set():
            if not select.select([self._from], [], [], SECONDS_BETWEEN_LOOKS)[0]:
                continue
            for line in os.read(self._from, 4096).decode().splitlines():
                os.write(self._to, f"{self._answer(*line.split(' ', 1))}\n".encode())

    def _answer(self, name: str, target: str) -> int:
        try:
            content = self._piece(name)
            if content is None:
                self.missing.append(name)
                return NOT_THERE
            self._put(self._data / target, content)
        except BackupFailed as problem:
            self.fault = problem
            return BROKEN
        except OSError as problem:
            self.fault = BackupFailed(f"{name} was not unpacked: {problem.strerror}.")
            return BROKEN
        return HERE

    def _put(self, target: Path, content: bytes) -> None:
        half = target.with_name(f"{target.name}.half")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(content)
        if self._owner:
            os.chown(half, self._owner.uid, self._owner.gid)
        half.rename(target)
