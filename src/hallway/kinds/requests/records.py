"""What leaves the kind `requests`; every instant is in microseconds UTC."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, NewType

from hallway.core.access.actors import PrincipalId
from hallway.core.items.records import ItemId
from hallway.core.lists.records import ListId
from hallway.core.people.records import OrganisationId
from hallway.core.sites.records import SiteId
from hallway.platform.storage import StagedBlob

MessageId = NewType("MessageId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRecord:
    """A customer organisation, its site and its list of requests.

    root  the root folder of its document library, `Documents`
    """

    organisation: OrganisationId
    name: str
    prefix: str
    site: SiteId
    site_path: str
    list: ListId


class CustomerSummary(NamedTuple):
    """A customer as the helpdesk looks at it; `activity` is None without a request."""

    customer: CustomerRecord
    open: int
    people: int
    activity: int | None


class RequestRecord(NamedTuple):
    """A request as one actor may see it.

    `first_reply`, `last_customer` and `last_agent` are instants of messages that the
    customer sees; `worked` counts notes too and is 0 for whoever is no agent.
    """

    item: ItemId
    guid: str
    list: ListId
    number: int
    prefix: str
    subject: str
    state: str
    priority: str
    assignee: PrincipalId | None
    assignee_name: str
    requester: PrincipalId
    requester_name: str
    organisation: OrganisationId
    organisation_name: str
    opened: int
    first_reply: int | None
    last_customer: int | None
    last_agent: int | None
    solved: int | None
    activity: int
    worked: int

    @property
    def ref(self) -> str:
        """What people call it: KEL-12."""
        return f"{self.prefix}-{self.number}"

    @property
    def mark(self) -> str:
        """Where a page of a list ends that ends with it: KEL-12.1764000000000000."""
        return f"{self.ref}.{self.activity}"


class AttachmentRecord(NamedTuple):
    """A file of a message; `id` is random, `size` in bytes."""

    id: str
    name: str
    size: int
    sniffed_type: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRecord:
    """Something said in a request; `internal` ones reach agents alone."""

    id: MessageId
    guid: str
    at: int
    author: PrincipalId
    author_name: str
    by_agent: bool
    internal: bool
    body: str
    attachments: tuple[AttachmentRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A file that is whole in the store, and the name its sender gave it."""

    name: str
    body: StagedBlob


class Position(NamedTuple):
    """A place in a list of requests: what comes after it is older."""

    activity: int
    item: int


class Happened(Enum):
    """What is told of a request between its messages."""

    OPENED = "opened"
    STATE = "state"
    ASSIGNED = "assigned"
    PRIORITY = "priority"
    FOLLOWED = "followed"


class EventRecord(NamedTuple):
    """Something that happened to a request beside what was said in it.

    by, by_name      who did it; 0 and empty where it is not told
    value            the state or priority set
    whom, whom_name  the assigned one, the follower, or for whom it was opened
    """

    at: int
    what: Happened
    by: PrincipalId
    by_name: str
    value: str
    whom: PrincipalId | None
    whom_name: str


class PersonName(NamedTuple):
    """Somebody by name."""

    id: PrincipalId
    name: str


class Queue(Enum):
    """What an agent looks through."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    WAITING = "waiting"
    OPEN = "open"
    SOLVED = "solved"


class Shown(Enum):
    """What a customer looks through."""

    OPEN = "open"
    SOLVED = "solved"
    ALL = "all"
