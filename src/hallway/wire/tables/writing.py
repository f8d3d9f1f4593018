"""A workbook of one sheet, written while its rows come: no more than one is held.

Texts are texts, never formulas; numbers, days and moments are what they are, so that a
spreadsheet sorts and adds them.  The first row stays in sight and has a filter.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import IO, NamedTuple, cast
from xml.sax.saxutils import escape, quoteattr

MAX_TEXT = 32_767
"""Characters of a cell, as Excel has it; more are cut."""
MAX_LINKS = 65_530
"""Links of a sheet; further ones are text."""
_LEVEL = 3
_PIECE = 64 * 1024
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# ECMA-376 22.9.2.19, and what looks like such an escape.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff\r]")
_LOOKS = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# What a spreadsheet would take for a formula once somebody edits the cell.
_FORMULA = ("=", "+", "-", "@")
_EPOCH = date(1899, 12, 30)
# Excel has a 29 February 1900: before it, its days are off by one.
_FIRST = date(1900, 3, 1)
_DAY = timedelta(days=1)


class Link(NamedTuple):
    """An address with its words."""

    url: str
    text: str


Cell = str | float | int | bool | date | datetime | Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: `format` is Excel's for its numbers, `width` counts characters."""

    title: str
    format: str = ""
    width: int = 14


class _Sink:
    """What the archive writes to: hands on what has come so far."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def write_workbook(
    title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]
) -> Iterator[bytes]:
    """Give the bytes of a workbook (.xlsx) in pieces, with `rows` below the titles."""
    sink = _Sink()
    formats = _Formats(columns)
    with zipfile.ZipFile(
        cast("IO[bytes]", sink),  # writes are all it is asked for
        "w",
        zipfile.ZIP_DEFLATED,
        compresslevel=_LEVEL,
    ) as packed:
        for name, text in _parts(title, formats).items():
            packed.writestr(_info(name), text)
        sheet = _Sheet(columns, formats)
        with packed.open(
            _info("xl/worksheets/sheet1.xml"), "w", force_zip64=True
        ) as part:
            for piece in sheet.pieces(rows):
                part.write(piece.encode())
                if made := sink.take():
                    yield made
        if sheet.links:
            packed.writestr(
                _info("xl/worksheets/_rels/sheet1.xml.rels"), sheet.relations()
            )
    yield sink.take()


def _info(name: str) -> zipfile.ZipInfo:
    # The same rows give the same bytes: no time of today in them.
    made = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    made.compress_type = zipfile.ZIP_DEFLATED
    return made


class _Formats:
    """The styles of a workbook: head, link, quoted text, day, moment, then columns'."""

    fixed = ("yyyy\\-mm\\-dd", "yyyy\\-mm\\-dd\\ hh:mm:ss")
    head, link, quoted, day, moment = 1, 2, 3, 4, 5

    def __init__(self, columns: Sequence[Column]) -> None:
        own = dict.fromkeys(one.format for one in columns if one.format)
        self.codes = [*self.fixed, *own]
        self._styles = {code: 6 + at for at, code in enumerate(own)}

    def of(self, column: Column) -> int:
        return self._styles.get(column.format, 0)

    def xml(self) -> str:
        numbers = "".join(
            f'<numFmt numFmtId="{164 + at}" formatCode={quoteattr(code)}/>'
            for at, code in enumerate(self.codes)
        )
        plain = '<xf numFmtId="0" fontId="{}" fillId="0" borderId="0" xfId="0"{}/>'
        styles = [
            plain.format(0, ""),
            plain.format(1, ' applyFont="1"'),
            plain.format(2, ' applyFont="1"'),
            plain.format(0, ' quotePrefix="1"'),
            *(
                f'<xf numFmtId="{164 + at}" fontId="0" fillId="0" borderId="0"'
                ' xfId="0" applyNumberFormat="1"/>'
                for at in range(len(self.codes))
            ),
        ]
        font = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
        return (
            f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
            f'<numFmts count="{len(self.codes)}">{numbers}</numFmts>'
            f'<fonts count="3"><font>{font}</font><font><b/>{font}</font>'
            f'<font><u/><color theme="10"/>{font}</font></fonts>'
            '<fills count="2"><fill><patternFill patternType="none"/></fill>'
            '<fill><patternFill patternType="gray125"/></fill></fills>'
            '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/>'
            "</border></borders>"
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0"'
            ' borderId="0"/></cellStyleXfs>'
            f'<cellXfs count="{len(styles)}">{"".join(styles)}</cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
            "</cellStyles></styleSheet>"
        )


def _parts(title: str, formats: _Formats) -> dict[str, str]:
    name = re.sub(r"[\\/*?:\[\]\x00-\x1f]", " ", title).strip(" '")[:31] or "List"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    packages = "application/vnd.openxmlformats-package.relationships+xml"
    return {
        "[Content_Types].xml": (
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="{packages}"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml"'
            f' ContentType="{types}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml"'
            f' ContentType="{types}.worksheet+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{types}.styles+xml"/>'
            "</Types>"
        ),
        "_rels/.rels": (
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
            f'<sheet name={quoteattr(name)} sheetId="1" r:id="rId1"/>'
            "</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet"'
            ' Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{_RELATIONS}/styles"'
            ' Target="styles.xml"/></Relationships>'
        ),
        "xl/styles.xml": formats.xml(),
    }


class _Sheet:
    """The one sheet; knows its links once its rows are through."""

    def __init__(self, columns: Sequence[Column], formats: _Formats) -> None:
        self.columns = columns
        self.formats = formats
        self.styles = [formats.of(one) for one in columns]
        self.letters = [letters(at) for at in range(len(columns))]
        self.links: list[tuple[str, str]] = []

    def pieces(self, rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
        widths = "".join(
            f'<col min="{at}" max="{at}" width="{one.width}" customWidth="1"/>'
            for at, one in enumerate(self.columns, 1)
        )
        head = "".join(
            self._text(f"{letter}1", one.title, self.formats.head)
            for letter, one in zip(self.letters, self.columns, strict=True)
        )
        yield (
            f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheetViews>'
            '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
            ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f'<cols>{widths}</cols><sheetData><row r="1">{head}</row>'
        )
        number = 1
        held: list[str] = []
        size = 0
        for row in rows:
            number += 1
            made = f'<row r="{number}">{self._row(number, row)}</row>'
            held.append(made)
            size += len(made)
            if size > _PIECE:
                yield "".join(held)
                held.clear()
                size = 0
        last = f"{self.letters[-1]}{number}" if self.letters else "A1"
        yield f'{"".join(held)}</sheetData><autoFilter ref="A1:{last}"/>'
        if self.links:
            yield "<hyperlinks>"
            for at, (place, _url) in enumerate(self.links, 1):
                yield f'<hyperlink ref="{place}" r:id="rId{at}"/>'
            yield "</hyperlinks>"
        yield "</worksheet>"

    def _row(self, number: int, row: Sequence[Cell]) -> str:
        return "".join(
            self._cell(f"{letter}{number}", value, style)
            for letter, value, style in zip(self.letters, row, self.styles, strict=True)
            if value is not None and value != ""
        )

    def _cell(self, place: str, value: Cell, style: int) -> str:
        match value:
            case Link():
                if value.url and len(self.links) < MAX_LINKS:
                    self.links.append((place, value.url))
                    return self._text(place, value.text or value.url, self.formats.link)
                return self._text(place, value.text or value.url, 0)
            case str():
                begins = value.startswith(_FORMULA)
                return self._text(place, value, self.formats.quoted if begins else 0)
            case bool():
                return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
            case int() | float():
                return f'<c r="{place}" s="{style}"><v>{value!r}</v></c>'
            case datetime():
                if value.date() < _FIRST:
                    return self._text(place, value.isoformat(" "), 0)
                serial = (value - datetime(1899, 12, 30)) / _DAY  # noqa: DTZ001
                moment = self.formats.moment
                return f'<c r="{place}" s="{moment}"><v>{serial!r}</v></c>'
            case date():
                if value < _FIRST:
                    return self._text(place, value.isoformat(), 0)
                serial = (value - _EPOCH).days
                return f'<c r="{place}" s="{self.formats.day}"><v>{serial}</v></c>'
        return ""

    def _text(self, place: str, text: str, style: int) -> str:
        return (
            f'<c r="{place}" t="inlineStr" s="{style}"><is>'
            f'<t xml:space="preserve">{escape(escaped(text[:MAX_TEXT]))}</t></is></c>'
        )

    def relations(self) -> str:
        lines = "".join(
            f'<Relationship Id="rId{at}" Type="{_RELATIONS}/hyperlink"'
            f' Target={quoteattr(escaped(url))} TargetMode="External"/>'
            for at, (_place, url) in enumerate(self.links, 1)
        )
        return (
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}'
            "</Relationships>"
        )


def letters(at: int) -> str:
    """Return the letters of a column counted from 0: A, B, …, Z, AA."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def escaped(text: str) -> str:
    """Return text with what XML cannot hold written as Excel does."""
    text = _LOOKS.sub("_x005F_", text)
    return _UNFIT.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
