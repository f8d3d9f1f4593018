"""Where COPY and MOVE lead: the Destination and Overwrite headers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hallway.core.errors import Conflict
from hallway.core.items import queries
from hallway.core.items.records import ItemRecord, Place
from hallway.core.items.records import Overwrite as CoreOverwrite
from hallway.faces.dav.errors import Refused
from hallway.faces.dav.parse import Call
from hallway.wire.davheaders import Overwrite, parse_overwrite
from hallway.wire.paths import check_name, parse_destination


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The folder and the name that something is to have."""

    folder: ItemRecord
    name: str
    overwrite: Overwrite

    @contextmanager
    def conflicts(self) -> Iterator[None]:
        """Answer 412 where the name was taken a moment ago and must be left alone."""
        try:
            yield
        except Conflict as conflict:
            if self.overwrite is Overwrite.REFUSED:
                raise Refused(412, conflict.message) from conflict
            raise


def read_target(call: Call, item: ItemRecord) -> Target:
    """Return where ``item`` is to go; refuses what RFC 4918 9.8.5 and 9.9.4 refuse."""
    header = call.header("DESTINATION")
    if header is None:
        raise Refused(400, f"{call.method} needs a Destination.")
    overwrite = parse_overwrite(call.header("OVERWRITE"))
    segments = parse_destination(header, own_origins=call.origins)
    place = queries.resolve(call.actor, segments)
    folder, name = _folder(call, place)
    if folder.ancestry.startswith(item.ancestry):
        raise Refused(403, "A folder cannot go into itself.")
    if place.item is not None and place.item.id != item.id:
        if overwrite is Overwrite.REFUSED:
            raise Refused(412, "There is something at the destination.")
        if item.ancestry.startswith(place.item.ancestry):
            raise Refused(403, "What holds the source cannot be replaced by it.")
    elif place.item is not None and (call.method == "COPY" or name == item.name):
        # A MOVE that changes only case leads to the same item and is a rename.
        raise Refused(403, "Source and destination are the same.")
    check_name(name)
    return Target(folder=folder, name=name, overwrite=overwrite)


def _folder(call: Call, place: Place) -> tuple[ItemRecord, str]:
    if place.is_container or (place.item is not None and place.item.parent is None):
        raise Refused(403, "A site or a library cannot be replaced.")
    if place.item is None:
        if place.parent is None:
            # Hidden equals absent: a folder one may not see is missing.
            raise Refused(409, "The folder of the destination is missing.")
        return place.parent, place.segments[-1]
    above = queries.resolve(call.actor, place.segments[:-1])
    if above.item is None:
        raise Refused(409, "The folder of the destination is missing.")
    return above.item, place.segments[-1]


def to_core(overwrite: Overwrite) -> CoreOverwrite:
    """Return the header's value in the core's words."""
    if overwrite is Overwrite.ALLOWED:
        return CoreOverwrite.ALLOW
    return CoreOverwrite.REFUSE
