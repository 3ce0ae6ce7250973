"""A clinic on the production settings that is knocked over and stands up again, and its people.

What a service manager does for a clinic is done here: whatever of the server is left is ended, and
it is started anew. PostgreSQL runs with fsync on.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg2

from bench.servers import Server, manage, serving
from dev.postgres import ADMIN_ROLE, PrivatePostgres
from tests.attack.production_site import NAME, ProductionSite

READY_WITHIN = 30  # seconds, safety.md D32
TOKEN = "t" * 32
PREPARE = """
import json, django, random, sys
django.setup()
from clinic.models import User
from clinic.models.user import Role
from consultations.models import Room
from sideeffects.models import Edition
from tests.consultations.world import World
from tests.people import person
desk = User.objects.select_related("site").get(username="desk")
world = World(site=desk.site)
technician = person(Role.TECHNICIAN, sys.argv[1].lower(), site=desk.site)
world.__dict__.update(desk=desk, technician=technician)
world.__dict__.update(edition=Edition.objects.known(Edition.objects.live().pk))
world.__dict__.update(room=Room.objects.create(site=desk.site, name=sys.argv[1]))
drafts, approved = int(sys.argv[2]), int(sys.argv[3])
names = {"first_name": sys.argv[1], "last_name": sys.argv[1][::-1], "phone": ""}
born = world.day(-random.randrange(8_000, 30_000))
world.__dict__.update(person=world.patient(**names, birth_date=born))
made = {"patient": world.person.reference, "technician": technician.pk, "room": world.room.pk}
made["drafts"] = [world.draft().reference for _ in range(drafts)]
made["approved"] = [world.approved().reference for _ in range(approved)]
if approved:
    for days in (30, 31):
        world.offer(days)
    made["times"] = [world.at(30, hour).isoformat() for hour in (9, 10, 11, 12, 15)]
    made["times"] += [world.at(31, hour).isoformat() for hour in (9, 11)]
print("made:" + json.dumps(made))
"""


@dataclass
class Place:
    """The site as it stands now; after each crash it has another server."""

    site: ProductionSite
    server: Server
    database: PrivatePostgres
    patience: float = 20  # seconds until an answer no longer counts as one
    _stack: ExitStack = field(default_factory=ExitStack)

    def post(self, path: str, who: str, fields: dict[str, Any], **headers: str) -> tuple[int, str]:
        """One form; an error of the connection is told as status 0."""
        return self._ask("POST", path, who, urlencode({**fields}, doseq=True), headers)

    def get(self, path: str, who: str = "") -> tuple[int, str]:
        return self._ask("GET", path, who, None, {})

    def _ask(
        self, method: str, path: str, who: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, str]:
        cookies = {**self.site.sessions.get(who, {}), "__Host-csrf": TOKEN}
        sent = {
            "Host": NAME,
            "X-Forwarded-Proto": "https",
            "Origin": f"https://{NAME}",
            "X-CSRFToken": TOKEN,
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            **headers,
        }
        try:
            with closing(self._connection()) as connection:
                connection.request(method, path, body, sent)
                answer = connection.getresponse()
                return answer.status, answer.read().decode()
        except (OSError, HTTPException):
            return 0, ""

    def _connection(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.server.port, timeout=self.patience)

    def prepare(self, name: str, *, drafts: int = 0, approved: int = 0) -> dict[str, Any]:
        """A patient of this name with so many consultations."""
        said = manage(self.site.server.site, "-c", PREPARE, name, str(drafts), str(approved)).output
        made: dict[str, Any] = json.loads(said.rpartition("made:")[2])
        return made

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with (
            closing(psycopg2.connect(self.database.url(ADMIN_ROLE))) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, values)
            return cursor.fetchall()

    # ── Knocked over ───────────────────────────────────────────────────────────

    def kill_worker(self) -> None:
        """The other goes on, and a new one comes by itself."""
        before = self.server.pid
        os.kill(children_of(before)[0], signal.SIGKILL)
        self._ready()
        assert self.server.pid == before

    def kill_server(self) -> None:
        os.kill(self.server.pid, signal.SIGKILL)
        self._stands_again()

    def kill_database(self) -> None:
        """As when the machine ends: every process of it at once, none with a word."""
        pid = int((self.database.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.killpg(pid, signal.SIGKILL)
        start_again(self.database)
        self._ready()

    def _stands_again(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.server.pid, signal.SIGKILL)
        self._stack.close()
        self.server = self._stack.enter_context(serving(self.site.server.site))
        self._ready()

    def _ready(self) -> None:
        give_up = time.monotonic() + READY_WITHIN
        while not self._answers():
            assert time.monotonic() < give_up, "not ready again after 30 seconds"
            time.sleep(0.1)

    def _answers(self) -> bool:
        """Several times in a row: each time another worker may answer."""
        return all(self.get("/sign-in/")[0] == 200 for _ in range(4))


def start_again(database: PrivatePostgres) -> None:
    """The same folder, the same socket; what was committed is recovered from its log."""
    process = database._process
    if process is not None:
        process.wait()
    (database.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
    database._launch()
    database._wait_until_ready()


@contextmanager
def standing(site: ProductionSite) -> Iterator[Place]:
    """A server of our own beside that of the other tests, on the same database."""
    with ExitStack() as stack:
        server = stack.enter_context(serving(site.server.site))
        place = Place(site, server, site.database, _stack=stack)
        try:
            yield place
        finally:
            with suppress(ProcessLookupError):
                os.killpg(place.server.pid, signal.SIGKILL)


def children_of(pid: int) -> list[int]:
    """The processes that this one has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
