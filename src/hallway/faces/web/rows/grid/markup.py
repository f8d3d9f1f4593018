"""The cells of the grid as markup; it has thousands."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from hallway.faces.web.rows.grid.lines import GridCell


def grid_cells(cells: Iterable[GridCell], *, is_fixed: bool) -> SafeString:
    """The cells of a row; `is_fixed` says that nothing in it can be changed."""
    # What people wrote is escaped.
    return mark_safe("".join(_cell(one, is_fixed=is_fixed) for one in cells))  # noqa: S308


def blank_cells(cells: Iterable[GridCell]) -> SafeString:
    """The cells of the row that is not there yet."""
    first, *others = (_cell(one, is_fixed=False) for one in cells)
    words = f'<span class="muted">{escape(_("Type or paste here"))}</span></div></td>'
    first = first.removesuffix("</div></td>") + words
    return mark_safe("".join((first, *others)))  # noqa: S308


def _cell(one: GridCell, *, is_fixed: bool) -> str:
    text = f' data-text="{escape(one.text)}"' if one.text else ""
    given = f' data-given="{escape(one.given)}"' if one.given else ""
    fixed = " data-fixed" if one.is_fixed or is_fixed else ""
    end = ' class="cells__end"' if one.shown.num else ""
    return (
        f"<td{text}{given}{fixed}{end}>"
        f'<div class="cells__v">{one.shown.html}</div></td>'
    )
