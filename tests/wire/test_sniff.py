"""Media types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.wire.sniff import may_show_inline, media_type_for, sniff

OCTETS = "application/octet-stream"


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90\x64\0\0", "audio/mpeg"),
        (b"OggS" + b"\0" * 24 + b"\x01vorbis", "audio/ogg"),
        (b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
        (b"fLaC\0", "audio/flac"),
        (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        (b"\0\0\0\x20ftypisom", "video/mp4"),
        (b"\x1a\x45\xdf\xa3\x9fB\x82\x84webm", "video/webm"),
        (b"plain text\r\n\twith tabs", "text/plain"),
        ("Grüße, 世界".encode(), "text/plain"),
        (b"ends within \xc3", "text/plain"),
        ("\ufeffmarked".encode(), "text/plain"),
        ("marked".encode("utf-16"), "text/plain"),
        (b"1 < 2 and <b>bold</b>", "text/plain"),
        (b"<3 you", "text/plain"),
    ],
)
def test_what_may_be_shown_inline_is_recognised(head: bytes, media_type: str) -> None:
    assert sniff(head) == media_type
    assert may_show_inline(sniff(head))


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"<!DOCTYPE html><p>", "text/html"),
        (b"  \n<HTML>", "text/html"),
        (b"<!-- c --> <!-- d -->\n<Script>", "text/html"),
        (b"<!-- never closed <script>", "text/html"),
        (b"\xef\xbb\xbf<html>", "text/html"),
        ("<html>".encode("utf-16"), "text/html"),
        (b"</p>", "text/html"),
        (b"<?xml version='1.0'?><html xmlns='x'>", "text/html"),
        (b"<svg onload='x'>", "image/svg+xml"),
        (
            b"<?xml version='1.0'?>\n<!-- x -->\n<svg:svg xmlns:svg='x'>",
            "image/svg+xml",
        ),
        (b"<?xml version='1.0'?><a/>", "application/xml"),
        (b"<note>", "application/xml"),
        (b"PK\x03\x04", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        (b"OggS" + b"\0" * 24 + b"\x80theora", "application/ogg"),
        (b"\0\0\0\x20ftypqt  ", "video/quicktime"),
        (b"\0\0\0\x20ftypevil", OCTETS),
        (b"RIFF\0\0\0\0AVI ", OCTETS),
        (b"", OCTETS),
        (b"text\0", OCTETS),
        (b"text\x08", OCTETS),
        (b"Latin-1: \xe9.", OCTETS),
        (b"\xff\xfe\0\xd8x\0", OCTETS),
        (b" %PDF-1.7\0", OCTETS),
        (b"\xff\xff\xff\xff", OCTETS),
    ],
)
def test_anything_else_is_not_shown_inline(head: bytes, media_type: str) -> None:
    assert sniff(head) == media_type
    assert not may_show_inline(sniff(head))


def test_many_comments_are_sniffed_at_once() -> None:
    assert sniff(b"<!---->" * 5000) == "text/html"


PIECES = st.sampled_from(
    [b"<!--", b"-->", b"<", b"svg ", b"\xff\xfe", b"\0", b"RIFF", b"ftyp", b"<?xml ?>"]
)


@given(st.one_of(st.binary(), st.lists(PIECES).map(b"".join)))
def test_any_bytes_have_a_type(head: bytes) -> None:
    assert "/" in sniff(head)


@given(
    st.text(" \n\r\t", max_size=5), st.sampled_from(["html", "svg", "p", "?xml", "x"])
)
def test_what_begins_as_markup_is_never_plain(space: str, tag: str) -> None:
    assert not may_show_inline(sniff(f"{space}<{tag}>".encode()))


@pytest.mark.parametrize(
    ("name", "sniffed", "media_type"),
    [
        ("a.txt", "text/plain", "text/plain; charset=utf-8"),
        ("a.html", "text/plain", "text/plain; charset=utf-8"),
        ("a.svg", "text/plain", "text/plain; charset=utf-8"),
        ("a.csv", "text/plain", "text/csv; charset=utf-8"),
        ("a.json", "text/plain", "application/json"),
        ("a.html", "image/png", "image/png"),
        ("a.html", "text/html", "text/html"),
        ("a.svg", "image/svg+xml", "image/svg+xml"),
        ("a.png", "text/html", "image/png"),
        ("Plan.v2.ODT", "application/zip", "application/vnd.oasis.opendocument.text"),
        ("a.doc", "application/x-ole-storage", "application/msword"),
        ("a.zzz", "application/zip", "application/zip"),
        ("a", OCTETS, OCTETS),
        (".pdf", OCTETS, OCTETS),
        ("", OCTETS, OCTETS),
    ],
)
def test_a_download_is_called_by_what_it_is_and_by_its_name(
    name: str, sniffed: str, media_type: str
) -> None:
    assert media_type_for(name, sniffed) == media_type


@given(st.text(), st.sampled_from(["text/plain", "image/png", "application/pdf"]))
def test_what_is_shown_inline_is_never_called_active(name: str, sniffed: str) -> None:
    for extension in ("", ".html", ".svg", ".xml", ".js", ".css"):
        called = media_type_for(name + extension, sniffed).partition(";")[0]
        assert called not in ("text/html", "image/svg+xml", "application/xml")
        assert called not in ("text/javascript", "text/css")
