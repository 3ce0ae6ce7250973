"""Where an entry is edited. Problems, changes and lists all lead there."""

from __future__ import annotations

from django.urls import reverse

from sideeffects.desk.kinds import KINDS


def edit_address(part: str, key: str) -> str:
    """The entry's page at the desk; that of its list where no entry of that kind is edited."""
    if part not in KINDS:
        return reverse("sideeffects:desk")
    if not key or "/" in key:
        return reverse("sideeffects:desk_list", args=[part])
    return reverse("sideeffects:desk_entry", args=[part, key])


def edit_route(part: str) -> str:
    return reverse("sideeffects:desk_list", args=[part])
