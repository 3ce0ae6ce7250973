"""Rows, catalogue values and canonical JSON: three forms of one thing, and the ways between."""

from __future__ import annotations

from itertools import chain
from typing import Any

from sideeffects.evidence.labels import ABOUT, CATEGORY, GROUP, VERDICT, label
from sideeffects.models import ROWS, Edition, Entry, SearchEntry
from sideeffects.risk import PARTS, Catalogue, canonical, parse, to_files
from sideeffects.risk.evidence import Claim, Contraindication, SideEffect, Source
from sideeffects.risk.wording import fill
from sideeffects.risk.words import NOT_SURE


def catalogue_of_rows() -> Catalogue:
    """What would be published now; raises ``CatalogueError``."""
    files: dict[str, dict[str, Any]] = {name: {} for name in PARTS}
    for model in ROWS:
        files[model.FILE][model.PART] = [row.plain() for row in model.objects.current()]
    return parse(files)


def canonical_json(catalogue: Catalogue) -> str:
    """The text whose UTF-8 bytes an edition's hash is of."""
    return canonical(to_files(catalogue)).decode()


def columns_of(catalogue: Catalogue) -> dict[type[Entry], list[dict[str, Any]]]:
    """The columns of every row, kind by kind, in catalogue order."""
    files = to_files(catalogue)
    return {
        model: [
            model.columns(plain) | {"position": place}
            for place, plain in enumerate(files[model.FILE][model.PART])
        ]
        for model in ROWS
    }


def search_entries(edition: Edition, catalogue: Catalogue) -> list[SearchEntry]:
    """Every entry that staff can look up, with all the words by which it should be found."""
    texts = chain(
        (
            ("side_effect", effect.key, effect.plain_name, _effect_text(effect))
            for effect in catalogue.side_effects.values()
        ),
        (
            ("contraindication", entry.key, entry.name, _contraindication_text(catalogue, entry))
            for entry in catalogue.contraindications.values()
        ),
        (
            ("claim", claim.id, claim.claim, _claim_text(catalogue, claim))
            for claim in catalogue.claims.values()
        ),
        (
            ("source", source.key, source.title, _source_text(source))
            for source in catalogue.sources.values()
        ),
    )
    return [
        SearchEntry(edition=edition, kind=kind, key=key, title=title, text=text)
        for kind, key, title, text in texts
    ]


def _text(*parts: str | None) -> str:
    """The parts as sentences, one after the other."""
    return " ".join(part if part[-1] in ".?!" else f"{part}." for part in parts if part)


def _effect_text(effect: SideEffect) -> str:
    return _text(
        effect.clinical_name,
        *effect.also_called,
        effect.for_patients,
        effect.what_to_do,
        *effect.warning_signs,
        *(frequency.text for frequency in effect.frequency),
        effect.note,
        effect.seed_note,
        f"Begins {effect.onset.text}, lasts {effect.duration.text}",
        label(CATEGORY, effect.category),
    )


def _contraindication_text(catalogue: Catalogue, entry: Contraindication) -> str:
    questions = [catalogue.questions[key] for key in entry.questions if key in catalogue.questions]
    rules = [catalogue.rules[key] for key in entry.rules if key in catalogue.rules]
    return _text(
        entry.plain_name,
        *entry.also_called,
        entry.for_patients,
        entry.required_action,
        *(part.when for part in entry.kinds),
        *(part.why for part in entry.raises),
        entry.note,
        *(fill(catalogue, rule.reads_as) for rule in rules),
        *(question.text for question in questions),
        *(
            option.label
            for question in questions
            for option in question.options
            if option.key not in ("yes", "no", NOT_SURE)
        ),
        label(GROUP, entry.group),
    )


def _claim_text(catalogue: Catalogue, claim: Claim) -> str:
    effects = (catalogue.side_effects.get(key) for key in claim.side_effects)
    return _text(
        claim.reason,
        *(effect.plain_name for effect in effects if effect),
        f"{label(VERDICT, claim.verdict)}; about {label(ABOUT, claim.about)}",
    )


def _source_text(source: Source) -> str:
    year = str(source.year) if source.year else None
    return _text(source.authors, year, source.container, source.note)
