"""Every address of the site: who may open it, how, and what is noted. Nothing is left out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic.addresses import Address, addresses, undeclared

COLUMNS = ("address", "name", "methods", "permission", "roles", "record", "noted as", "also")


class Command(BaseCommand):
    help = (
        "Lists every address of the site with its methods, permission, roles, record and audit "
        "action, as the views declare them. Ends with exit code 1 if an address declares nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs to read")

    def handle(self, *args: Any, **options: Any) -> None:
        found = addresses()
        if options["json"]:
            plain = [address.plain() for address in found]
            self.stdout.write(json.dumps(plain, ensure_ascii=False, indent=2))
        else:
            for line in _table([COLUMNS, *map(_cells, found)]):
                self.stdout.write(line)
        if closed := undeclared(found):
            raise CommandError(f"These declare nothing and stay shut: {', '.join(closed)}")


def _cells(address: Address) -> tuple[str, ...]:
    plain = address.plain()
    also = ["proved lately"] if plain["fresh"] else []
    if plain["before_second_factor"]:
        also.append("before the second factor")
    if plain["open_because"]:
        also.append(f"open: {plain['open_because']}")
    return (
        f"/{plain['route']}",
        plain["name"],
        " ".join(plain["methods"]),
        plain["permission"] or ("strangers too" if address.declared else "NOTHING DECLARED"),
        " ".join(plain["roles"]),
        plain["record"] or "",
        plain["audit"] or "",
        ", ".join(also),
    )


def _table(rows: list[tuple[str, ...]]) -> Iterable[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(map(str.ljust, row, widths)).rstrip()
