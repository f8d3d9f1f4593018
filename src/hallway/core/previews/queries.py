"""Reads: the pictures of files, for whoever may open them, and what is beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO, NamedTuple

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import NotFound
from hallway.core.items.queries import get_item
from hallway.core.items.queries.children import get_mask_now, trimmed_sql
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.previews.asking import ask_for
from hallway.core.previews.records import Neighbours, Page, Preview, Source, State
from hallway.core.previews.rows import Made, find_made, tool_of
from hallway.core.previews.rules import (
    BATCH,
    MOST_PAGES,
    first_of,
    is_too_large,
    source_of,
)
from hallway.platform import convert
from hallway.platform.db import engine
from hallway.platform.storage import get_store

_AT_ONCE, _ASKED = 500, 20


class Derived(NamedTuple):
    """A body made of another; its reader closes `file`."""

    file: BinaryIO
    sha256: str
    size: int
    sniffed_type: str


def has_office(actor: Actor) -> bool:
    """Tell whether Office files are shown here: LibreOffice is installed."""
    return convert.find_office() is not None


def get_preview(
    actor: Actor, item: ItemRecord, *, page: int = 1, mask: int | None = None
) -> Preview:
    """Return the pictures of a file's pages around `page`; asks for them where needed.

    Forbidden for who may not open it, NotFound for what has no pictures.
    """
    demand(actor, get_mask_now(actor, item) if mask is None else mask, Right.OPEN_ITEMS)
    source = source_of(item.name, item.sniffed_type)
    if source is None or item.sha256 is None:
        raise NotFound
    if is_too_large(source, item.size):
        return Preview(state=State.FAILED, problem="too-large")
    tool = tool_of(source)
    if not tool:
        return Preview(state=State.FAILED, problem="no-office")
    first = first_of(page)
    numbers = range(first, first + BATCH)
    made = find_made(item.sha256, ("document", *(f"page-{n}" for n in numbers)))
    document = made.get("document")
    if document is None or not document.counts_with(tool):
        ask_for(actor, item.sha256, item.name, source)
        return Preview(state=State.PENDING)
    if document.problem:
        return Preview(state=State.FAILED, problem=document.problem)
    pages = min(int(document.facts.get("pages", 0)), MOST_PAGES)
    if not first <= pages:
        raise NotFound
    shown = tuple(
        _page(n, one)
        for n in numbers
        if (one := made.get(f"page-{n}")) is not None and one.counts_with(tool)
    )
    if not shown:
        ask_for(actor, item.sha256, item.name, source, first=first)
        return Preview(state=State.PENDING, pages=pages)
    return Preview(state=State.READY, pages=pages, shown=shown)


def _page(number: int, made: Made) -> Page:
    facts = made.facts
    return Page(
        number=number,
        width=int(facts.get("width", 0)),
        height=int(facts.get("height", 0)),
        text=str(facts.get("text", "")),
        problem=made.problem,
    )


def open_derived(
    actor: Actor, item: ItemRecord, kind: str, *, mask: int | None = None
) -> Derived:
    """Open a picture of a file: `thumb`, or `page-<number>`.

    Forbidden for who may not open the file, NotFound where it is not made.
    """
    demand(actor, get_mask_now(actor, item) if mask is None else mask, Right.OPEN_ITEMS)
    if item.sha256 is None or not (kind == "thumb" or kind.startswith("page-")):
        raise NotFound
    row = engine().fetch_one(
        "SELECT b.sha256, b.size, b.sniffed_type FROM core_derivative d"
        " JOIN core_blob b ON b.sha256 = d.blob_id"
        " WHERE d.source_id = %s AND d.kind = %s",
        (item.sha256, kind),
    )
    if row is None:
        raise NotFound
    return Derived(get_store().open(row[0]), *row)


def list_pictured(
    actor: Actor, items: Sequence[ItemRecord], *, ask: int = _ASKED
) -> set[ItemId]:
    """Return those of some items, which the actor was shown, that have small pictures.

    Some of those that could have one and lack it are asked for.  That there is one is
    no more than what its type says; the picture itself is for who may open the file.
    """
    sources = {
        one.sha256: (one, source)
        for one in items
        if one.sha256 is not None
        and (source := source_of(one.name, one.sniffed_type)) is not None
        and not is_too_large(source, one.size)
    }
    wanted = list(sources)
    found: dict[str, bool] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        marks = ", ".join(["%s"] * len(some))
        rows = engine().fetch_all(
            "SELECT source_id, max(CASE WHEN kind = 'thumb' AND blob_id IS NOT NULL"
            " THEN 1 ELSE 0 END) FROM core_derivative"
            f" WHERE source_id IN ({marks}) GROUP BY source_id",
            some,
        )
        found |= {str(source): bool(has_one) for source, has_one in rows}
    for sha256, (item, source) in sources.items():
        if sha256 not in found and source is not Source.OFFICE and ask > 0:
            ask -= 1
            ask_for(actor, sha256, item.name, source)
    return {one.id for one in items if one.sha256 and found.get(one.sha256)}


def find_neighbours(actor: Actor, item: ItemRecord, *, pending: int = 1) -> Neighbours:
    """Return the files before and after one in its folder, in the order of names.

    Only what the actor may see; none where he does not see the folder.
    """
    if item.parent is None:
        return Neighbours()
    try:
        folder = get_item(actor, item.parent)
    except NotFound:
        return Neighbours()
    trimmed, parameters = trimmed_sql(actor, folder, pending=pending)
    names = []
    for beyond, way in (("<", "DESC"), (">", "ASC")):
        row = engine().fetch_one(
            "SELECT i.name FROM core_item i WHERE i.parent_id = %s"
            " AND i.deletion_id IS NULL AND NOT i.is_folder"
            f" AND (i.sort_key, i.number) {beyond}"
            " (SELECT s.sort_key, s.number FROM core_item s WHERE s.id = %s)"
            f" AND {trimmed} ORDER BY i.sort_key {way}, i.number {way} LIMIT 1",
            [folder.id, item.id, *parameters],
        )
        names.append("" if row is None else str(row[0]))
    return Neighbours(*names)
