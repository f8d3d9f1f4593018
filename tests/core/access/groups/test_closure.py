"""The stored closure against one computed anew, the plain way."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hallway.core.access.actors import ADMINISTRATORS, Actor, PrincipalId
from hallway.core.access.groups.commands import (
    add_member,
    create_group,
    delete_group,
    remove_member,
)
from hallway.core.access.models import GroupClosure
from hallway.core.errors import Conflict, NotFound
from hallway.core.people.commands import add_person

GROUPS, PERSONS = 6, 3

# (what, group, member): members from GROUPS on are persons.
Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "add", "remove", "delete"]),
        st.integers(0, GROUPS - 1),
        st.integers(0, GROUPS + PERSONS - 1),
    ),
    max_size=25,
)


class Plain:
    """Groups as a person would think of them: direct members and no more."""

    def __init__(self) -> None:
        self.members: dict[int, set[int]] = {group: set() for group in range(GROUPS)}

    def inside(self, group: int) -> set[int]:
        found: set[int] = set()
        waiting = [group]
        while waiting:
            for member in self.members.get(waiting.pop(), set()) - found:
                found.add(member)
                waiting.append(member)
        return found

    def closure(self) -> set[tuple[int, int]]:
        return {(g, m) for g in self.members for m in self.inside(g)}

    def take(self, step: Step) -> type[Exception] | None:
        """Take a step, or say how it is refused."""
        what, group, member = step
        if group not in self.members:
            return NotFound
        if what == "delete":
            del self.members[group]
            for members in self.members.values():
                members.discard(group)
            return None
        if what == "remove":
            if member not in self.members[group]:
                return NotFound
            self.members[group].discard(member)
            return None
        if member < GROUPS and member not in self.members:
            return NotFound
        if group == member or group in self.inside(member):
            return Conflict
        self.members[group].add(member)
        return None


def take(actor: Actor, ids: list[PrincipalId], step: Step) -> None:
    what, group, member = step
    if what == "add":
        add_member(actor, ids[group], ids[member])
    elif what == "remove":
        remove_member(actor, ids[group], ids[member])
    else:
        delete_group(actor, ids[group])


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_the_closure_is_what_plain_sets_give(
    db: None, system: Actor, steps: list[Step]
) -> None:
    with transaction.atomic():
        ids = [create_group(system, title=f"G{n}").id for n in range(GROUPS)]
        ids += [
            add_person(system, email=f"p{n}@a.example", name=f"P{n}").id
            for n in range(PERSONS)
        ]
        number = {one: n for n, one in enumerate(ids)}
        plain = Plain()
        for step in steps:
            refusal = plain.take(step)
            if refusal is None:
                take(system, ids, step)
            else:
                with pytest.raises(refusal):
                    take(system, ids, step)
            stored = GroupClosure.unscoped.exclude(group=ADMINISTRATORS)
            assert {
                (number[group], number[member])
                for group, member in stored.values_list("group_id", "member_id")
            } == plain.closure()
        transaction.set_rollback(True)


def test_a_second_way_keeps_a_member_in(db: None, system: Actor) -> None:
    top, left, right, bottom = (
        create_group(system, title=title).id for title in ("T", "L", "R", "B")
    )
    for group, member in [(top, left), (top, right), (left, bottom), (right, bottom)]:
        add_member(system, group, member)
    remove_member(system, left, bottom)
    assert GroupClosure.unscoped.filter(group=top, member=bottom).exists()
    remove_member(system, right, bottom)
    assert not GroupClosure.unscoped.filter(group=top, member=bottom).exists()
