"""Values as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils import formats
from django.utils.translation import gettext as _

from hallway.core.items.records import ItemRecord
from hallway.core.lists.records import ColumnRecord
from hallway.core.query.records import Row
from hallway.design.templatetags.design import hue
from hallway.faces.web.parse import person_href
from hallway.faces.web.when import when

LONGEST = 140


class Cell(NamedTuple):
    """A value; `pill` is a choice with its tint, `person` a name."""

    text: str = ""
    href: str = ""
    pill: str = ""
    person: str = ""
    iso: str = ""
    num: bool = False
    hue: int = 0


def people_in(rows: Iterable[Row], columns: Sequence[ColumnRecord]) -> set[int]:
    """Everybody a page of rows names."""
    names = [column.internal_name for column in columns if column.type == "person"]
    found = {row.item.editor for row in rows}
    return set(found) | {
        row.values[name] for row in rows for name in names if name in row.values
    }


def cell(
    column: ColumnRecord, value: Any, titles: Mapping[int, str], *, now: int
) -> Cell:
    """A value of a column."""
    if value is None:
        return Cell(num=column.type == "number")
    match column.type:
        case "number":
            return Cell(text=grouped(value), num=True)
        case "yesno":
            return Cell(text=_("Yes") if value else _("No"))
        case "date":
            return Cell(text=day_words(value), iso=str(value))
        case "datetime":
            moment = when(value, now=now)
            return Cell(text=moment.exact, iso=moment.iso)
        case "choice":
            return Cell(pill=str(value), hue=_hue(column, str(value)))
        case "person":
            name = titles.get(value, _("Somebody who is gone"))
            return Cell(person=name, href=person_href(value))
        case _:
            text = " ".join(str(value).split())
            return Cell(text=text if len(text) <= LONGEST else text[:LONGEST] + "…")


def plain(column: ColumnRecord, value: Any, titles: Mapping[int, str]) -> str:
    """A value in a word, whole: for sentences and exports."""
    if value is None:
        return ""
    match column.type:
        case "number":
            return number_words(value)
        case "yesno":
            return _("Yes") if value else _("No")
        case "date":
            return str(value)
        case "datetime":
            return when(value, now=value).iso
        case "person":
            return titles.get(value, "")
        case _:
            return str(value)


def _hue(column: ColumnRecord, value: str) -> int:
    """A choice's tint: by its place, so that those beside each other differ."""
    choices = column.settings.get("choices", [])
    if isinstance(choices, list) and value in choices:
        return choices.index(value) % 8 + 1
    return hue(value)


def grouped(value: float) -> str:
    """A number as people read it, its digits in groups."""
    if abs(value) >= 10**15:
        return repr(float(value))
    return formats.number_format(
        int(value) if float(value).is_integer() else value,
        use_l10n=True,
        force_grouping=True,
    )


def number_words(value: float) -> str:
    """A number without a point where it is whole."""
    if float(value).is_integer() and abs(value) < 10**15:
        return str(int(value))
    return repr(float(value))


def day_words(text: str) -> str:
    """A day in words; the text where it is none."""
    try:
        return formats.date_format(date.fromisoformat(text), _("j M Y"))
    except ValueError:
        return text


def title_column(columns: Sequence[ColumnRecord]) -> ColumnRecord | None:
    """The column that names an item: the first line of text there is."""
    return next((column for column in columns if column.type == "text"), None)


def title_of(
    item: ItemRecord, values: Mapping[str, Any], columns: Sequence[ColumnRecord]
) -> str:
    """What an item is called."""
    column = title_column(columns)
    value = None if column is None else values.get(column.internal_name)
    return str(value) if value else _("Item %(number)s") % {"number": item.number}
