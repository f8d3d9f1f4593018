"""Opening a request and speaking in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hallway.core import clock
from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import DIRECTORY, command, record, unchanged
from hallway.core.errors import Forbidden, Invalid, Stale
from hallway.core.items.recording import record_created
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.items.writing import (
    Stamp,
    hold,
    insert_item,
    insert_version,
    next_stamp,
    touch,
)
from hallway.core.jobs.commands import enqueue
from hallway.core.lists.queries import get_list
from hallway.core.lists.rows import columns_of
from hallway.core.lists.types import encode
from hallway.core.people.records import OrganisationId
from hallway.kinds.requests.holding import (
    change_request,
    check_assignee,
    check_files,
    find_sent,
    hold_as_agent,
    hold_request,
    insert_message,
)
from hallway.kinds.requests.queries import (
    get_customer,
    get_latest,
    get_request,
    list_members,
)
from hallway.kinds.requests.reach import is_agent_now
from hallway.kinds.requests.records import (
    CustomerRecord,
    File,
    MessageId,
    RequestRecord,
)
from hallway.kinds.requests.rules import (
    CLOSED,
    NEW,
    NORMAL,
    SOLVED,
    after_agent,
    after_customer,
    check_body,
    check_priority,
    check_subject,
    check_token,
)
from hallway.platform.db import engine

MAIL_JOB = "requests.mail"


@command
def open_request(
    actor: Actor,
    organisation: OrganisationId,
    *,
    subject: str,
    body: str,
    files: Sequence[File] = (),
    token: str | None = None,
    requester: PrincipalId | None = None,
    priority: str = NORMAL,
    assignee: PrincipalId | None = None,
) -> RequestRecord:
    """Open a request of a customer, and tell both sides by mail.

    Whoever belongs to the customer may, for himself; an agent may for one of its
    people, with a priority and an agent who takes it.  A second sending of the same
    form (`token`) returns what the first one made.  NotFound for another's customer,
    Invalid names each field.
    """
    customer = get_customer(actor, organisation)
    by_agent = is_agent_now(actor)
    if not by_agent and priority != NORMAL:
        raise Forbidden("Only the helpdesk sets a priority.")
    if not by_agent and assignee is not None:
        raise Forbidden("Only the helpdesk assigns a request.")
    whose, subject, text = _read(
        lambda: _requester(actor, organisation, requester, by_agent=by_agent),
        lambda: check_subject(subject),
        lambda: check_body(body),
    )
    check_priority(priority)
    if assignee is not None:
        check_assignee(actor, assignee)
    check_files(files)
    check_token(token)
    made = _insert(actor, customer, subject=subject, token=token)
    if not isinstance(made, ItemRecord):
        unchanged()
        return get_request(actor, made)
    message = insert_message(
        actor,
        made.id,
        body=text,
        files=files,
        internal=False,
        by_agent=by_agent,
        token=token,
    )
    engine().execute(
        "INSERT INTO kind_requests_request (item_id, organisation, subject, state,"
        " priority, assignee, requester, opened, last_customer, activity, worked)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            made.id,
            organisation,
            subject,
            NEW,
            priority,
            assignee,
            whose,
            made.created,
            made.created,
            made.created,
            made.created,
        ),
    )
    record(
        ("list", made.list),
        "request.opened",
        item=made.id,
        after={"message": message, "requester": whose},
    )
    if assignee is not None:
        record(
            ("list", made.list),
            "request.assigned",
            item=made.id,
            before={"assignee": None},
            after={"assignee": assignee},
        )
    _tell(actor, message, "opened")
    return get_request(actor, made.id)


def _read(
    whose: Callable[[], PrincipalId],
    subject: Callable[[], str],
    body: Callable[[], str],
) -> tuple[PrincipalId, str, str]:
    """Return what each gives; Invalid names every one that is wrong."""
    wrong: dict[str, str] = {}
    found: list[Any] = []
    for read in (whose, subject, body):
        try:
            found.append(read())
        except Invalid as error:
            wrong |= error.fields
    if wrong:
        raise Invalid(wrong)
    return found[0], found[1], found[2]


def _requester(
    actor: Actor,
    organisation: OrganisationId,
    requester: PrincipalId | None,
    *,
    by_agent: bool,
) -> PrincipalId:
    members = [one.id for one in list_members(actor, organisation)]
    if not by_agent:
        if requester not in (None, actor.principal):
            raise Forbidden("You open requests in your own name.")
        # Who is an alias of a member asks as that member.
        if actor.principal in members:
            return actor.principal
        own = (one for one in members if one in actor.principals)
        return next(own, actor.principal)
    if requester is None or requester not in members:
        raise Invalid({"requester": "Choose one of the customer's people."})
    return requester


def _insert(
    actor: Actor, customer: CustomerRecord, *, subject: str, token: str | None
) -> ItemRecord | ItemId:
    """Insert the item, in the name of whoever may read the list: nobody else adds."""
    found = get_list(actor, customer.list)
    demand(actor, get_mask(actor, found.scope), Right.VIEW_LIST_ITEMS)
    held = hold(found.root)[found.root]
    sent = find_sent(actor, token)
    if sent is not None:
        return sent[0]
    data = encode(columns_of(found.id), {"Title": subject}, stored={})
    stamp = Stamp(*next_stamp(held.facts.versioning, None))
    made = insert_item(
        actor, held.item, name=None, is_folder=False, stamp=stamp, data=data
    )
    insert_version(actor, made.id, held.facts.site, stamp=stamp, body=None, data=data)
    record_created(made)
    return made


@command
def reply(
    actor: Actor,
    item: ItemId,
    *,
    body: str,
    files: Sequence[File] = (),
    token: str | None = None,
    seen: int | None = None,
    then: str | None = None,
) -> MessageId:
    """Answer in a request, and tell the other side by mail.

    An agent may say which state follows (`then`), and `seen`, the newest message he
    has seen: Stale if somebody else wrote since.  A customer's answer opens a solved
    request again; Conflict if it has been over for long.
    """
    held = hold_request(actor, item)
    request, now = held.request, clock.now()
    check_token(token)
    sent = find_sent(actor, token)
    if sent is not None:
        unchanged()
        return sent[1]
    text = check_body(body, files=len(files))
    check_files(files)
    if not held.by_agent and then is not None:
        raise Forbidden("Only the helpdesk sets the state of a request.")
    if held.by_agent:
        _demand_seen(actor, item, seen)
        state = after_agent(request.state, then)
    else:
        state = after_customer(request.state, solved=request.solved, now=now)
    message = insert_message(
        actor,
        item,
        body=text,
        files=files,
        internal=False,
        by_agent=held.by_agent,
        token=token,
    )
    values: dict[str, object] = {"state": state, "activity": now, "worked": now}
    if held.by_agent:
        values["last_agent"] = now
        if request.first_reply is None:
            values["first_reply"] = now
    else:
        values["last_customer"] = now
    values["solved"] = _solved_at(request, state, now=now)
    change_request(item, **values)
    touch(actor, item)
    record(
        ("list", request.list),
        "request.replied",
        item=item,
        before={"state": request.state},
        after={"state": state, "message": message},
    )
    _tell(actor, message, "replied")
    return message


@command
def note(
    actor: Actor,
    item: ItemId,
    *,
    body: str,
    files: Sequence[File] = (),
    token: str | None = None,
    seen: int | None = None,
) -> MessageId:
    """Write an internal note, which no customer ever sees; agents only.

    Nothing a customer can see moves with it: no time, no version, no number.
    """
    request = hold_as_agent(actor, item)
    check_token(token)
    sent = find_sent(actor, token)
    if sent is not None:
        unchanged()
        return sent[1]
    text = check_body(body, files=len(files))
    check_files(files)
    _demand_seen(actor, item, seen)
    message = insert_message(
        actor,
        item,
        body=text,
        files=files,
        internal=True,
        by_agent=True,
        token=token,
    )
    change_request(item, worked=clock.now())
    # Not in the list's stream, which its customer may read.
    record(
        DIRECTORY, "request.noted", after={"request": request.guid, "message": message}
    )
    return message


def _demand_seen(actor: Actor, item: ItemId, seen: int | None) -> None:
    if seen is not None and get_latest(actor, item) > seen:
        raise Stale("Somebody else wrote in the meantime. Read it, then send again.")


def _solved_at(request: RequestRecord, state: str, *, now: int) -> int | None:
    if state not in (SOLVED, CLOSED):
        return None
    return now if request.solved is None else request.solved


def _tell(actor: Actor, message: MessageId, event: str) -> None:
    enqueue(
        actor, MAIL_JOB, key=f"{message}:{event}", message=int(message), event=event
    )
