"""The frame's menu and each role's first page.

An app lists its pages in `<app>/navigation.py`:
    ENTRIES = [Entry("Today", "consultations:desk", "desk.use", order=10)]
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.urls import NoReverseMatch, reverse

from clinic.access import may
from clinic.models.user import Role, User

HOMES: dict[Role, str] = {
    Role.FRONT_DESK: "consultations:desk",
    Role.TECHNICIAN: "consultations:review_list",
    Role.CLINIC_LEAD: "consultations:review_list",
    Role.MANAGER: "sideeffects:home",
    Role.AUDITOR: "consultations:records",
    Role.ADMIN: "clinic:staff",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the menu. `count`, where given, is asked for on every page: keep it one query."""

    label: str
    url_name: str
    permission: str
    order: int = 100
    count: Callable[[User], int] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    here: bool
    count: int | None = None


ENTRIES = [
    Entry("Staff", "clinic:staff", "staff.manage", order=800),
    Entry("Administration", "admin:index", "site.admin", order=900),
]


@functools.cache
def entries() -> tuple[Entry, ...]:
    """The entries of all apps, in the menu's order."""
    found: list[Entry] = []
    for config in apps.get_app_configs():
        module = f"{config.name}.navigation"
        if importlib.util.find_spec(module) is not None:
            found.extend(getattr(importlib.import_module(module), "ENTRIES", []))
    return tuple(sorted(found, key=lambda entry: entry.order))


@functools.cache
def address_of(url_name: str) -> str:
    """The address of a page without arguments, looked up once: every page shows the menu."""
    return reverse(url_name)


def links_for(user: object, path: str) -> list[Link]:
    """What this person may open; the link whose address begins `path` the longest is `here`."""
    allowed = [entry for entry in entries() if may(user, entry.permission)]
    addresses = [address_of(entry.url_name) for entry in allowed]
    here = max((url for url in addresses if path.startswith(url)), key=len, default="")
    return [
        Link(
            entry.label,
            url,
            here=bool(here) and url == here,
            count=entry.count(user) if entry.count and isinstance(user, User) else None,
        )
        for entry, url in zip(allowed, addresses, strict=True)
    ]


def home_for(user: User) -> str:
    """The address of the page this person's day begins on."""
    try:
        return reverse(HOMES[Role(user.role)])
    except NoReverseMatch:
        return reverse("clinic:pages")
