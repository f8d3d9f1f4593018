"""What people do to requests, and what they may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from hallway.core import clock
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.blobs.commands import collect_garbage
from hallway.core.changes.queries import list_list_changes
from hallway.core.clock import DAY
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from hallway.core.items.commands import create_item, delete_item, update_values
from hallway.core.lists.commands import add_list, delete_list
from hallway.core.people.commands import remove_membership
from hallway.core.sites.queries import get_site
from hallway.core.trash.commands import purge_deletion, restore_deletion
from hallway.kinds.requests.commands import (
    add_participant,
    assign,
    close_request,
    open_customer,
    reopen,
    set_priority,
    set_state,
)
from hallway.kinds.requests.queries import (
    count_open,
    count_queues,
    find_customer,
    find_request,
    get_latest,
    get_request,
    list_customers,
    list_messages,
    list_participants,
    list_queue,
    list_requests,
    open_attachment,
)
from hallway.kinds.requests.records import Queue, Shown
from hallway.platform.db import engine
from tests.kinds.requests.desk import NOTE_SECRET, file
from tests.world import SYSTEM

if TYPE_CHECKING:
    from tests.kinds.requests.desk import Desk


def test_a_customer_is_opened_once(desk: Desk) -> None:
    acme = desk.customers["acme"]
    assert open_customer(SYSTEM, acme.organisation) == acme
    assert acme.prefix == "ACM"
    site = get_site(desk.actor("acme"), acme.site_path)
    assert site.kind == "customer"
    with pytest.raises(NotFound):
        get_site(desk.actor("globex"), acme.site_path)
    with pytest.raises(Invalid):
        open_customer(SYSTEM, desk.world.organisations["own"].id)
    with pytest.raises(Forbidden):
        open_customer(desk.actor("agent"), acme.organisation)


def test_a_site_of_another_customer_is_not_taken_over(desk: Desk) -> None:
    from hallway.core.people.commands import add_organisation

    other = add_organisation(SYSTEM, name="Initech", kind="customer")
    with pytest.raises(Conflict):
        open_customer(SYSTEM, other.id, desk.customers["acme"].site_path)
    with pytest.raises(Conflict):
        open_customer(SYSTEM, other.id, prefix="acm")


def test_a_customer_reads_his_list_and_adds_in_one_folder_alone(desk: Desk) -> None:
    acme = desk.customers["acme"]
    scope = get_site(desk.actor("acme"), acme.site_path).scope
    mask = get_mask(desk.actor("acme"), scope)
    assert holds(mask, Right.VIEW_LIST_ITEMS)
    assert not holds(mask, Right.ADD_LIST_ITEMS)
    with pytest.raises(Forbidden):
        create_item(desk.actor("acme"), acme.list, values={"Title": "x"})


def test_a_request_is_opened_and_answered(desk: Desk) -> None:
    made = desk.open("acme", files=[file("a.txt", b"hello")])
    assert (made.ref, made.state, made.requester_name) == ("ACM-1", "new", "Acme")
    desk.reply("agent", made, "We come.")
    now = get_request(desk.actor("acme"), made.item)
    assert now.state == "open"
    assert now.first_reply is not None
    assert [one.by_agent for one in list_messages(desk.actor("acme"), made.item)] == [
        False,
        True,
    ]
    desk.reply("agent", made, "Did it help?", then="waiting")
    assert get_request(desk.actor("acme"), made.item).state == "waiting"
    desk.reply("anna", made, "Yes.")
    assert get_request(desk.actor("acme"), made.item).state == "open"


def test_one_sending_of_a_form_is_one_request_and_one_message(desk: Desk) -> None:
    token = "once-and-only-once-1"
    first = desk.open("acme", token=token)
    assert desk.open("acme", token=token).ref == first.ref
    assert len(list_requests(desk.actor("acme"), first.organisation)) == 1
    again = "once-and-only-once-2"
    one = desk.reply("acme", first, "Hello?", token=again)
    assert desk.reply("acme", first, "Hello?", token=again) == one
    assert len(list_messages(desk.actor("acme"), first.item)) == 2


def test_every_field_is_named_that_is_wrong(desk: Desk) -> None:
    with pytest.raises(Invalid) as caught:
        desk.open("acme", subject="", body=" ")
    assert set(caught.value.fields) == {"body"}  # the helper adds a word
    from hallway.kinds.requests.commands import open_request

    organisation = desk.customers["acme"].organisation
    with pytest.raises(Invalid) as caught:
        open_request(desk.actor("acme"), organisation, subject=" ", body="")
    assert set(caught.value.fields) == {"subject", "body"}
    with pytest.raises(Invalid):
        open_request(
            desk.actor("acme"), organisation, subject="a\r\nBcc: x@y.example", body="b"
        )


def test_a_customer_may_neither_set_nor_do_what_is_the_desks(desk: Desk) -> None:
    made, anna = desk.open("acme"), desk.actor("anna")
    for attempt in (
        lambda: assign(anna, made.item, person=None),
        lambda: set_priority(anna, made.item, priority="urgent"),
        lambda: set_state(anna, made.item, state="hold"),
        lambda: desk.reply("anna", made, "x", then="closed"),
        lambda: desk.open("anna", priority="urgent"),
        lambda: desk.open("anna", requester=desk.world.principal("acme")),
        lambda: update_values(anna, made.item, values={"Title": "mine"}),
    ):
        with pytest.raises(Forbidden):
            attempt()
    from hallway.kinds.requests.commands import note

    with pytest.raises(Forbidden):
        note(anna, made.item, body="x")


def test_a_request_of_another_customer_is_not_there(desk: Desk) -> None:
    made, gina = desk.open("acme"), desk.actor("gina")
    organisation = desk.customers["acme"].organisation
    assert list_requests(gina, organisation, shown=Shown.ALL) == []
    assert count_open(gina, organisation) == 0
    for attempt in (
        lambda: get_request(gina, made.item),
        lambda: find_request(gina, made.ref),
        lambda: list_messages(gina, made.item),
        lambda: list_participants(gina, made.item),
        lambda: desk.reply("gina", made, "x"),
        lambda: close_request(gina, made.item),
        lambda: reopen(gina, made.item),
        lambda: add_participant(gina, made.item, person=gina.principal),
        lambda: set_state(gina, made.item, state="open"),
        lambda: list_queue(gina, Queue.OPEN),
        lambda: count_queues(gina),
    ):
        with pytest.raises(NotFound):
            attempt()


@pytest.mark.parametrize("who", ["nobody", "owner", "guest", "anonymous"])
def test_who_is_neither_customer_nor_agent_sees_no_request(
    desk: Desk, who: str
) -> None:
    made = desk.open("acme")
    actor = desk.actor(who)
    with pytest.raises(NotFound):
        get_request(actor, made.item)
    with pytest.raises(NotFound):
        list_queue(actor, Queue.OPEN)
    assert list_customers(actor) == []


def test_even_a_customer_with_a_wrong_grant_sees_no_note(desk: Desk) -> None:
    from hallway.core.access.commands import grant_role
    from hallway.core.access.records import Securable
    from hallway.core.access.rights import RoleId

    made = desk.open("acme")
    desk.note(made)
    site = desk.customers["acme"].site
    for who in ("anna", "gina"):
        grant_role(
            SYSTEM,
            Securable(site=site),
            principal=desk.world.principal(who),
            role=RoleId.FULL_CONTROL,
        )
    assert len(list_messages(desk.actor("anna"), made.item)) == 1
    with pytest.raises(NotFound):
        get_request(desk.actor("gina"), made.item)


def test_a_note_leaves_nothing_a_customer_could_see(desk: Desk) -> None:
    made, anna = desk.open("acme"), desk.actor("anna")
    before = (
        get_request(anna, made.item),
        list_messages(anna, made.item),
        list_list_changes(anna, made.list),
        get_latest(anna, made.item),
        desk.world_item(made),
    )
    number = desk.note(made, files=[file("secret.txt", NOTE_SECRET.encode())])
    after = (
        get_request(anna, made.item),
        list_messages(anna, made.item),
        list_list_changes(anna, made.list),
        get_latest(anna, made.item),
        desk.world_item(made),
    )
    assert after == before
    shown = list_messages(desk.actor("agent"), made.item)
    assert [one.internal for one in shown] == [False, True]
    (attachment,) = shown[1].attachments
    _, body = open_attachment(desk.actor("agent"), made.item, attachment.id)
    body.close()
    with pytest.raises(NotFound):
        open_attachment(anna, made.item, attachment.id)
    for table in ("core_change", "core_version", "core_item", "core_job"):
        rows = engine().fetch_all(f"SELECT * FROM {table}")
        assert NOTE_SECRET not in str(rows)
    assert number > 0


def test_a_file_belongs_to_one_message_of_one_request(desk: Desk) -> None:
    first = desk.open("acme", files=[file("../../etc/pass\u202ewd.txt", b"mine")])
    second = desk.open("acme")
    (message,) = list_messages(desk.actor("acme"), first.item)
    (found,) = message.attachments
    assert found.name == "passwd.txt"
    read, body = open_attachment(desk.actor("anna"), first.item, found.id)
    with body:
        assert (read.size, body.read()) == (4, b"mine")
    for who, item, wanted in (
        ("acme", second.item, found.id),
        ("gina", first.item, found.id),
        ("acme", first.item, "1"),
        ("acme", first.item, "00000000-0000-4000-8000-000000000000"),
    ):
        with pytest.raises(NotFound):
            open_attachment(desk.actor(who), item, wanted)


def test_bodies_of_attachments_are_not_collected_while_they_are_used(
    desk: Desk,
) -> None:
    made = desk.open("acme", files=[file("a.txt", b"kept because attached")])
    engine().execute("UPDATE core_blob SET created = 0")
    collect_garbage(SYSTEM)
    (message,) = list_messages(desk.actor("acme"), made.item)
    _, body = open_attachment(desk.actor("acme"), made.item, message.attachments[0].id)
    body.close()
    deletion = delete_item(SYSTEM, made.item)
    purge_deletion(SYSTEM, deletion)
    purge_deletion(SYSTEM, deletion)
    left = engine().fetch_one("SELECT count(*) FROM kind_requests_message")
    assert left == (0,)


def test_a_list_that_serves_a_portal_stays(desk: Desk) -> None:
    acme = desk.customers["acme"]
    for who in (SYSTEM, desk.actor("agent")):
        with pytest.raises(Conflict, match="portal"):
            delete_list(who, acme.list)
    with pytest.raises(Forbidden):
        delete_list(desk.actor("acme"), acme.list)
    with pytest.raises(NotFound):
        delete_list(desk.actor("globex"), acme.list)
    assert find_customer(desk.actor("acme"), acme.prefix) == acme
    other = add_list(SYSTEM, acme.site, name="Other", kind="requests")
    restore_deletion(SYSTEM, delete_list(SYSTEM, other.id))


def test_who_leaves_a_customer_loses_its_requests_at_once(desk: Desk) -> None:
    made = desk.open("acme")
    add_participant(desk.actor("acme"), made.item, person=desk.world.principal("anna"))
    assert len(list_participants(desk.actor("acme"), made.item)) == 1
    remove_membership(
        SYSTEM, desk.world.principal("anna"), organisation=made.organisation
    )
    with pytest.raises(NotFound):
        get_request(desk.actor("anna"), made.item)
    assert list_participants(desk.actor("acme"), made.item) == []


def test_a_participant_is_of_the_same_customer(desk: Desk) -> None:
    made = desk.open("acme")
    for who in ("gina", "agent"):
        with pytest.raises(Invalid):
            add_participant(
                desk.actor("acme"), made.item, person=desk.actor(who).principal
            )


def test_a_solved_request_opens_again_for_a_fortnight(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.open("acme")
    set_state(desk.actor("agent"), made.item, state="solved")
    desk.reply("acme", made, "It is back.")
    assert get_request(desk.actor("acme"), made.item).state == "open"
    close_request(desk.actor("anna"), made.item)
    assert get_request(desk.actor("acme"), made.item).state == "closed"
    with pytest.raises(Conflict):
        desk.reply("agent", made, "x")
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + 15 * DAY)
    for attempt in (
        lambda: desk.reply("acme", made, "Again."),
        lambda: reopen(desk.actor("acme"), made.item),
    ):
        with pytest.raises(Conflict):
            attempt()
    reopen(desk.actor("agent"), made.item)
    assert get_request(desk.actor("acme"), made.item).state == "open"


def test_an_agent_is_told_that_somebody_wrote_meanwhile(desk: Desk) -> None:
    made, agent = desk.open("acme"), desk.actor("agent")
    seen = get_latest(agent, made.item)
    desk.reply("acme", made, "One more thing.")
    with pytest.raises(Stale):
        desk.reply("agent", made, "x", seen=seen)
    with pytest.raises(Stale):
        desk.note(made, seen=seen)
    desk.reply("agent", made, "x", seen=get_latest(agent, made.item))


def test_requests_are_assigned_to_agents_alone(desk: Desk) -> None:
    made, agent = desk.open("acme"), desk.actor("agent")
    for who in ("anna", "nobody"):
        with pytest.raises(Invalid):
            assign(agent, made.item, person=desk.actor(who).principal)
    assign(agent, made.item, person=agent.principal)
    assert get_request(agent, made.item).assignee == agent.principal
    assert [one.ref for one in list_queue(agent, Queue.MINE)] == ["ACM-1"]
    assert count_queues(agent) == {
        Queue.MINE: 1,
        Queue.UNASSIGNED: 0,
        Queue.WAITING: 0,
        Queue.OPEN: 1,
    }


def test_a_row_in_the_list_is_no_request(desk: Desk) -> None:
    with pytest.raises(Conflict):
        create_item(
            desk.actor("agent"), desk.customers["acme"].list, values={"Title": "x"}
        )


def test_a_request_moved_to_another_customers_list_is_nobodys(desk: Desk) -> None:
    from hallway.core.items.commands import move_item
    from hallway.core.items.records import ItemId
    from hallway.core.lists.queries import get_list

    made = desk.open("acme")
    desk.note(made)
    to = get_list(SYSTEM, desk.customers["globex"].list)
    move_item(SYSTEM, made.item, to=ItemId(to.root), name="moved")
    for who in ("gina", "acme", "agent"):
        with pytest.raises(NotFound):
            get_request(desk.actor(who), made.item)


@pytest.mark.parametrize("number", [3, 30])
def test_statements_do_not_grow_with_rows(
    desk: Desk, number: int, counted: dict[str, set[int]]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for n in range(number):
        made = desk.open("acme", f"R{n}")
    for n in range(number):
        desk.reply("acme", made, f"{n}", files=[file(f"{n}.txt", b"%d" % n)])
    anna, agent = desk.actor("anna"), desk.actor("agent")
    works: dict[str, Callable[[], object]] = {
        "list": lambda: list_requests(anna, made.organisation),
        "messages": lambda: list_messages(anna, made.item),
        "queue": lambda: list_queue(agent, Queue.OPEN),
        "counts": lambda: count_queues(agent),
    }
    for name, work in works.items():
        with CaptureQueriesContext(connection) as queries:
            work()
        counted.setdefault(name, set()).add(len(queries))
        assert len(counted[name]) == 1
        assert len(queries) <= 5, name
