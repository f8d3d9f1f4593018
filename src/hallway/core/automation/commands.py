"""Writes to rules of lists: for who manages the list.

A rule acts with the rights of whoever saved it last: who changes or switches on a rule
of somebody else's makes it his own, so nobody writes with another's rights.
"""

from __future__ import annotations

from typing import Any

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.automation import rules
from hallway.core.automation.calling import secret_of
from hallway.core.automation.models import ChangeRule
from hallway.core.automation.owning import drop_due
from hallway.core.automation.records import Content, RuleId
from hallway.core.automation.watching import settle_watch
from hallway.core.changes.journal import command, record, unchanged
from hallway.core.changes.models import Stream
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.lists.holding import hold_list
from hallway.core.lists.records import ListId
from hallway.core.lists.rows import column_records
from hallway.core.names import check_text, check_title
from hallway.core.people.finding.queries import resolve_principals
from hallway.platform.outbound import Refused, check_address

MAX_RULES = 50


@command
def add_rule(actor: Actor, list_id: ListId, *, title: str, content: Content) -> RuleId:
    """Add a rule, switched on; Invalid names the part that is at fault.

    It sees what happens from now on.  Conflict beyond MAX_RULES of a list.
    """
    _hold(actor, list_id)
    kept = _checked(actor, list_id, title, content)
    if ChangeRule.unscoped.filter(list_id=list_id).count() >= MAX_RULES:
        raise Conflict(f"A list has at most {MAX_RULES} rules.")
    now = clock.now()
    made = ChangeRule.unscoped.create(
        list_id=list_id,
        **kept,
        owner=actor.principal,
        upto=_newest(list_id),
        since=now,
        created=now,
        modified=now,
    )
    settle_watch(list_id)
    record(
        ("list", list_id),
        "rule.added",
        after={"rule": made.pk, **kept},
    )
    return RuleId(made.pk)


@command
def change_rule(
    actor: Actor, list_id: ListId, rule: RuleId, *, title: str, content: Content
) -> None:
    """Give a rule another title and content; from now on it has the actor's rights."""
    held = _rule(actor, list_id, rule)
    new: dict[str, Any] = {
        **_checked(actor, list_id, title, content),
        "owner": actor.principal,
    }
    old = {name: getattr(held, name) for name in new}
    if new == old:
        unchanged()
        return
    now = clock.now()
    # What nobody saw under this rule as it is now, it has not met.
    seen = (
        {"upto": _newest(list_id), "since": now} if _waits(new) != _waits(old) else {}
    )
    ChangeRule.unscoped.filter(pk=rule).update(**new, **seen, modified=now)
    settle_watch(list_id)
    record(
        ("list", list_id),
        "rule.changed",
        before={"rule": rule, **old},
        after={"rule": rule, **new},
    )


def _waits(kept: dict[str, Any]) -> tuple[Any, ...]:
    content = kept["content"]
    return tuple(content.get(name) for name in ("event", "column", "days", "hour"))


@command
def switch_on(actor: Actor, list_id: ListId, rule: RuleId) -> None:
    """Let a rule act again, with the actor's rights, on what happens from now on.

    Invalid names what it speaks of and is gone.
    """
    held = _rule(actor, list_id, rule)
    if held.is_on:
        unchanged()
        return
    _checked(actor, list_id, held.title, rules.load(held.content))
    now = clock.now()
    ChangeRule.unscoped.filter(pk=rule).update(
        is_on=True,
        stopped="",
        failing=None,
        owner=actor.principal,
        upto=_newest(list_id),
        since=now,
        modified=now,
    )
    settle_watch(list_id)
    record(
        ("list", list_id),
        "rule.switched_on",
        before={"rule": rule, "owner": held.owner},
        after={"rule": rule, "title": held.title, "owner": actor.principal},
    )


@command
def switch_off(actor: Actor, list_id: ListId, rule: RuleId) -> None:
    """Have a rule do nothing more; what it was about to do is let go."""
    held = _rule(actor, list_id, rule)
    if not held.is_on:
        unchanged()
        return
    ChangeRule.unscoped.filter(pk=rule).update(is_on=False, modified=clock.now())
    drop_due(rule)
    settle_watch(list_id)
    record(
        ("list", list_id),
        "rule.switched_off",
        after={"rule": rule, "title": held.title},
    )


@command
def delete_rule(actor: Actor, list_id: ListId, rule: RuleId) -> None:
    """Delete a rule and what is known of what it did."""
    held = _rule(actor, list_id, rule)
    record(
        ("list", list_id),
        "rule.deleted",
        before={
            "rule": rule,
            "title": held.title,
            "content": held.content,
            "owner": held.owner,
        },
    )
    held.delete()
    settle_watch(list_id)


@command
def turn_secret(actor: Actor, list_id: ListId, rule: RuleId) -> str:
    """Return a new secret for a rule's webhook; this is the only time it is told.

    Messages are signed with the one before as well, for a day.
    """
    held = _rule(actor, list_id, rule)
    if not rules.load(held.content).url:
        raise Conflict("This rule calls no webhook.")
    held.round += 1
    held.turned = held.modified = clock.now()
    held.save(update_fields=["round", "turned", "modified"])
    record(
        ("list", list_id),
        "rule.secret_made",
        after={"rule": rule, "title": held.title},
    )
    return secret_of(held)


def _hold(actor: Actor, list_id: ListId) -> None:
    hold_list(actor, list_id, Right.MANAGE_LISTS)
    if not actor.is_person:
        raise Forbidden("A rule acts with somebody's rights: a person has to make it.")


def _rule(actor: Actor, list_id: ListId, rule: RuleId) -> ChangeRule:
    _hold(actor, list_id)
    held: ChangeRule | None = ChangeRule.unscoped.filter(
        pk=rule, list_id=list_id
    ).first()
    if held is None:
        raise NotFound
    return held


def _newest(list_id: int) -> int:
    return int(
        Stream.unscoped.values_list("last", flat=True).get(kind="list", ref=list_id)
    )


def _checked(
    actor: Actor, list_id: ListId, title: str, content: Content
) -> dict[str, Any]:
    """Return the columns of a rule's row; Invalid names all that is at fault."""
    errors: dict[str, str] = {}
    columns = {one.internal_name: one for one in column_records(list_id)}
    for part in (
        lambda: check_title(title),
        lambda: rules.check(content, columns),
        lambda: _check_people(actor, content),
    ):
        try:
            part()
        except Invalid as error:
            errors |= error.fields
    if content.tell is not None:
        try:
            check_text(content.tell.message, field="message", longest=rules.MAX_MESSAGE)
        except Invalid as error:
            errors |= error.fields
    if content.url:
        try:
            check_address(content.url)
        except Refused as error:
            errors["url"] = str(error)
    if errors:
        raise Invalid(errors)
    return {
        "title": title.strip(),
        "event": content.trigger.event.value,
        "content": rules.dump(content),
    }


def _check_people(actor: Actor, content: Content) -> None:
    """Raise Invalid unless the actor may find everybody a rule tells."""
    if content.tell is None or not content.tell.principals:
        return
    wanted = set(content.tell.principals)
    known = set(actor.principals)
    if actor.staff or actor.everything is not None:
        found = resolve_principals(actor, [f"#{one}" for one in sorted(wanted)])
        known |= {one.match.id for one in found if one.match is not None}
    if wanted - known:
        raise Invalid({"tell": "There is nobody of this number."})
