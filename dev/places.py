"""Where the tools keep what they make, and as whom they keep it."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"


@dataclass(frozen=True)
class Account:
    """The system account that PostgreSQL runs as."""

    name: str
    uid: int
    gid: int


def postgres_account() -> Account | None:
    """PostgreSQL refuses to run as root, so root lends it another account; else it is ours."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    return None


def data_folder(name: str, account: Account | None) -> Path:
    """An existing folder for one database, which the account can reach and owns.

    It is `var/NAME`, where a person looks for it. When root cloned the project into a place that
    nobody else may enter (/root, say), the account could never open `var/`: then the folder lies
    under /var/lib/scalpwise, apart for each clone, and `var/NAME` is a link to it.
    """
    wanted = VAR / name
    VAR.mkdir(exist_ok=True)
    if account is None:
        wanted.mkdir(exist_ok=True)
        return wanted
    if not wanted.is_symlink() and _can_enter(VAR, account):
        folder = wanted
    else:
        clone = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
        folder = Path("/var/lib/scalpwise") / clone / name
        if not wanted.is_symlink():
            wanted.symlink_to(folder)
    folder.mkdir(parents=True, exist_ok=True)
    os.chown(folder, account.uid, account.gid)
    return folder


def remove_folder(name: str) -> None:
    """Take the folder away, and the link to it where it lies elsewhere."""
    folder = VAR / name
    shutil.rmtree(folder.resolve(), ignore_errors=True)
    if folder.is_symlink():
        folder.unlink()


def _can_enter(folder: Path, account: Account) -> bool:
    """Whether the account may walk down to the folder; only the system itself can tell."""
    tried = subprocess.run(
        ["test", "-x", str(folder)],
        cwd="/",
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        check=False,
    )
    return tried.returncode == 0
