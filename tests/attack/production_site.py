"""The demo clinic under production settings, served as in a clinic, on a database of its own."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection

from bench.servers import Server, Site, manage, serving
from dev.postgres import OWNER_ROLE, WEB_ROLE, PrivatePostgres

NAME = "clinic.example"
PATIENTS = "8"
SIGN_IN = """
import json, django
django.setup()
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.test import Client
from clinic.models import User
sessions = {}
for user in User.objects.filter(is_active=True):
    client = Client()
    client.force_login(user)
    request = HttpRequest()
    request.session, request.user = client.session, user
    record_authentication(request, user, method="mfa", type="totp")
    request.session.save()
    sessions[user.username] = {name: morsel.value for name, morsel in client.cookies.items()}
print("sessions:" + json.dumps(sessions))
"""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def all(self, name: str) -> list[str]:
        return [value for known, value in self.headers if known.lower() == name.lower()]


@dataclass(slots=True)
class ProductionSite:
    server: Server
    database: PrivatePostgres
    sessions: dict[str, dict[str, str]] = field(default_factory=dict)

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        who: str = "",
        body: bytes | None = None,
        tls: bool = True,
        **headers: str,
    ) -> Answer:
        """One request, as the proxy in front of the clinic would pass it on."""
        sent = {"Host": NAME, "X-Forwarded-Proto": "https" if tls else "http"}
        if who:
            cookies = self.sessions[who].items()
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies)
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(HTTPConnection("127.0.0.1", self.server.port, timeout=30)) as connection:
            with suppress(BrokenPipeError):  # it may answer before it was sent all of it
                connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())


def _site(server: PrivatePostgres, mode: str) -> Site:
    return Site(
        f"attacked-{os.getpid()}",
        "clinic.wsgi:application",
        {
            "DJANGO_SETTINGS_MODULE": "clinic.settings",
            "SCALPWISE_ENV": mode,
            "SCALPWISE_DEMO": "1" if mode == "development" else "0",
            "SECRET_KEY": secrets.token_urlsafe(60),
            "ALLOWED_HOSTS": f"{NAME},127.0.0.1",
            "BEHIND_TLS_PROXY": "1",
            "DATABASE_URL": server.url(WEB_ROLE),
            "DATABASE_OWNER_URL": server.url(OWNER_ROLE),
        },
        "/healthz",
    )


@contextmanager
def served() -> Iterator[ProductionSite]:
    with PrivatePostgres(f"attack-postgres-{os.getpid()}", throwaway=True) as database:
        fill = _site(database, "development")
        manage(fill, "manage.py", "migrate", "--noinput", "-v0", SCALPWISE_AS_OWNER="1")
        manage(fill, "manage.py", "grant_web_role", SCALPWISE_AS_OWNER="1")
        manage(fill, "manage.py", "load_catalogue", "sideeffects/starter", "--publish", "-v0")
        manage(fill, "manage.py", "seed_demo", "--patients", PATIENTS, "-v0")
        manage(fill, "manage.py", "collectstatic", "--noinput", "-v0")
        site = _site(database, "production")
        said = manage(site, "-c", SIGN_IN).output
        sessions = json.loads(said.rpartition("sessions:")[2])
        with serving(site) as server:
            yield ProductionSite(server, database, sessions)
