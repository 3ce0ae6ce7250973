"""Opening what was encrypted, with the private key; each fault one plain sentence."""

from __future__ import annotations

import hashlib
import io
import subprocess
import zlib
from pathlib import Path

import pyrage

from clinic.backups.bases import Base
from clinic.backups.errors import BackupFailed
from clinic.backups.programs import Account
from clinic.backups.segments import NOTE, SEALED
from clinic.backups.streams import Unsqueezed, sha256_of

WRONG_KEY = "The private key does not open {}: it belongs to another public key."


def check_bytes(base: Base, folder: Path) -> None:
    """As many and as they were written, before anything is made of them."""
    file = base.file(folder)
    try:
        whole = sha256_of(file) == base.sha256
    except OSError as problem:
        raise BackupFailed(f"{file} cannot be read: {problem.strerror}.") from None
    if not whole:
        raise BackupFailed(f"{file} is not as it was written: its sha256 is another.")


def unpack(
    base: Base, folder: Path, target: Path, key: pyrage.x25519.Identity, owner: Account | None
) -> None:
    """The server's files, as the account that will run it."""
    tar = subprocess.Popen(  # noqa: S603 - by its fixed name
        ["tar", "--extract", "--file=-", "--directory", str(target)],  # noqa: S607
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **(owner.of_process() if owner else {}),
    )
    assert tar.stdin is not None  # noqa: S101 - it was asked for
    file = base.file(folder)
    try:
        with file.open("rb") as sealed:
            opened = Unsqueezed(tar.stdin)
            decrypt(sealed, opened, key, str(file))
    except BaseException:
        tar.kill()
        raise
    finally:
        _, said = tar.communicate()
    if tar.returncode != 0 or not opened.whole:
        why = said.decode(errors="replace").strip().splitlines() or ["it ends too early"]
        raise BackupFailed(f"{file} was not unpacked: {why[0]}.")


def decrypt(source: object, target: Unsqueezed, key: pyrage.x25519.Identity, name: str) -> None:
    try:
        pyrage.decrypt_io(source, target, [key])
    except pyrage.DecryptError as problem:
        if "No matching keys" in str(problem):
            raise BackupFailed(WRONG_KEY.format(name)) from None
        raise BackupFailed(f"{name} is damaged.") from None
    except BrokenPipeError:
        raise BackupFailed(f"{name} was not unpacked: the disk is full.") from None
    except (OSError, zlib.error):
        raise BackupFailed(f"{name} is damaged, or cut off.") from None


def piece(wal: Path, name: str, key: pyrage.x25519.Identity) -> bytes | None:
    """One piece of the log as it was archived; None where the archive does not hold it."""
    file, note = wal / f"{name}{SEALED}", wal / f"{name}{NOTE}"
    if not (file.exists() and note.exists()):
        return None
    out = io.BytesIO()
    opened = Unsqueezed(out)
    with file.open("rb") as sealed:
        decrypt(sealed, opened, key, str(file))
    content = out.getvalue()
    if not opened.whole or hashlib.sha256(content).hexdigest() != note.read_text().split()[0]:
        raise BackupFailed(f"{file} is not as it was archived: its sha256 is another.")
    return content
