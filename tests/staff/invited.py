"""People and their links, for the tests of the staff pages."""

from __future__ import annotations

import re

from django.core import mail
from django.test import Client
from django.urls import reverse

from clinic.actions.staff import invite
from clinic.models import User
from clinic.models.user import Role
from tests.people import person, site

LINK = re.compile(r"https?://[^/]+(/invitation/[\w-]+/)")
CHOSEN = "three quite unrelated words"
DETAILS = {
    "name": "Kim Lee",
    "sign_in_name": "kim",
    "email": "kim@clinic.example",
    "role": "technician",
}


def administrator(username: str = "tom") -> User:
    return person(Role.ADMIN, username)


def invited(by: User | None = None, **details: str) -> User:
    """Kim, who was sent a link and has chosen no password yet."""
    wanted = {**DETAILS, **details}
    return invite(by=by, site=site(), **wanted).person


def newest_link() -> str:
    """The path of the link in the newest mail."""
    found = LINK.search(str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found.group(1)


def follow(client: Client, link: str) -> int:
    """Open the link as a browser does; the status of the page it ends on."""
    return client.get(link, follow=True).status_code


def choose(client: Client, link: str, password: str = CHOSEN) -> int:
    client.get(link)
    return client.post("/invitation/", {"new_password": password}).status_code


def page_of(someone: User) -> str:
    return reverse("clinic:person", args=[someone.pk])


def read(client: Client, path: str = "/staff/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()
