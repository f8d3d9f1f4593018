"""Whose rights a rule has, and that it stops without them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hallway.core import clock
from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.automation import rules
from hallway.core.automation.models import ChangeRule, RuleRun
from hallway.core.automation.records import Content, Stop, Why
from hallway.core.automation.watching import settle_watch
from hallway.core.changes.journal import command, lock_lists, record, unchanged
from hallway.core.errors import NotFound
from hallway.core.lists.records import ColumnRecord, ListRecord
from hallway.core.lists.rows import column_records, get_list_row
from hallway.core.people.actors import get_actor
from hallway.core.sites.models import Site
from hallway.core.social.notifications.telling import tell_of_rule

FACE = "rule"
"""The way in of whatever a rule writes."""


class Disowned(Exception):
    """A rule may act no more; `stop` is why."""

    def __init__(self, stop: Stop) -> None:
        super().__init__(stop.value)
        self.stop = stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A rule with whom it acts as and what it speaks of; `zone` is its site's."""

    content: Content
    maker: Actor
    found: ListRecord
    columns: Mapping[str, ColumnRecord]
    zone: str


def own(rule: ChangeRule) -> Owned:
    """Return a rule with its owner's rights as they are now; Disowned without them.

    NotFound if the list is in the recycle bin.
    """
    found = get_list_row(rule.list_id)
    try:
        maker = get_actor(PrincipalId(rule.owner), face=FACE)
    except NotFound:
        raise Disowned(Stop.OWNER) from None
    if not holds(get_mask(maker, found.scope), Right.MANAGE_LISTS):
        raise Disowned(Stop.RIGHTS)
    content = rules.load(rule.content)
    columns = {one.internal_name: one for one in column_records(found.id)}
    if rules.missing(content, columns):
        raise Disowned(Stop.COLUMN)
    zone = Site.unscoped.values_list("time_zone", flat=True).get(pk=found.site)
    return Owned(
        content=content, maker=maker, found=found, columns=columns, zone=str(zone)
    )


@command
def stop_rule(actor: Actor, rule: int, stop: Stop) -> None:
    """Switch a rule off for a reason that everybody who manages the list sees.

    Its owner is told.
    """
    held = ChangeRule.unscoped.filter(pk=rule, is_on=True).first()
    if held is None:
        unchanged()
        return
    lock_lists([held.list_id])
    ChangeRule.unscoped.filter(pk=rule).update(is_on=False, stopped=stop.value)
    drop_due(rule)
    settle_watch(held.list_id)
    record(
        ("list", held.list_id),
        "rule.stopped",
        after={"rule": rule, "title": held.title, "reason": stop.value},
    )
    root = get_list_row(held.list_id).root
    tell_of_rule(
        [held.owner],
        verb="rule.stopped",
        item=root,
        by=actor.principal,
        words=held.title,
        at=clock.now(),
    )


def drop_due(rule: int) -> None:
    """Let go of what a rule was to do."""
    RuleRun.unscoped.filter(rule=rule, state=RuleRun.State.DUE).update(
        state=RuleRun.State.SKIPPED, said={"why": Why.OFF.value}
    )
