"""“This rule looks wrong”, below the whole of a finding."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from consultations.cards_reasons import Reason
from consultations.forms.looks_wrong import LooksWrongForm
from consultations.looks_wrong import rule_named

register = template.Library()


@register.inclusion_tag("consultations/review/_looks_wrong.html", takes_context=True)
def looks_wrong(context: Context, reason: Reason) -> dict[str, Any]:
    """The form of this finding's rule, as it came back if it did; none where no rule made it."""
    finding, page = reason.finding, context["page"]
    rule = rule_named(finding.rule, finding.origin, finding.because)
    came_back: LooksWrongForm | None = page.looks_wrong
    form = None
    if came_back is not None and came_back.data.get("wrong-rule") == rule:
        form = came_back
    elif rule:
        form = LooksWrongForm.about(page.case.summary.hash, rule)
    return {"form": form, "consultation": context["consultation"]}
