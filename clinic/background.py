"""What each web process does beside answering requests: one thread, one job after the other.

An app registers its jobs when it is ready (see clinic/apps.py). Each process runs all of them, so
a job sees to it by itself, with locks of PostgreSQL, that nothing is done twice.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection

# Between two slices of the same work, so that the requests of this process get their turn.
REST_SECONDS = 0.02

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Done every so many seconds. `work` does a slice, well under a second, and returns True
    where more of it waits: then it goes on after a short rest."""

    name: str
    work: Callable[[], bool | None]
    seconds: float


_JOBS: dict[str, Job] = {}


def register(name: str, work: Callable[[], bool | None], seconds: float) -> None:
    """Have `work` done in the background of every web process."""
    _JOBS[name] = Job(name, work, seconds)


def registered() -> tuple[Job, ...]:
    return tuple(_JOBS.values())


def start_background(
    ended: threading.Event | None = None, jobs: Sequence[Job] | None = None
) -> threading.Thread:
    """All registered jobs, or these, in a thread of this process until `ended`."""
    thread = threading.Thread(
        target=_keep_working,
        args=[registered() if jobs is None else tuple(jobs), ended or threading.Event()],
        name="background",
        daemon=True,
    )
    thread.start()
    return thread


def _keep_working(jobs: tuple[Job, ...], ended: threading.Event) -> None:
    due = {job.name: time.monotonic() + job.seconds for job in jobs}
    while not ended.wait(max(0.0, min(due.values()) - time.monotonic())):
        for job in jobs:
            if due[job.name] <= time.monotonic():
                more = work_once(job)
                due[job.name] = time.monotonic() + (REST_SECONDS if more else job.seconds)


def work_once(job: Job) -> bool:
    """One slice; whether more waits. A fault is logged, and the next round tries again."""
    try:
        return bool(job.work())
    except Exception:
        log.exception("The background job “%s” failed", job.name, extra={"job": job.name})
        return False
    finally:
        connection.close()
