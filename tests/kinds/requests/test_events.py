"""What happened to a request, as agents and as customers are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hallway.core.errors import Forbidden, Invalid, NotFound
from hallway.kinds.requests.commands import (
    add_participant,
    assign,
    close_request,
    open_request,
    reopen,
    set_priority,
    set_state,
)
from hallway.kinds.requests.queries import (
    list_customer_summaries,
    list_events,
    list_longest_waiting,
    list_messages,
)
from hallway.kinds.requests.records import Happened
from hallway.kinds.requests.rules import is_worth_a_line, parse_position

if TYPE_CHECKING:
    from tests.kinds.requests.desk import Desk


def told(desk: Desk, who: str, item: int) -> list[tuple[str, str, str, str]]:
    return [
        (one.what.value, one.by_name, one.value, one.whom_name)
        for one in list_events(desk.actor(who), item)  # type: ignore[arg-type]
    ]


def test_agents_learn_who_did_what(desk: Desk) -> None:
    made, agent = desk.open("anna"), desk.actor("agent")
    assert told(desk, "agent", made.item) == []
    assign(agent, made.item, person=agent.principal)
    assign(agent, made.item, person=None)
    set_priority(agent, made.item, priority="high")
    add_participant(desk.actor("anna"), made.item, person=desk.world.principal("acme"))
    desk.note(made)
    desk.reply("agent", made, "We look.")
    desk.reply("agent", made, "Over?", then="waiting")
    desk.reply("anna", made, "Yes.")
    close_request(desk.actor("anna"), made.item)
    reopen(agent, made.item)
    assert told(desk, "agent", made.item) == [
        ("assigned", "Member", "", "Member"),
        ("assigned", "Member", "", ""),
        ("priority", "Member", "high", ""),
        ("followed", "Anna", "", "Acme"),
        ("state", "Member", "waiting", ""),
        ("state", "Anna", "closed", ""),
        ("state", "Member", "open", ""),
    ]


def test_customers_learn_states_and_nothing_else(desk: Desk) -> None:
    made, agent = desk.open("anna"), desk.actor("agent")
    assign(agent, made.item, person=agent.principal)
    set_priority(agent, made.item, priority="high")
    desk.note(made)
    add_participant(agent, made.item, person=desk.world.principal("acme"))
    set_state(agent, made.item, state="hold")
    desk.reply("agent", made, "Done.", then="solved")
    for who in ("anna", "acme"):
        assert told(desk, who, made.item) == [
            ("state", "", "hold", ""),
            ("state", "", "solved", ""),
        ]
        assert {one.by for one in list_events(desk.actor(who), made.item)} == {0}
    for who in ("gina", "owner", "nobody"):
        with pytest.raises(NotFound):
            list_events(desk.actor(who), made.item)


def test_whoever_opens_it_for_another_is_told_to_both(desk: Desk) -> None:
    agent, anna = desk.actor("agent"), desk.world.principal("anna")
    made = open_request(
        agent,
        desk.customers["acme"].organisation,
        subject="He rang",
        body="No heating.",
        requester=anna,
        assignee=agent.principal,
        token="once-and-only-once-2",
    )
    again = open_request(
        agent,
        desk.customers["acme"].organisation,
        subject="He rang",
        body="No heating.",
        requester=anna,
        assignee=agent.principal,
        token="once-and-only-once-2",
    )
    assert (again.ref, again.assignee) == (made.ref, agent.principal)
    assert [one.by_agent for one in list_messages(agent, made.item)] == [True]
    assert told(desk, "agent", made.item) == [
        ("opened", "Member", "", "Anna"),
        ("assigned", "Member", "", "Member"),
    ]
    assert told(desk, "acme", made.item) == [("opened", "Member", "", "Anna")]
    assert list_events(agent, made.item)[0].what is Happened.OPENED


def test_who_opens_it_for_whom_is_checked(desk: Desk) -> None:
    organisation = desk.customers["acme"].organisation
    agent = desk.actor("agent")
    for requester in (None, desk.world.principal("gina"), agent.principal):
        with pytest.raises(Invalid) as caught:
            open_request(agent, organisation, subject="", body="", requester=requester)
        assert set(caught.value.fields) == {"requester", "subject", "body"}
    with pytest.raises(Invalid) as caught:
        open_request(
            agent,
            organisation,
            subject="x",
            body="x",
            requester=desk.world.principal("anna"),
            assignee=desk.world.principal("anna"),
        )
    assert set(caught.value.fields) == {"assignee"}
    with pytest.raises(Forbidden):
        desk.open("anna", assignee=agent.principal)
    with pytest.raises(NotFound):
        open_request(desk.actor("gina"), organisation, subject="x", body="x")


def test_the_longest_waiting_come_first(desk: Desk) -> None:
    agent = desk.actor("agent")
    first, second = desk.open("anna"), desk.open("gina")
    desk.reply("agent", first, "And?")
    assert [one.ref for one in list_longest_waiting(agent)] == [second.ref]
    desk.reply("anna", first, "Still broken.")
    assert [one.ref for one in list_longest_waiting(agent)] == [second.ref, first.ref]
    set_state(agent, second.item, state="hold")
    assert [one.ref for one in list_longest_waiting(agent)] == [first.ref]
    with pytest.raises(NotFound):
        list_longest_waiting(desk.actor("anna"))


def test_customers_are_summed_up_for_agents_alone(desk: Desk) -> None:
    made = desk.open("anna")
    found = {
        one.customer.prefix: one for one in list_customer_summaries(desk.actor("agent"))
    }
    assert found["ACM"].customer == desk.customers["acme"]
    assert (found["ACM"].open, found["ACM"].people) == (1, 3)
    assert found["ACM"].activity == made.activity
    assert (found["GLO"].open, found["GLO"].activity) == (0, None)
    for who in ("anna", "owner"):
        with pytest.raises(NotFound):
            list_customer_summaries(desk.actor(who))


@pytest.mark.parametrize(
    ("before", "after", "worth"),
    [
        ("new", "open", False),
        ("waiting", "open", False),
        ("open", "open", False),
        ("open", "waiting", True),
        ("solved", "open", True),
        ("open", "solved", True),
    ],
)
def test_what_goes_without_saying_is_not_said(
    before: str, after: str, worth: bool
) -> None:
    assert is_worth_a_line(before, after) is worth


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("KEL-12.1764000000000000", ("KEL-12", 1764000000000000)),
        ("KEL-12", None),
        ("KEL-12.", None),
        ("KEL-12.-1", None),
        (f"KEL-12.{'9' * 19}", None),
        ("12.5", None),
        ("", None),
    ],
)
def test_a_position_is_read(text: str, found: object) -> None:
    assert parse_position(text) == found
