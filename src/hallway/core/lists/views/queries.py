"""Reads of saved views."""

from __future__ import annotations

import uuid

from django.db.models import Q

from hallway.core.access.actors import Actor
from hallway.core.errors import NotFound
from hallway.core.lists.queries import get_list
from hallway.core.lists.records import ListId, ListRecord
from hallway.core.lists.rows import column_records
from hallway.core.lists.views import rules
from hallway.core.lists.views.models import View
from hallway.core.lists.views.records import STANDARD, Audience, Content, ViewRecord


def list_views(actor: Actor, list_id: ListId) -> list[ViewRecord]:
    """Return everybody's views and the actor's own: the standard one first, by title.

    NotFound if the list is hidden.
    """
    found = get_list(actor, list_id)
    rows = View.unscoped.filter(
        Q(owner__isnull=True) | Q(owner__in=actor.principals), list_id=list_id
    )
    names = {column.internal_name for column in column_records(list_id)}
    views = [_record(row, names) for row in rows.order_by("title", "pk")]
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


def _record(row: View, names: set[str]) -> ViewRecord:
    stored = {
        "layout": row.layout,
        "query": row.query,
        "shown": row.shown,
        "settings": row.settings,
    }
    content, missing = rules.fitted(rules.load(stored), names)
    return ViewRecord(
        guid=str(row.guid),
        name=row.name,
        title=row.title,
        audience=Audience.EVERYBODY if row.owner is None else Audience.ME,
        content=content,
        is_default=row.is_default,
        is_saved=True,
        missing=missing,
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
