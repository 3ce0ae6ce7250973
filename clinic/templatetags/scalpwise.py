"""What every template says the same way: levels, icons, days, how sure we are, what is wrong."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html

from clinic import words
from clinic.forms.problems import Problem, parts_in_error, problems_of

register = template.Library()


@register.simple_tag
@cache
def level(key: str, large: bool = False) -> str:
    """{% level "hold" %}: word, shape and step, one unit that never wraps. Drawn once of each."""
    context = {"key": key, "large": large, "level": words.LEVELS[key]}
    return render_to_string("components/_level.html", context)


@register.filter
def level_name(key: str) -> str:
    return words.LEVELS[key].name


@register.filter
def level_means(key: str) -> str:
    return words.LEVELS[key].means


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, label: str = "") -> str:
    """{% icon "lock" %} beside words; {% icon "lock" "Private" %} where it stands alone."""
    address = static("vendor/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
            label,
            address,
            name,
        )
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        address,
        name,
    )


@register.simple_tag
def day(value: object, form: str = "long") -> str:
    """{% day date %}: Thursday 14 May 2026; forms as in clinic.words.day. Takes a date, a moment,
    or ISO text that may lack the day or the month. Nothing gives nothing."""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    if isinstance(value, date):
        return _time(value.isoformat(), words.day(value, form))
    if isinstance(value, str) and value:
        return _time(value, words.part_of_day(value, form))
    return ""


@register.simple_tag
def moment(value: datetime | None) -> str:
    """{% moment at %}: 10:42 when it was today, else Thu 14 May 2026, 10:42."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    clock = f"{local:%H:%M}"
    if local.date() != timezone.localdate():
        clock = f"{words.day(local.date(), 'medium')}, {clock}"
    return _time(local.isoformat(timespec="minutes"), clock)


@lru_cache(maxsize=2048)
def _time(machine: str, text: str) -> str:
    return format_html('<time datetime="{}">{}</time>', machine, text)


@register.inclusion_tag("components/_grade.html")
def grade(key: str | None) -> dict[str, Any]:
    """{% grade "D" %}: how strong the evidence is, in words and as a row of dots."""
    found = words.grade(key)
    return {"grade": found, "dots": [place < found.strength for place in range(4)]}


@register.filter
def grade_words(key: str | None) -> str:
    return words.grade(key).words


@register.filter
def directness_words(key: str | None) -> str:
    return words.DIRECTNESS.get(key or "", "")


@register.filter
def initials(name: object) -> str:
    return words.initials(str(name))


@register.inclusion_tag("components/_error_summary.html")
def error_summary(form: BaseForm, refusal: str = "") -> dict[str, Any]:
    """{% error_summary form %}: what to repair, each line a link to its box. `refusal` adds a
    sentence that belongs to no box, such as what an action answered."""
    problems = problems_of(form)
    if refusal:
        problems.append(Problem(str(refusal), ""))
    return {"problems": problems}


@register.filter
def has_error_in(field: BoundField, part: str) -> bool:
    """Whether this box (day, month or year) of a date is one to repair."""
    return part in parts_in_error(field)
