"""What a list can be asked about, as SQL: the only place that knows where values lie.

A column is an expression: of the JSON on the item's row, or of a table that holds it as
a real column.  All else is one path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from hallway.core.errors import Invalid
from hallway.core.items.keys import search_name, sort_name
from hallway.core.kinds import get_kind
from hallway.core.lists.records import ColumnRecord, ListRecord
from hallway.core.lists.types import kind_of, type_of
from hallway.core.projections.shape import Shape, read_shape, value_name
from hallway.core.projections.sums import Sums
from hallway.core.query.records import AUTHOR, CREATED, EDITOR, MODIFIED, NAME, NUMBER
from hallway.platform.db import engine


class Term(NamedTuple):
    """A piece of SQL with its parameters."""

    sql: str
    parameters: list[Any]


TRUE, FALSE = Term("1 = 1", []), Term("1 = 0", [])


def all_of(*terms: Term) -> Term:
    """Return the condition that every term holds."""
    kept = [term for term in terms if term != TRUE]
    if not kept:
        return TRUE
    return Term(
        " AND ".join(term.sql for term in kept),
        [parameter for term in kept for parameter in term.parameters],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Something rows are asked about: a column, or a fact of the item.

    kind     its type's name, or of a fact: integer, guid, name
    value    SQL of the stored value; of many values, of their JSON
    order    SQL of what it is sorted by
    search   SQL of the folded text, for texts; of many texts, of their JSON
    refers   what its value is a number of: principal, item, term
    """

    name: str
    kind: str
    value: str
    order: str
    search: str = ""
    is_many: bool = False
    is_prose: bool = False
    has_order: bool = False
    is_null_free: bool = False
    stored: str = "text"
    refers: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the rows of a list are read from.

    table    what stands behind FROM; the rows' own columns (`id`, `list_id`, `number`,
             `parent_id`, `ancestry`, `name`, `is_folder`, `scope_id` …) are called as
             in `core_item`
    alias    what it is called
    fields   what it can be asked about, by name
    living   which of its rows are in no recycle bin
    of_list  which of its rows are the list's, but for its root
    rank     SQL of 0 for a folder, else 1
    files    which of its rows are no folders
    is_own   whether it is the list's own table
    ordered  SQL of what an index of that has the rows in the order of, behind `rank`,
             each behind what the rows there are alike in
    summed   groups and totals that an index of that has: see `Shape`
    sums     those that are kept beside it
    """

    table: str
    alias: str
    fields: Mapping[str, Asked]
    living: Term
    of_list: Term
    rank: str
    files: Term
    is_own: bool = False
    ordered: frozenset[tuple[str, ...]] = frozenset()
    summed: frozenset[str] = frozenset()
    sums: Mapping[str, Sums] = field(default_factory=dict)

    def asked(self, name: str) -> Asked:
        """Return what is called so; Invalid where there is nothing.

        `CountryId` is the number behind the lookup or person `Country`, as in
        SharePoint's answers.
        """
        found = self.fields.get(name)
        if found is None and name.endswith("Id"):
            found = self.fields.get(name[:-2])
            found = found if found is not None and found.refers else None
        if found is None:
            raise Invalid({name: "There is no such column."})
        return found


def source_of(found: ListRecord, columns: Sequence[ColumnRecord]) -> Source:
    """Return where a list's rows are read from: its own table, or that of all items.

    Inside a write transaction its own table may be behind.
    """
    has_bodies = get_kind(found.kind).has_bodies
    if found.projection is None or engine().is_writing:
        return items_source(columns, list_id=found.id, has_bodies=has_bodies)
    shape = read_shape(found.projection).without(columns)
    return Source(
        table=f"{shape.table} i",
        alias="i",
        fields={
            **facts("i", has_bodies=has_bodies),
            "GUID": Asked(
                name="GUID",
                kind="guid",
                value="(SELECT g.guid FROM core_item g WHERE g.id = i.id)",
                order="i.number",
                is_null_free=True,
            ),
            **{one.internal_name: _projected(one, shape) for one in columns},
        },
        living=TRUE,
        of_list=TRUE,
        rank="i.rank",
        files=Term("i.rank = 1", []),
        is_own=True,
        ordered=frozenset(
            tuple(f"i.{name}" for name in one.split(",")) for one in shape.ordered
        ),
        summed=shape.summed,
        sums=shape.sums,
    )


def _on_item(sql: str) -> str:
    return f"(SELECT {sql} FROM core_item j WHERE j.id = i.id)"


def _projected(column: ColumnRecord, shape: Shape) -> Asked:
    number = int(column.id)
    if column.key not in shape.kinds:
        # The table lacks it until it is built anew: its values are on the item.
        there = _column(column, "j")
        return replace(
            there,
            value=_on_item(there.value),
            order=_on_item(there.order),
            search=_on_item(there.search) if there.search else "",
        )
    is_text = type_of(column.type, column.settings).is_text
    return asked_column(
        column,
        value=f"i.{value_name(number)}",
        order=f"i.{sort_name(number)}" if is_text else "",
        search=f"i.{search_name(number)}" if is_text else "",
    )


def items_source(
    columns: Iterable[ColumnRecord],
    *,
    list_id: int,
    alias: str = "i",
    has_bodies: bool = False,
) -> Source:
    """Return the rows as they stand in the table of all items.

    Items with bodies are called by their names; of others the name says nothing.
    """
    return Source(
        table=f"core_item {alias}",
        alias=alias,
        fields={
            **facts(alias, has_bodies=has_bodies),
            **{one.internal_name: _column(one, alias) for one in columns},
        },
        living=Term(f"{alias}.deletion_id IS NULL", []),
        of_list=Term(f"{alias}.list_id = %s AND {alias}.number > 0", [list_id]),
        rank=f"(CASE WHEN {alias}.is_folder THEN 0 ELSE 1 END)",
        files=Term(f"NOT {alias}.is_folder", []),
    )


def facts(alias: str, *, has_bodies: bool) -> dict[str, Asked]:
    """Return what every item can be asked about, wherever its columns lie."""

    def fact(name: str, kind: str, column: str, **more: Any) -> Asked:
        value = f"{alias}.{column}"
        given = {"value": value, "order": value, "is_null_free": True, **more}
        return Asked(name=name, kind=kind, **given)

    whole = {"stored": "integer", "has_order": True}
    folder = f"(CASE WHEN {alias}.is_folder THEN 1 ELSE 0 END)"
    name = {
        "order": f"{alias}.sort_key",
        "search": f"{alias}.name_key",
        "is_prose": True,
    }
    return {
        NUMBER: fact(NUMBER, "integer", "number", **whole),
        "GUID": fact("GUID", "guid", "guid", order=f"{alias}.number"),
        CREATED: fact(CREATED, "datetime", "created", **whole),
        MODIFIED: fact(MODIFIED, "datetime", "modified", **whole),
        AUTHOR: fact(AUTHOR, "person", "author", refers="principal", stored="integer"),
        EDITOR: fact(EDITOR, "person", "editor", refers="principal", stored="integer"),
        NAME: fact(NAME, "name", "name", **name),
        **({"Title": fact("Title", "name", "name", **name)} if has_bodies else {}),
        "FSObjType": fact(
            "FSObjType", "integer", "is_folder", **whole, value=folder, order=folder
        ),
        "File_x0020_Size": fact("File_x0020_Size", "integer", "size", **whole),
    }


def _column(column: ColumnRecord, alias: str) -> Asked:
    number = int(column.id)
    type_ = type_of(column.type, column.settings)
    as_json = type_.is_many or type_.stored == "object"
    # A formula may make something else by now than what still stands there.
    read = engine().json_kept if column.type == "calculated" else engine().json_value
    value = read(f"{alias}.data", str(number), "text" if as_json else type_.stored)
    order = search = ""
    if type_.is_text:
        order = engine().json_value(f"{alias}.keys", sort_name(number), "text")
        search = engine().json_value(f"{alias}.keys", search_name(number), "text")
    return asked_column(column, value=value, order=order, search=search)


def asked_column(
    column: ColumnRecord, *, value: str, order: str = "", search: str = ""
) -> Asked:
    """Return a column whose value, order and folded text are these expressions."""
    type_ = type_of(column.type, column.settings)
    return Asked(
        name=column.internal_name,
        kind=kind_of(column.type, column.settings),
        value=value,
        order=order or value,
        search=search,
        is_many=type_.is_many,
        is_prose=type_.is_prose,
        has_order=type_.has_order or type_.is_text,
        stored=type_.stored,
        refers=type_.refers,
        settings=column.settings,
    )
