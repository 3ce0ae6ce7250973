"""What the template tags write."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.template import Context, Template


def show(text: str, **context: object) -> str:
    return Template("{% load scalpwise %}" + text).render(Context(context))


@pytest.mark.parametrize("key", ["clear", "care", "hold", "stop", "not_assessed"])
def test_a_level_has_a_word_a_shape_of_its_own_and_a_step(key: str) -> None:
    html = show("{% level key %}", key=key)
    assert html.lstrip().startswith(f'<bdi class="lvl {key}">')
    assert ("of 4" in html) == (key != "not_assessed")
    others = {"clear", "care", "hold", "stop", "not_assessed"} - {key}
    shape = re.findall(r"<svg.*?</svg>", html, re.S)[0]
    assert all(shape not in show("{% level key %}", key=other) for other in others)
    assert 'aria-hidden="true"' in shape


def test_not_assessed_reads_as_words() -> None:
    assert "Not assessed" in show('{% level "not_assessed" %}')


def test_an_unknown_level_never_reads_as_a_level() -> None:
    with pytest.raises(KeyError):
        show('{% level "fine" %}')


def test_level_names_stand_in_sentences() -> None:
    assert show("{{ 'hold'|level_name }}: {{ 'hold'|level_means }}").startswith("Hold: Not yet")


def test_an_icon_beside_words_is_silent_and_one_alone_speaks() -> None:
    assert 'aria-hidden="true"' in show('{% icon "lock" %}')
    assert 'role="img" aria-label="A &quot;private&quot; one"' in show(
        "{% icon 'lock' label %}", label='A "private" one'
    )


def test_days_carry_the_machine_form() -> None:
    assert show("{% day d %}", d=date(2026, 5, 14)) == (
        '<time datetime="2026-05-14">Thursday 14 May 2026</time>'
    )
    assert show("{% day d 'short' %}", d=date(2026, 5, 14)).endswith(">14 May</time>")
    assert show("{% day d %}", d="2026-08") == '<time datetime="2026-08">August 2026</time>'
    assert show("{% day d %}", d=None) == ""


def test_a_moment_belongs_to_the_clinic_s_day() -> None:
    late = datetime(2026, 5, 14, 23, 30, tzinfo=UTC)  # half past midnight in London
    assert "Friday 15 May" in show("{% day d %}", d=late)


def test_a_moment_of_today_is_only_a_clock() -> None:
    with time_machine.travel(datetime(2026, 5, 14, 12, 0, tzinfo=UTC), tick=False):
        assert ">10:42<" in show("{% moment m %}", m=datetime(2026, 5, 14, 9, 42, tzinfo=UTC))
        assert ">Wed 13 May 2026, 10:42<" in show(
            "{% moment m %}", m=datetime(2026, 5, 13, 9, 42, tzinfo=UTC)
        )
    assert show("{% moment m %}", m=None) == ""


@pytest.mark.parametrize(("key", "filled"), [("A", 4), ("C", 2), ("E", 0), (None, 0)])
def test_evidence_is_words_first_and_dots_second(key: str | None, filled: int) -> None:
    html = show("{% grade key %}", key=key)
    assert html.count("<circle") - html.count('fill="none"') == filled
    assert show("{{ key|grade_words }}", key=key) in html


def test_directness_is_said_and_unknown_says_nothing() -> None:
    assert "decorative tattoos" in show("{{ 'decorative_tattoo'|directness_words }}")
    assert show("{{ None|directness_words }}") == ""


def test_initials_of_a_name() -> None:
    assert show("{{ 'Priya Nair'|initials }}") == "PN"
