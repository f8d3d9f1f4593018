"""What tests of rules share."""

from __future__ import annotations

from typing import Any

from hallway.core.automation.commands import add_rule
from hallway.core.automation.queries import list_runs
from hallway.core.automation.records import (
    Assign,
    Content,
    Event,
    RuleId,
    RunRecord,
    Tell,
    Trigger,
)
from hallway.core.items.commands import create_item, update_values
from hallway.core.items.queries import get_values
from hallway.core.items.records import ItemId
from hallway.core.jobs.runner import run_pending
from hallway.core.social.notifications.queries import count_new, list_notifications
from tests.world import SYSTEM, World

ADDED = Trigger(event=Event.ADDED)
DONE = Trigger(event=Event.COLUMN, column="State", to=("done",))


def tell(world: World, *who: str, message: str = "Look at this") -> Tell:
    return Tell(principals=tuple(world.principal(one) for one in who), message=message)


def rule(
    world: World,
    trigger: Trigger,
    *,
    by: str = "owner",
    title: str = "A rule",
    **then: Any,
) -> RuleId:
    content = Content(trigger=trigger, **then)
    return add_rule(world.actor(by), world.tasks, title=title, content=content)


def points(value: float | None) -> Assign:
    return Assign(column="Points", value=value)


def state(value: str) -> Assign:
    return Assign(column="State", value=value)


def set_to(world: World, item: str, who: str = "owner", **values: Any) -> None:
    update_values(world.actor(who), world.items[item], values=values)


def make(world: World, who: str = "owner", **values: Any) -> ItemId:
    values = {"Title": "A new task", **values}
    return create_item(world.actor(who), world.tasks, values=values).id


def values(world: World, item: str | ItemId) -> Any:
    return get_values(SYSTEM, world.items[item] if isinstance(item, str) else item)


def run() -> None:
    """Have the jobs run, what they enqueue too."""
    run_pending()


def told(world: World, who: str) -> list[tuple[str, str]]:
    fresh = [one for one in list_notifications(world.actor(who)) if one.fresh]
    assert count_new(world.actor(who)) == len(fresh)
    return [(one.verb, one.words) for one in fresh]


def runs(world: World, one: RuleId, who: str = "owner") -> list[RunRecord]:
    return list_runs(world.actor(who), world.tasks, one)
