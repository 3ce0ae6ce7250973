"""Requests that nobody sends by accident, drawn from a seed so that each can be sent again."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from tests.attack.forms_of_pages import Form

METHODS = ("GET", "POST", "POST", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "X")
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
TYPES = (
    FORM, FORM, FORM, MULTIPART, "multipart/form-data", "multipart/form-data; boundary=",
    "application/json", "text/plain", "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=no-such", "multipart/form-data; boundary=é", "/",
    "application/x-www-form-urlencoded; charset=utf-7", "text/html; charset=\x01", "",
)  # fmt: skip
TEXTS = (
    "", " ", "\x00", "a\x00b", "\ud800", "%00", "\u202egnp.exe", "👩‍🔬" * 40, "NaN", "-0", "1e999",
    "Infinity", "9" * 20, "9" * 5_000, "-" + "9" * 20, "0x7f", "١٢٣", "²", "1_0", "' OR 1=1 --",
    "{{7*7}}", "%(a)s", "%s%n", "../../etc/passwd", "\r\nSet-Cookie: a=b", "null", "[]", "{}",
    "<script>", "\ufeff", "\uffff", "a" * 100_000, "ß" * 300, "İ", "\u0345" * 200, "true", "0",
    "2026-02-30", "0000-00-00", "9999-12-31", "-1-01-01", "2026-11-21T25:61Z", "not_sure",
    "99999-01-01", "2026-11-21T10:00:00+99:99", "00000000-0000-0000-0000-000000000000",
    "C-000000", "P-000000", "1" * 64, "yes", "approved", "on",
)  # fmt: skip
HEADERS = (
    {"X-Long": "a" * 60_000}, {"Cookie": "session=\x00; csrf=" + "a" * 5_000},
    {"Cookie": "session=" + "9" * 4_000}, {"Cookie": ";;;=;=a;"}, {"Accept": "*" * 10_000},
    {"Accept-Language": "xx-" * 3_000}, {"HX-Request": "true"}, {"HX-Current-URL": "javascript:1"},
    {"Referer": "http://[bad"}, {"Host": "a b"}, {"Host": "evil.example"}, {"Range": "bytes=9-1"},
    {"X-Forwarded-For": "1" * 9_000}, {"If-Modified-Since": "NaN"}, {"Origin": "null"},
    {"Accept-Encoding": "gzip;q=nan, br;q=-1"}, {"HX-Request": "true", "HX-Target": "\u202e"},
    {"If-None-Match": '"' * 500}, {"Content-Encoding": "gzip"}, {"Cookie": "messages=[]"},
)  # fmt: skip


@dataclass
class Hostile:
    method: str
    path: str
    body: bytes = b""
    content_type: str = FORM
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return (
            f"{self.method} {self.path[:200]} {self.content_type!r} "
            f"{ {name: value[:60] for name, value in self.headers.items()} } {self.body[:300]!r}"
        )


class Attacker:
    """Everything it does follows from its seed and what it was given to attack."""

    def __init__(self, seed: int, addresses: list[str], forms: list[Form]) -> None:
        self.draw = random.Random(seed)  # noqa: S311 - the same again from its seed
        self.addresses, self.forms = addresses, forms

    def next(self) -> Hostile:
        attack: Callable[[], Hostile] = self.draw.choice(
            [self._address, self._query, self._form, self._form, self._form, self._odd_body]
        )
        hostile = attack()
        if self.draw.random() < 0.2:
            hostile.headers |= self.draw.choice(HEADERS)
        return hostile

    def _text(self) -> str:
        text = self.draw.choice(TEXTS)
        if self.draw.random() < 0.02:
            text = "x" * self.draw.choice((1_000_000, 10_000_000))
        return text

    def _address(self) -> Hostile:
        """A real address with one of its parts changed."""
        parts = self.draw.choice(self.addresses).partition("?")[0].split("/")
        parts[self.draw.randrange(len(parts))] = quote(
            self._text()[:3_000].encode("utf-8", "replace")
        )
        return Hostile(self.draw.choice(METHODS), "/" + "/".join(parts).lstrip("/"))

    def _query(self) -> Hostile:
        path, _, query = self.draw.choice(self.addresses).partition("?")
        known = [pair.partition("=")[0] for pair in query.split("&") if pair]
        names = [
            *known,
            "page",
            "q",
            "next",
            "sort",
            "order",
            "o",
            "at",
            "form",
            "day",
            "kind",
            "p",
        ]
        pairs = [(self.draw.choice(names), self._text()[:4_000]) for _ in range(3)]
        return Hostile("GET", f"{path}?{_encoded(pairs)}")

    def _form(self) -> Hostile:
        """A real form with one to three of its boxes changed, taken away, or given many times."""
        form = self.draw.choice(self.forms)
        fields = {name: list(values) for name, values in form.fields.items()}
        for name in self.draw.sample(sorted(fields), min(len(fields), self.draw.randint(1, 3))):
            match self.draw.randrange(8):
                case 0:
                    del fields[name]
                case 1:
                    fields[name] = [self._text() for _ in range(self.draw.choice((2, 30)))]
                case _:
                    fields[name] = [self._text()]
        if self.draw.random() < 0.03:
            fields |= {f"field{number}": ["1"] for number in range(1_100)}
        pairs = [(name, value) for name, values in fields.items() for value in values]
        return Hostile("POST", form.action, self._sent(pairs), FORM)

    def _sent(self, pairs: list[tuple[str, str]]) -> bytes:
        return _encoded(pairs).encode()

    def _odd_body(self) -> Hostile:
        """The right address, and a body that is not what its type says."""
        form = self.draw.choice(self.forms)
        made: list[Callable[[], bytes]] = [
            lambda: self.draw.randbytes(self.draw.choice((0, 1, 300, 70_000))),
            lambda: b"&" * 5_000,
            lambda: b"=%" * 200,
            lambda: b"%ff%fe=%ed%a0%80&a=%",
            lambda: json.dumps({"a": float("nan")}).encode(),
            lambda: b"[" * 50_000 + b"]" * 50_000,
            lambda: b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nno end',
            lambda: (
                b'--b\r\nContent-Disposition: form-data; name="a"; filename="../x\x00.png"\r\n'
                b"Content-Type: image/png\r\n\r\n\x89PNG\r\n--b--\r\n"
            ),
            lambda: b"--b\r\nContent-Disposition: form-data\r\n\r\n\r\n--b--\r\n",
        ]
        body = self.draw.choice(made)()
        content_type = self.draw.choice(TYPES)
        return Hostile(self.draw.choice(METHODS), form.action, body, content_type)


def _encoded(pairs: list[tuple[str, Any]]) -> str:
    """Lone surrogates too, as an attacker's own program would write them."""
    return urlencode(
        [(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs], doseq=False
    )
