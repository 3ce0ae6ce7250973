"""Colours can be read: ratios computed from tokens.css, in light and in dark."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from dev.places import ROOT

CSS = ROOT / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
LEVELS = ("clear", "care", "hold", "stop")
SURFACES = ("page", "card", "sunk", "tint")


def colours(start: str) -> dict[str, str]:
    block = TOKENS[TOKENS.index(start) :].partition("}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", block))


LIGHT = colours(":root {")
DARK = colours(':root[data-bs-theme="dark"] {')
THEMES = {"light": LIGHT, "dark": {**LIGHT, **DARK}}


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


TEXT = [
    *((text, surface) for text in ("ink", "muted", "link", "primary") for surface in SURFACES),
    ("error", "page"),
    ("error", "card"),
    ("error", "error-fill"),
    ("ink", "error-fill"),
    ("on-primary", "primary"),
    ("on-primary", "primary-strong"),
    ("primary-strong", "page"),
    *((f"{level}-text", f"{level}-fill") for level in LEVELS),
]
EDGES = [
    *((edge, surface) for edge in ("control", "primary", "error") for surface in ("page", "card")),
    *((f"{level}-border", surface) for level in LEVELS for surface in ("page", "card")),
    ("outline", "page"),
    ("outline", "card"),
    ("outline", "halo"),
]


def themed(pairs: list[tuple[str, str]]) -> list[object]:
    return [
        pytest.param(theme, front, back, id=f"{theme}: {front} on {back}")
        for theme in THEMES
        for front, back in pairs
        if not (theme == "dark" and (front, back) == ("outline", "halo"))
    ]


@pytest.mark.parametrize(("theme", "front", "back"), themed(TEXT))
def test_letters_can_be_read(theme: str, front: str, back: str) -> None:
    assert ratio(THEMES[theme][front], THEMES[theme][back]) >= 4.5


@pytest.mark.parametrize(("theme", "front", "back"), themed(EDGES))
def test_edges_of_controls_can_be_seen(theme: str, front: str, back: str) -> None:
    assert ratio(THEMES[theme][front], THEMES[theme][back]) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_levels_run_one_way_in_lightness(theme: str) -> None:
    """The stricter, the darker in light and the lighter in dark: seen without any hue."""
    weights = [luminance(THEMES[theme][f"{level}-fill"]) for level in LEVELS]
    assert all((a > b) == (theme == "light") for a, b in pairwise(weights))


def declarations(block: str) -> list[str]:
    return [line.strip() for line in block.splitlines() if line.strip().endswith(";")]


def test_dark_is_the_same_whoever_chose_it() -> None:
    chosen = TOKENS[TOKENS.index(':root[data-bs-theme="dark"] {') :].partition("}")[0]
    followed = TOKENS[TOKENS.index(":root:not([data-bs-theme]) {") :].partition("}")[0]
    assert declarations(chosen) == declarations(followed)


def test_every_colour_of_light_has_one_in_dark() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_colours_are_named_in_one_file_only() -> None:
    named = {
        f"{path.name}: {found}"
        for path in CSS.glob("*.css")
        if path.name not in ("tokens.css", "print.css", "paper.css")
        for found in re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{}]*\{)", path.read_text())
        if found != "#000"
    }
    assert named == set()
