"""A backup put into an empty database, wound forward to a moment, and looked through."""

from __future__ import annotations

import signal
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from clinic import environment
from clinic.backups.carrying import INTO, has_role
from clinic.backups.chain import Archive
from clinic.backups.errors import BackupFailed
from clinic.backups.restoring import Steps, Wish, restore
from clinic.sealing import seal_waiting
from consultations.actions.erasing import erase_again
from consultations.actions.relocking import look
from consultations.erasure_list import keys_in


class Command(BaseCommand):
    help = (
        "Restore what `backup` and the archive hold in DIR into an empty database, as it was at a"
        " moment, and check it. BACKUP_IDENTITY_FILE names the private key."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--into", required=True, help="address of an empty database, its owner’s"
        )
        parser.add_argument(
            "--to", metavar="TIME", help="with its zone; default: as late as it goes"
        )
        parser.add_argument("--up-to-the-gap", action="store_true", help="where a piece is missing")
        parser.add_argument("--work", type=Path, metavar="DIR", help="where to unpack meanwhile")
        parser.add_argument("--database", default="", help="where the backup holds several")
        parser.add_argument("--erased", type=Path, metavar="FILE", help="the list of erasures")
        parser.add_argument(
            "--anchor", type=Path, metavar="FILE", help="of audit_anchor, from then"
        )
        parser.add_argument("--web-role", default=settings.WEB_ROLE or "scalpwise_web")

    def handle(self, *_args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        wish = Wish(
            into=options["into"],
            to=_moment(options["to"]),
            work=options["work"],
            database=options["database"],
            up_to_the_gap=options["up_to_the_gap"],
        )
        erased = _list_of_erasures(options)
        steps = Steps(self._say)
        try:
            restore(Archive(options["folder"]), wish, steps)
            self._look_through(wish, erased, options, steps)
        except BackupFailed as problem:
            raise CommandError(str(problem)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped; what was unpacked is gone again.") from None

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _look_through(
        self, wish: Wish, erased: list[str] | None, options: dict[str, Any], steps: Steps
    ) -> None:
        """The web role comes last: nobody works with what was not found in order."""
        _speak_to(wish.into)
        if erased is None:
            steps.say("No list of erasures was given; nobody was erased again.")
        else:
            steps.say(f"Erased again: {erase_again(erased)} of {len(erased)} on the list")
        seal_waiting()
        with steps.step("The audit trail was looked through"):
            anchor = {"anchor": options["anchor"]} if options["anchor"] else {}
            call_command("verify_audit", stdout=self.stdout, stderr=self.stderr, **anchor)
        with steps.step("Each summary was made once more"):
            call_command("reproduce_summary", all=True, stdout=self.stdout, stderr=self.stderr)
        with steps.step("What is encrypted inside was opened"):
            shut = look().lost
        if shut:
            raise BackupFailed(
                f"The data is restored, but this SECRET_KEY does not open {', '.join(shut)}."
                " Give the one that was in force (SECRET_KEY_FALLBACKS takes older ones), then run"
                " grant_web_role."
            )
        role = options["web_role"]
        if has_role(wish.into, role):
            call_command("grant_web_role", role=role, stdout=self.stdout)
        else:
            steps.say(f"There is no role {role} here: make it, then run grant_web_role.")


def _moment(said: str | None) -> datetime | None:
    if said is None:
        return None
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise CommandError(f"“{said}” is no time; write it as 2026-11-22T14:05:00+00:00.") from None
    if moment.tzinfo is None:
        raise CommandError(f"“{said}” says no time zone; write +00:00 or Z behind it.")
    return moment


def _list_of_erasures(options: dict[str, Any]) -> list[str] | None:
    """The one that is named, else the site's own, else the one that was put beside the backups."""
    beside: Path = options["folder"] / "erased.jsonl"
    named = options["erased"] or (Path(settings.ERASURE_LIST) if settings.ERASURE_LIST else None)
    if named is None and not beside.exists():
        return None
    try:
        return keys_in(named or beside)
    except (OSError, ValueError, KeyError):
        raise CommandError(f"{named or beside} cannot be read as a list of erasures.") from None


def _speak_to(address: str) -> None:
    """From now on every query goes to the restored database, as its owner."""
    connections["default"].close()
    place = {"default": environment.database(INTO, address)}
    connections.settings["default"] = connections.configure_settings(place)["default"]
    del connections["default"]
