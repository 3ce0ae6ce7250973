"""What a maker of records for the matrix is; places.py and catalogue_places.py hold them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clinic.models import User
from tests.access.two_sites import TwoSites

NOBODY = 2_000_000_000


@dataclass(frozen=True)
class Places:
    """The beginning of an address with its values: of one's own, of the others, of nobody."""

    own: tuple[str, ...]
    others: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


Make = Callable[[TwoSites, User], Places]
MAKERS: dict[str, Make] = {}


def made_for(*begins: str) -> Callable[[Make], Make]:
    def keep(make: Make) -> Make:
        MAKERS.update(dict.fromkeys(begins, make))
        return make

    return keep
