"""Staff for the tests: `person("technician")` signs in as anybody, at one site unless told."""

from __future__ import annotations

from typing import Any

from clinic.models import Site, User
from clinic.models.user import Role

PASSWORD = "a long enough phrase for tests"


def site(name: str = "Northside", **fields: Any) -> Site:
    made, _ = Site.objects.get_or_create(name=name, defaults={"town": "Leeds", **fields})
    return made


def person(role: str, username: str = "", **fields: Any) -> User:
    username = username or role.replace("_", "-")
    fields.setdefault("site", None if role == Role.ADMIN else site())
    fields.setdefault("display_name", f"Some {username}")
    return User.objects.create_user(username, PASSWORD, role=role, **fields)
