"""What the pages of the catalogue desk have in common."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from sideeffects.desk.addresses import edit_address
from sideeffects.desk.tabs import links
from sideeffects.differences_labels import label_of

register = template.Library()
register.simple_tag(edit_address)


@register.filter
def rows_of(rows: dict[str, Any], name: str) -> Any:
    """The rows of that name of an entry's form."""
    return rows[name]


@register.filter
def field_labels(names: tuple[str, ...], part: str) -> str:
    """What changed, in words: "Text, why we ask"."""
    return ", ".join(label_of(part, name.removesuffix("_id")) for name in names)


@register.inclusion_tag("components/_tabs.html", takes_context=True)
def desk_tabs(context: Context) -> dict[str, Any]:
    return {"tabs": links(context["request"].path), "label": "Catalogue desk"}
