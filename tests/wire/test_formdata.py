"""Forms with files, however their bytes come."""

import contextlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.wire.formdata import BadForm, read_parts

BOUNDARY = b"----x"


def form(*parts: tuple[str, bytes]) -> bytes:
    body = b""
    for head, content in parts:
        disposition = f"Content-Disposition: form-data; {head}".encode()
        body += b"--" + BOUNDARY + b"\r\n" + disposition + b"\r\n\r\n"
        body += content + b"\r\n"
    return body + b"--" + BOUNDARY + b"--\r\n"


def in_pieces(body: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


def read(body: bytes, size: int = 7) -> list[tuple[str, str | None, bytes]]:
    return [
        (part.name, part.filename, b"".join(part.body))
        for part in read_parts(in_pieces(body, size), BOUNDARY)
    ]


@given(
    st.lists(st.binary(max_size=60).filter(lambda b: BOUNDARY not in b), max_size=4),
    st.integers(min_value=1, max_value=40),
)
def test_what_was_sent_is_read_whatever_the_pieces(
    contents: list[bytes], size: int
) -> None:
    body = form(*((f'name="f"; filename="{n}"', c) for n, c in enumerate(contents)))
    assert read(body, size) == [("f", str(n), c) for n, c in enumerate(contents)]


def test_a_field_and_a_file_are_told_apart() -> None:
    body = form(('name="do"', b"upload"), ('name="files"; filename="ä %22b%22"', b"1"))
    assert read(body) == [("do", None, b"upload"), ("files", 'ä "b"', b"1")]


def test_an_unread_body_is_skipped() -> None:
    body = form(('name="a"; filename="a"', b"x" * 100), ('name="b"', b"y"))
    names = [part.name for part in read_parts(in_pieces(body, 9), BOUNDARY)]
    assert names == ["a", "b"]


def test_every_body_that_is_cut_off_is_refused() -> None:
    body = form(('name="a"; filename="a"', b"content"), ('name="b"', b"y"))
    for end in range(len(body) - len(b"--\r\n") + 1):
        with pytest.raises(BadForm):
            read(body[:end])


@pytest.mark.parametrize(
    "body",
    [
        b"--" + BOUNDARY + b"x\r\n\r\n\r\n--" + BOUNDARY + b"--",
        b"--" + BOUNDARY + b"\r\nContent-Type: a/b\r\n\r\n\r\n--" + BOUNDARY + b"--",
        form(("filename=x", b"")),
        form(('name="' + "x" * 20_000 + '"', b"")),
        b"--" + BOUNDARY + b'\r\nContent-Disposition: a; name="\xff"\r\n\r\n',
    ],
)
def test_what_is_no_form_is_refused(body: bytes) -> None:
    with pytest.raises(BadForm):
        read(body)


@given(st.binary(max_size=200))
def test_nothing_else_is_raised(body: bytes) -> None:
    with contextlib.suppress(BadForm):
        read(body)
