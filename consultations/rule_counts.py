"""How each rule fared lately, counted in the background and kept, so that no page waits for it.

Only the newest decisions count: the price does not grow with the history. A page asks one
statement of one row.
"""

from __future__ import annotations

from django.core.cache import cache

from consultations.models import Review
from consultations.rule_health import Fared, fared_of_newest

NEWEST = 500
KEPT = "rule-counts"
SECONDS_BETWEEN = 30


def kept_counts() -> dict[str, Fared] | None:
    """By the names of consultations/looks_wrong.py; None while nobody has counted yet."""
    kept = cache.get(KEPT)
    return {rule: Fared(*counts) for rule, counts in kept["rules"].items()} if kept else None


def count_again() -> None:
    """Anew where a decision was made since; whoever comes second writes the same."""
    newest = Review.objects.order_by("-pk").values_list("pk", flat=True).first()
    kept = cache.get(KEPT)
    if kept and kept["newest"] == newest:
        return
    found = {
        rule: (part.shown, part.changed, part.reason, part.reason_count, part.last, part.few)
        for rule, part in fared_of_newest(NEWEST).items()
    }
    cache.set(KEPT, {"newest": newest, "rules": found}, timeout=None)
