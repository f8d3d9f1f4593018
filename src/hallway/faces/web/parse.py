"""What a request for a page asks for, read once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.contenttypes.queries import find_list_types
from hallway.core.contenttypes.rows import ListTypes
from hallway.core.errors import NotFound
from hallway.core.items.records import ItemRecord, Place
from hallway.core.lists.records import ListRecord
from hallway.core.sites.records import SiteRecord
from hallway.faces._common.numbers import number
from hallway.faces.web.uploads import StoreHandler
from hallway.wire.paths import join_href

LAYOUTS = "_layouts"
"""Below it are the pages of a site that are no content, as in SharePoint."""


@dataclass(kw_only=True)
class Call:
    """One request: who asks, for what place, and what he sent along."""

    request: HttpRequest
    actor: Actor
    place: Place
    row: ItemRecord | None = None
    """The item shown, of a list whose items have no body."""
    uploads: StoreHandler | None = None
    now: int = field(default_factory=clock.now)

    @property
    def query(self) -> QueryDict:
        """What stands behind the question mark."""
        return self.request.GET

    @cached_property
    def types(self) -> ListTypes | None:
        """The content types of the list; None where its items are of one."""
        return find_list_types(self.actor, self.list.id)

    @property
    def show(self) -> str:
        """Which dialog or panel is wanted."""
        return self.query.get("show", "")

    def value(self, name: str) -> str:
        """A field of the form, else of the address; empty if absent."""
        if self.request.method == "POST" and name in self.request.POST:
            return self.request.POST[name]
        return self.query.get(name, "")

    def values(self, name: str) -> list[str]:
        """Every value of a field of the form and of the address."""
        posted = (
            self.request.POST.getlist(name) if self.request.method == "POST" else []
        )
        return [*posted, *self.query.getlist(name)]

    @cached_property
    def numbers(self) -> list[int]:
        """The numbers of the items that are meant."""
        return [found for text in self.values("item") if (found := number(text))]

    @property
    def folder(self) -> ItemRecord:
        """The folder shown; NotFound where there is none."""
        if self.place.item is None:
            raise NotFound
        return self.place.item

    @property
    def list(self) -> ListRecord:
        """The list of the folder."""
        if self.place.list is None:
            raise NotFound
        return self.place.list

    @property
    def site(self) -> SiteRecord:
        """The site; NotFound above all sites."""
        if self.place.site is None:
            raise NotFound
        return self.place.site

    @property
    def here(self) -> str:
        """The address of the place without a query."""
        return href(self.place.path)

    def may(self, right: Right) -> bool:
        """Tell whether the actor holds a right on the place."""
        return holds(self.place.mask, right)


def split(path: str) -> tuple[str, ...]:
    """The names in a path as the core gives it."""
    return tuple(name for name in path.split("/") if name)


def person_href(person: int) -> str:
    """The address of a person's page."""
    return f"/people/{person}"


def href(path: str, **query: str | int | Iterable[str | int] | None) -> str:
    """The address of a path, with a query of what is not None."""
    address = _address(path)
    if not query:
        return address
    asked = {key: value for key, value in query.items() if value is not None}
    return f"{address}?{urlencode(asked, doseq=True)}" if asked else address


@lru_cache(maxsize=4096)
def _address(path: str) -> str:
    return join_href(split(path), collection=False)


def layout_href(site: SiteRecord, name: str, **query: str | int | None) -> str:
    """The address of a page of a site that is no content."""
    base = "" if site.path == "/" else site.path
    return href(f"{base}/{LAYOUTS}/{name}", **query)
