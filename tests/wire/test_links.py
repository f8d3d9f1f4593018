"""Addresses that are safe to follow, and titles as addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.wire.links import is_own_path, is_safe_link, slug


@pytest.mark.parametrize(
    ("address", "own", "safe"),
    [
        ("/sites/hr", True, True),
        ("https://a.example/b?c#d", False, True),
        ("mailto:a@b.example", False, True),
        ("tel:+49", False, True),
        ("#part", False, True),
        ("//else.example", False, False),
        ("/\\else.example", False, False),
        ("javascript:alert(1)", False, False),
        ("JaVaScRiPt:alert(1)", False, False),
        ("java\tscript:alert(1)", False, False),
        (" javascript:alert(1)", False, False),
        ("data:text/html,x", False, False),
        ("vbscript:x", False, False),
        ("https:", False, False),
        ("http://[", False, False),
        ("", False, False),
        ("word", False, False),
    ],
)
def test_addresses(address: str, own: bool, safe: bool) -> None:
    assert is_own_path(address) is own
    assert is_safe_link(address) is safe


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Two houses, one hallway: 1 December", "two-houses-one-hallway-1-december"),
        ("Größe & Übermut", "groesse-uebermut"),
        ("Délémont", "delemont"),
        ("…", ""),
        ("x" * 100, "x" * 80),
    ],
)
def test_slugs(title: str, words: str) -> None:
    assert slug(title) == words


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    is_safe_link(text)
    is_own_path(text)
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
