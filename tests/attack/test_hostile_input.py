"""D15: whatever is sent, the site answers with a page of its own and goes on working.

Another seed each time, but in CI; it is printed. `HOSTILE_SEED=… HOSTILE_REQUESTS=…` sends the same
again, or more.
"""

from __future__ import annotations

import gc
import logging
import os
import random
import resource
import time
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from clinic.models import User
from tests.attack import full_clinic
from tests.attack.addresses import crawl, with_routes_nobody_links
from tests.attack.hostile import Attacker, Hostile

FEW, MANY = 1_500, 100_000
TRACES = ("Traceback", "psycopg2", "django.db", 'File "/')
GROWTH = 60_000  # kilobytes; what is still warming up, but no leak of one kilobyte a request


@pytest.fixture
def roles(transactional_db: None, settings: Settings) -> list[tuple[Client, Attacker]]:
    """Each person of the clinic as an attacker, with all that this person can reach."""
    settings.ZEAL_RAISE = False
    full_clinic.build()
    chosen = 1 if os.environ.get("CI") == "true" else random.SystemRandom().randrange(10**6)
    seed = int(os.environ.get("HOSTILE_SEED") or chosen)
    print(f"HOSTILE_SEED={seed}")
    found = []
    for number, user in enumerate([None, *User.objects.filter(is_active=True).order_by("pk")]):
        client = Client(raise_request_exception=False)
        if user is not None:
            client.force_login(user)
        met = with_routes_nobody_links(crawl(user))
        if met.forms:
            found.append((client, Attacker(seed + number, met.addresses, met.forms)))
    return found


def send(client: Client, hostile: Hostile) -> tuple[int, str]:
    """Through everything the server would call, with the person's own session."""
    response = client.generic(
        hostile.method,
        hostile.path,
        hostile.body,
        hostile.content_type,
        headers=hostile.headers,
    )
    words = "" if response.streaming else response.content[:5_000].decode("utf-8", "replace")
    return response.status_code, words


def attack(roles: list[tuple[Client, Attacker]], requests: int) -> None:
    logging.disable(logging.ERROR)
    times, memory = [], [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]
    broken: list[str] = []
    try:
        for number in range(requests):
            client, attacker = roles[number % len(roles)]
            if number % 200 < len(roles) and number:
                _sign_in_again(client)
            hostile, began = attacker.next(), time.perf_counter()
            status, words = send(client, hostile)
            times.append(time.perf_counter() - began)
            if _broken(status, words):
                broken.append(f"{status} {hostile} {words[:80]!r}")
            if number == requests // 2:
                memory.append(_resident())
        memory.append(_resident())
    finally:
        logging.disable(logging.NOTSET)
    times.sort()
    print(
        f"{requests} requests, {len(broken)} broken, p99 {times[int(len(times) * 0.99)]:.3f} s, "
        f"longest {times[-1]:.3f} s, memory {memory[1] // 1024} MB after half, "
        f"{memory[2] // 1024} MB at the end"
    )
    assert "\n".join(broken) == ""
    assert memory[2] - memory[1] < GROWTH


def _broken(status: int, words: str) -> bool:
    """`/readyz` may say that seals are late: nobody seals here."""
    if status == 503 and words.split() == ["not", "ready", "seals"]:
        return False
    return status >= 500 or any(trace in words for trace in TRACES)


def _resident() -> int:
    """Kilobytes that this process holds now, without what only waits to be thrown away."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1024


def _sign_in_again(client: Client) -> None:
    """Some of what was sent may have ended the session."""
    found = client.session.get("_auth_user_id") or getattr(client, "who", None)
    if found:
        client.who = found  # type: ignore[attr-defined]
        client.force_login(User.objects.get(pk=found))


def test_fifteen_hundred_hostile_requests(roles: list[tuple[Client, Attacker]]) -> None:
    attack(roles, int(os.environ.get("HOSTILE_REQUESTS") or FEW))


@pytest.mark.slow
def test_a_hundred_thousand_hostile_requests(roles: list[tuple[Client, Attacker]]) -> None:
    attack(roles, int(os.environ.get("HOSTILE_REQUESTS") or MANY))
