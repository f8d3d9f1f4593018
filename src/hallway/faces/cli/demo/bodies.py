"""Real documents, the same bytes whenever they are made."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

Rows = Sequence[Sequence[object]]

_DAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
_ZIP_DAY = (2026, 11, 2, 9, 0, 0)
_STAMP = b"2026-11-02T09:00:00Z"
# What Office, OpenDocument and their makers write of the hour of saving.
_TIMES = re.compile(
    rb"(<(dcterms:created|dcterms:modified|meta:creation-date|dc:date)\b[^>]*>)[^<]*"
)


def make(ending: str, title: str, paragraphs: Sequence[str], rows: Rows) -> bytes:
    """Return a document of the kind that its name's ending says."""
    match ending:
        case "docx":
            return _word(title, paragraphs, rows)
        case "xlsx":
            return _excel(title, rows)
        case "pptx":
            return _powerpoint(title, paragraphs)
        case "pdf":
            return _pdf(title, paragraphs, rows)
        case "odt":
            return _text_document(title, paragraphs)
        case "png":
            return _picture(title)
        case "csv":
            lines = [";".join(str(cell) for cell in row) for row in rows]
            return ("\r\n".join(lines) + "\r\n").encode()
        case _:
            mark = "# " if ending == "md" else ""
            return ("\n\n".join([mark + title, *paragraphs]) + "\n").encode()


def _word(title: str, paragraphs: Sequence[str], rows: Rows) -> bytes:
    import docx

    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = "Nordwind"
    document.add_heading(title, level=0)
    for number, text in enumerate(paragraphs):
        if number and number % 3 == 0:
            document.add_heading(text.split(".")[0], level=1)
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        table.style = "Table Grid"
        for row in rows:
            cells = table.add_row().cells
            for cell, value in zip(cells, row, strict=True):
                cell.text = str(value)
    out = io.BytesIO()
    document.save(out)
    return _settled(out.getvalue())


def _excel(title: str, rows: Rows) -> bytes:
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new book has one
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", title)[:31]
    for row in rows:
        sheet.append([*row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in sheet.columns:
        longest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = min(longest + 3, 48)
    sheet.freeze_panes = "A2"
    book.properties.title = title
    book.properties.creator = "Nordwind"
    out = io.BytesIO()
    book.save(out)
    return _settled(out.getvalue())


def _powerpoint(title: str, paragraphs: Sequence[str]) -> bytes:
    import pptx

    show = pptx.Presentation()
    show.core_properties.title = title
    first = show.slides.add_slide(show.slide_layouts[0])
    _say(first.shapes.title, title)
    _say(first.placeholders[1], paragraphs[0] if paragraphs else "")
    for number, text in enumerate(paragraphs[1:], 1):
        slide = show.slides.add_slide(show.slide_layouts[1])
        _say(slide.shapes.title, f"{number}. {text.split('.')[0]}")
        points = [point.strip() for point in text.split(".") if point.strip()]
        _say(slide.placeholders[1], "\n".join(points))
    out = io.BytesIO()
    show.save(out)
    return _settled(out.getvalue())


def _say(shape: object, text: str) -> None:
    shape.text_frame.text = text  # type: ignore[attr-defined]


def _pdf(title: str, paragraphs: Sequence[str], rows: Rows) -> bytes:
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import (
        Flowable,
        Paragraph,
        SimpleDocTemplate,
        Spacer,
        Table,
        TableStyle,
    )

    styles = getSampleStyleSheet()
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, title=title, author="Nordwind", invariant=1
    )
    parts: list[Flowable] = [Paragraph(_escaped(title), styles["Title"])]
    for text in paragraphs:
        parts += [Paragraph(_escaped(text), styles["BodyText"]), Spacer(1, 8)]
    if rows:
        table = Table([[str(cell) for cell in row] for row in rows], repeatRows=1)
        lines = [
            ("GRID", (0, 0), (-1, -1), 0.25, colors.grey),
            ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
            ("FONTSIZE", (0, 0), (-1, -1), 8),
        ]
        table.setStyle(TableStyle(lines))
        parts.append(table)
    document.build(parts)
    return out.getvalue()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _text_document(title: str, paragraphs: Sequence[str]) -> bytes:
    import odfdo

    document = odfdo.Document("text")
    document.body.clear()
    document.body.append(odfdo.Header(1, title))
    for text in paragraphs:
        document.body.append(odfdo.Paragraph(text))
    meta = document.meta
    meta.title = title
    meta.creation_date = _DAY.replace(tzinfo=None)
    out = io.BytesIO()
    document.save(out)
    return _settled(out.getvalue())


def _picture(title: str) -> bytes:
    """Arches in each other, in colours that follow from the title."""
    from PIL import Image, ImageDraw

    start = sum(title.encode()) % 360
    picture = Image.new("RGB", (960, 600), f"hsl({start}, 30%, 92%)")
    draw = ImageDraw.Draw(picture)
    for step in range(6):
        left, top = 180 + step * 50, 70 + step * 75
        right = 960 - left
        colour = f"hsl({(start + step * 12) % 360}, 45%, {78 - step * 11}%)"
        draw.pieslice((left, top, right, top + right - left), 180, 360, fill=colour)
        draw.rectangle((left, top + (right - left) // 2, right, 600), fill=colour)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _settled(data: bytes) -> bytes:
    """Return a package whose entries and properties name no hour of their making."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            body = _TIMES.sub(rb"\g<1>" + _STAMP, old.read(entry))
            settled = zipfile.ZipInfo(entry.filename, _ZIP_DAY)
            # OpenDocument 1.3 part 2, 3.3: the media type comes first, and plain.
            is_plain = entry.filename == "mimetype"
            settled.compress_type = (
                zipfile.ZIP_STORED if is_plain else zipfile.ZIP_DEFLATED
            )
            new.writestr(settled, body)
    return out.getvalue()
