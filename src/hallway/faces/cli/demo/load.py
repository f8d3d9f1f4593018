"""Brings the scene into an installation, as the people in it would have done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hallway.core import clock
from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.access.commands import Inherit, break_inheritance, grant_role
from hallway.core.access.groups.commands import add_member
from hallway.core.access.groups.queries import list_groups
from hallway.core.access.records import Securable
from hallway.core.access.rights import RoleId
from hallway.core.errors import NotFound
from hallway.core.items import queries
from hallway.core.items.commands import create_folder, put_file
from hallway.core.items.records import ItemId
from hallway.core.lists.queries import list_lists
from hallway.core.lists.records import ListRecord
from hallway.core.locks.commands import check_out
from hallway.core.people.actors import get_actor
from hallway.core.people.commands import (
    add_organisation,
    add_person,
    set_manager,
    set_password,
)
from hallway.core.people.profiles.commands import update_profile
from hallway.core.people.queries import (
    get_role_principal,
    list_organisations,
    list_people,
)
from hallway.core.people.records import OrganisationId
from hallway.core.sites.commands import add_site, join_hub, set_hub
from hallway.core.sites.queries import get_site
from hallway.core.sites.records import SiteRecord
from hallway.faces.cli.demo import growing, scenes, words
from hallway.faces.cli.demo.bodies import make
from hallway.faces.cli.demo.growing import Size
from hallway.faces.cli.demo.scenes import Document, Human, Place
from hallway.platform.storage import StagedBlob, get_store

FACE = "demo"
HOUR = 3600 * clock.SECOND
LIBRARY = "Documents"
_FOUNDED = 120 * 24.0
"""Hours since when everything has been there."""

Say = Callable[[str], None]


@dataclass(slots=True)
class Loader:
    """One run: who acts, what is known by now, how much there was to do.

    Each step looks first whether its work is done, so that a run that was cut short
    goes on where it was, and a second one changes nothing.
    """

    system: Actor
    size: Size
    say: Say
    made: int = 0
    people: dict[str, PrincipalId] = field(default_factory=dict)
    companies: dict[str, OrganisationId] = field(default_factory=dict)
    sites: dict[str, SiteRecord] = field(default_factory=dict)
    _actors: dict[str, Actor] = field(default_factory=dict)
    _folders: dict[tuple[str, ...], ItemId] = field(default_factory=dict)
    _bodies: dict[str, StagedBlob] = field(default_factory=dict)

    def actor(self, key: str) -> Actor:
        """Somebody of the scene, with the rights he has now."""
        if key not in self._actors:
            self._actors[key] = get_actor(self.people[key], face=FACE)
        return self._actors[key]

    def forget_actors(self) -> None:
        """Read everybody's rights anew: memberships have changed."""
        self._actors.clear()

    # --- people

    def load_people(self) -> None:
        """Companies, customers, everybody with his profile and manager."""
        known = {one.name: one.id for one in list_organisations(self.system)}
        for names, kind in ((scenes.OWN, "own"), (scenes.CUSTOMERS, "customer")):
            for name in names:
                if name not in known:
                    made = add_organisation(self.system, name=name, kind=kind)
                    known[name] = made.id
                self.companies[name] = known[name]
        humans = [*scenes.people(), *growing.crowd(self.size), *scenes.guests()]
        there = {one.email: one.id for one in list_people(self.system)}
        for one in humans:
            self._load_person(one, there.get(one.email))
        for one in humans:
            if one.manager and one.email not in there:
                above = self.people[one.manager]
                set_manager(self.system, self.people[one.key], manager=above)
        for persona in scenes.personas():
            if scenes.email_of(persona.key) not in there:
                person = self.people[persona.key]
                set_password(self.system, person, password=scenes.PASSWORD)

    def _load_person(self, human: Human, found: PrincipalId | None) -> None:
        if found is not None:
            self.people[human.key] = found
            return
        made = add_person(
            self.system,
            email=human.email,
            name=human.name,
            admin=human.key == "k.broemmelmeier",
            organisation=self.companies[human.company],
        )
        self.people[human.key] = made.id
        if human.company in scenes.OWN:
            update_profile(self.system, made.id, fields=human.profile)
        self.made += 1

    # --- sites

    def load_sites(self) -> list[Place]:
        """The sites with their groups, below hubs; all of them, also those there."""
        places = [*scenes.places(), *growing.more_places(self.size)]
        for place in places:
            try:
                self.sites[place.path] = get_site(self.system, place.path)
            except NotFound:
                self._load_site(place)
        self.forget_actors()
        return places

    def _load_site(self, place: Place) -> None:
        site = add_site(
            self.system,
            path=place.path,
            title=place.title,
            kind=place.kind,
            owner=self.people[place.owner],
            organisation=self.companies[place.company],
        )
        self.sites[place.path] = site
        self.made += 1
        groups = {
            one.title.rsplit(" ", 1)[-1].lower(): one.id
            for one in list_groups(self.system, site=site.id)
        }
        for key in place.members:
            add_member(self.system, groups["members"], self.people[key])
        for key in place.readers:
            if key != "staff":
                add_member(self.system, groups["visitors"], self.people[key])
                continue
            for company in scenes.OWN:
                grant_role(
                    self.system,
                    Securable(site=site.id),
                    principal=get_role_principal(self.system, self.companies[company]),
                    role=RoleId.READ,
                )
        if place.hub:
            hub = self.sites[place.hub]
            set_hub(self.system, hub.id, is_hub=True)
            join_hub(self.system, site.id, hub=hub.id)

    def lists(self, path: str) -> dict[str, ListRecord]:
        """The lists of a site by their address."""
        site = self.sites[path]
        return {one.url_name: one for one in list_lists(self.system, site.id)}

    # --- documents

    def folder(self, site: str, steps: Iterable[str], *, who: str) -> ItemId:
        """A folder of a site's library, made where it is missing."""
        way: tuple[str, ...] = (site,)
        if way not in self._folders:
            self._folders[way] = ItemId(self.lists(site)[LIBRARY].root)
        for step in steps:
            above, way = self._folders[way], (*way, step)
            if way in self._folders:
                continue
            path = (*site.strip("/").split("/"), LIBRARY, *way[1:])
            place = queries.resolve(self.system, path)
            if place.item is None:
                made = create_folder(self.actor(who), above, name=step)
                self._folders[way] = made.id
            else:
                self._folders[way] = place.item.id
        return self._folders[way]

    def load_document(self, document: Document, *, seed: str = "") -> ItemId | None:
        """A document with its versions; the item, None if it is there already."""
        *steps, name = document.path.split("/")
        first = document.saves[0]
        with clock.turned_back(int(first.ago * HOUR)):
            parent = self.folder(document.site, steps, who=first.who)
        path = (*document.site.strip("/").split("/"), LIBRARY, *steps, name)
        if queries.resolve(self.system, path).item is not None:
            return None
        item = None
        for number, save in enumerate(document.saves):
            body = self.body(name, seed or document.path, number, about=document.about)
            with clock.turned_back(int(save.ago * HOUR)):
                item = put_file(
                    self.actor(save.who),
                    parent,
                    name=name,
                    body=body,
                    comment=save.comment,
                ).item.id
        self.made += 1
        return item

    def body(
        self, name: str, seed: str, number: int = 0, *, about: str = ""
    ) -> StagedBlob:
        """The bytes of one version of a document, in the store."""
        stem, _, ending = name.rpartition(".")
        key = f"{seed} {ending} {number}"
        if key not in self._bodies:
            said = words.paragraphs(key, about=about)
            if number:
                said.append(f"Revision {number}.")
            body = make(
                ending, stem if seed not in stem else seed, said, words.rows(key)
            )
            self._bodies[key] = self.stage(body)
        return self._bodies[key]

    @staticmethod
    def stage(body: bytes) -> StagedBlob:
        """Put bytes into the store, as a face does before it calls a command."""
        return get_store().stage([body], length=len(body), limit=len(body))

    def load_documents(self, places: list[Place]) -> None:
        """Every document, those with a story last: they are what is new."""
        for number, document in enumerate(growing.more_documents(self.size, places)):
            # Few contents for many names: a body costs a hundred times what a row does.
            self.load_document(document, seed=f"body {number % self.size.bodies}")
        told = sorted(scenes.documents(), key=lambda one: -one.saves[-1].ago)
        for document in told:
            self.load_document(document)
        self._restrict()

    def _restrict(self) -> None:
        files = scenes.read("files")
        for one in files["restricted"]:
            steps = one["path"].split("/")
            item = self.folder(one["site"], steps, who=one["who"][0])
            record = queries.get_item(self.system, item)
            library = self.lists(one["site"])[LIBRARY]
            if record.scope != library.scope:
                continue
            at = Securable(site=self.sites[one["site"]].id, list=library.id, item=item)
            owner = self.actor(one["who"][0])
            break_inheritance(owner, at, start=Inherit.CLEAR)
            for key in one["who"][1:]:
                grant_role(owner, at, principal=self.people[key], role=RoleId.EDIT)
        for one in files["checked_out"]:
            path = (
                *one["site"].strip("/").split("/"),
                LIBRARY,
                *one["path"].split("/"),
            )
            found = queries.resolve(self.system, path).item
            if found is not None and found.checked_out_to is None:
                with clock.turned_back(20 * HOUR):
                    check_out(self.actor(one["who"]), found.id)


def founded() -> int:
    """How long ago everything began, in microseconds."""
    return int(_FOUNDED * HOUR)


def day_from_now(days: int, hour: int) -> int:
    """An instant so many days from today at an hour UTC, in microseconds."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    moment = today + timedelta(days=days, hours=hour)
    return int(moment.timestamp()) * clock.SECOND
