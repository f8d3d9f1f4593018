"""Rows as cards: in a gallery, on a board, in a month."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.utils import formats
from django.utils.translation import gettext as _

from hallway.core.items.records import ItemId
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.views.records import Layout
from hallway.core.previews.queries import list_pictured
from hallway.core.query.queries import list_groups, list_rows
from hallway.core.query.records import NAME, Row, RowPage
from hallway.faces.web.parse import Call, href
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.named import Named, name_all
from hallway.faces.web.rows.parts import Part, cell_of, has_files, parts_of
from hallway.faces.web.rows.paths import paths_of
from hallway.faces.web.rows.question import Question, asking
from hallway.faces.web.viewer.page import viewer_href
from hallway.faces.web.viewer.pictures import thumb_href
from hallway.wire.query import (
    And,
    Compare,
    Condition,
    Field,
    IsNull,
    Op,
    Order,
    Overlaps,
    Query,
    Span,
)

MAX_LANES, LANE, MONTH = 12, 25, 400
_ON_CARD, _IN_DAY = 4, 4
_SHOWN = ("image/gif", "image/jpeg", "image/png", "image/webp")
_SMALL = 2**20
"""Pictures of files are shown as they are, if that is not too much to send."""


class Card(NamedTuple):
    """An item on a board or in a gallery."""

    number: int
    name: str
    href: str
    picture: str
    cells: list[tuple[str, cells.Cell]]


class Lane(NamedTuple):
    """A column of a board: a choice, and what has it."""

    value: str
    title: str
    hue: int
    many: int
    cards: list[Card]
    all_href: str
    others: list[tuple[str, str]]


class Entry(NamedTuple):
    """An item on a day."""

    name: str
    href: str
    goes_on: bool


class Day(NamedTuple):
    """A day of a month's page."""

    number: int
    iso: str
    words: str
    is_out: bool
    is_today: bool
    entries: list[Entry]
    more: int


def context(
    call: Call,
    question: Question,
    found: RowPage,
    parts: Sequence[Part],
    columns: list[ColumnRecord],
    named: Named,
) -> dict[str, Any]:
    """What the template of a layout needs; nothing for tables."""
    content = question.view.content
    match content.layout:
        case Layout.GALLERY:
            paths = paths_of(call, found.rows)
            drawn = _drawn(call, found.rows)
            return {
                "cards": [
                    _card(
                        call,
                        row,
                        parts,
                        columns,
                        named,
                        content.picture,
                        paths,
                        drawn=drawn,
                    )
                    for row in found.rows
                    if has_files(call.list) or not row.item.is_folder
                ]
            }
        case Layout.BOARD:
            lanes = _lanes(call, question, columns)
            nothing = not any(lane.many for lane in lanes)
            return {"lanes": lanes, "by": content.board, "nothing": nothing}
        case Layout.CALENDAR:
            return _month(call, question, columns)
        case _:
            return {}


def _card(
    call: Call,
    row: Row,
    parts: Sequence[Part],
    columns: list[ColumnRecord],
    named: Named,
    picture: str,
    paths: Mapping[ItemId, str],
    *,
    but: str = "",
    drawn: Collection[ItemId] = (),
) -> Card:
    first = cells.title_column(columns)
    name = "" if first is None else first.internal_name
    left_out = {picture, but, NAME if has_files(call.list) else name}
    shown: list[tuple[str, cells.Cell]] = []
    for part in parts:
        if part.name not in left_out and len(shown) < _ON_CARD:
            cell = cell_of(part, row, named, now=call.now)
            if any((*cell[:5], cell.pills, cell.people, cell.links, cell.stars)):
                shown.append((part.title, cell))
    url = row.values.get(picture, {}).get("url", "") if picture else ""
    if not url and row.item.id in drawn:
        url = thumb_href(paths[row.item.id], row.item)
    elif not url and row.item.sniffed_type in _SHOWN and row.item.size <= _SMALL:
        url = href(paths[row.item.id])
    return Card(
        number=row.item.number,
        name=cells.title_of(row.item, row.values, columns),
        href=_address(row, paths),
        # One of another house would tell that house who looks at it.
        picture=url if url.startswith("/") and not url.startswith("//") else "",
        cells=shown,
    )


def _drawn(call: Call, rows: Sequence[Row]) -> Collection[ItemId]:
    """The files that have small pictures; those of a library alone."""
    if not has_files(call.list):
        return ()
    return list_pictured(call.actor, [row.item for row in rows])


def _address(row: Row, paths: Mapping[ItemId, str]) -> str:
    """Where a card leads: files have pages of their own."""
    is_file = row.item.sha256 is not None
    return viewer_href(paths[row.item.id]) if is_file else href(paths[row.item.id])


def _lanes(call: Call, question: Question, columns: list[ColumnRecord]) -> list[Lane]:
    content = question.view.content
    column = next(one for one in columns if one.internal_name == content.board)
    choices = column.settings.get("choices", [])
    values = [str(one) for one in choices] if isinstance(choices, list) else []
    field = Field(column.internal_name)
    asked = question.query()
    groups = list_groups(
        call.actor,
        call.list.id,
        replace(asked, group=(Order(field),), totals=(), scope=question.files),
        asking=asking(call),
        folder=call.folder,
    )
    counts = {group.values[0]: group.count for group in groups}
    # What is no choice any more has a lane as long as something is in it.
    values += [one for one in counts if one is not None and one not in values]
    wanted: list[str | None] = [*values[:MAX_LANES]]
    if counts.get(None):
        wanted.insert(0, None)
    pages = {
        value: _rows(call, question, asked, _has(field, value), LANE)
        for value in wanted
        if counts.get(value)
    }
    shown = [row for rows in pages.values() for row in rows]
    parts = parts_of(content, columns, call.list)
    named = _named(call, shown, columns)
    paths = paths_of(call, shown)
    return [
        Lane(
            value=value or "",
            title=value or _("No value"),
            hue=cells.hue_of(column, value) if value else 0,
            many=counts.get(value, 0),
            cards=[
                _card(
                    call,
                    row,
                    parts,
                    columns,
                    named,
                    content.picture,
                    paths,
                    but=content.board,
                )
                for row in pages.get(value, [])
            ],
            all_href=question.href(**{f"in.{content.board}": value or ""}),
            others=[(one, one) for one in values[:MAX_LANES] if one != value],
        )
        for value in wanted
    ]


def _has(field: Field, value: str | None) -> Condition:
    return IsNull(field) if value is None else Compare(field, Op.EQ, value)


def _rows(
    call: Call, question: Question, asked: Query, where: Condition, limit: int
) -> list[Row]:
    terms = (where,) if asked.where is None else (asked.where, where)
    query = replace(
        asked,
        where=And(terms),
        scope=question.files,
        group=(),
        totals=(),
        limit=limit,
        counted=False,
        token="",
    )
    page = list_rows(
        call.actor, call.list.id, query, asking=asking(call), folder=call.folder
    )
    return page.rows


def _named(call: Call, rows: Sequence[Row], columns: list[ColumnRecord]) -> Named:
    people = {row.item.author for row in rows} | {row.item.editor for row in rows}
    return name_all(call.actor, [row.values for row in rows], columns, people=people)


def _month(
    call: Call, question: Question, columns: list[ColumnRecord]
) -> dict[str, Any]:
    content = question.view.content
    today = asking(call).today()
    first = _first_day(call.query.get("month", ""), today)
    start, end = Field(content.start), Field(content.end or content.start)
    rows = _rows(
        call,
        question,
        replace(question.query(), order=(Order(start),)),
        Overlaps(start, end, first, Span.MONTH),
        MONTH,
    )
    days: dict[date, list[Entry]] = {}
    paths = paths_of(call, rows)
    for row in rows:
        begins = _day(call, row, content.start)
        ends = _day(call, row, content.end) if content.end else begins
        if begins is None:
            continue
        name = cells.title_of(row.item, row.values, columns)
        address = _address(row, paths)
        last = min(max(ends or begins, begins), first + timedelta(days=45))
        day = max(begins, first - timedelta(days=7))
        while day <= last:
            days.setdefault(day, []).append(Entry(name, address, day > begins))
            day += timedelta(days=1)
    weeks = [
        [_cell(day, first, today, days.get(day, [])) for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    return {
        "weeks": weeks,
        "names": [
            (formats.date_format(day, "D"), formats.date_format(day, "l"))
            for day in calendar.Calendar().monthdatescalendar(2024, 1)[0]
        ],
        "month": formats.date_format(first, "F Y"),
        "earlier": question.href(month=_name(first - timedelta(days=1))),
        "later": question.href(month=_name(first + timedelta(days=31))),
        "this": question.href() if first != today.replace(day=1) else "",
        "is_cut": len(rows) >= MONTH,
        "nothing": not rows,
    }


def _cell(day: date, first: date, today: date, entries: list[Entry]) -> Day:
    return Day(
        number=day.day,
        iso=day.isoformat(),
        words=formats.date_format(day, "DATE_FORMAT"),
        is_out=day.month != first.month,
        is_today=day == today,
        entries=entries[:_IN_DAY],
        more=max(0, len(entries) - _IN_DAY),
    )


def _day(call: Call, row: Row, name: str) -> date | None:
    facts: dict[str, Any] = {
        "Created": row.item.created,
        "Modified": row.item.modified,
    }
    value = facts.get(name, row.values.get(name))
    if value is None:
        return None
    if isinstance(value, str):
        return date.fromisoformat(value)
    return asking(call).day(value)


def _first_day(text: str, today: date) -> date:
    """The first day of a month, as 2026-12; this one's for anything else."""
    try:
        found = date.fromisoformat(f"{text}-01") if len(text) == 7 else today
    except ValueError:
        found = today
    # A page has days of the months beside it.
    in_calendar = date(1, 2, 1) < found < date(9999, 11, 1)
    return (found if in_calendar else today).replace(day=1)


def _name(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"


__all__ = ["context"]
