from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from hallway.wire.doctext import MAX_CHARACTERS, MAX_LINES, NoText, read_text

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
T = 'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'


def packed(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return file.getvalue()


def lines(body: bytes) -> list[str]:
    return read_text(io.BytesIO(body))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", []),
        (b"one\r\ntwo  \n", ["one", "two"]),
        ("\ufeffGrüße\n".encode(), ["Grüße"]),
        ("Grüße\n".encode("utf-16"), ["Grüße"]),
        ("Grüße\nzwei".encode("utf-16-le"), ["Grüße", "zwei"]),
        ("Grüße\n".encode("cp1252"), ["Grüße"]),
    ],
)
def test_plain_text_in_its_encodings(body: bytes, expected: list[str]) -> None:
    assert lines(body) == expected


def test_paragraphs_of_word() -> None:
    body = (
        f"<w:document {W}><w:body><w:p><w:r><w:t>Price</w:t><w:tab/><w:t>10</w:t>"
        "</w:r></w:p><w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r>"
        "<w:del><w:delText>gone</w:delText></w:del></w:p></w:body></w:document>"
    )
    assert lines(packed(word__document_xml=body)) == ["Price\t10", "a", "b"]


def test_rows_of_excel_sheet_by_sheet() -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Costs"
    first.append(["Pump", 12])
    first.append(["Valve", None, "late"])
    book.create_sheet("Empty")
    file = io.BytesIO()
    book.save(file)
    assert lines(file.getvalue()) == [
        "[Costs]",
        "Pump | 12",
        "Valve |  | late",
        "[Empty]",
    ]


def test_slides_of_powerpoint_in_their_order() -> None:
    parts = {
        f"ppt__slides__slide{n}_xml": f"<p {A}><a:p><a:t>slide {n}</a:t></a:p></p>"
        for n in (10, 2)
    }
    said = [one for one in lines(packed(**parts)) if one]
    assert said == ["[2]", "slide 2", "[10]", "slide 10"]


def test_paragraphs_of_open_document() -> None:
    body = (
        f'<o {T}><t:h>Title</t:h><t:p>a<t:s t:c="3"/>b <t:span>c</t:span></t:p>'
        "<t:p>d<t:line-break/>e</t:p></o>"
    )
    assert lines(packed(content_xml=body)) == ["Title", "a   b c", "d", "e"]


BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaa'>]>"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password"),
        (b"PK\x03\x04 nothing more", "broken"),
        (packed(word__document_xml="<w:p>"), "broken"),
        (packed(word__document_xml=BOMB + f"<p {W}><w:t>&a;</w:t></p>"), "broken"),
        (packed(a_txt="x"), "no text"),
        (b"%PDF-1.7\n", "no text"),
        (b"\x89PNG\r\n\x00\x00", "no text"),
        (b"x\n" * (MAX_LINES + 1), "too long"),
        (b"x" * (MAX_CHARACTERS + 1), "too long"),
        (
            packed(word__document_xml=f"<w:d {W}>" + "<w:p/>" * 30_000 + "</w:d>"),
            "too long",
        ),
    ],
)
def test_what_has_no_text_is_said(body: bytes, said: str) -> None:
    with pytest.raises(NoText, match=said):
        lines(body)


@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe"]))
def test_anything_gives_lines_or_a_reason(body: bytes, head: bytes) -> None:
    try:
        found = lines(head + body)
    except NoText:
        return
    assert all("\x00" not in one for one in found)
