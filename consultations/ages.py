"""Old enough on the day? The limit is a period of the catalogue, because the law sets it. Pure."""

from __future__ import annotations

from datetime import date

from sideeffects.risk import Catalogue
from sideeffects.risk.dates import add

CONSENT_AGE = "consent_age"


def birthday_of_consent(catalogue: Catalogue, birth_date: date) -> tuple[int, date] | None:
    """The age of consent and the birthday that reaches it; None where the catalogue sets none."""
    period = catalogue.periods.get(CONSENT_AGE)
    if period is None:
        return None
    years = int(period.value)
    return years, add(birth_date, years, "years")
