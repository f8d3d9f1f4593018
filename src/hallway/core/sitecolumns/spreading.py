"""Site columns on their way into lists, inside commands that hold these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.changes.journal import command, lock_streams, record, unchanged
from hallway.core.jobs.commands import enqueue
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job
from hallway.core.lists.columns import insert_column, schema_moved
from hallway.core.lists.models import Column
from hallway.core.sitecolumns.models import SiteColumn
from hallway.core.sitecolumns.rules import merge

JOB = "sitecolumns.spread"
AT_ONCE = 20
"""Lists that are brought up to date within the command itself."""


def lists_with(column: int) -> list[int]:
    """Return the lists, also those in the recycle bin, that have a site's column."""
    using = Column.unscoped.filter(site_column=column, list__root__isnull=False)
    return sorted(set(using.exclude(state="filling").values_list("list", flat=True)))


def spread(actor: Actor, column: SiteColumn, lists: Sequence[int]) -> None:
    """Bring lists up to date: at once, or by a job where there are many."""
    if len(lists) > AT_ONCE:
        enqueue(actor, JOB, key=str(column.pk), column=column.pk)
        unchanged()
        return
    moved = [one for one in lists if update(column, one)]
    if not moved:
        unchanged()


@job(
    JOB,
    tries=20,
    lease=timedelta(seconds=60),
    system="brings lists up to date with a site's column",
)
def spread_all(actor: Actor, context: JobContext, *, column: int) -> None:
    """Bring list after list up to date; what is so already is left alone."""
    for done, list_id in enumerate(lists_with(column), 1):
        spread_to(actor, list_id, column)
        context.heartbeat(progress=done)


@command
def spread_to(actor: Actor, list_id: int, column: int) -> None:
    """Bring one list up to date with a site's column."""
    lock_streams([("list", list_id)])
    held = SiteColumn.unscoped.filter(pk=column).first()
    if held is None or not update(held, list_id):
        unchanged()


def update(source: SiteColumn, list_id: int) -> bool:
    """Bring a list's column up to date with the site's; tell whether it changed."""
    changed = False
    columns = Column.unscoped.filter(list_id=list_id, site_column=source)
    for column in columns.exclude(state="filling"):
        before = _of(column)
        new = state_of(source)
        after = merge(before, column.came, new)
        if column.is_hidden and "default" not in after["settings"]:
            after["required"] = False
        came = {name: value for name, value in new.items() if name in column.came}
        if (before, column.came) == (after, came):
            continue
        Column.unscoped.filter(pk=column.pk).update(**after, came=came)
        if before == after:
            continue
        record(
            ("list", list_id),
            "column.set",
            before={"column": column.pk, **before},
            after={"column": column.pk, **after},
        )
        changed = True
    if changed:
        schema_moved(list_id)
    return changed


def take(
    actor: Actor, list_id: int, source: SiteColumn, *, required: bool | None
) -> Column:
    """Return the column that a site's column is in a list; made if there is none.

    A removed one comes back with its values, and one of the same name and meaning
    becomes the site's.  With a need of None, whether it is needed is said elsewhere:
    by content types.
    """
    new = state_of(source)
    if required is None:
        del new["required"]
    mine = Column.unscoped.filter(list_id=list_id)
    has = mine.filter(site_column=source).exclude(state="filling")
    held: Column | None = has.filter(state="living").first()
    if held is not None:
        return held
    taken = set(mine.exclude(state="removed").values_list("internal_name", flat=True))
    gone: Column | None = has.filter(state="removed").order_by("-removed").first()
    if gone is not None and gone.internal_name not in taken:
        return _bring_back(gone, source)
    same = mine.filter(state="living", internal_name=source.internal_name).first()
    if same is not None and _means_the_same(same, source):
        return _adopt(same, source, new)
    name, n = source.internal_name, 1
    while name in taken:
        n += 1
        name = f"{source.internal_name[:60]}{n}"
    return insert_column(
        actor,
        list_id,
        internal_name=name,
        title=source.title,
        type=source.type,
        settings=source.settings,
        required=bool(required),
        site_column=source.pk,
        came=new,
    )


def state_of(source: SiteColumn) -> dict[str, Any]:
    """Return what a list gets of a site's column."""
    return {
        "title": source.title,
        "required": source.required,
        "settings": source.settings,
    }


def _of(column: Column) -> dict[str, Any]:
    return {
        "title": column.title,
        "required": column.required,
        "settings": column.settings,
    }


def _bring_back(gone: Column, source: SiteColumn) -> Column:
    last = Column.unscoped.filter(list_id=gone.list_id, state="living").count()
    Column.unscoped.filter(pk=gone.pk).update(
        state="living",
        position=last,
        removed=None,
        removed_by=None,
        # Values may have become the same in the meantime.
        is_unique=False,
    )
    record(
        ("list", gone.list_id),
        "column.restored",
        after={"column": gone.pk, "internal_name": gone.internal_name},
    )
    update(source, gone.list_id)
    schema_moved(gone.list_id)
    back: Column = Column.unscoped.get(pk=gone.pk)
    return back


def _adopt(same: Column, source: SiteColumn, new: Mapping[str, Any]) -> Column:
    before = _of(same)
    Column.unscoped.filter(pk=same.pk).update(site_column=source, came=new)
    record(
        ("list", same.list_id),
        "column.set",
        before={"column": same.pk, **before},
        after={"column": same.pk, **before, "site_column": source.pk},
    )
    update(source, same.list_id)
    held: Column = Column.unscoped.get(pk=same.pk)
    return held


def _means_the_same(column: Column, source: SiteColumn) -> bool:
    if column.type != source.type or column.site_column_id is not None:
        return False
    fixed = ("list", "set", "currency", "append", "format", "choices", "max", "groups")
    return all(column.settings.get(one) == source.settings.get(one) for one in fixed)
