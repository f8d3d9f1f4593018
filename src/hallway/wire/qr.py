"""An address as a QR code (ISO/IEC 18004), drawn as SVG."""

from __future__ import annotations

from html import escape

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

LONGEST = 1_000
"""Characters; a code of more is too fine for most cameras."""
_QUIET = 4
"""Modules of white around it, which ISO/IEC 18004 demands."""


def svg_of(text: str, *, title: str = "") -> str:
    """Return a black code on white as an SVG element, `title` its accessible name.

    ValueError for text that is empty or too long.
    """
    if not 0 < len(text) <= LONGEST:
        raise ValueError("text that fits no code")
    code = QRCode(border=_QUIET, error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    code.make()
    rows = code.get_matrix()
    dark = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    size = len(rows)
    name = f' role="img" aria-label="{escape(title)}"' if title else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"'
        f' width="{size * 4}" height="{size * 4}" shape-rendering="crispEdges"{name}>'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/>'
        f'<path fill="#000" d="{dark}"/></svg>'
    )
