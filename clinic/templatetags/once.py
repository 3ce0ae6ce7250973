"""`{% once %}`, which every template knows without loading it (settings.py)."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.html import format_html

from clinic.once import FIELD, new_key

register = template.Library()


@register.simple_tag(takes_context=True)
def once(context: Context) -> str:
    """Beside {% csrf_token %} in each form that writes: the key that makes it one act, of the
    person whose page this is."""
    user = getattr(getattr(context, "request", None), "user", None)
    return format_html(
        '<input type="hidden" name="{}" value="{}">', FIELD, new_key(user and user.pk)
    )
