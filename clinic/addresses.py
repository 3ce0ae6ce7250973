"""Every address of the site, and what the view behind it declares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, get_resolver

from clinic.access import Declared, declaration


@dataclass(frozen=True, slots=True)
class Address:
    """`route` as the urls.py files write it, put together; `values`: what varies in it."""

    route: str
    name: str
    values: tuple[str, ...]
    view: Callable[..., Any]
    declared: Declared | None

    def plain(self) -> dict[str, Any]:
        """As `manage.py url_permissions --json` tells it."""
        declared = self.declared
        return {
            "route": self.route,
            "name": self.name,
            "methods": list(declared.methods) if declared else [],
            "permission": declared.permission if declared else None,
            "roles": sorted(declared.roles) if declared else [],
            "record": declared.record if declared else None,
            "audit": declared.audit if declared else None,
            "fresh": bool(declared and declared.fresh),
            "before_second_factor": bool(declared and declared.before_second_factor),
            "open_because": declared.open_because if declared else "",
        }


def addresses() -> tuple[Address, ...]:
    """Each route once: of two patterns with one route, Django only ever asks the first."""
    found: dict[str, Address] = {}
    for address in _walk(get_resolver()):
        found.setdefault(address.route, address)
    return tuple(found.values())


def undeclared(every: tuple[Address, ...]) -> list[str]:
    """The addresses that say nothing about themselves. They stay shut, and should not be."""
    return [f"/{address.route}" for address in every if address.declared is None]


def _walk(
    resolver: URLResolver, before: str = "", names: str = "", values: tuple[str, ...] = ()
) -> Iterator[Address]:
    for part in resolver.url_patterns:
        route = before + str(part.pattern)
        varying = (*values, *part.pattern.regex.groupindex)
        if isinstance(part, URLResolver):
            space = f"{names}{part.namespace}:" if part.namespace else names
            yield from _walk(part, route, space, varying)
        else:
            view = part.callback
            name = f"{names}{part.name or ''}"
            yield Address(route, name, varying, view, declaration(view))
