"""What is inside a file, as a page shows it: words and values, never its own markup."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from string import ascii_uppercase

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from hallway.core.items.queries import open_body
from hallway.core.previews.records import Way
from hallway.faces.web.parse import Call
from hallway.faces.web.when import size_words
from hallway.wire import markdown
from hallway.wire.mailfile import read_mail
from hallway.wire.picturesize import size_of
from hallway.wire.plaintext import read_text
from hallway.wire.tables.delimited import find_dialect, read_delimited
from hallway.wire.tables.records import TableError

TEXT = 512 * 1024
"""Bytes of a text that are shown."""
MAIL = 16 * 1024**2
ROWS, COLUMNS = 500, 40
LARGEST, MOST_PIXELS = 50 * 1024**2, 100_000_000
"""Bytes and pixels of a picture that is given to browsers as it is."""
_HEAD = 256 * 1024


@dataclass(frozen=True, slots=True)
class Label:
    """The head of a column."""

    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page as a picture; `lost` where there is none."""

    number: int
    src: str
    width: int
    height: int
    alt: str
    text: str
    lost: bool


@dataclass(kw_only=True)
class Contents:
    """What the template shows: `way` says which of the others there are.

    card, hint  why nothing is shown, and what to do
    cut         words that say that there is more
    pages       which pages these are; earlier, later: the addresses of others
    """

    way: str
    card: str = ""
    hint: str = ""
    cut: str = ""
    text: str = ""
    html: str = ""
    columns: list[Label] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    attached: list[tuple[str, str]] = field(default_factory=list)
    was_html: bool = False
    sheets: list[Sheet] = field(default_factory=list)
    pages: str = ""
    earlier: str = ""
    later: str = ""


def contents_of(call: Call, way: Way) -> Contents:
    """What is in the file of the call; a card where it cannot be shown."""
    match way:
        case Way.PICTURE:
            return _picture(call)
        case Way.TEXT:
            return _text(call)
        case Way.MARKDOWN:
            return _markdown(call)
        case Way.TABLE:
            return _table(call)
        case Way.MAIL:
            return _mail(call)
        case Way.AUDIO | Way.VIDEO:
            return Contents(way=way.value)
        case _:
            return card(_("There is no preview of this kind of file"))


def card(title: str, hint: str = "") -> Contents:
    """A card in place of the file."""
    hint = hint or _("Download it to open it in a program of yours.")
    return Contents(way=Way.NONE.value, card=title, hint=hint)


def _read(call: Call, limit: int) -> bytes:
    item = call.folder
    with open_body(call.actor, item, mask=call.place.mask) as file:
        return file.read(limit)


def _is_cut(call: Call, limit: int) -> bool:
    return call.folder.size > limit


def _cut_words(call: Call, limit: int) -> str:
    if not _is_cut(call, limit):
        return ""
    sizes = {"shown": size_words(limit), "size": size_words(call.folder.size)}
    return _("This is its beginning: %(shown)s of %(size)s.") % sizes


def _picture(call: Call) -> Contents:
    found = size_of(_read(call, _HEAD))
    if found is None:
        return card(_("This picture is damaged"))
    width, height = found
    if width * height > MOST_PIXELS or call.folder.size > LARGEST:
        sizes = {"width": f"{width:,}", "height": f"{height:,}"}
        return card(
            _("This picture is too large to be shown"),
            _("It has %(width)s by %(height)s pixels.") % sizes,
        )
    return Contents(way=Way.PICTURE.value)


def _text(call: Call) -> Contents:
    text = read_text(_read(call, TEXT))
    if not text:
        return card(_("This file is empty"), " ")
    return Contents(way=Way.TEXT.value, text=text, cut=_cut_words(call, TEXT))


def _markdown(call: Call) -> Contents:
    text = read_text(_read(call, TEXT))
    # The renderer lets none of the text's own HTML through.
    made = mark_safe(markdown.render(text, table_label=_("Table")).html)  # noqa: S308
    return Contents(way=Way.MARKDOWN.value, html=made, cut=_cut_words(call, TEXT))


def _table(call: Call) -> Contents:
    data = _read(call, TEXT)
    if _is_cut(call, TEXT):
        data = data[: data.rfind(b"\n") + 1] or data
    file = io.BytesIO(data)
    lines: list[list[str]] = []
    try:
        for line in read_delimited(file, find_dialect(file)):
            lines.append([str(cell) for cell in line.cells])
            if len(lines) > ROWS:
                break
    except TableError:
        # What is no table is text all the same.
        if not lines:
            return _text(call)
    if not lines:
        return card(_("This file is empty"), " ")
    wide = max(map(len, lines))
    many = min(wide, COLUMNS)
    head = lines[0] + [""] * many
    cut = ""
    if len(lines) > ROWS or _is_cut(call, TEXT) or wide > COLUMNS:
        cut = _("This is its beginning: at most %(rows)d rows and %(columns)d columns.")
        cut %= {"rows": ROWS, "columns": COLUMNS}
    return Contents(
        way=Way.TABLE.value,
        columns=[Label(head[n].strip() or _letters(n)) for n in range(many)],
        rows=[(line + [""] * many)[:many] for line in lines[1 : ROWS + 1]],
        cut=cut,
    )


def _letters(n: int) -> str:
    """A column without a name, called as spreadsheets do."""
    return ("" if n < 26 else ascii_uppercase[n // 26 - 1]) + ascii_uppercase[n % 26]


def _mail(call: Call) -> Contents:
    mail = read_mail(_read(call, MAIL))
    if not mail.headers:
        return _text(call)
    labels = {
        "From": _("From"),
        "To": _("To"),
        "Cc": _("Cc"),
        "Date": _("Sent"),
        "Subject": _("Subject"),
    }
    return Contents(
        way=Way.MAIL.value,
        text=mail.text,
        facts=[(labels[name], value) for name, value in mail.headers.items()],
        attached=[
            (one.name or one.type, size_words(one.size)) for one in mail.attached
        ],
        was_html=mail.was_html,
        cut=_cut_words(call, MAIL),
    )
