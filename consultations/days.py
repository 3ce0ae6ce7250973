"""The clinic's local day. A site has its own time zone; the database asks the same one."""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime

from django.utils import timezone

from clinic import words
from clinic.models import Site


def local_day(site: Site, moment: datetime | None = None) -> date:
    """The day it is at the site at this moment, or now."""
    return (moment or timezone.now()).astimezone(zoneinfo.ZoneInfo(site.timezone)).date()


def clock_words(site: Site, moment: datetime) -> str:
    """A moment as the clinic's clock shows it: Thu 14 May 2026, 10:02."""
    local = moment.astimezone(zoneinfo.ZoneInfo(site.timezone))
    return f"{words.day(local.date(), 'medium')}, {local:%H:%M}"
