"""Setting limits, and finding out before that what they would take away."""

from __future__ import annotations

from typing import Any

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.changes.journal import (
    DIRECTORY,
    command,
    housekeeping,
    lock_streams,
    record,
    unchanged,
)
from hallway.core.errors import Forbidden
from hallway.core.jobs.commands import enqueue
from hallway.core.limits.counting import count_doomed, is_short
from hallway.core.limits.models import LimitPreview, VersionLimit
from hallway.core.limits.records import Level, Limit, Place, PreviewRecord
from hallway.core.limits.rows import (
    demand_place,
    find_preview,
    limit_above,
    limit_of,
    own_limit,
    place_of,
    preview_record,
)
from hallway.core.limits.rules import check_limit

TRIM_JOB, COUNT_JOB = "limits.trim", "limits.count"
KEPT_DAYS = 7


@command
def set_limit(actor: Actor, place: Place, limit: Limit | None) -> None:
    """Say which earlier versions are kept at a place; a job removes the others.

    None follows the place above.  Invalid with `count` and `days` as fields; NotFound
    and Forbidden as `rows.demand_place` says.
    """
    _lock(place)
    demand_place(actor, place)
    before = own_limit(place)
    if limit is not None:
        check_limit(limit)
    if limit == before:
        unchanged()
        return
    rows = VersionLimit.unscoped.filter(level=place.level, ref=place.ref)
    if limit is None:
        rows.delete()
    else:
        VersionLimit.unscoped.update_or_create(
            level=place.level,
            ref=place.ref,
            defaults={
                "count": limit.count,
                "days": limit.days,
                "thin": limit.thin,
                "modified": clock.now(),
                "editor": actor.principal,
            },
        )
    was, now = _facts(before), _facts(limit)
    match place.level:
        case Level.LIST:
            record(("list", place.ref), "list.limit_set", before=was, after=now)
        case Level.SITE:
            record(("site", place.ref), "site.limit_set", before=was, after=now)
        case Level.ALL:
            record(DIRECTORY, "versions.limit_set", before=was, after=now)
    enqueue(
        actor,
        TRIM_JOB,
        key=f"{place.level}:{place.ref}",
        level=place.level.value,
        ref=place.ref,
    )


def _lock(place: Place) -> None:
    match place.level:
        case Level.LIST:
            lock_streams([("list", place.ref)])
        case Level.SITE:
            lock_streams([("site", place.ref)])
        case Level.ALL:
            lock_streams([DIRECTORY])


def _facts(limit: Limit | None) -> dict[str, Any] | None:
    if limit is None:
        return None
    return {"count": limit.count, "days": limit.days, "thin": limit.thin}


def start_preview(actor: Actor, place: Place, limit: Limit | None) -> PreviewRecord:
    """Begin to count what a limit would take away; nothing changes.

    Counted are versions of files the actor may see the versions of.  Where there are
    many versions a job counts them.  Refused as setting it would be.
    """
    demand_place(actor, place)
    if limit is not None:
        check_limit(limit)
    held = _begin(actor, place, limit)
    if is_short(place):
        run_preview(actor, held)
    else:
        _have_counted(actor, held)
    return preview_record(find_preview(actor, str(held.guid)))


@housekeeping
def _begin(actor: Actor, place: Place, limit: Limit | None) -> LimitPreview:
    meant = limit_above(place)[0] if limit is None else limit
    made: LimitPreview = LimitPreview.unscoped.create(
        owner=actor.principal,
        level=place.level,
        ref=place.ref,
        inherits=limit is None,
        count=meant.count,
        days=meant.days,
        thin=meant.thin,
        created=clock.now(),
    )
    return made


@housekeeping
def _have_counted(actor: Actor, held: LimitPreview) -> None:
    enqueue(actor, COUNT_JOB, key=str(held.guid), preview=str(held.guid))


def run_preview(actor: Actor, held: LimitPreview) -> None:
    """Count and keep the count; what is read is read in no transaction."""
    place = place_of(held)
    demand_place(actor, place)
    _keep(actor, held, count_doomed(actor, place, limit_of(held)))


@housekeeping
def _keep(actor: Actor, held: LimitPreview, counted: dict[str, Any]) -> None:
    LimitPreview.unscoped.filter(pk=held.pk, is_counted=False).update(
        is_counted=True, **counted
    )


@command
def apply_preview(actor: Actor, guid: str) -> PreviewRecord:
    """Set the limit that a preview was about; see `set_limit`."""
    held = find_preview(actor, guid)
    set_limit(actor, place_of(held), None if held.inherits else limit_of(held))
    return preview_record(held)


@housekeeping
def forget_old(actor: Actor) -> int:
    """Forget previews that are older than 7 days; how many."""
    if actor.everything is None:
        raise Forbidden("Only the system forgets previews.")
    before = clock.now() - KEPT_DAYS * clock.DAY
    old = LimitPreview.unscoped.filter(created__lt=before)
    gone = list(old.values_list("pk", flat=True)[:500])
    LimitPreview.unscoped.filter(pk__in=gone).delete()
    return len(gone)
