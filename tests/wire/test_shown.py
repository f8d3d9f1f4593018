"""What a page shows of texts, mails and pictures: total functions over any bytes."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hallway.wire.mailfile import read_mail, to_words
from hallway.wire.picturesize import size_of
from hallway.wire.plaintext import read_text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("grün €".encode(), "grün €"),
        ("grün €".encode("cp1252"), "grün €"),
        (b"\xef\xbb\xbfmark", "mark"),
        ("grün".encode("utf-16"), "grün"),
        ("plain".encode("utf-16-le"), "plain"),
        ("plain".encode("utf-16-be"), "plain"),
        (b"a\r\nb\rc", "a\nb\nc"),
        (b"a\0b\x1bc\td", "a\ufffdb\ufffdc\td"),
        # A character that the end of what was read cuts in two is left out.
        ("grü".encode()[:-1], "gr"),
        ("if a\u202e\u2066:".encode(), "if a\ufffd\ufffd:"),
    ],
)
def test_a_text_is_read_whatever_its_encoding(data: bytes, text: str) -> None:
    assert read_text(data) == text


@given(st.binary(max_size=200))
def test_any_bytes_have_a_text(data: bytes) -> None:
    assert "\0" not in read_text(data)
    assert "\r" not in read_text(data)


MAIL = b"""From: =?utf-8?q?J=C3=B6rg?= <j@example.com>\r
To: a@example.com\r
Subject: Offer\r
Date: Mon, 2 Mar 2026 10:00:00 +0100\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=b\r
\r
--b\r
Content-Type: text/html\r
\r
<p>Dear <b>all</b> &amp; one</p><img src="http://127.0.0.1/x.png"><script>alert(1)</script>Bye\r
--b\r
Content-Type: application/pdf; name=offer.pdf\r
Content-Disposition: attachment; filename=offer.pdf\r
Content-Transfer-Encoding: base64\r
\r
aGVsbG8=\r
--b--\r
"""


def test_a_mail_says_who_what_and_its_files() -> None:
    mail = read_mail(MAIL)
    assert mail.headers["From"] == "Jörg <j@example.com>"
    assert mail.headers["Subject"] == "Offer"
    assert mail.was_html
    assert mail.text == "Dear all & one\nBye"
    assert [(one.name, one.type) for one in mail.attached] == [
        ("offer.pdf", "application/pdf")
    ]


def test_a_mail_with_both_is_read_as_text() -> None:
    mail = read_mail(
        b"Subject: x\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n"
        b"the text\n--b\nContent-Type: text/html\n\n<p>rich</p>\n--b--\n"
    )
    assert (mail.text, mail.was_html, mail.attached) == ("the text", False, ())


@given(st.binary(max_size=400))
def test_any_bytes_are_a_mail_of_some_kind(data: bytes) -> None:
    for head in (
        b"",
        b"From: ",
        b"Content-Type: multipart/mixed; boundary=",
        MAIL[:250],
    ):
        read_mail(head + data)


@given(st.text(max_size=200))
def test_nothing_of_html_is_left(text: str) -> None:
    assert "<script" not in to_words(f"<script>{text}</script>").lower()


@pytest.mark.parametrize("kind", ["PNG", "GIF", "JPEG", "WEBP"])
def test_the_size_of_a_picture_is_told_from_its_head(kind: str) -> None:
    made = io.BytesIO()
    Image.new("RGB", (321, 123)).save(made, kind)
    assert size_of(made.getvalue()) == (321, 123)


def test_the_size_of_a_lossless_picture_is_told() -> None:
    made = io.BytesIO()
    Image.new("RGBA", (321, 123), (1, 2, 3, 4)).save(made, "WEBP", lossless=True)
    assert size_of(made.getvalue()) == (321, 123)


def test_a_picture_may_say_that_it_is_huge() -> None:
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 50_000, 50_000)
    assert size_of(head) == (50_000, 50_000)


@given(st.binary(max_size=60))
def test_any_head_has_a_size_or_none(data: bytes) -> None:
    for head in (b"", b"\xff\xd8", b"GIF89a", b"RIFF0000WEBP", b"\x89PNG\r\n\x1a\n"):
        found = size_of(head + data)
        assert found is None or min(found) >= 0
