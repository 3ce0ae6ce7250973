"""D14: every parameter of every address, tried with sqlmap.

A part of the long run: `make attack ARGS='tests/attack/test_sql_injection.py -s -k manager'`, and
`SQLMAP_ONLY=regex` for addresses, `SQLMAP_SECONDS` for the longest time at one of them.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from clinic.models import User
from clinic.models.user import Role
from tests.attack import full_clinic
from tests.attack.addresses import crawl, with_routes_nobody_links
from tests.attack.sqlmap import TOKEN, Probe, Target, targets_of
from tests.people import person, site

HOLES = [
    Target("/hole/?sort=Leeds"),
    Target("/hole/Leeds*/"),
    Target("/hole/", f"name=Leeds&csrfmiddlewaretoken={TOKEN}"),
]


@pytest.fixture
def quiet(settings: object) -> None:
    settings.ZEAL_RAISE = False  # type: ignore[attr-defined]


@pytest.mark.urls("tests.attack.pages_with_a_hole")
def test_a_hole_is_found(
    transactional_db: None, live_server: LiveServer, tmp_path: Path, quiet: None
) -> None:
    site()
    found = Probe(live_server.url, person(Role.FRONT_DESK), tmp_path).try_out(HOLES[0])
    assert "Parameter: sort (GET)" in found.injectable


@pytest.mark.slow
@pytest.mark.urls("tests.attack.pages_with_a_hole")
@pytest.mark.parametrize("target", HOLES, ids=str)
def test_a_hole_is_found_wherever_it_is(
    transactional_db: None, live_server: LiveServer, tmp_path: Path, quiet: None, target: Target
) -> None:
    site()
    assert Probe(live_server.url, person(Role.FRONT_DESK), tmp_path).try_out(target).injectable


def test_two_addresses_have_none(
    transactional_db: None, live_server: LiveServer, tmp_path: Path, quiet: None
) -> None:
    probe = Probe(live_server.url, person(Role.FRONT_DESK), tmp_path)
    for target in (
        Target("/patients/find/rows/", f"q=Ade&csrfmiddlewaretoken={TOKEN}"),
        Target("/patients/P-000000*/"),
    ):
        found = probe.try_out(target)
        assert (found.injectable, found.finished) == ("", True), found


@pytest.mark.slow
@pytest.mark.parametrize("role", ["stranger", *Role.values])
def test_no_address_has_one(
    transactional_db: None, live_server: LiveServer, tmp_path: Path, quiet: None, role: str
) -> None:
    full_clinic.build()
    user = User.objects.filter(role=role).order_by("pk").first()
    met = with_routes_nobody_links(crawl(user))
    targets = [Target("/sign-in/", headers_too=True), *targets_of(met.addresses, met.forms)]
    wanted = re.compile(os.environ.get("SQLMAP_ONLY", ""))
    seconds = int(os.environ.get("SQLMAP_SECONDS", "900"))
    probe = Probe(live_server.url, user, tmp_path, level=3, risk=2, seconds=seconds)
    findings = []
    for target in targets:
        if wanted.search(target.address):
            findings.append(probe.try_out(target))
            print(f"{role}: {findings[-1]}", flush=True)
    assert [str(finding) for finding in findings if finding.injectable] == []
    assert [str(finding) for finding in findings if not finding.finished] == []
