"""Reads of saved views."""

from __future__ import annotations

import uuid
from functools import lru_cache
from typing import Any

import orjson

from hallway.core.access.actors import Actor
from hallway.core.errors import NotFound
from hallway.core.lists.queries import get_list
from hallway.core.lists.records import ListId, ListRecord
from hallway.core.lists.rows import column_records
from hallway.core.lists.views import rules
from hallway.core.lists.views.records import STANDARD, Audience, Content, ViewRecord
from hallway.platform.db import engine


def list_views(actor: Actor, list_id: ListId) -> list[ViewRecord]:
    """Return everybody's views and the actor's own: the standard one first, by title.

    NotFound if the list is hidden.
    """
    found = get_list(actor, list_id)
    own, owners = engine().is_one_of("v.owner", actor.principals)
    guid = engine().guid_text("v.guid")
    rows = engine().fetch_all(
        f"SELECT {guid}, v.name, v.title, v.owner, v.is_default, v.layout,"
        " CAST(v.query AS text), CAST(v.shown AS text),"
        " CAST(v.settings AS text) FROM core_view v"
        f" WHERE v.list_id = %s AND (v.owner IS NULL OR {own}) ORDER BY v.title, v.id",
        [list_id, *owners],
    )
    names = {column.internal_name for column in column_records(list_id)}
    views = [_record(row, names) for row in rows]
    if not any(view.name == STANDARD for view in views):
        is_default = not any(
            view.is_default and view.audience is Audience.EVERYBODY for view in views
        )
        views.append(_standard(found, is_default))
    views.sort(key=lambda view: (view.name != STANDARD, view.audience.value))
    return views


def get_view(actor: Actor, list_id: ListId, *, name: str = "") -> ViewRecord:
    """Return a view by its name; without one, the list's default for the actor.

    NotFound for a name that is nobody's, or somebody else's own.
    """
    views = list_views(actor, list_id)
    if name:
        wanted = [view for view in views if view.name == name]
    else:
        # One's own default goes before everybody's.
        wanted = sorted(
            (view for view in views if view.is_default),
            key=lambda view: view.audience is not Audience.ME,
        )
    if not wanted:
        raise NotFound
    return wanted[0]


def _record(row: tuple[Any, ...], names: set[str]) -> ViewRecord:
    guid, name, title, owner, is_default, *stored = row
    content, missing = rules.fitted(_content(*stored), names)
    return ViewRecord(
        guid=guid,
        name=name,
        title=title,
        audience=Audience.EVERYBODY if owner is None else Audience.ME,
        content=content,
        is_default=bool(is_default),
        is_saved=True,
        missing=missing,
    )


@lru_cache(maxsize=1024)
def _content(layout: str, query: str, shown: str, settings: str) -> Content:
    """Return what a view is made of, read once for the same words."""
    return rules.load(
        {
            "layout": layout,
            "query": orjson.loads(query),
            "shown": orjson.loads(shown),
            "settings": orjson.loads(settings),
        }
    )


def _standard(found: ListRecord, is_default: bool) -> ViewRecord:  # noqa: FBT001
    return ViewRecord(
        # The same at each time, though it is kept nowhere.
        guid=str(uuid.uuid5(uuid.UUID(found.guid), STANDARD)),
        name=STANDARD,
        title="",
        audience=Audience.EVERYBODY,
        content=Content(),
        is_default=is_default,
        is_saved=False,
    )
