"""What a webhook is told of an item: what its rule's owner sees, in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings

from hallway.core.access.queries import get_principal_titles
from hallway.core.automation.models import RuleRun
from hallway.core.automation.owning import Owned
from hallway.core.automation.records import Event
from hallway.core.items.queries import list_values_of, locate
from hallway.core.items.records import ItemRecord
from hallway.core.items.targets import find_shape, get_targets
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import type_of
from hallway.core.lists.types.times import moment_of
from hallway.core.sites.models import Site
from hallway.core.terms.queries import get_term_titles
from hallway.wire.paths import quote_segment

TYPES = {
    Event.ADDED: "item.added",
    Event.CHANGED: "item.changed",
    Event.COLUMN: "item.changed",
    Event.DELETED: "item.deleted",
    Event.DATE: "item.due",
}


def message_id(guid: UUID) -> str:
    """Return what a message is called in its headers and its body."""
    return f"msg_{guid.hex}"


def body_of(owned: Owned, run: RuleRun, item: ItemRecord, guid: UUID) -> str:
    """Return the body of a message about a run.

    Standard Webhooks 1.0 names `type`, `timestamp` and `data`.
    """
    found = owned.found
    site = Site.unscoped.values_list("path", flat=True).get(pk=found.site)
    located = locate(owned.maker, [item.id]).get(item.id)
    base = str(settings.HALLWAY.url).rstrip("/")
    name = located.title if located else item.name
    body = {
        "id": message_id(guid),
        "type": TYPES[owned.content.trigger.event],
        "timestamp": _moment(run.at),
        "data": {
            "rule": {"id": str(run.rule.guid), "title": run.rule.title},
            "list": {"id": found.guid, "title": found.title, "site": str(site)},
            "item": {
                "id": item.guid,
                "number": item.number,
                "name": name,
                "url": f"{base}{_quoted(located.path)}" if located else None,
            },
            "by": _person(owned, run.by),
            "changed": run.facts.get("changed", []),
            "values": values_of(owned, item),
        },
    }
    return orjson.dumps(body).decode()


def values_of(owned: Owned, item: ItemRecord) -> dict[str, Any]:
    """Return an item's values as they leave the house, by internal name."""
    held = list_values_of(owned.maker, [item])[item.id]
    return {
        name: _spoken(owned, owned.columns[name], value)
        for name, value in held.items()
        if name in owned.columns
    }


def _spoken(owned: Owned, column: ColumnRecord, value: Any) -> Any:
    kind = type_of(column.type, column.settings)
    if not kind.refers:
        is_moment = kind.stored == "integer" and "datetime" in (
            column.type,
            column.settings.get("result"),
        )
        return _moment(value) if is_moment else value
    ids = value if isinstance(value, list) else [value]
    spoken: list[Any]
    match kind.refers:
        case "principal":
            spoken = [_person(owned, one) for one in ids]
        case "item":
            spoken = _items(owned, column, ids)
        case _:
            titles = get_term_titles(owned.maker, ids, language="")
            spoken = [titles[one] for one in ids if one in titles]
    if isinstance(value, list):
        return spoken
    return spoken[0] if spoken else None


def _items(owned: Owned, column: ColumnRecord, ids: list[int]) -> list[Any]:
    """Return those items a lookup points to that the owner sees, by their numbers."""
    shape = find_shape(owned.maker, column)
    targets = {} if shape is None else get_targets(owned.maker, shape, ids)
    return [{"number": targets[one].number} for one in ids if one in targets]


def _person(owned: Owned, principal: int) -> Mapping[str, Any]:
    titles = get_principal_titles(owned.maker, [principal])
    return {"id": principal, "name": titles.get(principal, "")}


def _moment(instant: int) -> str:
    return moment_of(instant).isoformat().replace("+00:00", "Z")


def _quoted(path: str) -> str:
    return "/".join(quote_segment(one) for one in path.split("/"))
