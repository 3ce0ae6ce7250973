"""The pages of the catalogue desk, side by side. Each app lists its own in `<app>/navigation.py`.

DESK = [Tab("Impact", "consultations:impact", order=50)]
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
from dataclasses import dataclass

from django.apps import apps

from clinic.navigation import address_of


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url_name: str
    order: int = 100


@dataclass(frozen=True, slots=True)
class TabLink:
    label: str
    url: str
    here: bool
    count: int | None = None


@functools.cache
def tabs() -> tuple[Tab, ...]:
    found: list[Tab] = []
    for config in apps.get_app_configs():
        module = f"{config.name}.navigation"
        if importlib.util.find_spec(module) is not None:
            found.extend(getattr(importlib.import_module(module), "DESK", []))
    return tuple(sorted(found, key=lambda tab: tab.order))


def links(path: str) -> list[TabLink]:
    """Every page of the desk; the one whose address begins `path` the longest is `here`."""
    addresses = [(tab.label, address_of(tab.url_name)) for tab in tabs()]
    here = max((url for _, url in addresses if path.startswith(url)), key=len, default="")
    return [TabLink(label, url, here=url == here) for label, url in addresses]
