"""Goals 13 and 14: starting, migrating, and what a worker holds, beside the bare project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import mean

from bench.goals import Line, goal
from bench.load import Crowd
from bench.measure import Measured, in_turns, once
from bench.place import DESK, PASSWORD, TECHNICIAN, Place
from bench.processes import biggest, megabytes
from bench.rulers import prepare as rulers_prepare
from bench.servers import Server, Site, make_database, manage, serving
from bench.sizes import Size
from bench.visitor import Visitor
from dev.postgres import OWNER_ROLE
from dev.run import WORKERS


def starting(place: Place, size: Size) -> Iterator[Line | str]:
    """From the command to the first page that answers; then all tables from nothing."""

    def start(site: Site) -> Callable[[], float]:
        def run() -> float:
            with serving(site) as server:
                return server.seconds_to_first_page

        return run

    took = in_turns(
        size.starts, {"ours": start(place.product_site), "bare": start(place.rulers_site)}
    )
    yield Line(goal(13, "start"), took["ours"].against(took["bare"]))
    yield f"Seconds: bare {took['bare'].median:.2f}, ours {took['ours'].median:.2f}."
    yield Line(goal(13, "migrate"), Measured(tuple(map(migrate(place), range(size.starts)))))


def migrate(place: Place) -> Callable[[int], float]:
    def run(turn: int) -> float:
        name = f"empty_{turn}"
        make_database(place.postgres, name, OWNER_ROLE)
        return manage(
            place.product_site,
            *("manage.py", "migrate", "--noinput", "-v0"),
            SCALPWISE_AS_OWNER="1",
            DATABASE_OWNER_URL=place.postgres.url(OWNER_ROLE, name),
        ).seconds

    return run


def memory(place: Place, size: Size) -> Iterator[Line | str]:
    """Two fresh servers; ours answers the pages of the desk and of the technicians in turns."""
    first, all_of_them = size.many_requests
    with serving(place.product_site) as ours, serving(place.rulers_site) as bare:
        desk, technicians = Crowd(ours, place.postgres, 4), Crowd(ours, place.postgres, 4)
        people = Crowd(bare, place.postgres)
        desk.sign_in(DESK, PASSWORD)
        technicians.sign_in(TECHNICIAN, PASSWORD)
        people.sign_in(rulers_prepare.USERNAME, rulers_prepare.PASSWORD)
        answer_many(place, desk, technicians, first)
        people.cpu_ms(Visitor.get, ["/queue/"] * first)
        early, bare_worker = worker_megabytes(ours), worker_megabytes(bare)
        answer_many(place, desk, technicians, all_of_them - first)
        late = worker_megabytes(ours)
        for crowd in (desk, technicians, people):
            crowd.close()
    yield Line(goal(14, "memory of"), once(late / bare_worker))
    yield Line(goal(14, "memory grown"), once((late / early - 1) * 100))
    yield (
        f"Megabytes a worker: bare {bare_worker:.0f}, ours {early:.0f} after {first:,} requests "
        f"and {late:.0f} after {all_of_them:,}."
    )


def answer_many(place: Place, desk: Crowd, technicians: Crowd, count: int) -> None:
    """Of twenty requests: fourteen for a short page, four for lists, two for the longest pages."""
    turns = max(1, count // 20)
    health = f"/c/{place.drafts['mixed'][0].reference}/health/"
    desk.cpu_ms(Visitor.get, [*["/keys/"] * 14, *[place.desk_page] * 2, health] * turns)
    technicians.cpu_ms(Visitor.get, [*[place.list_page] * 2, place.some_review()] * turns)


def worker_megabytes(server: Server) -> float:
    return mean(megabytes(pid) for pid in biggest(server.pid, WORKERS))
