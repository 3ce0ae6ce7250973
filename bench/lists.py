"""Goal 16: each tab of the review list among a million consultations, beside that of 1,000."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import psycopg2

from bench.filling import decided_late, fill
from bench.goals import Line, goal
from bench.load import Crowd
from bench.measure import in_turns
from bench.servers import Site, manage, postgres, product, serving
from bench.sizes import Size
from bench.submitting import in_words, opened, repeated
from dev.postgres import ADMIN_ROLE, DATABASE, OWNER_ROLE, WEB_ROLE, PrivatePostgres

FEW = 1_000
LATE = 0.9
ROUNDS = 5  # there are many pages, and making the history takes its time too
TECHNICIAN = "technician"
PASSWORD = "scalpwise-demo"  # noqa: S105 - the demo's; its own module needs Django to be imported
PAGES = {
    "to decide": "/review/",
    "waiting": "/review/waiting/",
    "holds ending": "/review/holds/",
    "decided": "/review/decided/",
    "to decide, one level": "/review/?level=hold",
    "to decide, one treatment": "/review/?treatment=density",
    "to decide, holds that ended": "/review/?ended=1",
    "waiting, one level": "/review/waiting/?level=care",
    "decided, one level": "/review/decided/?level=stop",
    "decided, mine": "/review/decided/?mine=1",
    "take the next one": "/review/next/",
}


@dataclass(frozen=True, slots=True)
class History:
    """A site with so many consultations, served, and a technician at it."""

    crowd: Crowd
    late: str

    def pages(self) -> dict[str, str]:
        return {**PAGES, "decided, a late page": self.late}


def flat_lists(size: Size) -> Iterator[Line | str]:
    """CPU of the server and of PostgreSQL a page; what is compared is measured in turns."""
    with histories({"few": FEW, "many": size.consultations}) as (found, seconds):
        yield f"{FEW:,} and {size.consultations:,} consultations, made in {seconds:.0f} s"
        for name in found["few"].pages():
            took = in_turns(
                min(ROUNDS, size.rounds), {key: _runner(found[key], name, size) for key in found}
            )
            ratio = took["many"].against(took["few"])
            yield Line(goal(16, "a million"), ratio, name, (in_words(took),))


def _runner(history: History, name: str, size: Size) -> Callable[[], float]:
    path, times = history.pages()[name], max(2, size.lists // 8)
    if name == "take the next one":
        return repeated(history.crowd, lambda visitor, _: visitor.get(path, expect=302), times)
    return repeated(history.crowd, opened(path), times)


@contextmanager
def histories(sizes: dict[str, int]) -> Iterator[tuple[dict[str, History], float]]:
    """A database each, copied from one that is migrated once. All of it goes away afterwards."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres())
        first = product(server)
        manage(first, "manage.py", "migrate", "--noinput", "-v0", SCALPWISE_AS_OWNER="1")
        manage(first, "manage.py", "grant_web_role", SCALPWISE_AS_OWNER="1")
        manage(first, "manage.py", "load_catalogue", "sideeffects/starter", "--publish", "-v0")
        manage(first, "manage.py", "collectstatic", "--noinput", "-v0")
        manage(first, "-m", "bench.drafts", "1", "mixed")
        started = time.monotonic()
        for name, cases in sizes.items():
            _copy(server, name)
            fill(server, name, cases)
        seconds = time.monotonic() - started
        yield (
            {name: stack.enter_context(_served(server, first, name)) for name in sizes},
            seconds,
        )


def _copy(server: PrivatePostgres, name: str) -> None:
    with closing(psycopg2.connect(server.url(ADMIN_ROLE, "postgres"))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {DATABASE} OWNER {OWNER_ROLE}")


@contextmanager
def _served(server: PrivatePostgres, first: Site, name: str) -> Iterator[History]:
    addresses = {
        "DATABASE_URL": server.url(WEB_ROLE, name),
        "DATABASE_OWNER_URL": server.url(OWNER_ROLE, name),
    }
    site = Site(name, first.application, first.environment | addresses, first.first_page)
    with serving(site) as served, closing(Crowd(served, server)) as crowd:
        crowd.sign_in(TECHNICIAN, PASSWORD)
        yield History(crowd, _late_page(server, name))


def _late_page(server: PrivatePostgres, name: str) -> str:
    key = json.dumps(decided_late(server, name, LATE)).encode()
    after = base64.urlsafe_b64encode(key).decode().rstrip("=")
    return "/review/decided/?" + urlencode({"after": after})
