"""Pictures as people upload them, made fit for a page: smaller, and nothing but pixels.

Where and when a photograph was taken stands in it; none of that is kept.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageOps

LONGEST = 1600
"""Pixels of the longer side."""
MOST_PIXELS = 50_000_000
"""Of what is read: a small file may hold a picture that fills the memory."""
_FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "png"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture's bytes and the ending of its name."""

    body: bytes
    ending: str


def fit(data: bytes, *, longest: int = LONGEST) -> Picture | None:
    """Return a picture upright, of at most `longest` pixels a side, without metadata.

    JPEG, PNG, WebP and the first frame of GIF are taken; None for anything else, for
    what is broken, and for more than MOST_PIXELS.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _fit(data, longest)
    except Exception:  # noqa: BLE001 - decoders raise whatever they meet
        return None


def square(data: bytes, *, side: int) -> Picture | None:
    """Return the middle of a picture as a square of `side` pixels, else as `fit`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _fit(data, side, middle=ImageOps.fit)
    except Exception:  # noqa: BLE001 - decoders raise whatever they meet
        return None


def _fit(
    data: bytes, longest: int, *, middle: Callable[..., Image.Image] | None = None
) -> Picture | None:
    with Image.open(io.BytesIO(data), formats=[*_FORMATS]) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            return None
        ending = _FORMATS[opened.format or ""]
        upright = ImageOps.exif_transpose(opened)
    if middle is None:
        upright.thumbnail((longest, longest))
    else:
        upright = middle(upright, (longest, longest))
    clean = upright.convert("RGB" if ending == "jpg" else _mode(upright))
    clean.info.clear()
    written = io.BytesIO()
    if ending == "jpg":
        clean.save(written, "JPEG", quality=85, progressive=True)
    else:
        clean.save(written, ending.upper())
    return Picture(body=written.getvalue(), ending=ending)


def _mode(picture: Image.Image) -> str:
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    return "RGBA" if has_alpha else "RGB"
