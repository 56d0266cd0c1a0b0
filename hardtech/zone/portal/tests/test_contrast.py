"""Contrast of every pair of colours that meets on a page, in both themes (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STYLE = Path(__file__).parents[1] / "static" / "portal"
TEXT, CONTROL = 4.5, 3.0
GROUNDS = ("bg", "surface", "sunken")
STATES = ("success", "warning", "danger", "info", "accent")
INKS = ("ink", "ink-2", "ink-3", "accent", "accent-strong", "success", "warning", "danger", "info")
PAIRS = [
    *[(ink, ground, TEXT) for ground in GROUNDS for ink in INKS],
    *[(ink, f"{state}-soft", TEXT) for state in STATES for ink in (state, "ink", "ink-2")],
    *[(line, ground, CONTROL) for ground in GROUNDS for line in ("line-strong", "bar", "focus")],
    ("accent-strong", "accent-soft", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("on-danger", "danger-fill", TEXT),
    ("ink-2", "neutral-soft", TEXT),
    ("mark-ink", "mark", TEXT),
    ("bar", "bar-track", CONTROL),
]


def tokens(name: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", (STYLE / name).read_text(encoding="utf-8")))


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("#ffffff", "#000000", 21), ("#777777", "#ffffff", 4.48)]
)
def test_the_measure_gives_known_values(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_reaches_its_contrast(theme: str) -> None:
    colours = tokens("tokens.css") | (tokens("dark.css") if theme == "dark" else {})
    weak = {
        f"{front} on {ground}": round(contrast(colours[front], colours[ground]), 2)
        for front, ground, least in PAIRS
        if contrast(colours[front], colours[ground]) < least
    }
    assert weak == {}


def test_dark_names_the_same_colours_as_light() -> None:
    assert tokens("dark.css").keys() == tokens("tokens.css").keys()
