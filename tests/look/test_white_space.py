"""Templates are sent without their indentation, and nothing that is drawn changes by it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import get_template

from clinic.template_loader import squeezed
from dev.places import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
KEPT_AS_TYPED = re.compile(r"<(pre|textarea)\b[^>]*>(.*?)</\1>", re.DOTALL)
DRAWN = re.compile(r"\s+")


@pytest.mark.parametrize(
    ("source", "shorter"),
    [
        ("<ul>\n  <li>a</li>\n\n  <li>b</li>\n</ul>\n", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("a\n  {% if x %}\n    b\n  {% endif %}\nc", "a\n{% if x %}b\n{% endif %}c"),
        ("a{% if x %}\n  b{% endif %}\nc", "a{% if x %}\nb{% endif %}\nc"),
        ("a\n{% for x in y %}{% with z=x %}\nb", "a\n{% for x in y %}{% with z=x %}b"),
        ("{# Needs: x. #}\n{% load scalpwise %}\n<b>", "{# Needs: x. #}\n{% load scalpwise %}<b>"),
        ("a\n{% icon 'lock' %}\n{{ b }}\n", "a\n{% icon 'lock' %}\n{{ b }}\n"),
        ("a\n{% include 'b.html' %}\nc", "a\n{% include 'b.html' %}\nc"),
        ("a  b {{ c }} d", "a  b {{ c }} d"),
    ],
)
def test_only_what_authors_need_is_taken_out(source: str, shorter: str) -> None:
    assert squeezed(source) == shorter


@pytest.mark.parametrize("truth", [True, False])
def test_white_space_between_two_things_is_never_lost(truth: bool) -> None:
    source = """
      <b>a</b>
      {% if truth %}
        <b>b</b>
      {% else %}
        {% for sign in signs %}
          <i>{{ sign }}</i>
        {% endfor %}
      {% endif %}
      <b>c</b>
    """
    context = Context({"truth": truth, "signs": "xyz"})
    written, sent = (Template(text).render(context) for text in (source, squeezed(source)))
    assert DRAWN.sub(" ", sent) == DRAWN.sub(" ", written)
    assert len(sent) < len(written)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_nothing_that_keeps_its_white_space_begins_on_a_new_line(path: Path) -> None:
    assert not [inner for _, inner in KEPT_AS_TYPED.findall(path.read_text()) if "\n" in inner]


def test_pages_come_without_indentation() -> None:
    assert "\n\n" not in get_template("components/_mark.html").render()
    assert not re.search(r"^ +<", get_template("clinic/404.html").render(), re.MULTILINE)
