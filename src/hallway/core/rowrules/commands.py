"""Saying whose items people see and change in a list."""

from __future__ import annotations

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.access.breaking import RESTAMP_INLINE, move_permission_epoch
from hallway.core.access.models import PendingScope
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.changes.journal import command, record, unchanged
from hallway.core.errors import Conflict, Forbidden, Invalid
from hallway.core.jobs.commands import enqueue
from hallway.core.lists.holding import hold_list
from hallway.core.lists.models import Column, List
from hallway.core.lists.records import ListId
from hallway.core.rowrules.records import RowRule, read_rule
from hallway.core.rowrules.rules import OVERRIDE
from hallway.core.rowrules.scopes import (
    Derived,
    derive_all,
    put_out_of_use,
    sweep,
)
from hallway.core.rowrules.stamping import settle_list
from hallway.platform.db import engine

JOB = "rowrules.apply"
_PENDING = "A permission change is still being applied; try again shortly."


@command
def set_row_rule(actor: Actor, list_id: ListId, *, rule: RowRule) -> None:
    """Say whose items people see and change; `NO_RULE` lifts what was said.

    For who manages the list and is under no such rule himself, else Forbidden; Invalid
    names `columns` that are none of persons.  Of up to 20,000 items it holds when this
    returns; of more a job applies it, and until it is done nobody sees or may do more
    than he will then.
    """
    held = hold_list(actor, list_id, Right.MANAGE_LISTS)
    demand_override(actor, held.scope_id)
    if held.pending:
        raise Conflict(_PENDING)
    if not rule.is_none:
        _check_columns(held, rule)
    old, stored = held.row_rule, rule.stored()
    if stored == old:
        unchanged()
        return
    record(
        ("list", list_id),
        "list.row_rule_set",
        before={"rule": old},
        after={"rule": stored},
    )
    move_permission_epoch(held.site_id)
    List.unscoped.filter(pk=list_id).update(row_rule=stored, modified=clock.now())
    same_people = old and stored and old["columns"] == stored["columns"]
    if same_people:
        derive_all(list_id)
        return
    apply_rule(actor, held, rule)


def demand_override(actor: Actor, scope: int) -> None:
    """Raise Forbidden for who is under row rules himself."""
    if actor.everything is None and not get_mask(actor, scope) & OVERRIDE:
        raise Forbidden("Whom a row rule holds for cannot change it.")


def _check_columns(held: List, rule: RowRule) -> None:
    rows = Column.unscoped.filter(list_id=held.pk, state="living")
    persons = set(
        rows.filter(type__in=("person", "persons")).values_list(
            "internal_name", flat=True
        )
    )
    if not set(rule.columns) <= persons:
        raise Invalid({"columns": "Choose among the columns that name persons."})


def apply_rule(actor: Actor, held: List, rule: RowRule) -> None:
    """Give every row of a held list the scope its rule says, now or by a job."""
    row = engine().fetch_one(
        "SELECT count(*) FROM (SELECT 1 FROM core_item WHERE list_id = %s LIMIT %s)"
        " AS few",
        (held.pk, RESTAMP_INLINE + 1),
    )
    if row is not None and row[0] <= RESTAMP_INLINE:
        derive_all(held.pk)
        settle_list(held.pk)
        sweep(held.pk)
        return
    _postpone(actor, held, rule)


def _postpone(actor: Actor, held: List, rule: RowRule) -> None:
    """Leave the rows to a job, closed to whoever may lose them.

    Where a rule begins, what still has its folder's scope is open to those alone whom
    no rule holds back.  Where it changes, the scopes that rows have are nobody's own
    from now on, so that they give what the new rule gives everybody.  Where it ends,
    they give no more than the folder's.
    """
    derived = Derived(held.pk, held.site_id, rule)
    if not rule.is_none:
        put_out_of_use(held.pk)
        derive_all(held.pk)
    rows = engine().fetch_all(
        "SELECT DISTINCT scope_id FROM core_item WHERE list_id = %s AND is_folder",
        (held.pk,),
    )
    root = engine().fetch_one(
        "SELECT ancestry FROM core_item WHERE id = %s", (held.root_id,)
    )
    assert root is not None
    for (base,) in rows:
        nobodys = derived.get(base, ())
        old, new = (nobodys, base) if rule.is_none else (base, nobodys)
        PendingScope.unscoped.create(
            list_id=held.pk,
            ancestry=root[0],
            old_id=old,
            new_id=new,
            started=clock.now(),
            rows_only=True,
        )
    List.unscoped.filter(pk=held.pk).update(pending=len(rows))
    enqueue(actor, JOB, key=str(held.pk), list_id=held.pk)


def retyped(actor: Actor, list_id: int, name: str) -> None:
    """Apply a held list's rule anew if it names the column whose type changed."""
    held = List.unscoped.get(pk=list_id)
    rule = read_rule(held.row_rule)
    if name not in rule.columns:
        return
    if held.pending:
        raise Conflict(_PENDING)
    move_permission_epoch(held.site_id)
    apply_rule(actor, held, rule)
