"""What there is to pick in the draft: the entries of one part, by the name that people know."""

from __future__ import annotations

from functools import lru_cache

from sideeffects.desk.kinds import KINDS
from sideeffects.evidence import labels
from sideeffects.evidence.citing import short_name
from sideeffects.risk import Catalogue, to_files
from sideeffects.risk.evidence import SideEffect, Source
from sideeffects.risk.wording import fill


@lru_cache(maxsize=32)
def offered(catalogue: Catalogue, part: str) -> dict[str, str]:
    """The key and the name of each entry, in catalogue order."""
    match part:
        case "sources":
            return {key: _source(source) for key, source in catalogue.sources.items()}
        case "side_effects":
            return {key: _effect(effect) for key, effect in catalogue.side_effects.items()}
        case "rules":
            return {key: fill(catalogue, rule.reads_as) for key, rule in catalogue.rules.items()}
    kind = KINDS[part]
    entries = to_files(catalogue)[kind.model.FILE][part]
    return {plain[kind.model.KEY]: kind.title(plain) for plain in entries}


def _source(source: Source) -> str:
    """ "Garg 2021: Complications of hair transplants", and whether it was never read."""
    short = short_name(source)
    name = short if short.startswith(source.title) else f"{short}: {source.title}"
    return f"{name} (check first)" if source.verification in labels.CHECK_FIRST else name


def _effect(effect: SideEffect) -> str:
    if effect.plain_name == effect.clinical_name:
        return effect.plain_name
    return f"{effect.plain_name} ({effect.clinical_name})"
