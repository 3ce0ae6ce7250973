"""D16: what every kind of answer of a clinic tells the browser about safety."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg2
import pytest

from dev.places import ROOT
from dev.postgres import OWNER_ROLE, WEB_ROLE
from tests.attack.observatory import score
from tests.attack.production_site import Answer, ProductionSite

A_PLUS = 115
FORM = "application/x-www-form-urlencoded"
ONCE = {
    "Content-Security-Policy",
    "Strict-Transport-Security",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "X-Request-ID",
    "Content-Type",
}


def test_every_kind_of_answer_is_an_a_plus(production: ProductionSite) -> None:
    found = dict(_answers(production))
    assert {answer.status for answer in found.values()} >= {200, 302, 400, 403, 404, 405, 500}
    points = {name: score(answer) for name, answer in found.items()}
    for name, (total, _) in sorted(points.items()):
        print(f"{name:24} {found[name].status} {total}")
    assert {name: parts for name, (total, parts) in points.items() if total < A_PLUS} == {}


def test_every_header_stands_once_and_none_names_the_server(production: ProductionSite) -> None:
    for name, answer in _answers(production):
        for header in ONCE - ({"Content-Type"} if answer.status == 302 else set()):
            assert len(answer.all(header)) == 1, (name, header, answer.headers)
        assert answer.all("Server") == ["Scalpwise"], name  # not which server it is
        for told in ("X-Powered-By", "Via", "X-AspNet-Version"):
            assert answer.all(told) == [], (name, told)
        assert answer.all("Strict-Transport-Security") == [
            "max-age=63072000; includeSubDomains; preload"
        ]


def test_the_way_to_tls_tells_as_much(production: ProductionSite) -> None:
    """Over plain HTTP a browser ignores strict transport; the page it is led to says so."""
    answer = production.ask("/sign-in/", tls=False)
    assert answer.status == 301
    assert answer.all("Location") == ["https://clinic.example/sign-in/"]
    assert answer.all("Cache-Control") == ["no-store"]
    lost = {name: points for name, points in score(answer)[1].items() if points < 0}
    assert lost == {"strict transport": -20}


def test_nothing_but_files_may_be_kept(production: ProductionSite) -> None:
    for name, answer in _answers(production):
        kept = answer.all("Cache-Control")
        assert len(kept) == 1, name
        assert (kept == ["no-store"]) != name.startswith("file"), (name, kept)


def test_cookies_belong_to_this_host_alone(production: ProductionSite) -> None:
    cookies = production.ask("/sign-in/").all("Set-Cookie")
    assert cookies
    for cookie in [*cookies, *_all_cookies(production)]:
        assert cookie.startswith("__Host-"), cookie
        for part in ("; Secure", "; HttpOnly", "; Path=/"):
            assert part in cookie, cookie
        assert re.search(r"; SameSite=(Lax|Strict)", cookie), cookie
        assert "Domain=" not in cookie


def _all_cookies(site: ProductionSite) -> list[str]:
    return [cookie for _, answer in _answers(site) for cookie in answer.all("Set-Cookie")]


def _answers(site: ProductionSite) -> Iterator[tuple[str, Answer]]:
    review = _first_review(site)
    yield "sign-in", site.ask("/sign-in/")
    yield "record", site.ask(review, who="technician")
    yield "desk", site.ask("/desk/", who="desk")
    yield "catalogue", site.ask("/catalogue/", who="manager")
    yield "admin", site.ask("/admin/", who="admin")
    yield "error 400", site.ask("/patients/%01/", who="desk")
    yield "error 400 host", site.ask("/sign-in/", Host="elsewhere.example")
    yield "error 403", site.ask("/preferences/", method="POST", body=b"theme=dark", who="desk")
    yield "error 404", site.ask("/nowhere/")
    yield "error 404 role", site.ask("/review/", who="desk")
    yield "error 405", site.ask("/sign-out/", who="desk")
    yield "error too large", _too_large(site)
    with _broken(site):
        yield "error 500", site.ask("/review/", who="technician")
    yield "redirect to sign-in", site.ask("/desk/")
    yield "health", site.ask("/healthz")
    style = re.search(rb'href="(/static/[^"]*\.css)"', site.ask("/sign-in/").body)
    icon = re.search(rb'href="(/static/[^"]*\.svg)"', site.ask("/sign-in/").body)
    assert style and icon
    yield "file", site.ask(style[1].decode())
    yield "file picture", site.ask(icon[1].decode())
    yield "missing: a file", site.ask("/static/nothing.css")


def _first_review(site: ProductionSite) -> str:
    found = re.search(rb'href="(/review/C-\w+/)"', site.ask("/review/", who="technician").body)
    assert found
    return found[1].decode()


def _too_large(site: ProductionSite) -> Answer:
    body = b"username=" + b"a" * (1024 * 1024 + 10)  # one that the socket takes in one go
    return site.ask("/sign-in/", method="POST", body=body, Content_Type=FORM)


@contextmanager
def _broken(site: ProductionSite) -> Iterator[None]:
    """The site may not read a table that it needs."""
    _as_owner(site, f"REVOKE SELECT ON consultations_task FROM {WEB_ROLE}")
    try:
        yield
    finally:
        _as_owner(site, f"GRANT SELECT ON consultations_task TO {WEB_ROLE}")


def _as_owner(site: ProductionSite, statement: str) -> None:
    with closing(psycopg2.connect(site.database.url(OWNER_ROLE))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize("folder", ["clinic", "sideeffects", "consultations"])
def test_headers_are_set_in_one_place(folder: str) -> None:
    """HSTS sent twice, from two places, costs a grade. (A page behind a secret link may say
    `no-referrer` for itself.)"""
    sets = re.compile(r"""\[["'](Content-Security|Strict-Transport|Permissions-P|X-Fr)""")
    for path in (ROOT / folder).rglob("*.py"):
        if path.name not in ("headers.py", "settings.py"):
            assert not sets.search(path.read_text()), f"{path}: set it in clinic/headers.py"
