"""What lookups show of the items they point to, as far as the actor sees these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.items.keys import search_name, sort_name
from hallway.core.lists.lookups import NAME, NUMBER, find_target
from hallway.core.lists.records import ColumnRecord, ListId
from hallway.core.lists.rows import column_records
from hallway.core.lists.types import TYPES
from hallway.core.sites.models import Site
from hallway.platform.db import engine
from hallway.wire.paths import fold


class Target(NamedTuple):
    """An item a lookup points to.

    value  what is shown of it, in the stored form of `Shape.shown`; the name or number
           where that is no column
    extra  what is shown beside it, likewise, by internal name
    """

    id: int
    number: int
    value: Any
    extra: Mapping[str, Any]


class Shape(NamedTuple):
    """Where a lookup points and what it shows; `path` is the list's address."""

    list: ListId
    title: str
    path: str
    name: str
    shown: ColumnRecord | None
    extra: tuple[str, ...]
    columns: Mapping[str, ColumnRecord]


def find_shape(actor: Actor, column: ColumnRecord) -> Shape | None:
    """Return what a lookup column points to; None if that is gone or hidden."""
    found = find_target(actor, column.settings.get("list"))
    if found is None:
        return None
    columns = {one.internal_name: one for one in column_records(found.id)}
    name = str(column.settings.get("shown", NUMBER))
    extra = column.settings.get("extra", [])
    path = str(Site.unscoped.values_list("path", flat=True).get(pk=found.site))
    return Shape(
        found.id,
        found.title,
        f"{path.rstrip('/')}/{found.url_name}",
        name,
        columns.get(name),
        tuple(map(str, extra)) if isinstance(extra, list) else (),
        columns,
    )


def get_targets(actor: Actor, shape: Shape, ids: Iterable[int]) -> dict[int, Target]:
    """Return those of these items that the actor sees, by id, in one statement."""
    wanted, parameters = engine().is_one_of("i.id", sorted(set(ids)))
    found = _rows(actor, shape, wanted, parameters, limit=10_000)
    return {one.id: one for one in found}


def list_targets(
    actor: Actor, shape: Shape, *, text: str = "", limit: int = 200
) -> list[Target]:
    """Return items a lookup can point to, in the order of what is shown of them.

    text  words that what is shown has in it
    """
    where, parameters = ["1 = 1"], []
    for word in text.split():
        pattern = fold(word).replace("!", "!!").replace("%", "!%").replace("_", "!_")
        where.append(f"{_searched(shape)} LIKE %s ESCAPE '!'")
        parameters.append(f"%{pattern}%")
    return _rows(actor, shape, " AND ".join(where), parameters, limit=limit)


def find_targets(actor: Actor, shape: Shape, text: str) -> list[Target]:
    """Return the items that a text means: a number, or what is shown, in any case."""
    text = text.strip().removeprefix("#")
    if text.isascii() and text.isdigit() and len(text) < 18:
        found = _rows(actor, shape, "i.number = %s", [int(text)], limit=1)
        if found:
            return found
    return _rows(actor, shape, f"{_searched(shape)} = %s", [fold(text)], limit=2)


def _searched(shape: Shape) -> str:
    if shape.shown is not None and TYPES[shape.shown.type].is_text:
        key = search_name(shape.shown.id)
        return f"COALESCE({engine().json_value('i.keys', key, 'text')}, '')"
    return "i.name_key" if shape.name == NAME else "CAST(i.number AS TEXT)"


def _order(shape: Shape) -> str:
    if shape.shown is not None and TYPES[shape.shown.type].is_text:
        key = engine().json_value("i.keys", sort_name(shape.shown.id), "text")
        return f"CASE WHEN {key} IS NULL THEN 1 ELSE 0 END, {key}, i.number"
    return "i.sort_key, i.number" if shape.name == NAME else "i.number"


def _rows(
    actor: Actor, shape: Shape, where: str, parameters: list[Any], *, limit: int
) -> list[Target]:
    order = f" ORDER BY {_order(shape)} LIMIT {limit:d}"
    rows = read_targets(actor, shape.list, where, parameters, order=order)
    return [_target(shape, *row) for row in rows]


def read_targets(
    actor: Actor,
    list_id: int,
    where: str,
    parameters: Sequence[Any],
    *,
    order: str = "",
) -> list[tuple[int, int, str, dict[str, Any]]]:
    """Return id, number, name and data of those items of a list that the actor sees.

    where, order  SQL about `i`; `parameters` are those of `where`
    """
    readable, mine = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
    shut, more = open_sql(actor, Right.VIEW_LIST_ITEMS, "i")
    if actor.everything is not None:
        shut, more = "1 = 1", []
    rows = engine().fetch_all(
        "SELECT i.id, i.number, i.name, i.data FROM core_item i WHERE i.list_id = %s"
        f" AND i.deletion_id IS NULL AND NOT i.is_folder AND ({where})"
        f" AND {readable} AND {shut}{order}",
        [list_id, *parameters, *mine, *more],
    )
    return [
        (item, number, name, orjson.loads(data) if isinstance(data, str) else data)
        for item, number, name, data in rows
    ]


def _target(
    shape: Shape, item: int, number: int, name: str, data: Mapping[str, Any]
) -> Target:
    def read(called: str) -> Any:
        if called in shape.columns:
            return data.get(shape.columns[called].key)
        return name if called == NAME else number

    return Target(
        item, number, read(shape.name), {one: read(one) for one in shape.extra}
    )
