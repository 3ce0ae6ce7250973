"""PostgreSQL's archive_command: encrypt one piece of its log of changes into the archive.

    archive_command = 'BACKUP_RECIPIENT=age1… PYTHONPATH=/opt/scalpwise
        /opt/scalpwise/.venv/bin/python -m clinic.backups.archive %p /backup/wal/%f'

PostgreSQL keeps the piece, and asks again, until this ends with 0. No Django: it runs each minute.
"""

from __future__ import annotations

import gzip
import hashlib
import sys
from pathlib import Path

import pyrage

from clinic.backups.errors import BackupFailed
from clinic.backups.keys import recipient
from clinic.backups.segments import NAME, NOTE, SEALED
from clinic.backups.writing import sync_folder, written_whole


def archive(source: Path, target: Path) -> None:
    """The same piece again is no fault; another one under the same name is."""
    if not NAME.fullmatch(target.name):
        raise BackupFailed(f"{target.name} is no name of a piece of the log.")
    content = source.read_bytes()
    if not content:
        raise BackupFailed(f"{source} is empty.")
    digest = hashlib.sha256(content).hexdigest()
    sealed = target.with_name(target.name + SEALED)
    note = target.with_name(target.name + NOTE)
    if sealed.exists():
        if _noted(note) != digest:
            raise BackupFailed(
                f"{sealed} holds something else. Two servers must never share an archive."
            )
        sync_folder(target.parent)
        return
    # The note first: a piece counts once both are there. A note alone is a killed try's.
    note.unlink(missing_ok=True)
    with written_whole(note) as file:
        file.write(f"{digest}  {target.name}\n".encode())
    with written_whole(sealed) as file:
        file.write(pyrage.encrypt(gzip.compress(content, 1, mtime=0), [recipient()]))


def _noted(note: Path) -> str:
    try:
        return note.read_text(encoding="ascii").split()[0]
    except (OSError, ValueError, IndexError):
        return ""


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print("How to: python -m clinic.backups.archive %p DIR/wal/%f", file=sys.stderr)
        return 2
    try:
        archive(Path(arguments[0]), Path(arguments[1]))
    except BackupFailed as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"{problem.filename or arguments[1]}: {problem.strerror}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
