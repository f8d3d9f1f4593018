"""Whole trees of files with their bodies, for who takes them along."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator, Sequence
from typing import BinaryIO, NamedTuple

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.items.records import ItemRecord
from hallway.core.items.rows import item_columns, subtree
from hallway.platform.db import engine
from hallway.platform.storage import BlobMissing, get_store

logger = logging.getLogger(__name__)


class Branch(NamedTuple):
    """A file or a folder of a tree, `depth` folders down; a folder has no body."""

    depth: int
    item: ItemRecord
    body: BinaryIO | None


def iter_trees(
    actor: Actor, roots: Sequence[ItemRecord], *, page: int = 1000
) -> Generator[Branch, None, None]:
    """Yield these items, and all below them, that the actor may open, from above.

    What stands below a folder he may not open is left out, and so is what a re-stamp
    takes from him; each page is trimmed anew.  A body is open until the next one is
    asked for. One statement a page, one page in memory.  `roots` must come from this
    actor's own questions.
    """
    chosen = {root.id for root in roots}
    for root in roots:
        # What is chosen beside a folder it is in comes once, inside it.
        if not chosen.isdisjoint(root.ancestors[:-1]):
            continue
        for depth, item in _walk(actor, root, page=page):
            if item.is_folder:
                yield Branch(depth, item, None)
                continue
            try:
                body = get_store().open(item.sha256 or "")
            except (BlobMissing, ValueError):
                logger.exception("body.missing", extra={"item": item.id})
                continue
            with body:
                yield Branch(depth, item, body)


def _walk(
    actor: Actor, root: ItemRecord, *, page: int
) -> Iterator[tuple[int, ItemRecord]]:
    terms, parameters = [], []
    for right in (Right.VIEW_LIST_ITEMS, Right.OPEN_ITEMS):
        readable, more = readable_sql(actor, right, "i.scope_id")
        terms.append(readable)
        parameters += more
        if actor.everything is None:
            # Also where nothing was re-stamped when this began.
            shut, more = open_sql(actor, right, "i")
            terms.append(shut)
            parameters += more
    last, high = subtree(root.ancestry)
    above: list[ItemRecord] = []
    reach = ">="
    while True:
        rows = engine().fetch_all(
            f"SELECT {item_columns()} FROM core_item i WHERE i.list_id = %s"
            f" AND i.ancestry {reach} %s AND i.ancestry < %s"
            f" AND i.deletion_id IS NULL AND {' AND '.join(terms)}"
            " ORDER BY i.ancestry LIMIT %s",
            [root.list, last, high, *parameters, page],
        )
        for row in rows:
            item = ItemRecord._make(row)
            # Ancestries sort every folder right before what is in it.
            while above and not item.ancestry.startswith(above[-1].ancestry):
                above.pop()
            if item.id != root.id and not (above and above[-1].id == item.parent):
                continue
            yield len(above), item
            if item.is_folder:
                above.append(item)
        if len(rows) < page:
            return
        last, reach = rows[-1][ItemRecord._fields.index("ancestry")], ">"
