"""What several pages say of a decision."""

from __future__ import annotations

from django import template

from consultations.conditions import AtGate, by_gate, conditions_of, for_desk
from consultations.models import Review
from consultations.signing import meaning_of

register = template.Library()


@register.filter
def conditions_by_gate(review: Review) -> tuple[AtGate, ...]:
    """All of them, for those who review."""
    return by_gate(conditions_of(review.conditions))


@register.filter
def conditions_for_desk(review: Review | None) -> tuple[AtGate, ...]:
    """Those that the desk may read."""
    return for_desk(review.conditions) if review else ()


@register.filter
def conditions_of_day(review: Review | None) -> tuple[AtGate, ...]:
    """Those of the treatment day that the desk may read."""
    return tuple(part for part in conditions_for_desk(review) if part.gate == "on_the_day")


@register.filter
def meaning(decision: str) -> str:
    """The sentence that is signed with this decision."""
    return meaning_of(decision)
