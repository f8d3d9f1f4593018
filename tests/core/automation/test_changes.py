"""What rules do about changes: once, with their owner's rights, and no more."""

from __future__ import annotations

import pytest

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.access.records import Securable
from hallway.core.automation import acting
from hallway.core.automation.commands import (
    add_rule,
    change_rule,
    delete_rule,
    switch_off,
    switch_on,
)
from hallway.core.automation.models import ChangeRule, RuleRun
from hallway.core.automation.queries import get_rule, list_rules, try_rule
from hallway.core.automation.records import (
    AUTHOR,
    Assign,
    Content,
    Event,
    RunState,
    Stop,
    Tell,
    Trigger,
    Why,
)
from hallway.core.changes.models import Stream
from hallway.core.changes.queries import list_audit
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.items.commands import delete_item, update_values
from hallway.core.items.queries import get_item
from hallway.core.lists.commands import delete_list, remove_column, set_column
from hallway.core.lists.queries import list_columns
from hallway.core.trash.commands import purge_deletion
from hallway.core.versions.commands import restore_version
from hallway.core.versions.queries import list_versions
from hallway.wire.query import Compare, Field, Op
from tests.core.automation.stage import (
    ADDED,
    DONE,
    make,
    points,
    rule,
    run,
    runs,
    set_to,
    state,
    tell,
    told,
    values,
)
from tests.world import SYSTEM, World

URL = "https://hooks.example/in"
UNKNOWN = Compare(Field("X"), Op.EQ, 1)


def test_who_a_rule_names_is_told_of_a_new_item(world: World) -> None:
    one = rule(world, ADDED, tell=tell(world, "visitor", message="A task came in"))
    made = make(world)
    run()
    assert told(world, "visitor") == [("rule.told", "A task came in")]
    (did,) = runs(world, one)
    assert (did.state, did.told, did.whom) == (RunState.DONE, 1, ["Visitor"])
    assert did.found is not None
    assert did.found.item.id == made


def test_who_may_not_see_the_item_is_told_nothing(world: World) -> None:
    rule(world, ADDED, tell=tell(world, "visitor", "nobody"))
    made = make(world)
    run()
    assert told(world, "nobody") == []
    item = get_item(SYSTEM, made)
    securable = Securable(site=world.hr, list=item.list, item=item.id)
    break_inheritance(world.actor("owner"), securable, start=Inherit.CLEAR)
    assert told(world, "visitor") == []


def test_a_column_that_becomes_a_value_sets_another_once(world: World) -> None:
    one = rule(world, DONE, assign=points(0), title="Clear")
    set_to(world, "task1", State="open")
    run()
    assert values(world, "task1")["Points"] == 1
    set_to(world, "task1", State="done")
    run()
    run()
    assert values(world, "task1")["Points"] == 0
    (did,) = runs(world, one)
    assert (did.state, did.set) == (RunState.DONE, "Points")
    newest = list_versions(world.actor("owner"), world.task1)[0]
    assert newest.comment == "By the rule “Clear”"
    (written, *_rest) = list_audit(SYSTEM, verb="item.updated", limit=1)
    assert (written.face, written.actor) == ("rule", world.principal("owner"))


def test_a_value_that_passes_is_met_though_it_went_on(world: World) -> None:
    one = rule(world, DONE, tell=tell(world, "visitor"))
    set_to(world, "task1", State="done")
    set_to(world, "task1", State="open")
    run()
    assert len(runs(world, one)) == 1


def test_a_version_brought_back_changes_columns_too(world: World) -> None:
    set_to(world, "task1", State="done")
    set_to(world, "task1", State="open")
    one = rule(world, DONE, tell=tell(world, "visitor"))
    restore_version(world.actor("owner"), world.task1, major=2, minor=0)
    run()
    assert len(runs(world, one)) == 1


def test_a_condition_keeps_the_others(world: World) -> None:
    where = Compare(Field("Points"), Op.GT, 1)
    one = rule(world, DONE, where=where, tell=tell(world, "visitor"))
    set_to(world, "task1", State="done")
    set_to(world, "task2", State="done")
    run()
    second, first = runs(world, one)
    assert (first.state, first.why) == (RunState.SKIPPED, Why.CONDITION)
    assert second.state is RunState.DONE
    assert len(told(world, "visitor")) == 1


def test_people_of_columns_and_the_author_are_told_but_not_who_did_it(
    world: World,
) -> None:
    whom = Tell(columns=("Who", AUTHOR), message="Yours")
    rule(world, Trigger(event=Event.CHANGED), tell=whom)
    set_to(world, "task1", "member", Who=world.principal("visitor"))
    run()
    assert told(world, "visitor") == [("rule.told", "Yours")]
    assert told(world, "owner") == [("rule.told", "Yours")]
    assert told(world, "member") == []


def test_a_deletion_is_told_of_what_is_in_the_bin(world: World) -> None:
    one = rule(world, Trigger(event=Event.DELETED), tell=tell(world, "visitor"))
    delete_item(world.actor("owner"), world.task1)
    run()
    assert told(world, "visitor") == [("rule.told_gone", "Look at this")]
    (did,) = runs(world, one)
    assert did.found is None
    assert did.title.startswith("Task 1")


def test_rules_see_only_what_happens_after_them(world: World) -> None:
    set_to(world, "task1", State="done")
    one = rule(world, DONE, tell=tell(world, "visitor"))
    run()
    assert runs(world, one) == []
    switch_off(world.actor("owner"), world.tasks, one)
    set_to(world, "task2", State="done")
    switch_on(world.actor("owner"), world.tasks, one)
    run()
    assert runs(world, one) == []


def test_two_rules_that_chase_each_other_come_to_an_end(world: World) -> None:
    there = Trigger(event=Event.COLUMN, column="State", to=("open",))
    rule(world, DONE, assign=state("open"), title="There")
    back = rule(world, there, assign=state("done"), title="Back")
    set_to(world, "task1", State="done")
    run()
    assert runs(world, back)[0].state is RunState.DONE
    ended = list_audit(SYSTEM, verb="rule.loop_ended")
    assert len(ended) == 1
    assert ended[0].item == world.task1
    assert len(list_audit(SYSTEM, verb="rule.ran")) == 6
    # It acts again on what people do.
    set_to(world, "task2", State="done")
    run()
    assert len(list_audit(SYSTEM, verb="rule.ran")) == 12


def test_what_is_so_already_is_not_written_again(world: World) -> None:
    one = rule(world, Trigger(event=Event.CHANGED), assign=state("new"))
    before = len(list_versions(world.actor("owner"), world.task1))
    set_to(world, "task1", Points=7)
    run()
    assert len(list_versions(world.actor("owner"), world.task1)) == before + 1
    (did,) = runs(world, one)
    assert (did.state, did.why) == (RunState.DONE, Why.SAME)


class Crash(BaseException):
    """The process is gone."""


def test_a_crash_between_the_steps_loses_nothing_and_doubles_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = rule(world, DONE, assign=points(9), tell=tell(world, "visitor"))
    set_to(world, "task1", State="done")
    before = len(list_versions(world.actor("owner"), world.task1))
    whole = update_values

    def die_after(*args: object, **kwargs: object) -> None:
        whole(*args, **kwargs)  # type: ignore[arg-type]
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(acting, "update_values", die_after)
        with pytest.raises(Crash):
            run()
    assert values(world, "task1")["Points"] == 1
    assert told(world, "visitor") == []
    run()
    run()
    assert values(world, "task1")["Points"] == 9
    assert len(list_versions(world.actor("owner"), world.task1)) == before + 1
    assert len(told(world, "visitor")) == 1
    assert len(runs(world, one)) == 1


def test_what_the_list_refuses_is_told_and_nothing_else_happens(world: World) -> None:
    one = rule(world, DONE, assign=points(5), tell=tell(world, "visitor"))
    column = next(
        c for c in list_columns(SYSTEM, world.tasks) if c.internal_name == "Points"
    )
    set_column(
        world.actor("owner"),
        world.tasks,
        column.id,
        required=False,
        settings={"max": 3},
    )
    set_to(world, "task1", State="done")
    run()
    (did,) = runs(world, one)
    assert did.state is RunState.FAILED
    assert did.error
    assert told(world, "visitor") == []


def test_without_its_owners_rights_a_rule_stops_and_says_so(world: World) -> None:
    admin = world.actor("admin")
    content = Content(trigger=DONE, assign=points(0))
    one = add_rule(world.actor("owner"), world.tasks, title="Mine", content=content)
    set_to(world, "task1", State="done", who="member")
    break_inheritance(admin, world.securable("tasks"), start=Inherit.CLEAR)
    run()
    found = get_rule(admin, world.tasks, one)
    assert (found.is_on, found.stopped) == (False, Stop.RIGHTS)
    assert values(world, "task1")["Points"] == 1
    switch_on(admin, world.tasks, one)
    assert get_rule(admin, world.tasks, one).owner == world.principal("admin")


def test_a_rule_whose_column_goes_stops(world: World) -> None:
    owner = world.actor("owner")
    one = rule(world, ADDED, assign=points(0))
    column = next(
        c for c in list_columns(owner, world.tasks) if c.internal_name == "Points"
    )
    remove_column(owner, world.tasks, column.id)
    make(world)
    run()
    assert get_rule(owner, world.tasks, one).stopped is Stop.COLUMN
    assert told(world, "owner") == [("rule.stopped", "A rule")]
    with pytest.raises(Invalid):
        switch_on(owner, world.tasks, one)
    with pytest.raises(Conflict):
        try_rule(owner, world.tasks, one, number=1)


def test_who_changes_a_rule_lends_it_his_own_rights(world: World) -> None:
    one = rule(world, DONE, by="admin", assign=points(0))
    found = get_rule(world.actor("owner"), world.tasks, one)
    change_rule(
        world.actor("owner"),
        world.tasks,
        one,
        title="Changed",
        content=found.content,
    )
    again = get_rule(world.actor("owner"), world.tasks, one)
    assert (again.title, again.owner) == ("Changed", world.principal("owner"))


@pytest.mark.parametrize("who", ["visitor", "nobody", "acme", "anonymous"])
def test_rules_are_for_who_manages_the_list(world: World, who: str) -> None:
    one = rule(world, ADDED, tell=tell(world, "visitor"))
    actor = world.actor(who)
    refusal = Forbidden if who == "visitor" else NotFound
    content = Content(trigger=ADDED, tell=tell(world, "visitor"))
    for step in (
        lambda: list_rules(actor, world.tasks),
        lambda: get_rule(actor, world.tasks, one),
        lambda: runs(world, one, who),
        lambda: try_rule(actor, world.tasks, one, number=1),
        lambda: delete_rule(actor, world.tasks, one),
        lambda: switch_off(actor, world.tasks, one),
        lambda: change_rule(actor, world.tasks, one, title="x", content=content),
    ):
        with pytest.raises(refusal):
            step()


def test_a_dry_run_says_what_would_happen_and_does_nothing(world: World) -> None:
    owner = world.actor("owner")
    where = Compare(Field("Points"), Op.GT, 1)
    one = rule(
        world, DONE, where=where, assign=state("open"), tell=tell(world, "visitor")
    )
    kept = try_rule(owner, world.tasks, one, number=1)
    assert (kept.state, kept.why) == (RunState.SKIPPED, Why.CONDITION)
    would = try_rule(owner, world.tasks, one, number=2)
    assert (would.state, would.set, would.whom) == (
        RunState.DONE,
        "State",
        ["Visitor"],
    )
    assert values(world, "task2")["State"] == "new"
    assert runs(world, one) == []
    assert told(world, "visitor") == []
    with pytest.raises(NotFound):
        try_rule(owner, world.tasks, one, number=999)


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        (Content(trigger=ADDED), {"then"}),
        (
            Content(trigger=Trigger(event=Event.COLUMN), url="https://a.example"),
            {"column"},
        ),
        (
            Content(trigger=Trigger(event=Event.DATE, column="Title"), url="ftp://x"),
            {"column", "url"},
        ),
        (
            Content(trigger=ADDED, tell=Tell(principals=(9**9,), message="x")),
            {"tell"},
        ),
        (Content(trigger=ADDED, tell=Tell(columns=(AUTHOR,))), {"message"}),
        (Content(trigger=ADDED, tell=Tell(columns=("Title",), message="x")), {"tell"}),
        (Content(trigger=ADDED, assign=Assign(column="Nope")), {"assign"}),
        (Content(trigger=ADDED, assign=Assign(column="Title")), {"value"}),
        (Content(trigger=ADDED, assign=state("lost")), {"value"}),
        (
            Content(
                trigger=Trigger(event=Event.DELETED),
                where=Compare(Field("Points"), Op.GT, 1),
                assign=points(1),
            ),
            {"where", "assign"},
        ),
        (
            Content(
                trigger=ADDED, where=Compare(Field("X"), Op.EQ, 1), url="http://u@h"
            ),
            {"where", "url"},
        ),
    ],
)
def test_what_is_wrong_with_a_rule_is_named(
    world: World, content: Content, fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        add_rule(world.actor("owner"), world.tasks, title="x", content=content)
    assert refused.value.fields.keys() == fields


def test_nobody_adds_a_rule_that_is_no_person(world: World) -> None:
    content = Content(trigger=ADDED, tell=Tell(columns=(AUTHOR,), message="x"))
    with pytest.raises(Forbidden):
        add_rule(SYSTEM, world.tasks, title="x", content=content)


def test_only_what_a_rule_waits_for_is_watched(world: World) -> None:
    def is_watched() -> bool:
        return bool(Stream.unscoped.get(kind="list", ref=world.tasks).is_watched)

    owner = world.actor("owner")
    assert not is_watched()
    one = rule(world, DONE, tell=tell(world, "visitor"))
    assert is_watched()
    switch_off(owner, world.tasks, one)
    assert not is_watched()
    switch_on(owner, world.tasks, one)
    assert is_watched()
    delete_rule(owner, world.tasks, one)
    assert not is_watched()


def test_rules_go_with_a_list_that_is_purged(world: World) -> None:
    admin = world.actor("admin")
    rule(world, DONE, tell=tell(world, "visitor"))
    set_to(world, "task1", State="done")
    run()
    deletion = delete_list(world.actor("owner"), world.tasks)
    for _ in range(2):
        purge_deletion(admin, deletion)
    assert ChangeRule.unscoped.count() == RuleRun.unscoped.count() == 0
