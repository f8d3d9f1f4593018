"""Where to: by looking around, by name, by address, and where one was before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from hallway.core.access.queries import get_masks
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.errors import NotFound
from hallway.core.items import queries
from hallway.core.items.records import ItemRecord, Located, Place
from hallway.core.kinds import get_kind
from hallway.core.names import is_storable
from hallway.core.search.queries import search
from hallway.core.transfers.queries import list_recent_targets
from hallway.core.transfers.records import Way
from hallway.faces.web.frame import list_path
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, href, split

_FOLDERS = 200
_FOUND = 30
_RECENT = 5
_LOOKED_AT = 1000


class Step(NamedTuple):
    """A place to look into, where it is, and why nothing can be put there."""

    label: str
    href: str
    icon: str
    where: str = ""
    note: str = ""


class Target(NamedTuple):
    """Where to: the place looked at, what is in it, and the way to it.

    why_not  why nothing can be put here; empty where it can
    """

    place: Place
    path: str
    crumbs: list[Crumb]
    steps: list[Step]
    recent: list[Step]
    why_not: str


def target_of(call: Call, way: Way, items: list[ItemRecord]) -> Target:
    """The place that is looked at: the one asked for, else where the things are."""
    place = find_place(call, call.value("to")) if call.value("to") else call.place
    return Target(
        place=place,
        path=place.path,
        crumbs=[
            Crumb(_("Everything"), look(call, way, "/")),
            *(Crumb(name, look(call, way, path)) for path, name in _way_to(place)),
        ],
        steps=_steps(call, way, place, items),
        # Before anything is chosen: later it would stand in the way.
        recent=[] if call.value("to") or call.value("q") else _recent(call, way),
        why_not=why_not(way, place, items),
    )


def _way_to(place: Place) -> Iterator[tuple[str, str]]:
    """The path and the name of a site, of a list of it, and of each folder."""
    if place.site is None:
        return
    if place.site.path != "/":
        yield place.site.path, place.site.title
    if place.list is None:
        return
    path = list_path(place.site, place.list)
    yield path, place.list.title
    for name in split(place.path)[len(split(path)) :]:
        path = f"{path}/{name}"
        yield path, name


def find_place(call: Call, path: str) -> Place:
    """The place at a path; NotFound for a file, and for what is hidden."""
    place = _resolve(call, path)
    if place.missing or (place.item is not None and not place.item.is_folder):
        raise NotFound
    return place


def _resolve(call: Call, path: str) -> Place:
    if not is_storable(path):
        raise NotFound
    return queries.resolve(call.actor, split(path))


def look(call: Call, way: Way, path: str) -> str:
    """The address of the question with another place looked at."""
    return href(call.place.path, show=way.value, item=call.numbers, to=path)


def is_address(text: str) -> bool:
    """Tell whether somebody typed an address, not a name."""
    return text.startswith(("/", "http://", "https://"))


def place_at(call: Call, text: str) -> str:
    """The path of the folder that a pasted address means, or is in; NotFound."""
    try:
        parts = urlsplit(text)
    except ValueError:
        raise NotFound from None
    if parts.netloc and parts.netloc.lower() != call.request.get_host().lower():
        raise NotFound
    path = unquote(parts.path)
    place = _resolve(call, path)
    if place.missing:
        moved = queries.find_redirect(call.actor, split(path))
        if moved is None:
            raise NotFound
        place = _resolve(call, moved)
    if place.item is not None and not place.item.is_folder:
        return find_place(call, "/".join(split(place.path)[:-1])).path
    return place.path


def find_named(call: Call, way: Way, text: str) -> list[Step]:
    """Sites, libraries and folders whose names bear these words."""
    found = search(call.actor, text, limit=_LOOKED_AT)
    folders = [one for one in found.items if _takes_files(one)][:_FOUND]
    sites = [
        Step(one.title, look(call, way, one.path), "world", one.path)
        for one in found.sites[:_FOUND]
    ]
    return [*sites, *_steps_to(call, way, folders)]


def _takes_files(found: Located) -> bool:
    return bool(found.item.is_folder) and get_kind(found.kind).has_bodies


def _recent(call: Call, way: Way) -> list[Step]:
    """Where the reader put things before, and works; only where he may add."""
    wanted = list(list_recent_targets(call.actor))
    recent = queries.list_recent_files(
        call.actor, limit=20, editors=tuple(call.actor.principals)
    )
    wanted += [one.item.parent for one in recent if one.item.parent is not None]
    ids = [one for one in dict.fromkeys(wanted) if one != call.folder.id]
    located = queries.locate(call.actor, ids)
    folders = [located[one] for one in ids if one in located]
    folders = [one for one in folders if _takes_files(one)]
    return [one for one in _steps_to(call, way, folders) if not one.note][:_RECENT]


def _steps_to(call: Call, way: Way, folders: list[Located]) -> list[Step]:
    masks = get_masks(call.actor, {one.item.scope for one in folders})
    return [
        Step(
            one.library if one.item.parent is None and one.library else one.title,
            look(call, way, one.path),
            "folder",
            one.path,
            _cannot_add(masks[one.item.scope]),
        )
        for one in folders
    ]


def _cannot_add(mask: int) -> str:
    return "" if holds(mask, Right.ADD_LIST_ITEMS) else _("You may not add to it")


def _steps(call: Call, way: Way, place: Place, items: list[ItemRecord]) -> list[Step]:
    base = "" if place.path == "/" else place.path
    if place.item is None:
        return [
            Step(one.name, look(call, way, one.path), "folder")
            for one in queries.list_places(call.actor, place)
        ]
    listing = queries.list_children(
        call.actor,
        place.item,
        limit=_FOLDERS,
        pending=0 if place.list is None else place.list.pending,
    )
    carried = {one.id for one in items}
    folders = [one for one in listing.items if one.is_folder and one.id not in carried]
    masks = get_masks(call.actor, {one.scope for one in folders})
    return [
        Step(
            one.name,
            look(call, way, f"{base}/{one.name}"),
            "folder",
            note=_cannot_add(masks[one.scope]),
        )
        for one in folders
    ]


def why_not(way: Way, place: Place, items: list[ItemRecord]) -> str:
    """Why nothing can be put in a place, in a sentence; empty where it can."""
    folder = place.item
    if folder is None or place.list is None:
        return _("Choose a library first.")
    if not get_kind(place.list.kind).has_bodies:
        return _("Files belong into libraries, rows into lists.")
    if not holds(place.mask, Right.ADD_LIST_ITEMS):
        return _("You may not add anything here.")
    if any(folder.ancestry.startswith(one.ancestry) for one in items):
        return _("A folder cannot be put into itself.")
    if way is Way.MOVE and all(one.parent == folder.id for one in items):
        return _("This is where it is now.")
    return ""
