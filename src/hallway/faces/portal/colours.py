"""A brand's colour, made so that it can be read on every surface of the portal."""

from __future__ import annotations

import re

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
# Text in the colour lies on white and on a tenth of itself; WCAG 2.2 1.4.3 wants 4.5.
_CONTRAST = 5.7


def readable(colour: str) -> str | None:
    """Return `#rrggbb`, darkened until white and it can be told apart; None for others.

    Nothing else of what an administrator typed reaches a style sheet.
    """
    if not _HEX.fullmatch(colour):
        return None
    channels = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    while 1.05 / (_luminance(channels) + 0.05) < _CONTRAST:
        channels = [int(one * 0.94) for one in channels]
    return "#" + "".join(f"{one:02x}" for one in channels)


def style_of(colour: str) -> str:
    """Return the style sheet of a brand; empty for what is no colour."""
    found = readable(colour)
    if found is None:
        return ""
    return (
        f".branded {{ --brand: light-dark({found}, oklch(from {found} .82 .08 h));"
        f" --on-brand: light-dark(#ffffff, oklch(from {found} .22 .04 h)); }}\n"
    )


def _luminance(channels: list[int]) -> float:
    linear = []
    for one in channels:
        part = one / 255
        linear.append(
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        )
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
