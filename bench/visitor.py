"""A browser's place is taken by this: one kept connection, cookies, CSRF, nothing else."""

from __future__ import annotations

import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

HOST = "127.0.0.1"
KEPT_OPEN = 5.0  # seconds; after more the server may have hung up


class UnexpectedAnswerError(Exception):
    """A page did not answer as it does for people, so measuring it would say nothing."""


class Visitor:
    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection(HOST, port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.location = ""  # where the last answer led to
        self._last_used = time.monotonic()

    def get(self, path: str, expect: int = 200) -> str:
        return self._ask("GET", path, None, {}, expect)

    def post(
        self, path: str, fields: Mapping[str, str], expect: int = 302, *, htmx: bool = False
    ) -> str:
        token = {"csrfmiddlewaretoken": self._token()} if self._token() else {}
        body = urlencode({**token, **fields})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if htmx:
            headers |= {"HX-Request": "true"}
        return self._ask("POST", path, body, headers, expect)

    def post_json(self, path: str, body: str, expect: int = 201) -> str:
        headers = {"Content-Type": "application/json", "X-CSRFToken": self._token()}
        return self._ask("POST", path, body, headers, expect)

    def sign_in(self, path: str, username: str, password: str) -> None:
        self.get(path)
        self.post(path, {"username": username, "password": password})

    def close(self) -> None:
        self._connection.close()

    def _token(self) -> str:
        return next((v for name, v in self.cookies.items() if name.startswith("csrf")), "")

    def _ask(
        self, method: str, path: str, body: str | None, headers: dict[str, str], expect: int
    ) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if time.monotonic() - self._last_used > KEPT_OPEN:
            self._connection.close()  # it opens again by itself
        self._connection.request(method, path, body, {**headers, "Cookie": cookies})
        answer = self._connection.getresponse()
        content = answer.read().decode()
        self._last_used = time.monotonic()
        self._keep(answer)
        self.location = answer.headers.get("Location", "")
        if answer.status != expect:
            raise UnexpectedAnswerError(
                f"{method} {path} answered {answer.status}, not {expect}: {content[:400]}"
            )
        return content

    def _keep(self, answer: HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
