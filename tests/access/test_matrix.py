"""Every address × everybody × every method × one's own, the other site's and missing records.

Nothing here is written down twice: the addresses come from the resolver, what is expected of each
from what its view declares.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import pytest
from django.db import transaction

from clinic.access import Declared
from clinic.addresses import Address, addresses
from clinic.models.user import Role
from tests.access.footprint import changed, footprint
from tests.access.makers import Places
from tests.access.places import fill, nobody_said_how
from tests.access.two_sites import TwoSites
from tests.access.visitors import (
    COMES_IN,
    EVERYBODY,
    LONG_AGO,
    METHODS,
    NO_SUCH_METHOD,
    NOT_THERE,
    Visitor,
    visitor,
)


class Cell(NamedTuple):
    method: str
    path: str
    wanted: str


Cells = Callable[[Visitor, Declared, Places], Iterator[Cell]]

pytestmark = pytest.mark.django_db

OF_THE_CLINIC = [each for each in addresses() if not each.route.startswith("admin/")]
OF_THE_ADMIN = [each for each in addresses() if each.route.startswith("admin/")]


def test_somebody_said_how_to_fill_every_address() -> None:
    missing = nobody_said_how(addresses())
    assert missing == [], "say in tests/access/places.py how a record behind it is made"


@pytest.mark.parametrize("kind", EVERYBODY)
def test_everybody_finds_what_is_declared_and_nothing_else(kind: str, sites: TwoSites) -> None:
    with visitor(kind, sites) as somebody:
        before = footprint()
        assert surprises(somebody, OF_THE_CLINIC, sites, telling_cells) == []
        assert changed(before) == []


@pytest.mark.parametrize("kind", EVERYBODY)
def test_the_admin_opens_to_its_own_role_alone(kind: str, sites: TwoSites) -> None:
    with visitor(kind, sites) as somebody:
        before = footprint()
        assert surprises(somebody, OF_THE_ADMIN, sites, admin_cells) == []
        assert changed(before) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", EVERYBODY)
def test_the_whole_matrix(kind: str, sites: TwoSites) -> None:
    with visitor(kind, sites) as somebody:
        before = footprint()
        assert surprises(somebody, addresses(), sites, all_cells) == []
        assert changed(before) == []


# ── Cells: method, address, and what is met there ──────────────────────────────


def all_cells(somebody: Visitor, declared: Declared, places: Places) -> Iterator[Cell]:
    for method in METHODS:
        expected = somebody.expects(declared, method)
        yield from (Cell(method, path, expected) for path in places.own)
        hidden = NOT_THERE if expected == COMES_IN else expected
        yield from (Cell(method, path, hidden) for path in (*places.others, *places.missing))


def telling_cells(somebody: Visitor, declared: Declared, places: Places) -> Iterator[Cell]:
    """One of each kind, a different one for each method: `make attack` opens every one of them.
    Where the method is unknown, one of somebody's own tells as much; where the door is shut to a
    role, it is tried by the methods there are and by one of the others."""
    if somebody.kind == LONG_AGO and not declared.fresh:
        return
    for turn, method in enumerate(METHODS):
        expected = somebody.expects(declared, method)
        if expected == NOT_THERE and turn not in (0, 2 + len(places.own[0]) % 4, 6):
            continue
        yield Cell(method, in_turn(places.own, turn), expected)
        if expected == COMES_IN and method != "HEAD":
            for hidden in filter(None, (places.others, places.missing)):
                yield Cell(method, in_turn(hidden, turn), NOT_THERE)


def in_turn(paths: tuple[str, ...], turn: int) -> str:
    return paths[(turn + len(paths[0])) % len(paths)]


def admin_cells(somebody: Visitor, declared: Declared, places: Places) -> Iterator[Cell]:
    """One guard stands before all of its pages: one way in for each of them."""
    (path,) = places.own
    method = declared.methods[0]
    yield Cell(method, path, somebody.expects(declared, method))


def surprises(
    somebody: Visitor, every: Iterable[Address], sites: TwoSites, cells: Cells
) -> list[str]:
    """The cells where this visitor meets something else than is declared."""
    wrong = []
    for address in every:
        assert address.declared is not None
        for cell in cells(somebody, address.declared, fill(address, sites, somebody.user)):
            found = what_happens(somebody, cell)
            if not is_as_wanted(found, cell.wanted, address):
                wrong.append(f"{cell.method} {cell.path}: {found}, not {cell.wanted}")
    return wrong


def what_happens(somebody: Visitor, cell: Cell) -> str:
    """The status, and where it leads. What somebody may do is done, and undone at once."""
    if cell.wanted != COMES_IN or cell.method != "POST":
        return told(somebody.ask(cell.method, cell.path))
    before = transaction.savepoint()
    found = told(somebody.ask(cell.method, cell.path))
    transaction.savepoint_rollback(before)
    return found


def told(response: Any) -> str:
    return f"{response.status_code} {response.headers.get('Location', '')}".strip()


def is_as_wanted(found: str, wanted: str, address: Address) -> bool:
    status, _, leads = found.partition(" ")
    if wanted in (NOT_THERE, NO_SUCH_METHOD):
        return status == wanted
    if wanted != COMES_IN:
        return status in ("302", "307") and leads.partition("?")[0] == wanted
    if int(status) >= 500:
        return False
    if address.route.startswith("admin/"):  # Django's own pages take less than is declared of all
        return True
    if status == NO_SUCH_METHOD:
        return False
    if address.declared is None or address.declared.permission is None:  # says so of old links, too
        return True
    return status not in ("403", "404") and not leads.startswith("/sign-in/")


VARYING = re.compile(r'[A-Za-z0-9]{64}|data-session-end="\d+"')


@pytest.mark.parametrize("kind", [Role.FRONT_DESK, Role.TECHNICIAN, Role.AUDITOR])
def test_another_sites_record_looks_exactly_like_none(kind: str, sites: TwoSites) -> None:
    """Same status, same page, but for the token of forms and the address that was asked for."""
    with visitor(kind, sites) as somebody:
        for address in OF_THE_CLINIC:
            places = fill(address, sites, somebody.user)
            for method in ("GET", "POST"):
                for path in places.others[:1]:
                    none = looks(somebody, method, places.missing[0])
                    assert looks(somebody, method, path) == none, (method, path)


def looks(somebody: Visitor, method: str, path: str) -> tuple[int, list[str]]:
    response = somebody.ask(method, path)
    page = VARYING.sub("", response.content.decode().replace(path, "here"))
    shown = [line.strip() for line in page.splitlines()]
    return response.status_code, [line for line in shown if line]
