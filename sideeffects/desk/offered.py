"""What there is to pick in the draft: the entries of one part, by the name that people know."""

from __future__ import annotations

from functools import lru_cache

from sideeffects.desk.kinds import KINDS
from sideeffects.risk import Catalogue, to_files


@lru_cache(maxsize=32)
def offered(catalogue: Catalogue, part: str) -> dict[str, str]:
    """The key and the title of each entry, in catalogue order."""
    kind = KINDS[part]
    entries = to_files(catalogue)[kind.model.FILE][part]
    return {plain[kind.model.KEY]: kind.title(plain) for plain in entries}
