"""Every address of the site with real values in it, found by following the pages' own links.

`GET` only. An address that no page leads to gets its values from those that were met.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from clinic.addresses import addresses
from clinic.models import User
from tests.attack.forms_of_pages import Form, forms_of

LINK = re.compile(r'\b(?:href|action|formaction|hx-get|hx-post|hx-push-url|src)="([^"]*)"')
FIRST = ("/", "/pages/", "/admin/", "/sign-in/", "/help/")
ENOUGH = 2  # addresses of one route; more show the same page again


@dataclass
class Met:
    """What one person met: addresses, route by route, the values in them, and forms, one of each
    kind: those with the same boxes on pages of the same route are the same form."""

    by_route: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    values: dict[tuple[str, str], list[Any]] = field(default_factory=lambda: defaultdict(list))

    kinds: dict[tuple[str, ...], Form] = field(default_factory=dict)

    pages: set[str] = field(default_factory=set)

    @property
    def forms(self) -> list[Form]:
        return list(self.kinds.values())

    def read(self, address: str, content: str) -> list[str]:
        """Take in a page's forms; its links."""
        route = resolve(urlsplit(address).path).route
        for form in forms_of(address, content):
            if "sign-out" not in form.action and "logout" not in form.action:
                self.kinds.setdefault((route, form.method, *sorted(form.fields)), form)
        return [unescape(link) for link in LINK.findall(content)]

    def add(self, address: str) -> bool:
        """Whether the address is worth opening."""
        path = urlsplit(address).path
        try:
            match = resolve(path)
        except Resolver404:
            return False
        for name, value in match.kwargs.items():
            known = self.values[(path.split("/")[1], name)]
            if value not in known:
                known.append(value)
        known = self.by_route[match.route]
        if address in known or len(known) >= ENOUGH or len(address) > 300:
            return False
        known.append(address)
        return True

    @property
    def addresses(self) -> list[str]:
        return [address for known in self.by_route.values() for address in known]


def crawl(user: User | None, also: Iterable[str] = ()) -> Met:
    """Open every page that leads on from the first ones, as this person."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    met = Met()
    waiting = [address for address in (*FIRST, *also) if met.add(address)]
    while waiting:
        address = waiting.pop(0)
        response = client.get(address)
        found = [response["Location"]] if "Location" in response else []
        if response.headers.get("Content-Type", "").startswith("text/html"):
            if response.content:
                met.pages.add(address)
            found += met.read(address, response.content.decode())
        for link in found:
            full = urljoin(f"http://testserver{address}", link)
            parts = urlsplit(full)
            wanted = parts.path + (f"?{parts.query}" if parts.query else "")
            if parts.netloc == "testserver" and "sign-out" not in wanted and met.add(wanted):
                waiting.append(wanted)
    return met


def with_routes_nobody_links(met: Met) -> Met:
    """Also the routes that only forms lead to, with the values of the addresses beside them."""
    for route in (address.route for address in addresses()):
        if route not in met.by_route and (address := _filled(route, met)):
            met.by_route[route].append(address)
    return met


def _filled(route: str, met: Met) -> str:
    first = route.split("/", maxsplit=1)[0]

    def value(part: re.Match[str]) -> str:
        known = met.values.get((first, part[2]))
        return str(known[0]) if known else {"int": "1", "slug": "none"}.get(part[1] or "", "none")

    path = re.sub(r"<(?:(\w+):)?(\w+)>", value, route)
    path = re.sub(r"\(\?P<\w+>.*?\)\$?$", "none", path)
    return "/" + path.replace("^", "").replace("$", "").replace("\\Z", "")
