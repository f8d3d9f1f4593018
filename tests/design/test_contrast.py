"""Every text can be read on every ground it may lie on, in both themes."""

import pytest

from tests.design.colours import THEMES, Colour, contrast, token

GROUNDS = ("frame", "surface", "surface-sunken", "surface-raised", "surface-hover")
PAIRS = [
    *((text, on) for text in ("text", "text-2", "text-3", "link") for on in GROUNDS),
    *((text, "surface-selected") for text in ("text", "text-2", "link")),
    *((text, "surface-press") for text in ("text", "text-2")),
    *((text, "surface-quiet") for text in ("text", "text-2")),
    ("text-inverse", "surface-inverse"),
    ("link-inverse", "surface-inverse"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-accent", "accent-press"),
    ("on-accent-soft", "accent-soft"),
    *((signal, f"{signal}-soft") for signal in ("ok", "info", "warn", "bad")),
    *((signal, "surface") for signal in ("ok", "info", "warn", "bad")),
    *(("text", f"{signal}-soft") for signal in ("ok", "info", "warn", "bad")),
    ("on-bad", "bad-solid"),
    ("text", "note"),
    ("text-2", "note"),
    ("warn", "note"),
    ("text", "mark"),
    *((f"company-{one}", "surface") for one in "ab"),
    *((f"company-{one}", f"company-{one}-soft") for one in "ab"),
    ("on-brand", "brand"),
]
# WCAG 2.2, 1.4.11: what shows where a control is and whether it has the focus.
EDGES = [
    ("line-control", "surface"),
    ("line-control", "surface-raised"),
    ("focus", "surface"),
    ("focus", "frame"),
    ("accent", "surface"),
]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(text: str, ground: str, theme: str) -> None:
    assert contrast(token(text, theme), token(ground, theme)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_of_controls_stand_out(edge: str, ground: str, theme: str) -> None:
    assert contrast(token(edge, theme), token(ground, theme)) >= 3


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert contrast(Colour(0, 0, 0), Colour(1, 1, 1)) == pytest.approx(21)


def test_weak_text_is_seen() -> None:
    assert contrast(token("line", "light"), token("surface", "light")) < 4.5
