"""Brings the scene into an installation, as the people in it would have done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from hallway.core import clock
from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.access.commands import Inherit, break_inheritance, grant_role
from hallway.core.access.groups.commands import add_member
from hallway.core.access.groups.queries import list_groups
from hallway.core.access.records import Securable
from hallway.core.access.rights import RoleId
from hallway.core.admin.queries.people import get_person_row
from hallway.core.changes.journal import all_or_none
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
from hallway.core.people.profiles.queries import get_profile
from hallway.core.people.profiles.records import Profile
from hallway.core.people.queries import (
    find_person,
    get_role_principal,
    list_organisations,
)
from hallway.core.people.records import OrganisationId, PersonRecord
from hallway.core.sites.commands import add_site, describe_site, join_hub, set_hub
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


@dataclass(slots=True)
class Loader:
    """One run: who acts, what is known by now, how much there was to do.

    Each step looks first whether its work is done, and what is one thing is made as
    one, so that a run that was cut short goes on where it was, and a second one
    changes nothing.
    """

    system: Actor
    size: Size
    made: int = 0
    people: dict[str, PrincipalId] = field(default_factory=dict)
    companies: dict[str, OrganisationId] = field(default_factory=dict)
    sites: dict[str, SiteRecord] = field(default_factory=dict)
    _actors: dict[str, Actor] = field(default_factory=dict)
    _folders: dict[tuple[str, ...], ItemId] = field(default_factory=dict)
    _bodies: dict[str, StagedBlob] = field(default_factory=dict)

    def actor(self, key: str) -> Actor:
        """Somebody of the scene, with the rights he has now.

        For who was shut out since, the installation does what is missing.
        """
        if key not in self._actors:
            try:
                self._actors[key] = get_actor(self.people[key], face=FACE)
            except NotFound:
                self._actors[key] = self.system
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
                    self.made += 1
                self.companies[name] = known[name]
        humans = [*scenes.people(), *growing.crowd(self.size), *scenes.guests()]
        there = [(one, self._load_person(one)) for one in humans]
        self.people = {one.key: person.id for one, person in there}
        for one, person in there:
            self._describe(one, person.id)
            if one.manager and person.manager is None:
                above = self.people[one.manager]
                set_manager(self.system, person.id, manager=above)
                self.made += 1
        for persona in scenes.personas():
            own = self.people[persona.key]
            if not get_person_row(self.system, own).can_sign_in:
                set_password(self.system, own, password=scenes.PASSWORD)
                self.made += 1

    def _load_person(self, human: Human) -> PersonRecord:
        try:
            return find_person(self.system, human.email)
        except NotFound:
            self.made += 1
            return add_person(
                self.system,
                email=human.email,
                name=human.name,
                admin=human.key == "k.broemmelmeier",
                organisation=self.companies[human.company],
            )

    def _describe(self, human: Human, person: PrincipalId) -> None:
        """Fill the profile of somebody of ours who has none."""
        if human.company not in scenes.OWN:
            return
        try:
            page = get_profile(self.system, person)
        except NotFound:
            # He is in neither company any more.
            return
        # Where two were found to be one human, the page may be the other's.
        if page.card.id == person and page.profile == Profile():
            update_profile(self.system, person, fields=human.profile)
            self.made += 1

    # --- sites

    def load_sites(self) -> list[Place]:
        """The sites with their groups, below hubs; all of them, also those there."""
        places = [*scenes.places(), *growing.more_places(self.size)]
        for place in places:
            try:
                self.sites[place.path] = get_site(self.system, place.path)
            except NotFound:
                with all_or_none():
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
        if place.about:
            describe_site(self.system, site.id, description=place.about)
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

    def load_document(
        self, document: Document, *, seed: str = "", title: str = ""
    ) -> None:
        """A document with its versions, unless it is there already.

        Those of one `seed` and ending have the same contents, and so one `title`.
        """
        *steps, name = document.path.split("/")
        first = document.saves[0]
        with clock.turned_back(int(first.ago * HOUR)):
            parent = self.folder(document.site, steps, who=first.who)
        path = (*document.site.strip("/").split("/"), LIBRARY, *steps, name)
        if queries.resolve(self.system, path).item is not None:
            return
        bodies = [
            self.body(
                name,
                seed or document.path,
                number,
                title=title,
                about=document.about,
            )
            for number in range(len(document.saves))
        ]
        with all_or_none():
            for save, body in zip(document.saves, bodies, strict=True):
                with clock.turned_back(int(save.ago * HOUR)):
                    put = put_file(
                        self.actor(save.who),
                        parent,
                        name=name,
                        body=body,
                        comment=save.comment,
                    )
            if document.holder:
                with clock.turned_back(20 * HOUR):
                    check_out(self.actor(document.holder), put.item.id)
        self.made += 1

    def body(
        self,
        name: str,
        seed: str,
        number: int = 0,
        *,
        title: str = "",
        about: str = "",
    ) -> StagedBlob:
        """The bytes of one version of a document, in the store."""
        stem, _, ending = name.rpartition(".")
        key = f"{seed} {ending} {number}"
        if key not in self._bodies:
            said = words.paragraphs(key, about=about)
            if number:
                said.append(f"Revision {number}.")
            body = make(ending, title or stem, said, words.rows(key))
            self._bodies[key] = get_store().stage(
                [body], length=len(body), limit=len(body)
            )
        return self._bodies[key]

    def load_documents(self, places: list[Place]) -> None:
        """Every document, those with a story last: they are what is new."""
        titles: dict[tuple[str, str], str] = {}
        for number, document in enumerate(growing.more_documents(self.size, places)):
            # Few contents for many names: a body costs a hundred times what a row does.
            seed = f"body {number % self.size.bodies}"
            stem, _, ending = document.path.rpartition("/")[2].rpartition(".")
            # The first one's, also where that one is there from an earlier run.
            title = titles.setdefault((seed, ending), stem)
            self.load_document(document, seed=seed, title=title)
        told = sorted(scenes.documents(), key=lambda one: -one.saves[-1].ago)
        for document in told:
            self.load_document(document)
        self._restrict()

    def _restrict(self) -> None:
        for one in scenes.read("files")["restricted"]:
            steps = one["path"].split("/")
            item = self.folder(one["site"], steps, who=one["who"][0])
            record = queries.get_item(self.system, item)
            library = self.lists(one["site"])[LIBRARY]
            if record.scope != library.scope:
                continue
            at = Securable(site=self.sites[one["site"]].id, list=library.id, item=item)
            owner = self.actor(one["who"][0])
            with all_or_none():
                break_inheritance(owner, at, start=Inherit.CLEAR)
                for key in one["who"][1:]:
                    grant_role(owner, at, principal=self.people[key], role=RoleId.EDIT)
            self.made += 1


def founded() -> int:
    """How long ago everything began, in microseconds."""
    return int(_FOUNDED * HOUR)
