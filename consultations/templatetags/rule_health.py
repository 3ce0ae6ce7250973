"""The form that settles a note on a rule."""

from __future__ import annotations

from django import template

from consultations.forms.looks_wrong import SettleForm
from consultations.looks_wrong import NoteOnRule

register = template.Library()


@register.simple_tag
def settle_form(note: NoteOnRule, settling: tuple[int, SettleForm] | None) -> SettleForm:
    """Empty, or as it came back with something to repair."""
    if settling and settling[0] == note.pk:
        return settling[1]
    return SettleForm(auto_id=f"settle_{note.pk}_%s")
