"""What a rule does about an item: decided once, for doing it and for a dry run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hallway.core import clock
from hallway.core.access.actors import SYSTEM_ACCOUNT, Actor
from hallway.core.access.queries import get_item_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.automation.judging import RAN
from hallway.core.automation.mailing import enqueue_letters
from hallway.core.automation.models import RuleCall, RuleRun
from hallway.core.automation.owning import Disowned, Owned, own, stop_rule
from hallway.core.automation.payload import body_of
from hallway.core.automation.records import AUTHOR, EDITOR, Event, Why
from hallway.core.changes.journal import (
    command,
    housekeeping,
    lock_lists,
    record,
    unchanged,
)
from hallway.core.errors import CoreError, Locked, NotFound, Stale
from hallway.core.items.commands import update_values
from hallway.core.items.models import Item
from hallway.core.items.queries import list_values_of
from hallway.core.items.records import ItemId, ItemRecord, Values
from hallway.core.items.rows import item_columns
from hallway.core.items.saving import Saver
from hallway.core.jobs.commands import enqueue
from hallway.core.lists.rules import begin_with
from hallway.core.lists.types.times import moment_of
from hallway.core.query.queries import list_marked
from hallway.core.query.records import Asking, Row
from hallway.core.social.notifications.telling import tell_of_rule
from hallway.platform.db import engine

DELIVER = "rules.deliver"
TRIES = 6
_DELAY = 60 * clock.SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a rule would do: nothing if `why` says so.

    told    principals, each once
    values  what is set, as somebody would give it; empty if it is so already
    """

    item: ItemRecord | None = None
    held: Values = field(default_factory=dict)
    why: Why | None = None
    told: tuple[int, ...] = ()
    values: Values = field(default_factory=dict)
    is_same: bool = False


def plan(owned: Owned, item: int, *, by: int) -> Plan:
    """Return what a rule would do about an item now; `by` is who changed it."""
    content, maker = owned.content, owned.maker
    is_deleted = content.trigger.event is Event.DELETED
    row = engine().fetch_one(
        f"SELECT {item_columns()}, i.deletion_id FROM core_item i WHERE i.id = %s"
        " AND i.list_id = %s",
        (item, owned.found.id),
    )
    if row is None or (row[-1] is not None) is not is_deleted:
        return Plan(why=Why.GONE)
    found = ItemRecord._make(row[:-1])
    mask = get_item_mask(
        maker,
        list_id=found.list,
        scope=found.scope,
        ancestry=found.ancestry,
        pending=1,
    )
    if not holds(mask, Right.VIEW_LIST_ITEMS):
        return Plan(why=Why.HIDDEN)
    held = list_values_of(maker, [found])[found.id]
    if content.where is not None:
        asking = Asking(now=clock.now(), zone=ZoneInfo(owned.zone))
        shown = [Row(item=found, values=held)]
        if not list_marked(
            maker, owned.found.id, shown, [content.where], asking=asking
        ):
            return Plan(item=found, why=Why.CONDITION)
    values = _assigned(owned, by=by)
    is_same = bool(values) and _is_same(maker, found, values)
    return Plan(
        item=found,
        held=held,
        told=_told(owned, found, held),
        values={} if is_same else values,
        is_same=is_same,
    )


def _told(owned: Owned, item: ItemRecord, held: Values) -> tuple[int, ...]:
    tell = owned.content.tell
    if tell is None:
        return ()
    whom = list(tell.principals)
    for name in tell.columns:
        match name:
            case "Author":
                whom.append(item.author)
            case "Editor":
                whom.append(item.editor)
            case _:
                value = held.get(name)
                whom += value if isinstance(value, list) else [value] if value else []
    return tuple(dict.fromkeys(whom))


def _assigned(owned: Owned, *, by: int) -> dict[str, Any]:
    assign = owned.content.assign
    if assign is None:
        return {}
    column = owned.columns[assign.column]
    now = moment_of(clock.now()).astimezone(ZoneInfo(owned.zone))
    value = begin_with(
        column.type,
        {**column.settings, "default": assign.value},
        me=owned.maker.principal if by == SYSTEM_ACCOUNT else by,
        now=now,
    )
    if column.type == "persons" and isinstance(value, int):
        value = [value]
    return {assign.column: value}


def _is_same(maker: Actor, item: ItemRecord, values: Values) -> bool:
    before = Item.unscoped.values_list("data", flat=True).get(pk=item.id)
    saver = Saver(maker, item.list)
    keys = [one.key for one in saver.columns if one.internal_name in values]
    try:
        after = saver.change(values, before)
    except CoreError:
        # Whoever sets it is told what is wrong.
        return False
    return all(before.get(key) == after.get(key) for key in keys)


def carry_out(actor: Actor, list_id: int) -> bool:
    """Carry out the next run of a list that is due; tells whether there was one."""
    run: RuleRun | None = (
        RuleRun.unscoped.filter(
            rule__list_id=list_id,
            rule__is_on=True,
            state=RuleRun.State.DUE,
            due__lte=clock.now(),
        )
        .select_related("rule")
        .order_by("pk")
        .first()
    )
    if run is None:
        return False
    try:
        owned = own(run.rule)
    except Disowned as reason:
        stop_rule(actor, run.rule_id, reason.stop)
        return True
    except NotFound:
        return False
    try:
        made = plan(owned, run.item, by=run.by)
        if made.why is not None:
            _settle(actor, run, RuleRun.State.SKIPPED, {"why": made.why.value})
        else:
            _do(owned.maker, run, owned, made)
    except (Locked, Stale) as error:
        _put_off(actor, run, error)
    except CoreError as error:
        _settle(actor, run, RuleRun.State.FAILED, {"error": error.message})
    return True


@command
def _do(actor: Actor, run: RuleRun, owned: Owned, made: Plan) -> None:
    """Do all of it and say that it is done, or none of it: so it is done once."""
    lock_lists([owned.found.id])
    content, item = owned.content, made.item
    assert item is not None
    said: dict[str, Any] = {}
    if made.told:
        said["told"] = list(made.told)
    if made.values:
        said["set"] = next(iter(made.values))
    elif made.is_same:
        said["why"] = Why.SAME.value
    if content.url:
        said["called"] = True
    if not _end(run, RuleRun.State.DONE, said):
        unchanged()
        return
    record(
        ("list", owned.found.id),
        RAN,
        item=item.id,
        after={"rule": run.rule_id, "title": run.rule.title, "run": run.pk},
    )
    if content.tell is not None and made.told:
        is_gone = content.trigger.event is Event.DELETED
        tell_of_rule(
            made.told,
            verb="rule.told_gone" if is_gone else "rule.told",
            item=item.id,
            by=run.by,
            words=content.tell.message,
            at=clock.now(),
        )
        if content.tell.by_mail:
            said["mailed"] = enqueue_letters(
                actor, run, whom=made.told, words=content.tell.message
            )
            RuleRun.unscoped.filter(pk=run.pk).update(said=said)
    if content.url:
        call = RuleCall(run=run, url=content.url, due=clock.now())
        call.body = body_of(owned, run, item, call.guid)
        call.save(force_insert=True)
        enqueue(actor, DELIVER, key=str(call.pk), call=call.pk)
    if made.values:
        comment = _("By the rule “%(title)s”") % {"title": run.rule.title}
        update_values(actor, ItemId(item.id), values=made.values, comment=comment)


@housekeeping
def _settle(actor: Actor, run: RuleRun, state: str, said: dict[str, Any]) -> None:
    _end(run, state, said)


def _end(run: RuleRun, state: str, said: dict[str, Any]) -> bool:
    due = RuleRun.unscoped.filter(pk=run.pk, state=RuleRun.State.DUE)
    return bool(due.update(state=state, said=said))


@housekeeping
def _put_off(actor: Actor, run: RuleRun, error: CoreError) -> None:
    """Try again later: somebody has the item."""
    if run.tries + 1 >= TRIES:
        _end(run, RuleRun.State.FAILED, {"error": error.message})
        return
    due = RuleRun.unscoped.filter(pk=run.pk, state=RuleRun.State.DUE)
    due.update(
        tries=run.tries + 1,
        due=clock.now() + _DELAY * 4**run.tries,
        said={"error": error.message},
    )


__all__ = ["AUTHOR", "DELIVER", "EDITOR", "Plan", "carry_out", "plan"]
