"""Invite somebody from the command line: the first system administrator of a clinic."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic.actions.staff import invite
from clinic.forms.staff import InviteForm
from clinic.models import Site
from clinic.models.user import Role


class Command(BaseCommand):
    help = "Add a person and send them the link by which they choose a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="as colleagues read it, in quotes")
        parser.add_argument("sign_in_name")
        parser.add_argument("email")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--site", default="", help="the name of the site; not for admin")

    def handle(self, *_args: Any, **options: Any) -> None:
        site = Site.objects.filter(name=options["site"]).first()
        if options["site"] and site is None:
            raise CommandError(f"There is no site “{options['site']}”.")
        form = InviteForm({**options, "site": site.pk if site else ""})
        if not form.is_valid():
            raise CommandError(
                "\n".join(str(line) for each in form.errors.values() for line in each)
            )
        sent = invite(by=None, **form.details())
        if not sent.delivered:
            self.stdout.write(
                f"No mail could be sent. Hand this link to {sent.person}:\n{sent.link}"
            )
        elif settings.MAIL_TO_FILES:
            self.stdout.write(f"The mail is written to a file in {settings.EMAIL_FILE_PATH}.")
        else:
            self.stdout.write(f"A link is on its way to {sent.person.email}.")
