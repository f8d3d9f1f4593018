"""Reads about row rules."""

from __future__ import annotations

from collections.abc import Collection

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import NotFound
from hallway.core.items.records import ItemId
from hallway.core.lists.models import List
from hallway.core.lists.records import ListId
from hallway.core.lists.rows import column_records, get_list_row
from hallway.core.rowrules.commands import demand_override
from hallway.core.rowrules.records import RowPreview, RowRule, Rows, read_rule
from hallway.core.rowrules.rules import OVERRIDE
from hallway.platform.db import engine

__all__ = [
    "get_row_rule",
    "is_overriding",
    "list_reasons",
    "preview_row_rule",
    "see_own_only",
]


def get_row_rule(actor: Actor, list_id: ListId) -> RowRule:
    """Return whose items people see and change in a list; NotFound if it is hidden."""
    found = get_list_row(list_id)
    demand(actor, get_mask(actor, found.scope), Right.VIEW_LIST_ITEMS)
    stored = List.unscoped.values_list("row_rule", flat=True).get(pk=list_id)
    return read_rule(stored)


def is_overriding(actor: Actor, list_id: ListId) -> bool:
    """Tell whether no row rule of a list holds for the actor."""
    mask = get_mask(actor, get_list_row(list_id).scope)
    return actor.everything is not None or bool(mask & OVERRIDE)


def see_own_only(actor: Actor, list_id: ListId) -> bool:
    """Tell whether a list shows the actor only items of his own."""
    rule = get_row_rule(actor, list_id)
    return rule.see is Rows.OWN and not is_overriding(actor, list_id)


def preview_row_rule(actor: Actor, list_id: ListId, rule: RowRule) -> RowPreview:
    """Return for how many items a rule would hold; for who may set one."""
    found = get_list_row(list_id)
    demand(actor, get_mask(actor, found.scope), Right.MANAGE_LISTS)
    demand_override(actor, found.scope)
    db = engine()
    nobodys = " AND ".join(
        [
            "NOT EXISTS (SELECT 1 FROM core_person p"
            " WHERE p.principal_id = i.author AND p.is_active)",
            *(
                f"{db.json_value('i.data', str(one.id), 'text')} IS NULL"
                for one in column_records(list_id)
                if one.internal_name in rule.columns
                and one.type in ("person", "persons")
            ),
        ]
    )
    row = db.fetch_one(
        "SELECT count(*), COALESCE(sum(CASE WHEN s.item_id = i.id THEN 1 ELSE 0 END),"
        " 0), COALESCE(sum(CASE WHEN (s.item_id IS NULL OR s.item_id <> i.id)"
        f" AND {nobodys} THEN 1 ELSE 0 END), 0)"
        " FROM core_item i LEFT JOIN core_scope s ON s.id = i.scope_id"
        " WHERE i.list_id = %s AND i.deletion_id IS NULL AND NOT i.is_folder",
        (list_id,),
    )
    assert row is not None
    items, apart, unnamed = map(int, row)
    return RowPreview(items=items, ruled=items - apart, unnamed=unnamed, apart=apart)


def list_reasons(
    actor: Actor, item: ItemId, principals: Collection[int]
) -> dict[int, str]:
    """Return by whom of these an item is their own: "" made it, else a column's title.

    For who sees the item: NotFound otherwise.
    """
    row = engine().fetch_one(
        "SELECT i.scope_id, i.author, i.list_id FROM core_item i WHERE i.id = %s",
        (item,),
    )
    if row is None:
        raise NotFound
    scope, author, list_id = row
    demand(actor, get_mask(actor, scope), Right.VIEW_LIST_ITEMS)
    from hallway.core.items.values import load_data

    rule = read_rule(List.unscoped.values_list("row_rule", flat=True).get(pk=list_id))
    data = load_data(item)
    found: dict[int, str] = {}
    for column in column_records(list_id):
        if column.internal_name in rule.columns and column.key in data:
            value = data[column.key]
            for one in value if isinstance(value, list) else (value,):
                if one in principals:
                    found.setdefault(int(one), column.title)
    if author in principals:
        found[author] = ""
    return found
