"""What a backup flows through on its way: nothing of it is ever held whole, nor on a disk open."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path
from typing import IO

AT_ONCE = 1024 * 1024
GZIP = 31  # zlib's word for "with a header of gzip"


class Squeezed:
    """Reads from another stream and gives it compressed. `plain` counts what went in."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._press = zlib.compressobj(1, zlib.DEFLATED, GZIP)
        self._waiting = memoryview(b"")
        self._ended = False
        self.plain = 0

    def read(self, most: int) -> bytes:
        while not self._waiting and not self._ended:
            content = self._source.read(AT_ONCE)
            self.plain += len(content)
            self._ended = not content
            pressed = self._press.compress(content) if content else self._press.flush()
            self._waiting = memoryview(pressed)
        given, self._waiting = self._waiting[:most], self._waiting[most:]
        return bytes(given)


class Unsqueezed:
    """Takes compressed bytes and writes them open into another stream."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._press = zlib.decompressobj(GZIP)

    def write(self, content: bytes) -> int:
        self._target.write(self._press.decompress(content))
        return len(content)

    def flush(self) -> None:
        self._target.flush()

    @property
    def whole(self) -> bool:
        return self._press.eof


class Measured:
    """Writes into a file, and knows its length and sha256. `fault`: why it could not."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._hash = hashlib.sha256()
        self.bytes = 0
        self.fault: OSError | None = None

    def write(self, content: bytes) -> int:
        try:
            self._target.write(content)
        except OSError as problem:
            self.fault = problem
            raise
        self._hash.update(content)
        self.bytes += len(content)
        return len(content)

    def flush(self) -> None:
        self._target.flush()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
