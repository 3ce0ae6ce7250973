"""What other topics show on the review page: each part comes from a module of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic.models import User
from consultations.deciding import Case


@dataclass(frozen=True, slots=True)
class Sections:
    """One field a topic; `page.sections.<topic>` in the templates."""


def sections_of(found: Case, by: User, today: date, forms: Mapping[str, Any]) -> Sections:
    """`forms`: those that came back with something to repair, by topic; the rest is untouched."""
    return Sections()
