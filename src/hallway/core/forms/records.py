"""What leaves the forms package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal, NewType

from hallway.core.access.actors import PrincipalId
from hallway.core.lists.itemform.records import ItemForm
from hallway.core.lists.records import ColumnRecord, ListId

FormId = NewType("FormId", int)

State = Literal["open", "early", "over", "full", "ended", "off"]
"""Whether a form takes answers; `off`: here strangers may answer none."""

Met = Literal[
    "open", "early", "over", "full", "ended", "off", "sign-in", "wrong", "answered"
]
"""What somebody meets behind a form's address: its state, or what keeps him out."""

Received = Literal[
    "new", "again", "early", "over", "full", "ended", "off", "sign-in", "wrong",
    "answered",
]  # fmt: skip
"""What became of an answer: `again` for one that had come before."""


class Audience(Enum):
    """Who may answer.

    ANYBODY     whoever has the address
    COLLEAGUES  who is signed in and belongs to an own company
    ADDERS      who may add items to the list
    """

    ANYBODY = "anybody"
    COLLEAGUES = "colleagues"
    ADDERS = "adders"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContent:
    """What its maker decides about a form; moments are microseconds UTC.

    columns  internal names of what is asked, in this order
    opens    it takes answers from then on;  closes: until then
    most     so many answers at most
    single   one answer of each person, for forms one signs in for
    tells    its maker is told of each answer
    """

    title: str
    intro: str = ""
    thanks: str = ""
    columns: tuple[str, ...] = ()
    audience: Audience = Audience.COLLEAGUES
    opens: int | None = None
    closes: int | None = None
    most: int | None = None
    single: bool = False
    tells: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRecord:
    """A form as who manages the list sees it.

    token    what stands in its address; empty if the installation's key is another
    answers  how many came
    lacking  titles of columns that need a value and are not asked: no answer fits
    """

    id: FormId
    guid: str
    list: ListId
    content: FormContent
    state: State
    token: str
    answers: int
    lacking: tuple[str, ...]
    created: int
    created_by: PrincipalId


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a form asks of whoever may answer it; nothing else of its list.

    guid     of the form
    columns  what is asked, in order
    begun    what the fields begin with, as somebody would give it
    terms    the terms there are to choose from, by column: number and title
    path     the address of the list, for who may add to it; else empty
    layout   sections, order and conditions, where the list's items have a form
    spoken   the conditions as people read them, by column; none that names a column
             which is not asked
    """

    guid: str
    title: str
    intro: str
    single: bool
    audience: Audience
    columns: tuple[ColumnRecord, ...]
    begun: Mapping[str, Any] = field(default_factory=dict)
    terms: Mapping[str, Sequence[tuple[int, str]]] = field(default_factory=dict)
    path: str = ""
    layout: ItemForm | None = None
    spoken: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What stands behind a form's address for somebody; `asked` only where it is open.

    thanks  what is said to who has answered
    """

    met: Met
    thanks: str = ""
    asked: Asked | None = None
