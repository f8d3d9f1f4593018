"""A brand's colours and logo: what can be shown, and read."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping

from PIL import Image

from hallway.core.errors import Invalid
from hallway.platform.storage import StagedBlob, get_store

CONTRAST = 4.5
"""Of text to its ground: WCAG 2.2, 1.4.3."""

LARGEST_LOGO = 1024 * 1024
LONGEST_SIDE = 4096
_HEX = re.compile(r"#[0-9a-f]{6}")
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def contrast_with_white(colour: str) -> float:
    """Return the contrast ratio of `#rrggbb` and white: 1 to 21 (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def darkened(colour: str) -> str:
    """Return the nearest darker colour of the same kind that white can be read on."""
    channels = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    while True:
        found = "#" + "".join(f"{one:02x}" for one in channels)
        if contrast_with_white(found) >= CONTRAST:
            return found
        channels = [int(one * 0.97) for one in channels]


def check_colours(colours: Mapping[str, str]) -> dict[str, str]:
    """Return a brand's colours in their one spelling; Invalid, with the reason.

    accent  `#rrggbb`, on which white text can be read
    hue     1 to 8: one of our own tints
    """
    found: dict[str, str] = {}
    accent = colours.get("accent", "").strip().lower()
    if accent:
        if not _HEX.fullmatch(accent):
            raise Invalid({"accent": "A colour is written #rrggbb, as #4f55b8."})
        reached = contrast_with_white(accent)
        if reached < CONTRAST:
            raise Invalid(
                {
                    "accent": f"White text on {accent} reaches {reached:.1f} to 1,"
                    f" and {CONTRAST} is needed to read it;"
                    f" {darkened(accent)} would do."
                }
            )
        found["accent"] = accent
    hue = colours.get("hue", "").strip()
    if hue:
        if hue not in "12345678" or len(hue) != 1:
            raise Invalid({"hue": "A tint is a number from 1 to 8."})
        found["hue"] = hue
    return found


def check_logo(body: StagedBlob) -> None:
    """Raise Invalid unless a staged body is a picture that can be a logo.

    png, jpeg, webp or gif, of at most 1 MB and 4096 pixels a side; drawings that
    could run a script (svg) are refused.
    """
    if body.size > LARGEST_LOGO:
        raise Invalid({"logo": "A logo has at most 1 MB."})
    refusal = Invalid({"logo": "A logo is a png, jpeg, gif or webp picture."})
    try:
        with (
            warnings.catch_warnings(),
            get_store().open(body.sha256) as file,
            Image.open(file, formats=_FORMATS) as picture,
        ):
            warnings.simplefilter("error")
            size = picture.size
            picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning):
        raise refusal from None
    if max(size) > LONGEST_SIDE:
        raise Invalid({"logo": f"A logo has at most {LONGEST_SIDE} pixels a side."})
