"""A stored summary made once more of what is stored beside it, and where it differs, if it does.

The answers, letters, dates, stages and edition of a summary never change, so the same engine gives
the same bytes for ever. Differences are named by their place, which says nothing of anybody.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from consultations.actions.documents import opened
from consultations.models import Document, Review, Summary
from consultations.rescreened import known_letters, letters_of
from sideeffects.models import Edition
from sideeffects.risk import ENGINE_VERSION, RiskSummary, assess, canonical, digest

AT_ONCE = 100  # rows in memory, however many there are


def summaries(found: QuerySet[Summary]) -> Iterator[Summary]:
    """One after the other, oldest first."""
    return (
        found.select_related("consultation")
        .only(
            *("number", "edition_id", "engine_version", "consultation_date", "treatment_date"),
            *("stages", "answers", "letters", "canonical", "hash", "consultation__reference"),
        )
        .order_by("pk")
        .iterator(chunk_size=AT_ONCE)
    )


def reproduced(summary: Summary) -> RiskSummary:
    edition = Edition.objects.known(summary.edition_id)
    return assess(
        edition.catalogue,
        summary.answers,
        consultation_date=summary.consultation_date,
        treatment_date=summary.treatment_date,
        letters=known_letters(edition.catalogue, letters_of(summary)),
        stages=tuple(summary.stages),
        edition=edition.number,
    )


def differences(summary: Summary) -> Iterator[str]:
    """What is not as it was stored, a line each; nothing where every byte is the same."""
    name = f"Summary {summary.pk} ({summary.consultation.reference}, {summary.number})"
    stored = summary.canonical.encode()
    if digest(stored) != summary.hash:
        yield f"{name}: the hash is not that of the stored bytes"
    if summary.engine_version != ENGINE_VERSION:
        yield f"{name}: made by engine {summary.engine_version}, and this is {ENGINE_VERSION}"
    try:
        again = reproduced(summary).canonical()
    except Exception as fault:
        yield f"{name}: could not be made again ({type(fault).__name__})"
        return
    if again != stored:
        places = list(_places(json.loads(stored), json.loads(again)))
        yield from (f"{name}: differs in {place}" for place in places or ["the order of its bytes"])


def _places(stored: Any, again: Any, place: str = "") -> Iterator[str]:
    """The places at which two values of JSON differ: "findings.0.level"."""
    if isinstance(stored, dict) and isinstance(again, dict):
        both: Any = {key: (stored.get(key), again.get(key)) for key in (*stored, *again)}.items()
    elif isinstance(stored, list) and isinstance(again, list) and len(stored) == len(again):
        both = enumerate(zip(stored, again, strict=True))
    else:
        if stored != again or type(stored) is not type(again):
            yield place or "everything"
        return
    for key, (one, other) in both:
        yield from _places(one, other, f"{place}.{key}" if place else str(key))


def reviews_that_differ() -> Iterator[str]:
    """Decisions whose picture of the screen is not the one that was signed."""
    signed = Review.objects.exclude(shown_hash="").order_by("pk")
    for pk, shown, hash_ in signed.values_list("pk", "shown", "shown_hash").iterator(AT_ONCE):
        if digest(canonical(shown)) != hash_:
            yield f"Review {pk}: what was on the screen is not what was signed"


def documents_that_differ() -> Iterator[str]:
    """Letters and files that cannot be opened, or are not what was kept."""
    for document in Document.objects.order_by("pk").iterator(chunk_size=1):
        try:
            opened(document)
        except Exception as fault:
            yield f"Document {document.pk}: not what was kept ({type(fault).__name__})"
