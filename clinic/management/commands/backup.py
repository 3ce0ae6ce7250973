"""A backup of the whole server, encrypted, and the archive beside it looked through for gaps."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clinic import environment
from clinic.backups.bases import Base, must_be_folder
from clinic.backups.chain import Archive, check, prune, wait_for
from clinic.backups.errors import BackupFailed
from clinic.backups.segments import position
from clinic.backups.taking import ADDRESS, alone, ask, take


class Command(BaseCommand):
    help = (
        "Copy the whole server into DIR, encrypted for BACKUP_RECIPIENT, and check that DIR holds"
        " every change since its oldest copy. Ends with exit code 1 where anything is missing."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--keep", type=int, metavar="DAYS", help="take away older backups, never the newest"
        )
        parser.add_argument("--check", action="store_true", help="copy nothing, look for gaps")
        parser.add_argument(
            "--wait", type=float, default=60, metavar="SECONDS", help="for the server’s archive"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["keep"] is not None and options["keep"] < 1:
            raise CommandError("--keep must be 1 or more.")
        try:
            self._work(Archive(options["folder"]), options)
        except BackupFailed as problem:
            raise CommandError(str(problem)) from None

    def _work(self, archive: Archive, options: dict[str, Any]) -> None:
        address = environment.required(ADDRESS, "postgres://role@host/, a role that may replicate")
        must_be_folder(archive.folder)
        with alone(archive.base_folder):
            self._refuse_another_server(archive, address)
            if options["check"]:
                self._keeps_up(archive, address, options["wait"])
            else:
                base = self._take(archive, address)
                wait_for(archive, base, base.last, seconds=options["wait"])
            oldest, pieces = check(archive)
            self.stdout.write(f"No gap: {pieces} pieces of the log since {oldest.name}.")
            if options["keep"] is not None:
                gone = prune(archive, timezone.now() - timedelta(days=options["keep"]))
                self.stdout.write("Taken away: {} backups, {} pieces of the log.".format(*gone))

    def _take(self, archive: Archive, address: str) -> Base:
        started = timezone.now()
        base = take(archive.base_folder, address)
        took = (timezone.now() - started).total_seconds()
        self.stdout.write(
            f"Backup {base.name}: {base.plain_bytes / 1e6:.1f} MB of the server,"
            f" {base.bytes / 1e6:.1f} MB encrypted, {took:.1f} s."
        )
        return base

    def _refuse_another_server(self, archive: Archive, address: str) -> None:
        server = ask(address)
        if any(base.system != server.system for base in archive.bases()):
            raise BackupFailed(
                f"{archive.folder} holds backups of another server. Give each server its own."
            )

    def _keeps_up(self, archive: Archive, address: str, seconds: float) -> None:
        """All but the piece that the server is writing is in the archive."""
        server, found = ask(address), archive.bases()
        if found:
            whole = found[-1].row.number(position(server.position)) - 1
            wait_for(archive, found[-1], whole, seconds=seconds)
