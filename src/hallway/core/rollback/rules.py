"""Where things were at a moment, told by what changed since; no database here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple


class Was(Enum):
    """What a thing was at a moment: here, not yet made, deleted, in another list.

    LOST: in a folder that has been deleted for good since.
    """

    HERE = "here"
    ABSENT = "absent"
    BIN = "bin"
    ELSEWHERE = "elsewhere"
    LOST = "lost"


class Past(NamedTuple):
    """What the first change after a moment says of an item."""

    was: Was
    parent: int | None = None
    name: str = ""
    is_out: bool = False


FIRST: Mapping[str, Was] = {
    "item.created": Was.ABSENT,
    "item.restored": Was.BIN,
    "item.purged": Was.BIN,
    "item.moved_in": Was.ELSEWHERE,
    "item.renamed": Was.HERE,
    "item.moved": Was.HERE,
    "item.moved_out": Was.HERE,
    "item.deleted": Was.HERE,
}
"""The changes that give an item another place, by verb."""


def past_of(verb: str, before: Mapping[str, Any] | None) -> Past:
    """Return what an item was before a change of its place."""
    was = FIRST[verb]
    if was is not Was.HERE or not before:
        return Past(was)
    return Past(
        was, before.get("parent"), str(before.get("name", "")), verb == "item.moved_out"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An item as it is now; `deleted` is when it went to the recycle bin."""

    id: int
    list: int
    number: int
    parent: int | None
    ancestry: str
    name: str
    is_folder: bool
    scope: int
    created: int
    major: int
    minor: int
    checked_out_to: int | None
    deletion: int | None
    deleted: int | None
    deleted_by: int | None
    stage: int | None
    top: int | None

    @property
    def above(self) -> tuple[int, ...]:
        """Return the ids of the folders it is in, the list's root first."""
        return tuple(int(part) for part in self.ancestry[1:-1].split("/"))[:-1]


class Then(NamedTuple):
    """What and where a thing was; `chain` are the folders above, the nearest first."""

    was: Was
    parent: int | None
    name: str
    chain: tuple[int, ...]

    def within(self, folder: int) -> bool:
        """Tell whether it was somewhere below a folder."""
        return self.was is Was.HERE and folder in self.chain


class History:
    """Answers what things of a list were at a moment."""

    def __init__(
        self,
        list_id: int,
        moment: int,
        first: Mapping[int, Past],
        nodes: dict[int, Node],
    ) -> None:
        self._list = list_id
        self._moment = moment
        self.first = first
        self.nodes = nodes
        self._known: dict[int, Then] = {}

    def missing(self, items: Iterable[int]) -> set[int]:
        """Return the things whose rows are needed to tell what `items` were."""
        wanted: set[int] = set()
        for item in items:
            wanted.add(item)
            past = self.first.get(item)
            if past is not None and past.parent is not None:
                wanted.add(past.parent)
            if (node := self.nodes.get(item)) is not None:
                wanted.update(node.above)
                if node.top is not None:
                    wanted.add(node.top)
        return wanted - self.nodes.keys()

    def then(self, item: int) -> Then:
        """Return what a thing was; its row and those above it must be known."""
        found = self._known.get(item)
        if found is None:
            # What the log says of a tree holds no circle; a broken one ends here.
            self._known[item] = Then(Was.LOST, None, "", ())
            found = self._known[item] = self._tell(item)
        return found

    def _own(self, item: int) -> Past:
        node, past = self.nodes.get(item), self.first.get(item)
        if node is not None and node.created > self._moment:
            return Past(Was.ABSENT)
        if past is not None:
            return past
        if node is None:
            return Past(Was.LOST)
        if node.deleted is not None and node.deleted <= self._moment:
            return Past(Was.BIN)
        return Past(Was.HERE, node.parent, node.name)

    def _tell(self, item: int) -> Then:
        own = self._own(item)
        if own.was is not Was.HERE or own.parent is None:
            return Then(own.was, own.parent, own.name, ())
        if own.parent not in self.nodes:
            return Then(Was.LOST, own.parent, own.name, ())
        above = self.then(own.parent)
        if above.was is not Was.HERE:
            return Then(above.was, own.parent, own.name, ())
        return Then(Was.HERE, own.parent, own.name, (own.parent, *above.chain))

    def is_living(self, item: int) -> bool:
        """Tell whether a thing is in the list now, not in the recycle bin."""
        node = self.nodes.get(item)
        return node is not None and node.list == self._list and node.deletion is None
