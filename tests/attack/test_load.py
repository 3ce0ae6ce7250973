"""D29: forty people at work and 150 forms that save themselves, in a clinic with years behind it.

It asserts that nothing failed and nothing was lost. How long things took is told beside the goals
and asserted by nobody: the same machine is the clients' and whoever else's. `LOAD_SECONDS`,
`LOAD_PATIENTS` and `LOAD_EVENTS` make it shorter.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest

from bench.measure import p95
from bench.processes import TICKS, cpu_seconds
from bench.servers import postmaster
from tests.attack.at_work import PATIENCE, Took, at_work_for, everybody, lost
from tests.attack.big_clinic import Size, sign_in, with_history, with_people
from tests.attack.production_site import ProductionSite, served
from tests.attack.standing_site import Place

SECONDS = float(os.environ.get("LOAD_SECONDS", "600"))
WHOLE = Size(
    patients=int(os.environ.get("LOAD_PATIENTS", "50000")),
    events=int(os.environ.get("LOAD_EVENTS", "500000")),
    staff=40,
    forms=150,
)
SENT, APPROVED = 60, 20
SAVE_P95, PAGE_P95, PAGE_P99 = 300, 500, 1000  # milliseconds, safety.md D29
COLUMNS = f"{'':14}{'asked':>8}{'p50':>8}{'p95':>8}{'p99':>8}{'worst':>8}   goal, in milliseconds"


@dataclass
class Meter:
    """CPU seconds since it was made: of the site, of PostgreSQL, of the clients, of the machine."""

    site: ProductionSite

    def __post_init__(self) -> None:
        self._began, self._before = time.monotonic(), self._read()

    def _read(self) -> dict[str, float]:
        return {
            "site": cpu_seconds(self.site.server.pid),
            "PostgreSQL": cpu_seconds(postmaster(self.site.database)),
            "clients": time.process_time(),
            "machine": _busy(),
        }

    def told(self) -> str:
        took, now = time.monotonic() - self._began, self._read()
        cores = {name: (now[name] - before) / took for name, before in self._before.items()}
        others = cores.pop("machine") - sum(cores.values())
        used = ", ".join(f"{name} {share:.2f}" for name, share in cores.items())
        return f"of {os.cpu_count()} cores: {used}, everything else {max(others, 0):.2f}"


def _busy() -> float:
    """Seconds that the machine's cores were at work since it started."""
    user, nice, system, _, _, *rest = Path("/proc/stat").read_text().split("\n")[0].split()[1:9]
    return sum(map(int, (user, nice, system, *rest))) / TICKS


def line(page: str, times: list[float]) -> str:
    goal = f"p95 {SAVE_P95}" if page == "save" else f"p95 {PAGE_P95}, p99 {PAGE_P99}"
    found = (median(times), p95(times), sorted(times)[int(len(times) * 0.99)], max(times))
    return f"{page:14}{len(times):8}" + "".join(f"{one:8.0f}" for one in found) + f"   {goal}"


def told(took: Took, seconds: float, size: Size, wrong: list[str], meter: str) -> str:
    asked = sum(map(len, took.times.values()))
    pages = [time for page, times in took.times.items() if page != "save" for time in times]
    return "\n".join(
        [
            f"{seconds:.0f} s, {size.staff} staff, {size.forms} forms, {size.patients:,} patients,"
            f" {size.events:,} events: {asked} requests, {asked / seconds:.1f} a second",
            COLUMNS,
            *(line(page, times) for page, times in sorted(took.times.items())),
            line("every page", pages),
            f"not answered with 200: {len(took.errors)}; saves lost: {len(wrong)}",
            meter,
        ]
    )


@pytest.mark.slow
def test_staff_at_work_while_forms_save(capsys: pytest.CaptureFixture[str]) -> None:
    with served() as site:
        there = with_people(site, WHOLE, sent=SENT, approved=APPROVED)
        with_history(site, WHOLE)
        sign_in(site)
        place, took = Place(site, site.server, site.database, PATIENCE), Took()
        forms, staff = everybody(place, took, there)
        began, meter = time.monotonic(), Meter(site)
        at_work_for(SECONDS, [*forms, *staff])
        used, seconds = meter.told(), time.monotonic() - began
        wrong = lost(place, forms)
    with capsys.disabled():
        print(f"\n{told(took, seconds, WHOLE, wrong, used)}")
    assert took.errors == []
    assert wrong == []
    assert all(form.acknowledged for form in forms)
