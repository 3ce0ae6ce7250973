#!/usr/bin/env python
"""Django's command line. Commands that change tables or rights run as the database owner."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import InterfaceError, OperationalError

OWNER_COMMANDS = frozenset(
    {"migrate", "grant_web_role", "sqlmigrate", "showmigrations"}
    | {"erase_patient", "legal_hold", "retention", "relock"}
)
# These name their database themselves, or need none.
FILE_COMMANDS = frozenset({"assess", "backup", "export_questionnaire", "restore"})


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ["SCALPWISE_AS_OWNER"] = "1"
    if len(sys.argv) > 1 and sys.argv[1] in FILE_COMMANDS:
        os.environ["SCALPWISE_WITHOUT_DATABASE"] = "1"

    try:
        execute_from_command_line(sys.argv)
    except (OperationalError, InterfaceError) as problem:
        sys.exit(in_one_line(problem))


def in_one_line(problem: Exception) -> str:
    """A server that is gone needs no traceback; what it says may name a host, never a patient."""
    code = getattr(problem.__cause__, "pgcode", None) or ""
    if code in ("55P03", "57014"):
        return (
            "Others were at the same tables for too long. What had begun was taken back; try again."
        )
    if not code or code.startswith(("08", "57P", "53")):
        said = str(problem.__cause__ or problem).strip().splitlines() or [""]
        return f"The database does not answer: {said[0]}"
    raise problem


if __name__ == "__main__":
    main()
