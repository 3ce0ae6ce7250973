"""`make check`: everything that can be judged without running the site's tests. Changes nothing.

`python -m dev.check types imports` runs only those; the names are those of the table below.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from dev.places import ROOT
from dev.postgres import OWNER_ROLE, WEB_ROLE, PrivatePostgres
from dev.postgres_programs import PostgresUnavailableError

BIN = Path(sys.executable).parent

PRODUCTION = {
    "SCALPWISE_ENV": "production",
    "ALLOWED_HOSTS": "clinic.example",
    "BEHIND_TLS_PROXY": "1",
}
TEST = {"SCALPWISE_ENV": "test", "DJANGO_SETTINGS_MODULE": "tests.settings"}


def commands() -> dict[str, tuple[list[str], Mapping[str, str]]]:
    """Each check by its name: the command, and what its environment has beside a database."""
    manage = [sys.executable, "manage.py"]
    return {
        "format": ([str(BIN / "ruff"), "format", "--check", "--quiet", "."], {}),
        "lint": ([str(BIN / "ruff"), "check", "--quiet", "."], {}),
        "templates": ([str(BIN / "djade"), "--check", "--target-version", "5.2", *templates()], {}),
        "types": ([str(BIN / "mypy"), "--no-error-summary", *packages()], TEST),
        "imports": ([str(BIN / "lint-imports"), "--no-cache", "--no-logo"], {}),
        "migrations": ([*manage, "makemigrations", "--check", "--dry-run"], PRODUCTION),
        "online": ([*manage, "lintmigrations", "--no-cache", "--quiet", "ok"], TEST),
        "deploy": ([*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    }


def templates() -> list[str]:
    """The HTML that Django renders."""
    return [str(path.relative_to(ROOT)) for path in sorted((ROOT / "templates").rglob("*.html"))]


def packages() -> list[str]:
    """What holds Python of ours."""
    names = ("clinic", "sideeffects", "consultations", "dev", "tests", "bench", "manage.py")
    return [name for name in names if (ROOT / name).exists()]


def main(wanted: list[str]) -> int:
    known = commands()
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"Unknown check {unknown[0]}; there are: {', '.join(known)}")
        return 2
    try:
        with PrivatePostgres(f"check-postgres-{os.getpid()}", throwaway=True) as server:
            database = {
                "DATABASE_URL": server.url(WEB_ROLE),
                "DATABASE_OWNER_URL": server.url(OWNER_ROLE),
                "SECRET_KEY": secrets.token_urlsafe(60),
            }
            failed = [name for name in wanted or known if not passes(name, database)]
    except PostgresUnavailableError as problem:
        print(problem, file=sys.stderr)
        return 1
    if failed:
        print(f"\nNot in order: {', '.join(failed)}. `make fix` repairs format and lint.")
        return 1
    return 0


def passes(name: str, database: Mapping[str, str]) -> bool:
    """Run one check, and show what it says only when it fails."""
    command, environment = commands()[name]
    print(name.ljust(14), end="", flush=True)
    started = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **database, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(f"{'ok' if done.returncode == 0 else 'FAILED':8}{time.monotonic() - started:5.1f} s")
    if done.returncode != 0:
        print(done.stdout.rstrip() + "\n", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
