"""Every address of the site, as every role and as a stranger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from clinic.access import Declared, declaration
from clinic.models.user import Role
from tests.people import person

# The pages that need no sign-in, and nothing else does.
OPEN = {"sign-in/", "admin/login/", "healthz", "readyz"}

SAMPLES = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000", "slug": "none"}


class Address(NamedTuple):
    route: str
    path: str
    declared: Declared | None

    @property
    def has_values(self) -> bool:
        return "<" in self.route or "(?P" in self.route


def addresses() -> list[Address]:
    return [
        Address(route, path_of(route), declaration(pattern.callback))
        for route, pattern in walk(get_resolver().url_patterns)
    ]


def walk(
    patterns: list[URLPattern | URLResolver], before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        else:
            yield route, pattern


def path_of(route: str) -> str:
    """An address of this route, with values that belong to no record."""
    plain = re.sub(r"\(\?P<\w+>.*?\)\$?$", "none", route)
    plain = re.sub(r"\(\?P<\w+>[^)]*\)", "none", plain)
    plain = re.sub(r"<(?:(\w+):)?\w+>", lambda part: SAMPLES.get(part[1] or "str", "none"), plain)
    return "/" + plain.replace("^", "").replace("$", "").replace("\\Z", "")


def test_every_address_declares_who_may_open_it() -> None:
    assert [address.route for address in addresses() if address.declared is None] == []


def test_the_pages_open_to_strangers_are_those_written_down() -> None:
    opened = {a.route for a in addresses() if a.declared and a.declared.permission is None}
    assert opened == OPEN


@pytest.mark.django_db
def test_strangers_are_sent_to_sign_in_from_everywhere_else(client: Client) -> None:
    for address in addresses():
        response = client.get(address.path)
        if address.route in OPEN:
            assert response.status_code in (200, 302), address
        else:
            assert response.status_code == 302, address
            assert response["Location"].startswith("/sign-in/"), address


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_a_role_opens_its_pages_and_finds_nothing_at_the_others(client: Client, role: str) -> None:
    client.force_login(person(role))
    for address in addresses():
        if address.declared is None or address.declared.permission is None:
            continue
        answer = client.get(address.path).status_code
        if role not in address.declared.roles:
            assert answer == 404, address
        elif address.route == "sign-out/" or "logout" in address.route:
            assert answer == 405, address
        elif address.route.startswith("admin/"):
            assert answer in (200, 302, 403, 404), address  # 403: rows that nobody adds or removes
        elif not address.has_values:
            assert answer in (200, 302, 400, 405), address
        else:
            assert answer < 500, address
