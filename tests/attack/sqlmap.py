"""sqlmap, the tool that those who look for SQL injection use, run against the tests' own server."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import resolve

from clinic.models import User
from tests.attack.forms_of_pages import Form

OPTIONS = (
    *("--batch", "--disable-coloring", "--flush-session", "--dbms=PostgreSQL"),
    *("--answers=follow=N", "--ignore-code=*", "--timeout=30", "--retries=1", "--time-sec=2"),
    *("--param-exclude=^(csrfmiddlewaretoken|csrf)$", "--skip-waf"),
)
FOUND = re.compile(r"identified the following injection point.*?\n---\n(.*?)\n---", re.S)
NOT_FOUND = re.compile(r"do(es)? not (appear|seem) to be injectable")
NOTHING_TO_TRY = re.compile(r"no parameter\(s\) found for testing|no usable links")


@dataclass(frozen=True)
class Target:
    """One address with what is tried in it: its query, a form's boxes, or the parts marked `*`."""

    address: str
    data: str = ""
    headers_too: bool = False

    def __str__(self) -> str:
        boxes = sorted({pair.partition("=")[0] for pair in self.data.split("&") if pair})
        return f"{self.address[:90]} {' '.join(boxes)}".strip()


@dataclass(frozen=True)
class Finding:
    target: Target
    injectable: str
    finished: bool

    def __str__(self) -> str:
        said = self.injectable or ("nothing" if self.finished else "not finished in time")
        return f"{self.target}: {said}"


@dataclass(frozen=True)
class Probe:
    """As whom, how hard and how long is tried."""

    site: str
    user: User | None
    folder: Path
    level: int = 1
    risk: int = 1
    seconds: int = 300

    def try_out(self, target: Target) -> Finding:
        command = [
            str(Path(sys.executable).parent / "sqlmap"),
            *("-u", f"{self.site}{target.address}", *OPTIONS),
            *(f"--level={self.level}", f"--risk={self.risk}", f"--output-dir={self.folder}"),
            *(["--data", target.data] if target.data else []),
            *(["--cookie", _cookies(self.user)] if self.user else []),
            *([] if target.headers_too else ["--skip=cookie,user-agent,referer,host"]),
        ]
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                timeout=self.seconds,
                stdin=subprocess.DEVNULL,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Finding(target, "", finished=False)
        said = done.stdout + done.stderr
        found = FOUND.search(said)
        clean = NOT_FOUND.search(said) or NOTHING_TO_TRY.search(said)
        assert found or clean, f"{target}: sqlmap could not try:\n{said[-2_000:]}"
        return Finding(target, found[1] if found else "", finished=True)


def _cookies(user: User) -> str:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"


TOKEN = "a" * 32  # the same in the cookie and the form, as a browser would send it


def targets_of(addresses: list[str], forms: list[Form]) -> list[Target]:
    """Queries, parts of addresses, and forms: everything of a site that takes a value."""
    found = [Target(address) for address in addresses if "?" in address]
    for address in addresses:
        path = urlsplit(address).path
        values = [str(value) for value in resolve(path).kwargs.values()]
        for value in values:
            if f"/{value}/" in path:
                found.append(Target(path.replace(f"/{value}/", f"/{quote(value)}*/", 1)))
    for form in forms:
        if form.method == "post" and set(form.fields) - {"csrfmiddlewaretoken"}:
            fields = {**form.fields, "csrfmiddlewaretoken": [TOKEN]}
            pairs = [(name, value or "1") for name in fields for value in fields[name][:1]]
            found.append(Target(form.action, urlencode(pairs)))
    return list(dict.fromkeys(found))
