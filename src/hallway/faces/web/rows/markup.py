"""Values as markup: a page of a list has a thousand, too many for a template each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.design.templatetags.design import fileicon, icon, kept

if TYPE_CHECKING:
    from hallway.faces.web.rows.cells import Cell, Ref
    from hallway.faces.web.rows.lines import Line


def markup_of(cell: Cell) -> SafeString:
    """A value as it stands in a cell, a card or a pane."""
    return _safe(_markup(cell))


def row_markup(line: Line, spoken: Spoken) -> SafeString:
    """A row of a list's table: a box, the name, and the values of its columns."""
    number, name = line.number, escape(line.name)
    words = escape(spoken.select % {"name": line.name})
    checked = " checked" if line.chosen else ""
    box = (
        '<td class="table__check"><input class="check__box" type="checkbox"'
        f' name="item" value="{number}"{checked} aria-label="{words}"></td>'
    )
    folder = fileicon(line.name, folder=True) if line.is_folder else ""
    meta = f"{escape(line.modified.words)} · {escape(line.by)}"
    marks = _marks(line, spoken)
    main = (
        f'<td class="table__main rows__name{_tone(line.name_tone)}">'
        f'<div class="cellname">{folder}<span class="cellname__text">'
        f'<a class="cellname__link" href="{escape(line.href)}">{name}</a>'
        f'<span class="cellname__meta">{meta}</span></span>{marks}</div></td>'
    )
    tone = f' class="{_tone(line.tone)[1:]}"' if line.tone else ""
    return _safe(f"<tr{tone}>{box}{main}{line.cells}</tr>")


def cell_start(shrinks: int, *, num: bool, label: str, tone: str = "") -> str:
    """The start of a cell of a row of a list's table.

    shrinks  when its column leaves a table that gets narrow
    num      tells whether its values are figures
    label    what it is called below the name in a narrow table; empty where it leaves
    tone     how a rule paints it
    """
    figure = "table__num " if num else ""
    named = f' data-label="{escape(label)}"' if label else ""
    return f'<td class="{figure}rows__cell table__p{shrinks}{_tone(tone)}"{named}>'


def _marks(line: Line, spoken: Spoken) -> str:
    marks = ""
    if n := line.clips:
        words = ngettext("%(n)s file attached", "%(n)s files attached", n) % {"n": n}
        figure = f'<span class="num" aria-hidden="true">{n}</span>'
        marks += _mark(words, icon("paperclip", "s") + figure, " rows__clips")
    if line.is_private:
        marks += spoken.private
    return marks


class Spoken(NamedTuple):
    """What every row of a table says, in one language."""

    select: str
    private: str
    """A mark, as markup."""


@lru_cache(maxsize=64)
def row_words(
    language: str | None,
) -> Spoken:
    """What every row says in the language now active."""
    private = _mark(_("Has access rules of its own"), icon("users", "s"))
    return Spoken(_("Select %(name)s"), private)


def _mark(words: str, drawn: str, more: str = "") -> str:
    return (
        f'<span class="cellname__mark{more}" title="{escape(words)}">{drawn}'
        f'<span class="hidden-text">{escape(words)}</span></span>'
    )


def _tone(tone: str) -> str:
    return f" rows__tone rows__tone--{escape(tone)}" if tone else ""


def _safe(markup: str) -> SafeString:
    # What people wrote is escaped.
    return SafeString(markup)


def _markup(cell: Cell) -> str:
    if cell.pill:
        return f'<span class="pill hue-{cell.hue}">{escape(cell.pill)}</span>'
    if cell.pills:
        return f'<span class="rows__pills">{_pills(cell.pills)}</span>'
    if cell.person:
        return kept("c/person.html", name=cell.person, href=cell.href)
    if cell.people:
        return ", ".join(_link(one) for one in cell.people)
    if cell.links:
        return ", ".join(_link(one, ' rel="noopener noreferrer"') for one in cell.links)
    if cell.picture:
        address, words = escape(cell.picture), escape(cell.text)
        picture = f'<img class="rows__picture" src="{address}" alt="{words}"'
        return f'<a href="{address}">{picture} loading="lazy"></a>'
    if cell.stars:
        return _stars(cell)
    if cell.iso:
        exact = f' title="{escape(cell.exact)}"' if cell.exact else ""
        return f'<time datetime="{escape(cell.iso)}"{exact}>{escape(cell.text)}</time>'
    return escape(cell.text)


def _pills(pills: Sequence[Ref]) -> str:
    return "".join(
        f'<span class="pill hue-{one.hue}">{escape(one.text)}</span> ' for one in pills
    )


def _link(one: Ref, more: str = "") -> str:
    if not one.href:
        return escape(one.text)
    return f'<a href="{escape(one.href)}"{more}>{escape(one.text)}</a>'


def _stars(cell: Cell) -> str:
    star = icon("star", "s")
    return (
        f'<span class="rows__stars" role="img" aria-label="{escape(cell.text)}">'
        f"{star * len(cell.stars)}"
        f'<span class="rows__rest">{star * len(cell.rest)}</span></span>'
    )
