"""Site columns and content types of procurement, and what is of them."""

from __future__ import annotations

from typing import Any

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.changes.journal import all_or_none
from hallway.core.contenttypes.commands import (
    add_content_type,
    add_list_type,
    change_list_type,
    set_list_type_column,
    set_type_column,
)
from hallway.core.contenttypes.queries import list_content_types, list_list_types
from hallway.core.contenttypes.rules import BUILT_IN
from hallway.core.items.commands import create_item
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ListRecord
from hallway.core.sitecolumns.commands import add_site_column
from hallway.core.sitecolumns.queries import list_site_columns
from hallway.core.sites.records import SiteId
from hallway.faces.cli.demo import scenes
from hallway.faces.cli.demo.load import HOUR, Loader
from hallway.faces.cli.demo.stories import titles_of
from hallway.wire import typeids


def load_types(loader: Loader) -> None:
    """The columns and types of a site, those of its list, and two items."""
    told = scenes.read("types")
    site = loader.sites[told["site"]].id
    owner = loader.actor("j.weissenborn")
    with all_or_none():
        for column in told["columns"]:
            _load_column(loader, owner, site, column)
        for one in told["types"]:
            _load_type(loader, owner, site, one)
    found = loader.lists(told["site"])[f"Lists/{told['list']}"]
    has = {one.name for one in list_list_types(loader.system, found.id)}
    for one in told["types"]:
        if one.get("parent") == typeids.ITEM and one["name"] not in has:
            with all_or_none():
                _let_have(loader, owner, found, one, _types(loader, site)[one["name"]])
    _load_rows(loader, found, told["rows"])


def _let_have(
    loader: Loader, owner: Actor, found: ListRecord, one: dict[str, Any], of: str
) -> None:
    """Let the list have a type, with those of its columns that it is to have."""
    add_list_type(owner, found.id, type_id=of)
    types = list_list_types(loader.system, found.id)
    made = next(each for each in types if each.name == one["name"])
    columns = list_columns(loader.system, found.id)
    for name in one["also"]:
        key = next(each.id for each in columns if each.internal_name == name)
        set_list_type_column(owner, found.id, type_id=made.type_id, column=key)
    base = next(each for each in types if each.is_base)
    if base.name == BUILT_IN[typeids.ITEM]:
        told = scenes.read("types")["base"]
        change_list_type(owner, found.id, type_id=base.type_id, offered=True, **told)
    loader.made += 1


def _types(loader: Loader, site: SiteId) -> dict[str, str]:
    every = list_content_types(loader.system, site)
    return {one.name: one.type_id for one in every if one.site == site}


def _columns(loader: Loader, site: SiteId) -> dict[str, str]:
    every = list_site_columns(loader.system, site)
    return {one.internal_name: one.guid for one in every if one.site == site}


def _load_column(
    loader: Loader, owner: Actor, site: SiteId, column: dict[str, Any]
) -> None:
    if column["name"] in _columns(loader, site):
        return
    known = ("name", "title", "type")
    add_site_column(
        owner,
        site,
        internal_name=column["name"],
        title=column["title"],
        type=column["type"],
        group="Procurement",
        settings={key: one for key, one in column.items() if key not in known},
    )
    loader.made += 1


def _load_type(loader: Loader, owner: Actor, site: SiteId, one: dict[str, Any]) -> None:
    types = _types(loader, site)
    if one["name"] in types:
        return
    made = add_content_type(
        owner,
        site,
        name=one["name"],
        parent=one.get("parent") or types[one["above"]],
        description=one["description"],
        group="Procurement",
    )
    columns = _columns(loader, site)
    for name, use in one["columns"].items():
        if made.id is not None:
            required = use == "required"
            set_type_column(owner, made.id, guid=columns[name], required=required)
    loader.made += 1


def _load_rows(loader: Loader, found: ListRecord, rows: list[dict[str, Any]]) -> None:
    there = titles_of(loader, found)
    for number, row in enumerate(rows, 1):
        if row["Title"] in there:
            continue
        values = {key: one for key, one in row.items() if key != "type"}
        values |= {"Owner": loader.people[row["Owner"]], "ContentType": row["type"]}
        with clock.turned_back(number * 30 * HOUR):
            create_item(loader.actor("m.oeztuerk"), found.id, values=values)
        loader.made += 1
