"""`make clean`: remove the demo clinic, the collected files and everything else under var/."""

from __future__ import annotations

import fcntl
import sys

from dev.places import VAR, remove_folder


def main() -> int:
    if not VAR.exists():
        return 0
    if in_use():
        print("Scalpwise is running from here; stop it first (Ctrl+C).", file=sys.stderr)
        return 1
    for entry in VAR.iterdir():
        if entry.is_dir():
            remove_folder(entry.name)
        else:
            entry.unlink()
    VAR.rmdir()
    print("Removed var/ with the demo clinic in it.")
    return 0


def in_use() -> bool:
    """Whether a running demo holds the lock of its database."""
    lock = VAR / "postgres" / "lock"
    if not lock.exists():
        return False
    with lock.open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
