"""Addresses as QR codes, drawn as SVG."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from hallway.wire.qr import LONGEST, svg_of

LINK = "https://intranet.example/f/3kTzq0aFh2"


def dark(svg: str) -> tuple[int, set[tuple[int, int]]]:
    """Give the size of a code, and where it is dark."""
    root = etree.fromstring(svg)
    _white, black = root.findall("{http://www.w3.org/2000/svg}path")
    found = re.findall(r"M(\d+) (\d+)h1v1h-1z", str(black.attrib["d"]))
    return int(str(root.attrib["viewBox"]).split()[2]), {
        (int(x), int(y)) for x, y in found
    }


def test_a_code_has_its_patterns_and_room_around() -> None:
    size, cells = dark(svg_of(LINK))
    # ISO/IEC 18004: 17 + 4 versions, and four modules of white on each side.
    assert (size - 8 - 17) % 4 == 0
    assert all(4 <= x < size - 4 and 4 <= y < size - 4 for x, y in cells)
    far = size - 4 - 7
    for left, top in ((4, 4), (far, 4), (4, far)):
        ring = {(left + n, top) for n in range(7)} | {(left, top + n) for n in range(7)}
        assert ring <= cells
        assert (left + 1, top + 1) not in cells
        assert (left + 3, top + 3) in cells
    # Timing: dark and light in turn between the finders.
    row = [(x, 10) in cells for x in range(12, far - 1)]
    assert row == [n % 2 == 0 for n in range(len(row))]
    # The dark module beside the lower finder.
    assert (12, size - 4 - 8) in cells


def test_other_text_is_another_code_and_more_is_a_larger_one() -> None:
    assert svg_of(LINK) == svg_of(LINK)
    assert svg_of(LINK) != svg_of(LINK + "x")
    assert dark(svg_of("x" * 300))[0] > dark(svg_of(LINK))[0]


def test_its_name_is_escaped() -> None:
    svg = svg_of(LINK, title='A "form" <b>')
    assert etree.fromstring(svg).attrib["aria-label"] == 'A "form" <b>'
    assert "role" not in etree.fromstring(svg_of(LINK)).attrib


@pytest.mark.parametrize("text", ["", "x" * (LONGEST + 1)])
def test_what_fits_no_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no code"):
        svg_of(text)


def test_the_longest_text_fits() -> None:
    assert dark(svg_of("x" * LONGEST))[0] > 100
