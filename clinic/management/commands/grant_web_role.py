"""Give the web role exactly the rights it is listed with. Runs as the owner of the tables."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from clinic import grants


class Command(BaseCommand):
    help = "Give the web role exactly the rights listed in the apps' grants.py (run as the owner)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", default=settings.WEB_ROLE, help="default: DATABASE_URL's")

    def handle(self, *_args: Any, **options: Any) -> None:
        role: str = options["role"]
        if not role:
            raise CommandError("DATABASE_URL names no role.")
        if problems := grants.problems():
            raise CommandError("\n".join(problems))
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            (owner,) = cursor.fetchone()
        if owner == role:
            raise CommandError(
                f"“{role}” would grant rights to itself; set DATABASE_OWNER_URL to the owner's."
            )
        with transaction.atomic():
            grants.grant(connection, role)
        self.stdout.write(f"{role} has its rights on {len(grants.by_table())} tables.")
