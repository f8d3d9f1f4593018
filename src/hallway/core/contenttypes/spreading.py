"""Content types of sites on their way into lists, inside commands that hold these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import takewhile

from hallway.core.access.actors import Actor
from hallway.core.changes.journal import command, lock_streams, record, unchanged
from hallway.core.contenttypes.inheriting import below, columns_of
from hallway.core.contenttypes.linking import keep_in_sight
from hallway.core.contenttypes.models import ContentType, TypeColumn
from hallway.core.jobs.commands import enqueue
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job
from hallway.core.lists.columns import schema_moved
from hallway.core.sitecolumns.spreading import take
from hallway.wire.paths import fold

JOB = "contenttypes.spread"
AT_ONCE = 20
"""Lists that are brought up to date within the command itself."""


def lists_below(types: Iterable[int]) -> list[int]:
    """Return the lists, also those in the recycle bin, with types from some rows."""
    found = {one.list_id for one in below(types) if one.list_id is not None}
    return sorted(found)


def spread(actor: Actor, types: Sequence[int], held: Sequence[int]) -> None:
    """Bring the lists below some types up to date, by a job where there are many.

    held  the lists that the command holds
    """
    if len(held) > AT_ONCE:
        for one in types:
            enqueue(actor, JOB, key=str(one), content_type=one)
        return
    for held_type in below(types):
        if held_type.list_id is not None:
            update(actor, held_type, held_type.list_id)


@job(
    JOB,
    tries=20,
    lease=timedelta(seconds=60),
    system="brings lists up to date with a site's content type",
)
def spread_all(actor: Actor, context: JobContext, *, content_type: int) -> None:
    """Bring list after list up to date; what is so already is left alone."""
    for done, one in enumerate(below([content_type]), 1):
        if one.list_id is not None:
            spread_to(actor, one.list_id, one.pk)
        context.heartbeat(progress=done)


@command
def spread_to(actor: Actor, list_id: int, content_type: int) -> None:
    """Bring a content type of one list up to date."""
    lock_streams([("list", list_id)])
    held = ContentType.unscoped.filter(pk=content_type, list=list_id).first()
    if held is None or not update(actor, held, list_id):
        unchanged()


def update(actor: Actor, held: ContentType, list_id: int) -> bool:
    """Bring a list's type up to date with the site's; tell whether it changed.

    Columns it lacks are added to the list; those the site's type has no more leave the
    type and stay in the list.  What the list itself says of the type stays.
    """
    parent = held.parent
    if parent is None or parent.list_id is not None:
        return False
    named = _name(held, parent)
    columns = _columns(actor, held, list_id, parent)
    if not named and not columns:
        return False
    record(
        ("list", list_id),
        "list.type_changed",
        after={"type": held.pk, "name": held.name},
    )
    schema_moved(list_id)
    return True


def _name(held: ContentType, parent: ContentType) -> bool:
    new = {"name": parent.name, "description": parent.description}
    if held.came == new:
        return False
    if held.description == held.came.get("description"):
        held.description = parent.description
    others = ContentType.unscoped.filter(list=held.list_id).exclude(pk=held.pk)
    is_free = not others.filter(name_key=fold(parent.name)).exists()
    if held.name == held.came.get("name") and is_free:
        held.name, held.name_key = parent.name, fold(parent.name)
    held.came = new
    held.save()
    return True


def _columns(
    actor: Actor, held: ContentType, list_id: int, parent: ContentType
) -> bool:
    links = {
        one.column_id: one
        for one in TypeColumn.unscoped.filter(of=held).order_by("position", "pk")
    }
    before = [
        (one.column_id, one.position, one.is_required, one.is_hidden)
        for one in links.values()
    ]
    # What the list has before all else, as an item's title, stays there.
    first = {*takewhile(lambda one: links[one].is_own, links)}
    kept: list[TypeColumn] = []
    for wanted in columns_of(parent):
        column = take(actor, list_id, wanted.column, required=None)
        link = links.pop(column.pk, None)
        if link is None:
            link = TypeColumn(of=held, column=column, is_own=False)
        if not link.is_own:
            link.is_required, link.is_hidden = wanted.required, wanted.hidden
        kept.append(link)
    for link in links.values():
        if not link.is_own:
            link.delete()
    own = [link for link in links.values() if link.is_own]
    kept = [
        *(link for link in own if link.column_id in first),
        *kept,
        *(link for link in own if link.column_id not in first),
    ]
    for position, link in enumerate(kept):
        link.position = position
        link.save()
    keep_in_sight(list_id)
    after = [
        (one.column_id, one.position, one.is_required, one.is_hidden) for one in kept
    ]
    return before != after
