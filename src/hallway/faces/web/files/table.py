"""The table of a library: a line for each file and folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from hallway.core.contenttypes.queries import list_item_types
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.items.saving import is_needed
from hallway.core.lists.records import ColumnRecord
from hallway.core.locks.records import LockRecord
from hallway.core.query.records import EDITOR, MODIFIED, Row
from hallway.faces.web.parse import Call, href
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.lines import nearest
from hallway.faces.web.rows.named import Named
from hallway.faces.web.rows.parts import SIZE, Part, cell_of
from hallway.faces.web.rows.paths import folder_of
from hallway.faces.web.viewer.page import ASKED
from hallway.faces.web.when import Now, beside, size_words, when
from hallway.wire.paths import quote_segment

_FEW, _SOME = 3, 5
Locks = Mapping[ItemId, list[LockRecord]]
Tones = Mapping[int, tuple[str, str]]


class Mark(NamedTuple):
    """An icon beside a name, and what it says."""

    icon: str
    words: str


class Shown(NamedTuple):
    """A value of a line, when its column leaves where it is narrow, or its label."""

    cell: cells.Cell
    shrinks: int
    tone: str
    label: str


class Line(NamedTuple):
    """A line of the table.

    cells    what stands behind the name
    where    the folder it is in, where that is not the one shown
    meta     what stands below the name where it is narrow
    lacks    whether a value is missing that it needs
    """

    number: int
    name: str
    href: str
    is_folder: bool
    cells: tuple[Shown, ...]
    marks: tuple[Mark, ...]
    menu: str
    chosen: bool
    where: str
    meta: str
    lacks: bool
    tone: str
    name_tone: str


def lines_of(
    call: Call,
    rows: Sequence[Row],
    shown: Sequence[Part],
    columns: Sequence[ColumnRecord],
    named: Named,
    *,
    paths: Mapping[ItemId, str],
    locks: Locks,
    tones: Tones,
) -> list[Line]:
    """The lines of these rows; `shown` are the columns behind the name."""
    wanted = needing(call, columns, [row.item for row in rows])
    chosen = set(call.numbers)
    folders = {folder_of(path) for path in paths.values()}
    hrefs = {folder: href(folder) for folder in folders}
    near, now = nearest(shown), beside(call.now)
    return [
        _line(
            call,
            row,
            shown,
            named,
            paths,
            hrefs,
            locks,
            tones,
            wanted[row.item.id],
            chosen,
            near,
            now,
        )
        for row in rows
    ]


def _line(
    call: Call,
    row: Row,
    shown: Sequence[Part],
    named: Named,
    paths: Mapping[ItemId, str],
    hrefs: Mapping[str, str],
    locks: Locks,
    tones: Tones,
    wanted: Sequence[str],
    chosen: set[int],
    near: frozenset[str],
    now: Now,
) -> Line:
    item = row.item
    folder = folder_of(paths[item.id])
    is_elsewhere = item.parent != call.folder.id
    tone, painted = tones.get(item.number, ("", ""))
    made = [(part.name, cell_of(part, row, named, now=now)) for part in shown]
    return Line(
        number=item.number,
        name=item.name,
        href=_address(hrefs[folder], item),
        is_folder=bool(item.is_folder),
        cells=tuple(
            Shown(
                _fixed(cell),
                leaving(position, part, len(shown)),
                tone if tone and painted == part.name else "",
                part.title if part.name in near else "",
            )
            for position, (part, (_name, cell)) in enumerate(
                zip(shown, made, strict=True)
            )
        ),
        marks=tuple(_marks(call, item, named.people, locks)),
        menu=f"{hrefs[folder]}?show=details&item={item.number}",
        chosen=item.number in chosen,
        where=_below(call, folder) if is_elsewhere else "",
        meta=_meta(call, item, named.people, dict(made)),
        lacks=lacks(row, wanted),
        tone=tone if not painted else "",
        name_tone=tone if tone and painted == "FileLeafRef" else "",
    )


def _address(folder: str, item: ItemRecord) -> str:
    """Where a line leads: into a folder, to the page that shows a file."""
    address = f"{folder}/{quote_segment(item.name)}"
    return address if item.is_folder else f"{address}?{ASKED}=1"


def needing(
    call: Call, columns: Sequence[ColumnRecord], items: Sequence[ItemRecord]
) -> dict[ItemId, list[str]]:
    """The names of the columns each file needs values in, by its content type."""
    types = {}
    if columns and call.types is not None:
        types = list_item_types(call.actor, call.list.id, items)
    shown = [one for one in columns if not one.is_hidden]
    return {
        item.id: [
            one.internal_name for one in shown if is_needed(one, types.get(item.id))
        ]
        for item in items
    }


def lacks(row: Row, wanted: Sequence[str]) -> bool:
    """Tell whether a file has no value where one is needed."""
    return not row.item.is_folder and any(name not in row.values for name in wanted)


def _fixed(cell: cells.Cell) -> cells.Cell:
    """A value as it can be kept: what is rendered once is not rendered again."""
    if not (cell.pills or cell.people or cell.links):
        return cell
    return cell._replace(
        pills=tuple(cell.pills), people=tuple(cell.people), links=tuple(cell.links)
    )


def _below(call: Call, folder: str) -> str:
    """A folder, as seen from the one that is shown."""
    return folder.removeprefix(call.place.path).strip("/").replace("/", " / ")


def _meta(
    call: Call,
    item: ItemRecord,
    people: Mapping[int, str],
    made: Mapping[str, cells.Cell],
) -> str:
    """When, by whom and how large, as the cells say it where there are such."""
    at, size = made.get(MODIFIED), made.get(SIZE)
    words = (
        at.text if at else when(item.modified, now=call.now).words,
        people.get(item.editor, ""),
        size.text if size else "" if item.is_folder else size_words(item.size),
    )
    return " · ".join(filter(None, words))


def _marks(
    call: Call, item: ItemRecord, people: Mapping[int, str], locks: Locks
) -> list[Mark]:
    marks = []
    for lock in locks.get(item.id, ())[:1]:
        words = _("Locked by %(name)s") % {"name": lock.owner_name}
        marks.append(Mark("lock", words))
    if item.checked_out_to is not None:
        holder = {"name": people.get(item.checked_out_to, "")}
        words = _("Checked out to %(name)s") % holder
        marks.append(Mark("file-arrow-right", words))
    if item.scope != call.folder.scope:
        marks.append(Mark("users", _("Shared: has permissions of its own")))
    return marks


def leaving(position: int, part: Part, many: int) -> int:
    """When a column leaves a table that gets narrow: 4 first, 1 last."""
    if part.name == MODIFIED:
        return 1
    if part.name == EDITOR:
        return 2 if many <= _FEW else 3
    if part.name == SIZE:
        return 1 if many <= _FEW else 3
    if part.column is not None and part.column.type == "note":
        return 4
    return 2 if position <= _FEW else 3 if position <= _SOME else 4
