"""Tables in files: what is read, and where what is no table went wrong."""

# ruff: noqa: DTZ001 - moments in files have no zone

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.wire.tables.delimited import find_dialect, read_delimited
from hallway.wire.tables.guessing import Guess, Guesser
from hallway.wire.tables.records import Line, TableError, Value
from hallway.wire.tables.values import (
    read_day,
    read_decimal,
    read_moment,
    read_number,
    read_yes_no,
    split_money,
)
from hallway.wire.tables.workbook import Fault, read_workbook, sheet_names
from hallway.wire.tables.writing import Cell, Column, Link, letters, write_workbook


def read(data: bytes) -> list[Line]:
    file = io.BytesIO(data)
    return list(read_delimited(file, find_dialect(file)))


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-16-le", ""),
        ("utf-16-be", ""),
        ("utf-16-be", "\ufeff"),
        ("cp1252", ""),
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encoding_and_separator_are_found(
    encoding: str, mark: str, separator: str, ends: str
) -> None:
    lines = [
        ["Name", "Straße"],
        ["Müller €", 'a"b\nc'],
        ["x;y,z\tz", ""],
        ["last", "1"],
    ]
    text = ends.join(
        separator.join('"' + cell.replace('"', '""') + '"' for cell in line)
        for line in lines
    )
    found = read((mark + text).encode(encoding))
    assert [one.cells for one in found] == [
        ["Name", "Straße"],
        ["Müller €", 'a"b\nc'],
        ["x;y,z\tz"],
        ["last", "1"],
    ]
    assert [one.number for one in found] == [1, 2, 4, 5]


def test_a_first_line_may_name_the_separator() -> None:
    assert read(b"sep=;\r\na;b,c\r\n") == [Line(2, ["a", "b,c"])]


def test_one_column_and_nothing_are_tables_too() -> None:
    assert read(b"") == []
    assert read(b"\n\n") == []
    assert read(b"a\n\nb") == [Line(1, ["a"]), Line(3, ["b"])]


def test_a_long_file_is_read_piece_by_piece() -> None:
    data = b"".join(b'%d;"two\r\nlines, \xc3\xa4"\r\n' % n for n in range(20_000))
    lines = read(data)
    assert len(lines) == 20_000
    assert lines[-1] == Line(39_999, ["19999", "two\r\nlines, ä"])
    old = b"\r".join(b"%d,ab" % n for n in range(20_000))
    assert read(old)[-1] == Line(20_000, ["19999", "ab"])


@pytest.mark.parametrize(
    ("data", "line", "word"),
    [
        (b"a,b\n1,\0\n", 2, "NUL"),
        (b'a,b\n1,"x\ny\nz', 2, "never closed"),
        (b'a,b\nc,d\n1,"x"y,z\n', 3, "closing"),
        (b"\xef\xbb\xbfa,b\n\xff,1\n", 2, "no text"),
        ("ä,b\n".encode() + b"1,2\n\xe4,3\n", 3, "UTF-8"),
        ("ä,b\n".encode() + b"1,2\n" * 50_000 + b"\xe4,3\n", 50_002, "UTF-8"),
        (b"a,b\n1,\x81\n", 2, "no text"),
        (b"\xff\xfea\0,\0\n\0x", 2, "no text"),
        (b"a\n" + b"x" * 200_000, 2, "131,072"),
        (b"a\n" + b"x" * 2_000_000, 2, "million"),
        (b"a\n" + b",".join([b"x"] * 301), 2, "300"),
    ],
)
def test_what_is_no_table_is_said_with_its_line(
    data: bytes, line: int, word: str
) -> None:
    with pytest.raises(TableError) as caught:
        read(data)
    assert word in caught.value.message
    assert caught.value.line == line


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_table_error(data: bytes) -> None:
    for given_bytes in (data, b"PK\x03\x04" + data):
        try:
            read(given_bytes)
            list(read_workbook(io.BytesIO(given_bytes)))
        except TableError:
            pass


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_gives_typed_cells() -> None:
    rows: list[list[object]] = [
        ["Text", "Number", "Day", "Moment", "Flag", "Fault"],
        [
            "two\nlines",
            1.5,
            date(2026, 3, 1),
            datetime(2026, 3, 1, 13, 5),
            True,
            "#N/A",
        ],
        [],
        [None, 3, None],
    ]
    data = workbook(First=rows, Second=[["other"]])
    assert sheet_names(io.BytesIO(data)) == ["First", "Second"]
    lines = list(read_workbook(io.BytesIO(data)))
    assert [one.number for one in lines] == [1, 2, 4]
    assert lines[1].cells == [
        "two\nlines",
        1.5,
        datetime(2026, 3, 1),
        datetime(2026, 3, 1, 13, 5),
        True,
        "#N/A",
    ]
    assert isinstance(lines[1].cells[5], Fault)
    assert lines[2].cells == [None, 3]
    assert list(read_workbook(io.BytesIO(data), "Second")) == [Line(1, ["other"])]
    with pytest.raises(TableError, match="no such sheet"):
        list(read_workbook(io.BytesIO(data), "Third"))


def test_a_formula_gives_the_value_kept_with_it() -> None:
    data = workbook(S=[["x"]])
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(packed, "w") as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet1.xml"):
                cell = b'<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>'
                start = part.index(b"<sheetData>")
                part = part[:start] + cell + part[part.index(b"</sheetData>") :]
            new.writestr(name, part)
    assert list(read_workbook(packed)) == [Line(1, [2])]


def repacked(change: dict[str, bytes]) -> io.BytesIO:
    """A workbook of two cells with other parts."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(S=[["x", 1.5]]))) as old,
        zipfile.ZipFile(packed, "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name, change.get(name, old.read(name)))
    return packed


SHEET = "xl/worksheets/sheet1.xml"
MAIN = b'<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData>'
END = b"</sheetData></worksheet>"


def test_rows_and_cells_say_where_they_are() -> None:
    cells = (
        b'<row r="3"><c r="C3"><v>1</v></c><c><v>2</v></c></row>'
        b'<row><c t="inlineStr"><is><r><t>a</t></r><r><t> b</t></r><rPh><t>no</t></rPh>'
        b'</is></c><c t="str"><f>"x"</f><v>_x0041_</v></c><c t="b"><v>1</v></c>'
        b'<c t="e"><v>#REF!</v></c><c t="d"><v>2026-03-01T12:00:00</v></c></row>'
    )
    lines = list(read_workbook(repacked({SHEET: MAIN + cells + END})))
    assert lines == [
        Line(3, [None, None, 1, 2]),
        Line(4, ["a b", "A", True, "#REF!", datetime(2026, 3, 1, 12)]),
    ]


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        (b'<row r="9999999"/>', "1,048,576"),
        (b'<row><c r="XFD1"><v>1</v></c></row>', "300"),
        (b'<row><c t="s"><v>7</v></c></row>', "no whole workbook"),
        (b"<row><c><v>x</v></c></row>", "no whole workbook"),
        (b"<row><c><v>inf</v></c></row>", "no whole workbook"),
        (b"<row><c><v>1</v></row>", "no whole workbook"),
        (
            b'<row><c t="inlineStr"><is><t>' + b"x" * 200_000 + b"</t></is></c></row>",
            "131",
        ),
    ],
)
def test_a_sheet_that_cannot_be_is_a_table_error(cells: bytes, word: str) -> None:
    with pytest.raises(TableError, match=word):
        list(read_workbook(repacked({SHEET: MAIN + cells + END})))


def test_what_no_text_holds_stays_as_it_is_written() -> None:
    cells = b'<row><c t="str"><v>_x0000__xD83D__x0009_</v></c></row>'
    lines = list(read_workbook(repacked({SHEET: MAIN + cells + END})))
    assert lines == [Line(1, ["_x0000__xD83D_\t"])]


def test_entities_are_refused() -> None:
    body = (
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
        + MAIN
        + b'<row><c t="str"><v>&b;</v></c></row>'
        + END
    )
    with pytest.raises(TableError):
        list(read_workbook(repacked({SHEET: body})))


@given(st.binary(max_size=200), st.integers(min_value=0, max_value=400))
def test_any_damage_is_a_table_error_or_none(damage: bytes, at: int) -> None:
    data = workbook(S=[["x", 1]])
    for part in ("xl/workbook.xml", "xl/styles.xml", SHEET, "_rels/.rels"):
        with contextlib.suppress(TableError):
            list(read_workbook(repacked({part: damage})))
    with contextlib.suppress(TableError):
        list(read_workbook(io.BytesIO(data[:at] + damage + data[at:])))


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0 old",
        workbook(S=[["x"]])[:-40],
        workbook(S=[["x"]])[:300],
    ],
)
def test_a_broken_workbook_is_a_table_error(data: bytes) -> None:
    with pytest.raises(TableError):
        list(read_workbook(io.BytesIO(data)))


def bomb(name: str, megabytes: int) -> bytes:
    packed = io.BytesIO(workbook(S=[["x"]]))
    with (
        zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w") as part,
    ):
        for _ in range(megabytes):
            part.write(bytes(1024 * 1024))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "megabytes"),
    [("xl/sharedStrings.xml", 65), ("xl/worksheets/sheet9.xml", 513)],
)
def test_a_zip_bomb_is_not_unpacked(name: str, megabytes: int) -> None:
    data = bomb(name, megabytes)
    assert len(data) < 1024 * 1024
    with pytest.raises(TableError, match="too large"):
        sheet_names(io.BytesIO(data))


def test_what_is_written_is_what_is_read() -> None:
    rows: list[list[Cell]] = [
        ["=1+1", 1.25, date(2026, 12, 31), datetime(2026, 12, 31, 23, 59, 58), True],
        ['a & <b> "c" _x000D_ \x01\r\n\'', -3, date(1900, 1, 1), None, False],
        [Link("https://example.org/?a=1&b=2", "words"), 1e300, None, None, None],
        ["x" * 40_000, 0, None, None, None],
    ]
    columns = [Column(title=name) for name in ("Text", "N", "Day", "At", "Flag")]
    data = b"".join(write_workbook("a/b:c [d]" * 9, columns, rows))
    lines = list(read_workbook(io.BytesIO(data)))
    assert [one.cells for one in lines] == [
        ["Text", "N", "Day", "At", "Flag"],
        [
            "=1+1",
            1.25,
            datetime(2026, 12, 31),
            datetime(2026, 12, 31, 23, 59, 58),
            True,
        ],
        ['a & <b> "c" _x000D_ \x01\r\n\'', -3, "1900-01-01", None, False],
        ["words", 1e300],
        ["x" * 32_767, 0],
    ]
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.active
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].quotePrefix
    assert sheet["A4"].hyperlink.target == "https://example.org/?a=1&b=2"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:E5"
    assert sheet["C2"].number_format == "yyyy\\-mm\\-dd"
    # The same rows, the same bytes.
    assert data == b"".join(write_workbook("a/b:c [d]" * 9, columns, rows))


def test_a_workbook_is_written_while_its_rows_come() -> None:
    given_rows = 0

    def rows() -> Iterator[list[Cell]]:
        nonlocal given_rows
        for n in range(200_000):
            given_rows += 1
            yield [n, f"row {n * 7919 % 100_003}"]

    made = write_workbook("S", [Column(title="N"), Column(title="T")], rows())
    next(made)
    assert given_rows < 10_000


@pytest.mark.parametrize(
    ("at", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_letters_of_columns(at: int, name: str) -> None:
    assert letters(at) == name


@pytest.mark.parametrize(
    ("text", "form", "number"),
    [
        ("1,234.5", "point", 1234.5),
        ("1.234,5", "comma", 1234.5),
        ("1 234,5", "comma", 1234.5),
        ("1'234.50", "point", 1234.5),
        ("-,5", "comma", -0.5),
        (".5", "point", 0.5),
        ("5 %", "point", 0.05),
        ("\N{MINUS SIGN}7", "point", -7),
        ("1e3", "point", 1000),
    ],
)
def test_numbers_as_people_write_them(text: str, form: str, number: float) -> None:
    assert read_number(text, form) == number


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1,23,4", "point"),
        ("1.234.5", "comma"),
        ("12 34", "point"),
        ("abc", "point"),
        ("", "point"),
        ("1,5", "point"),
        ("\N{ARABIC-INDIC DIGIT ONE}", "point"),
    ],
)
def test_what_is_no_number(text: str, form: str) -> None:
    with pytest.raises(ValueError, match="number"):
        read_decimal(text, form)


@pytest.mark.parametrize(
    ("text", "number", "currency"),
    [
        ("12,50 €", "12,50", "EUR"),
        ("€ 12.50", "12.50", "EUR"),
        ("-$1,234", "-1,234", "USD"),
        ("CHF 1'000.00", "1'000.00", "CHF"),
    ],
)
def test_money(text: str, number: str, currency: str) -> None:
    assert split_money(text) == (number, currency)


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("2026-03-04", "mdy", date(2026, 3, 4)),
        ("3.4.2026", "mdy", date(2026, 4, 3)),
        ("3/4/2026", "mdy", date(2026, 3, 4)),
        ("3/4/26", "dmy", date(2026, 4, 3)),
        ("31.12.99", "dmy", date(1999, 12, 31)),
        ("31. Dezember 2026", "mdy", date(2026, 12, 31)),
        ("March 4, 2026", "dmy", date(2026, 3, 4)),
        ("4 Mär 2026", "dmy", date(2026, 3, 4)),
    ],
)
def test_days(text: str, form: str, day: date) -> None:
    assert read_day(text, form) == day
    moment = read_moment(f"{text} 1:05 pm", form)
    assert moment == datetime(day.year, day.month, day.day, 13, 5)


def test_moments_with_zones() -> None:
    wanted = datetime(2026, 3, 4, 11, 0, tzinfo=UTC)
    for text in (
        "2026-03-04T12:00:00+01:00",
        "4.3.2026 12:00 +01:00",
        "2026-03-04 11:00Z",
        "March 4, 2026, 11:00:00.000 UTC",
    ):
        assert read_moment(text, "dmy") == wanted
    for text in ("4.3.2026 25:00", "4.3.2026 13:00 pm", "x 12:00", "T", "12:00"):
        with pytest.raises(ValueError, match="expected"):
            read_moment(text, "dmy")


@given(st.text(max_size=30))
def test_readers_of_values_raise_value_error_alone(text: str) -> None:
    for reader in (
        lambda: read_decimal(text, "comma"),
        lambda: read_day(text, "mdy"),
        lambda: read_moment(text, "dmy"),
        lambda: read_yes_no(text),
        lambda: split_money(text),
    ):
        with contextlib.suppress(ValueError):
            reader()


def guess(*values: Value, prefers_comma: bool = False) -> Guess:
    guesser = Guesser()
    for value in values:
        guesser.see(value)
    return guesser.guess(prefers_comma=prefers_comma)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        (["", None], Guess(type="text")),
        (["Ja", "nein"], Guess(type="yesno")),
        ([True, False], Guess(type="yesno")),
        (["1", "0"], Guess(type="number", form="point")),
        (["1.234", "1,5"], Guess(type="number", form="comma")),
        (["1,234", "1.5"], Guess(type="number", form="point")),
        (["5 %", "7%"], Guess(type="number", form="point", percent=True)),
        (["0049", "12"], Guess(type="text")),
        (["+49 170 123", "+49 171 234"], Guess(type="text")),
        (["1.000,00 €", "5 €"], Guess(type="currency", form="comma", currency="EUR")),
        (["5 €", "5 $"], Guess(type="text")),
        (["2026-01-02", "2026-01-03"], Guess(type="date", form="ymd")),
        (["1/2/2026", "13/2/2026"], Guess(type="date", form="dmy")),
        (["1/2/2026", "2/13/2026"], Guess(type="date", form="mdy")),
        (["1/2/2026"], Guess(type="date", form="mdy")),
        (
            ["01.02.2026", "31.02.2026"] + ["05.06.2026"] * 30,
            Guess(type="date", form="dmy"),
        ),
        (["1.2.2026 12:00"], Guess(type="datetime", form="dmy")),
        (["1.2.2026", "1.2.2026 12:00"], Guess(type="datetime", form="dmy")),
        ([date(2026, 1, 1)], Guess(type="date", form="ymd")),
        (["https://a.example/x"], Guess(type="link")),
        (["a@b.example", "c@d.example"], Guess(type="email")),
        (["x\ny"], Guess(type="note")),
        (["x" * 300], Guess(type="note")),
        (["a", "b"] * 4, Guess(type="choice", choices=("a", "b"))),
        (["a", "b"], Guess(type="text")),
        (["a"] * 9, Guess(type="text")),
        (["1"] * 19 + ["x"], Guess(type="number", form="point")),
        (["1"] * 9 + ["x"], Guess(type="choice", choices=("1", "x"))),
    ],
)
def test_a_column_is_guessed_from_all_its_values(
    values: list[Value], wanted: Guess
) -> None:
    assert guess(*values) == wanted


def test_what_nothing_decides_the_separator_does() -> None:
    assert guess("1/2/2026", prefers_comma=True).form == "dmy"
    assert guess("1.234", prefers_comma=True).form == "comma"
    assert guess("1.234").form == "point"


@given(
    st.lists(
        st.none()
        | st.text(max_size=20)
        | st.booleans()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.dates()
    )
)
def test_any_values_are_guessed(values: list[Value]) -> None:
    assert guess(*values).type


def test_times_of_a_day_are_text() -> None:
    data = workbook(S=[[timedelta(hours=30), datetime(2026, 1, 1, 5).time()]])
    assert list(read_workbook(io.BytesIO(data))) == [Line(1, ["30:00:00", "05:00:00"])]
