"""The two keys: the public one encrypts on the clinic's machine, the private one is kept elsewhere.

`python -m clinic.backups.keys FILE` makes a pair, as `age-keygen -o FILE` does. No Django here:
the archive of changes starts once a minute.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pyrage

from clinic.backups.errors import BackupFailed

RECIPIENT, IDENTITY_FILE = "BACKUP_RECIPIENT", "BACKUP_IDENTITY_FILE"


def recipient() -> pyrage.x25519.Recipient:
    given = os.environ.get(RECIPIENT, "").strip()
    if not given:
        raise BackupFailed(f"{RECIPIENT} is missing: the public key, which begins with age1.")
    try:
        return pyrage.x25519.Recipient.from_str(given)
    except pyrage.RecipientError:
        raise BackupFailed(f"{RECIPIENT} is no public key of age.") from None


def identity() -> pyrage.x25519.Identity:
    """The private key, from a file as age-keygen writes it: comments, then the key."""
    file = os.environ.get(IDENTITY_FILE, "").strip()
    if not file:
        raise BackupFailed(f"{IDENTITY_FILE} is missing: the file with the private key.")
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise BackupFailed(f"{IDENTITY_FILE} names a file that cannot be read.") from None
    keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    try:
        (key,) = keys
        return pyrage.x25519.Identity.from_str(key)
    except (ValueError, pyrage.IdentityError):
        raise BackupFailed(f"{IDENTITY_FILE} names a file that holds no private key.") from None


def make(file: Path) -> str:
    """Write a new private key, for nobody else to read; gives the public one."""
    made = pyrage.x25519.Identity.generate()
    public = str(made.to_public())
    try:
        place = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        raise BackupFailed(f"{file} cannot be made: {problem.strerror}.") from None
    with os.fdopen(place, "w", encoding="utf-8") as out:
        out.write(f"# public key: {public}\n{made}\n")
        out.flush()
        os.fsync(out.fileno())
    return public


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("How to: python -m clinic.backups.keys FILE", file=sys.stderr)
        return 2
    try:
        public = make(Path(arguments[0]))
    except BackupFailed as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"{RECIPIENT}={public}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
