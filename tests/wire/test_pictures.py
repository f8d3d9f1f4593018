"""Pictures are made small and lose what a camera wrote into them."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hallway.wire.pictures import fit


def picture(kind: str, size: tuple[int, int] = (40, 20), mode: str = "RGB") -> bytes:
    body = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "a secret place"
    more = {} if kind == "GIF" else {"exif": exif}
    Image.new(mode, size, "teal").save(body, kind, **more)
    return body.getvalue()


@pytest.mark.parametrize(
    ("kind", "ending"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")]
)
def test_it_stands_upright_and_says_nothing_of_its_making(
    kind: str, ending: str
) -> None:
    found = fit(picture(kind))
    assert found is not None
    assert found.ending == ending
    assert Image.open(io.BytesIO(found.body)).size == (20, 40)
    assert b"secret" not in found.body


def test_it_is_made_smaller_never_larger() -> None:
    large, small = fit(picture("PNG", (3000, 30)), longest=100), fit(picture("GIF"))
    assert large is not None
    assert small is not None
    assert Image.open(io.BytesIO(large.body)).width <= 100
    assert Image.open(io.BytesIO(small.body)).size == (40, 20)


def test_what_shines_through_still_does() -> None:
    found = fit(picture("PNG", mode="RGBA"))
    assert found is not None
    assert Image.open(io.BytesIO(found.body)).mode == "RGBA"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture("PNG")[:60],
        picture("TIFF"),
    ],
)
def test_anything_else_is_none(body: bytes) -> None:
    assert fit(body) is None


def test_a_picture_that_would_fill_the_memory_is_none() -> None:
    assert fit(picture("PNG", (10_000, 6_000), "1")) is None


@given(st.binary(max_size=200), st.integers(0, 400))
def test_no_bytes_break_it(noise: bytes, at: int) -> None:
    good = picture("PNG")
    fit(noise)
    fit(good[:at] + noise + good[at:])
