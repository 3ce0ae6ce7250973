"""Everything that a measurement over HTTP needs, made ready once: servers, people, drafts."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from bench.load import Crowd
from bench.rulers import prepare as rulers_prepare
from bench.servers import (
    Server,
    Site,
    manage,
    postgres,
    product,
    rulers,
    serving,
)
from bench.sizes import Size
from bench.statements import logged_statements
from bench.visitor import UnexpectedAnswerError, Visitor
from dev.postgres import PrivatePostgres

DESK, TECHNICIAN = "desk", "technician"
PASSWORD = "scalpwise-demo"  # noqa: S105 - the demo's; its own module needs Django to be imported
FEW, WARM_UP = 3, 40
REVIEW_LINK = re.compile(r'href="([^"]*/C-[0-9A-Z]{6}/[^"]*)"')


@dataclass(frozen=True, slots=True)
class Draft:
    """A consultation that is answered and can be sent."""

    reference: str
    version: int


def send(visitor: Visitor, draft: Draft) -> None:
    """What the desk does on the check page; the answer leads on to the page after it."""
    fields = {"version": str(draft.version), "note": "", "unanswered": "on"}
    visitor.post(f"/c/{draft.reference}/send/", fields)
    if not visitor.location.endswith("/sent/"):
        raise UnexpectedAnswerError(f"Sending {draft.reference} led to {visitor.location}.")


@dataclass(slots=True)
class Place:
    postgres: PrivatePostgres
    product_site: Site
    rulers_site: Site
    drafts: dict[str, deque[Draft]]
    product: Server
    rulers: Server
    desk: Crowd
    technicians: Crowd
    ruler_people: Crowd
    few_rows: int  # SQL statements of the review list while it had so few rows

    @property
    def desk_page(self) -> str:
        return home_of(self.desk)

    @property
    def list_page(self) -> str:
        """The review list; a technician's day begins there."""
        return home_of(self.technicians)

    def some_review(self) -> str:
        """The page that the first row of the review list leads to."""
        content = self.technicians.visitors[0].get(self.list_page)
        found = REVIEW_LINK.search(content)
        if found is None:
            raise UnexpectedAnswerError("The review list leads to no review.")
        return found[1]

    def take(self, count: int, kind: str = "mixed") -> list[Draft]:
        """Drafts that nobody has sent yet."""
        return [self.drafts[kind].popleft() for _ in range(count)]


def home_of(crowd: Crowd) -> str:
    visitor = crowd.visitors[0]
    visitor.get("/", expect=302)
    return visitor.location


@contextmanager
def databases() -> Iterator[tuple[PrivatePostgres, Site, Site]]:
    """Both databases with their tables and people, before anything is served."""
    with postgres() as server:
        ours, theirs = product(server), rulers(server)
        manage(ours, "manage.py", "migrate", "--noinput", "-v0", SCALPWISE_AS_OWNER="1")
        manage(ours, "manage.py", "grant_web_role", SCALPWISE_AS_OWNER="1")
        manage(ours, "manage.py", "load_catalogue", "sideeffects/starter", "--publish", "-v0")
        manage(ours, "manage.py", "collectstatic", "--noinput", "-v0")
        manage(theirs, "-m", "bench.rulers.prepare")
        yield server, ours, theirs


def make_drafts(site: Site, count: int, kind: str) -> deque[Draft]:
    lines = manage(site, "-m", "bench.drafts", str(count), kind).output.splitlines()
    return deque(Draft(**json.loads(line)) for line in lines if line.startswith("{"))


def statements_of_list(place: Place) -> int:
    technician, path = place.technicians.visitors[0], place.list_page
    with logged_statements(place.postgres) as statements:
        return len(statements.of(lambda: technician.get(path)))


@contextmanager
def ready_place(size: Size) -> Iterator[Place]:
    with ExitStack() as stack:
        server, ours, theirs = stack.enter_context(databases())
        drafts = {
            "mixed": make_drafts(ours, size.drafts + WARM_UP + 10, "mixed"),
            "heavy": make_drafts(ours, 4, "heavy"),
            "tenfold": make_drafts(ours, 4, "tenfold"),
        }
        served = stack.enter_context(serving(ours))
        ruled = stack.enter_context(serving(theirs))
        crowds = [Crowd(served, server), Crowd(served, server), Crowd(ruled, server)]
        for crowd in crowds:
            stack.callback(crowd.close)
        desk, technicians, people = crowds
        place = Place(server, ours, theirs, drafts, served, ruled, desk, technicians, people, 0)
        desk.sign_in(DESK, PASSWORD)
        technicians.sign_in(TECHNICIAN, PASSWORD)
        people.sign_in(rulers_prepare.USERNAME, rulers_prepare.PASSWORD)
        desk.cpu_ms(send, place.take(FEW))
        place.few_rows = statements_of_list(place)
        desk.cpu_ms(send, place.take(WARM_UP - FEW))
        yield place
