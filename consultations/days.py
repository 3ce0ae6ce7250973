"""The clinic's local day. A site has its own time zone; the database asks the same one."""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime

from django.utils import timezone

from clinic.models import Site


def local_day(site: Site, moment: datetime | None = None) -> date:
    """The day it is at the site at this moment, or now."""
    return (moment or timezone.now()).astimezone(zoneinfo.ZoneInfo(site.timezone)).date()
