"""Reads of rules of lists and of what they did: for who manages the list."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from hallway.core.access.actors import SYSTEM_ACCOUNT, Actor, PrincipalId
from hallway.core.access.queries import get_mask, get_principal_titles
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.automation import rules
from hallway.core.automation.acting import Plan, plan
from hallway.core.automation.models import ChangeRule, RuleCall, RuleRun
from hallway.core.automation.owning import Disowned, own
from hallway.core.automation.payload import message_id
from hallway.core.automation.records import (
    AnswerRecord,
    CallRecord,
    RuleId,
    RuleRecord,
    RunRecord,
    RunState,
    Stop,
    Why,
)
from hallway.core.errors import Conflict, NotFound
from hallway.core.items.queries import find_item, locate
from hallway.core.items.records import ItemId, Located
from hallway.core.lists.queries import get_list
from hallway.core.lists.records import ListId
from hallway.core.lists.rows import column_records
from hallway.platform.db import engine


def list_rules(actor: Actor, list_id: ListId) -> list[RuleRecord]:
    """Return the rules of a list by title; Forbidden unless he manages the list."""
    _demand(actor, list_id)
    rows = ChangeRule.unscoped.filter(list_id=list_id)
    return [_record(row) for row in rows.order_by("title", "pk")]


def get_rule(actor: Actor, list_id: ListId, rule: RuleId) -> RuleRecord:
    """Return a rule of a list; NotFound if it has none of that id."""
    return _record(_row(actor, list_id, rule))


def list_runs(
    actor: Actor, list_id: ListId, rule: RuleId, *, limit: int = 50
) -> list[RunRecord]:
    """Return the last runs of a rule, newest first.

    Runs about items the actor may not see, or that are gone, are left out.
    """
    held = _row(actor, list_id, rule)
    rows = list(
        RuleRun.unscoped.filter(rule=held)
        .select_related("call")
        .order_by("-pk")[: limit * 2]
    )
    located = locate(actor, {one.item for one in rows})
    titles = {int(one): found.title for one, found in located.items()}
    titles |= _binned(actor, list_id, {one.item for one in rows} - titles.keys())
    rows = [one for one in rows if one.item in titles][:limit]
    told = {who for one in rows for who in one.said.get("told", ())}
    names = get_principal_titles(actor, told | {one.by for one in rows})
    return [
        _run(one, titles[one.item], located.get(ItemId(one.item)), names)
        for one in rows
    ]


def _binned(actor: Actor, list_id: ListId, items: set[int]) -> dict[int, str]:
    """Return what items in the recycle bin are called, where the actor sees them."""
    if not items:
        return {}
    key = next(
        (one.key for one in column_records(list_id) if one.internal_name == "Title"), ""
    )
    among, ids = engine().is_one_of("i.id", sorted(items))
    readable, mine = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
    shut, more = open_sql(actor, Right.VIEW_LIST_ITEMS, "i")
    if actor.everything is not None:
        shut, more = "1 = 1", []
    rows = engine().fetch_all(
        f"SELECT i.id, i.name, i.data FROM core_item i WHERE {among}"
        f" AND i.deletion_id IS NOT NULL AND {readable} AND {shut}",
        [*ids, *mine, *more],
    )
    found = {}
    for item, name, stored in rows:
        data = orjson.loads(stored) if isinstance(stored, str) else stored
        found[int(item)] = str(data.get(key) or name)
    return found


def try_rule(actor: Actor, list_id: ListId, rule: RuleId, *, number: int) -> RunRecord:
    """Return what a rule would do about an item if its change came now; does nothing.

    NotFound for an item the actor may not see; Conflict for a rule that may not act.
    """
    held = _row(actor, list_id, rule)
    item = find_item(actor, list_id, number)
    try:
        owned = own(held)
    except Disowned as reason:
        raise Conflict(_STOPPED[reason.stop]) from None
    made = plan(owned, item.id, by=actor.principal)
    found = locate(actor, [item.id])[item.id]
    names = get_principal_titles(actor, made.told)
    return _tried(made, found, names, calls=bool(owned.content.url))


_STOPPED = {
    Stop.OWNER: "Whoever saved this rule is gone or no longer active.",
    Stop.RIGHTS: "Whoever saved this rule may not manage this list any more.",
    Stop.COLUMN: "A column that this rule speaks of is gone.",
}


def _tried(
    made: Plan, found: Located, names: Mapping[int, str], *, calls: bool
) -> RunRecord:
    acts = made.why is None
    return RunRecord(
        id=0,
        state=RunState.DONE if acts else RunState.SKIPPED,
        at=0,
        by="",
        title=found.title,
        found=found,
        told=len(made.told) if acts else 0,
        whom=[names[one] for one in made.told if one in names],
        set=next(iter(made.values), "") if acts else "",
        called=calls and acts,
        why=made.why or (Why.SAME if made.is_same else None),
    )


def _demand(actor: Actor, list_id: ListId) -> None:
    found = get_list(actor, list_id)
    demand(actor, get_mask(actor, found.scope), Right.MANAGE_LISTS)


def _row(actor: Actor, list_id: ListId, rule: RuleId) -> ChangeRule:
    _demand(actor, list_id)
    held: ChangeRule | None = ChangeRule.unscoped.filter(
        pk=rule, list_id=list_id
    ).first()
    if held is None:
        raise NotFound
    return held


def _record(row: ChangeRule) -> RuleRecord:
    return RuleRecord(
        id=RuleId(row.pk),
        guid=str(row.guid),
        list=ListId(row.list_id),
        title=row.title,
        content=rules.load(row.content),
        is_on=row.is_on,
        stopped=Stop(row.stopped),
        owner=PrincipalId(row.owner),
        failing=row.failing,
        modified=row.modified,
    )


def _run(
    row: RuleRun, title: str, found: Located | None, names: Mapping[int, str]
) -> RunRecord:
    said = row.said
    why = said.get("why")
    told = said.get("told", ())
    return RunRecord(
        id=row.pk,
        state=RunState(row.state),
        at=row.at,
        by="" if row.by == SYSTEM_ACCOUNT else names.get(row.by, ""),
        title=title,
        found=found,
        told=len(told),
        mailed=said.get("mailed", 0),
        whom=[names[one] for one in told if one in names],
        set=said.get("set", ""),
        called=bool(said.get("called")),
        why=None if why is None else Why(why),
        error=said.get("error", ""),
        call=_call(row),
    )


def _call(row: RuleRun) -> CallRecord | None:
    call: RuleCall | None = getattr(row, "call", None)
    if call is None:
        return None
    return CallRecord(
        id=message_id(call.guid),
        state=call.state,
        tries=call.tries,
        due=call.due,
        answers=[AnswerRecord(**one) for one in call.answers],
    )
