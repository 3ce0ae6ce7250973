"""What stands behind a reason of the review page."""

from __future__ import annotations

from django import template
from django.template import Context

from consultations.cards_reasons import Reason
from consultations.review_evidence import Behind

register = template.Library()


@register.simple_tag(takes_context=True)
def behind(context: Context, reason: Reason) -> Behind:
    """{% behind reason as found %}: its rule's version, its sources, how it did here."""
    found: Behind = context["page"].sections.evidence.behind(reason)
    return found
