"""Names in braces inside a text of the catalogue: each stands for a period or a parameter."""

from __future__ import annotations

from collections.abc import Collection

from sideeffects.risk import Catalogue
from sideeffects.risk.wording import PLACEHOLDER


def unknown_names(catalogue: Catalogue, text: str, also: Collection[str] = ()) -> list[str]:
    """The names in braces that stand for nothing, each once."""
    named = dict.fromkeys(PLACEHOLDER.findall(text))
    return [name for name in named if name not in catalogue.periods and name not in also]
