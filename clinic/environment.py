"""What the environment says, for the settings; a wrong value stops the start with one line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import dj_database_url
from django.http.request import validate_host

DEVELOPMENT_KEY = "development-only-never-use-this-key-for-a-real-clinic"
MODES = ("development", "test", "production")
POSTGRESQL = "django.db.backends.postgresql"
ADDRESS = "postgres://role:password@host/name"


def stop(line: str) -> NoReturn:
    raise SystemExit(f"Scalpwise cannot start: {line}")


def flag(name: str, *, otherwise: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return otherwise
    if value in ("0", "false", "no", "off"):
        return False
    if value in ("1", "true", "yes", "on"):
        return True
    stop(f"{name} must be 1 or 0.")


def mode() -> str:
    value = os.environ.get("SCALPWISE_ENV", "development").strip()
    if value not in MODES:
        stop(f"SCALPWISE_ENV must be one of {', '.join(MODES)}.")
    return value


def words(name: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def required(name: str, meaning: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        stop(f"{name} is missing ({meaning}).")
    return value


def database_url() -> str:
    """The web role's database; empty only for a command that reads files (manage.py)."""
    if flag("SCALPWISE_WITHOUT_DATABASE") and not os.environ.get("DATABASE_URL", "").strip():
        return ""
    return required("DATABASE_URL", "postgres://web@host/name, the web role's")


def database(name: str, address: str, **options: Any) -> dict[str, Any]:
    """The database at an address, as Django takes it. An address that cannot be read is not
    repeated: it may hold a password."""
    try:
        found = dict(dj_database_url.parse(address, **options))
    except ValueError:
        stop(f"{name} cannot be read; write it as {ADDRESS}, with %40 for an @ in the password.")
    if found["ENGINE"] != POSTGRESQL or not found["NAME"]:
        stop(f"{name} must name a PostgreSQL database: {ADDRESS}.")
    return found


# A server that is gone is noticed, and no page waits for ever. `clinic/wsgi.py` adds the rest.
NOTICE_A_GONE_SERVER = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
# Of a page: longer than any should take, shorter than anybody waits. Cut off, it is a “busy” page.
LIMITS_OF_A_PAGE = {
    "statement_timeout": "20s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
}
# A migration that waits for a table lets nobody else at it either; rather it gives up at once.
LIMITS_OF_THE_OWNER = {"lock_timeout": "5s"}


def with_limits(place: dict[str, Any], limits: dict[str, str]) -> dict[str, Any]:
    """The same database with deadlines for whatever is asked there; what its address says itself
    stays."""
    given = place.get("OPTIONS") or {}
    ours = [f"-c {name}={value}" for name, value in limits.items()]
    words = " ".join([*ours, given.get("options", "")]).strip()
    return {
        **place,
        "OPTIONS": {**NOTICE_A_GONE_SERVER, **given, **({"options": words} if words else {})},
    }


def number(name: str, otherwise: int) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return otherwise
    if not (value.isascii() and value.isdigit()):
        stop(f"{name} must be a number.")
    return int(value)


def secret(name: str) -> str:
    """What NAME says, or the file that NAME_FILE names; empty without both."""
    file = os.environ.get(f"{name}_FILE", "").strip()
    if not file:
        return os.environ.get(name, "").strip()
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError:
        stop(f"{name}_FILE names a file that cannot be read.")


def secrets(name: str) -> list[str]:
    """Several of them: one a line, or with commas between."""
    return secret(name).replace(",", " ").split()


def site_url(*, production: bool, hosts: list[str]) -> str:
    """What links in mails begin with; never a request's own word, which its sender chooses."""
    given = os.environ.get("SITE_URL", "").strip().rstrip("/")
    if not production:
        return given or f"http://127.0.0.1:{os.environ.get('PORT') or '8000'}"
    address = given or f"https://{hosts[0].lstrip('.')}"
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not validate_host(parts.hostname or "", hosts):
        stop("SITE_URL must begin with https:// and one of ALLOWED_HOSTS.")
    return address


def secret_key(*, production: bool) -> str:
    key = secret("SECRET_KEY")
    if not production:
        return key or DEVELOPMENT_KEY
    if not key:
        stop("SECRET_KEY or SECRET_KEY_FILE is missing.")
    _check_key("SECRET_KEY", key)
    return key


def older_keys(keys: list[str], *, production: bool) -> list[str]:
    """Each as strong as the newest: what one of them signs is believed, too."""
    for key in keys if production else ():
        _check_key("SECRET_KEY_FALLBACKS", key)
    return keys


def _check_key(name: str, key: str) -> None:
    if key == DEVELOPMENT_KEY or key.startswith("django-insecure-"):
        stop(f"{name} is the development key; make your own.")
    if len(key) < 50 or len(set(key)) < 5:
        stop(f"{name} is too short; 50 random characters or more.")
