"""Looks at the clinic from outside, through its proxy, while docs/operations.md is carried out."""

from __future__ import annotations

import functools
import json
import re
import socket
import ssl
import subprocess
import threading
import time
from collections import Counter
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from tests.attack.observatory import score
from tests.attack.production_site import Answer

SAID: dict[str, str] = {}
A_PLUS = 115
PASSWORD = "a long way up the hill"
FORM = "application/x-www-form-urlencoded"
ONCE = ("Strict-Transport-Security", "Content-Security-Policy", "Cache-Control")
FORGED = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "http"}


@functools.cache
def trusted() -> ssl.SSLContext:
    """What the system trusts, asked once the trial's authority is part of it."""
    return ssl.create_default_context(cafile="/etc/ssl/certs/ca-certificates.crt")


class Visitor:
    """A browser's cookies, and nothing else of one."""

    def __init__(self, host: str) -> None:
        self.host, self.cookies = host, dict[str, str]()

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if form is not None:
            sent |= {"Content-Type": FORM, "Referer": f"https://{self.host}{path}"}
        body = None if form is None else urlencode(form).encode()
        with closing(HTTPSConnection(self.host, timeout=60, context=trusted())) as connection:
            method = "GET" if form is None else "POST"
            connection.request(method, path, body, {**sent, **headers})
            got = connection.getresponse()
            answer = Answer(got.status, got.getheaders(), got.read())
        for cookie in answer.all("Set-Cookie"):
            for name, morsel in SimpleCookie(cookie).items():
                self.cookies[name] = morsel.value
        return answer

    def fill_in(self, path: str, **typed: str) -> Answer:
        """The form of a page, with its token."""
        page = self.ask(path).body.decode()
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
        return self.ask(path, {**dict(hidden), **typed}, **FORGED)


def ready(host: str) -> str:
    said = Visitor(host).ask("/readyz").body.decode()
    assert said == "ready\n", said
    return said.strip()


def headers(host: str) -> dict[str, int]:
    """Of pages and of nginx's own answers: the points, and each header exactly once."""
    visitor = Visitor(host)
    style = re.search(r'href="(/static/[^"]*\.css)"', visitor.ask("/sign-in/").body.decode())
    assert style
    answers = {
        "sign-in": visitor.ask("/sign-in/"),
        "missing": visitor.ask("/nowhere/"),
        "file": visitor.ask(style[1]),
        "health": visitor.ask("/readyz"),
        "far too large (nginx)": too_large(visitor),
    }
    for name, answer in answers.items():
        for header in ONCE:
            assert len(answer.all(header)) == 1, (name, header, answer.headers)
    points = {name: score(answer)[0] for name, answer in answers.items()}
    assert all(points[name] >= A_PLUS for name in ("sign-in", "missing", "file", "health")), points
    return points


def too_large(visitor: Visitor) -> Answer:
    """Refused by what it says of its length, before it is sent."""
    answer = visitor.ask("/sign-in/", None, Content_Length="1", **{"Content-Length": "40000000"})
    assert answer.status == 413, answer.status
    return answer


def way_to_tls(host: str) -> str:
    with closing(HTTPConnection(host, timeout=20)) as connection:
        connection.request("GET", "/sign-in/?next=/x", headers={"Host": "evil.example"})
        answer = connection.getresponse()
        where = str(answer.getheader("Location"))
    assert (answer.status, where) == (301, f"https://{host}/sign-in/?next=/x")
    return where


def strangers_names(host: str) -> str:
    """Who does not name the clinic is given no certificate."""
    with socket.create_connection((host, 443), timeout=20) as opened:
        try:
            trusted().wrap_socket(opened, server_hostname="evil.example")
        except ssl.SSLError as refusal:
            return refusal.reason or "refused"
    raise AssertionError("a handshake under another name")


def what_left_the_machine(_host: str) -> dict[str, int]:
    kept = Path("/run/elsewhere")
    anchor = json.loads((kept / "anchors").read_text().splitlines()[-1])
    assert set(anchor) >= {"number", "hash", "at"}
    assert not (kept / "alarms").exists(), (kept / "alarms").read_text()
    backups = Path("/var/backups/scalpwise")
    return {
        "anchor": anchor["number"],
        "base backups": len(list((backups / "base").glob("*.age"))),
        "pieces of the log": len(list((backups / "wal").glob("*.age"))),
    }


def signs_in(host: str) -> str:
    """The first administrator: link, password, sign-in, and on to the second factor."""
    link = re.search(rf"https://{host}(/invitation/\S+)", SAID["12. The first administrator"])
    assert link, SAID
    visitor = Visitor(host)
    page = visitor.ask(link[1]).all("Location")[0]
    chosen = visitor.fill_in(page, new_password=PASSWORD)
    assert chosen.status == 302, chosen.body[-3000:]
    entered = visitor.fill_in("/sign-in/", username="tom", password=PASSWORD)
    assert entered.status == 302, entered.body[-3000:]
    where = visitor.ask("/").all("Location")
    assert visitor.ask("/second-factor/").status == 200
    return where[0]


def forged_address(_host: str) -> str:
    """What stands in the trail is the address of the connection, not what a visitor wrote."""
    return as_administrator("SELECT DISTINCT address FROM clinic_event WHERE address IS NOT NULL")


def leaves_early(host: str) -> str:
    """Fifty visitors who close the line before the answer; nothing stays open in the database."""
    for _ in range(50):
        opened = socket.create_connection((host, 443), timeout=20)
        with trusted().wrap_socket(opened, server_hostname=host) as line:
            line.sendall(f"GET /sign-in/ HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    time.sleep(3)
    idle = as_administrator(
        "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
    )
    assert idle == "0", idle
    return f"{idle} open transactions"


def as_administrator(question: str) -> str:
    asked = ["runuser", "-u", "postgres", "--", "psql", "-Atqc", question, "scalpwise"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


# ── While it is upgraded ───────────────────────────────────────────────────────

_counted: Counter[str] = Counter()
_ended = threading.Event()
_ended.set()


def keep_visiting(host: str) -> None:
    """Somebody opens the sign-in page again and again, until `interruptions` is asked."""
    _counted.clear()
    _ended.clear()

    def visit() -> None:
        visitor = Visitor(host)
        while not _ended.is_set():
            try:
                _counted[str(visitor.ask("/sign-in/").status)] += 1
            except (OSError, HTTPException) as fault:
                _counted[type(fault).__name__] += 1
            time.sleep(0.02)

    threading.Thread(target=visit, daemon=True).start()


def interruptions(_host: str) -> dict[str, int]:
    _ended.set()
    assert set(_counted) == {"200"}, dict(_counted)
    return dict(_counted)


# ── When nothing serves ────────────────────────────────────────────────────────


def nothing_serves(host: str) -> dict[str, int]:
    servers = ["scalpwise-web@1", "scalpwise-web@2"]
    subprocess.run(["systemctl", "stop", *servers], check=True)
    answer = Visitor(host).ask("/sign-in/")
    assert answer.status == 503
    assert answer.all("Retry-After") == ["10"]
    assert b"Scalpwise does not answer" in answer.body
    for header in ONCE:
        assert len(answer.all(header)) == 1, (header, answer.headers)
    watched = subprocess.run(["systemctl", "start", "scalpwise-watch"], check=False)
    assert watched.returncode != 0
    assert "scalpwise-watch.service failed" in Path("/run/elsewhere/alarms").read_text()
    subprocess.run(["systemctl", "start", *servers], check=True)
    return {"status": answer.status, "alarms": 1}


def log_lines(_host: str) -> dict[str, int]:
    """Every line of ours is JSON; the web server's own few lines are not ours."""
    text = "".join(file.read_text() for file in Path("/run/units").glob("scalpwise-web@*.log"))
    ours = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    for told in (PASSWORD, "/invitation/", "6.6.6.6"):
        assert told not in text, told
    nginx = Path("/var/log/nginx/error.log").read_text()
    assert "/invitation/" not in nginx
    return {"lines": len(ours), "others": len(text.splitlines()) - len(ours)}
