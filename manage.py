#!/usr/bin/env python
"""Django's command line. Commands that change tables or rights run as the database owner."""

import os
import sys

from django.core.management import execute_from_command_line

OWNER_COMMANDS = frozenset({"migrate", "grant_web_role", "sqlmigrate", "showmigrations"})
FILE_COMMANDS = frozenset({"assess", "export_questionnaire"})  # with --catalogue, files only


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ["SCALPWISE_AS_OWNER"] = "1"
    if len(sys.argv) > 1 and sys.argv[1] in FILE_COMMANDS:
        os.environ["SCALPWISE_WITHOUT_DATABASE"] = "1"

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
