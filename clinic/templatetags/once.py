"""`{% once %}`, which every template knows without loading it (settings.py)."""

from __future__ import annotations

import uuid

from django import template
from django.utils.html import format_html

from clinic.once import FIELD

register = template.Library()


@register.simple_tag
def once() -> str:
    """Beside {% csrf_token %} in each form that writes: the key that makes it one act."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4())
