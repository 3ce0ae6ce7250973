"""A fixed number of requests from eight people at once, and what they cost the server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from typing import TypeVar

from bench.processes import TICKS, cpu_seconds
from bench.servers import Server, postmaster
from bench.visitor import Visitor
from dev.postgres import PrivatePostgres

Task = TypeVar("Task")
Ask = Callable[[Visitor, Task], object]
PEOPLE = 8
ONE_TICK = 1 / TICKS  # of the system's clock; nothing can be seen to cost less


class Crowd:
    """Eight people at one server, each with a connection and a session that last."""

    def __init__(self, server: Server, database: PrivatePostgres, people: int = PEOPLE) -> None:
        self._processes = (server.pid, postmaster(database))
        self.visitors = [server.visitor() for _ in range(people)]

    def sign_in(self, username: str, password: str) -> None:
        """One signs in; the others are further tabs of the same person."""
        first, *others = self.visitors
        first.sign_in("/sign-in/", username, password)
        for other in others:
            other.cookies = dict(first.cookies)

    def cpu_ms(self, ask: Ask[Task], tasks: Iterable[Task]) -> float:
        """CPU milliseconds a request, of the server's processes and of PostgreSQL's."""
        waiting: SimpleQueue[Task] = SimpleQueue()
        count = 0
        for task in tasks:
            waiting.put(task)
            count += 1
        before = cpu_seconds(*self._processes)
        with ThreadPoolExecutor(len(self.visitors)) as pool:
            done = [pool.submit(_work, visitor, ask, waiting) for visitor in self.visitors]
        for one in done:
            one.result()
        took = max(cpu_seconds(*self._processes) - before, ONE_TICK)
        return took / count * 1000

    def close(self) -> None:
        for visitor in self.visitors:
            visitor.close()


def _work(visitor: Visitor, ask: Ask[Task], waiting: SimpleQueue[Task]) -> None:
    while True:
        try:
            task = waiting.get_nowait()
        except Empty:
            return
        ask(visitor, task)


def wall_ms(ask: Callable[[], object], times: int) -> list[float]:
    """How long each of so many requests took, one after the other, for the person who waits."""
    took = []
    for _ in range(times):
        started = time.perf_counter()
        ask()
        took.append((time.perf_counter() - started) * 1000)
    return took
