"""One seeded world, built through commands: a cast with distinct rights, and content.

Who has what:

    admin      may do everything, an administrator
    owner      an owner of /sites/hr and of its subsite /sites/hr/team
    member     a member of /sites/hr by way of the group People Partners
    visitor    a visitor of /sites/hr
    guest      may read one file, `offer`, and sees nothing around it
    acme       of the customer Acme: a member of /sites/acme, nothing else
    globex     of the customer Globex: a member of /sites/globex, nothing else
    nobody     an active colleague without any grant

In /sites/hr, `salaries` is for the owner alone, `minutes` for owner and visitor.

The world has a database of its own beside the run's: see `world` in conftest.py.
Import this where Django is set up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from hallway.core.access.actors import ANONYMOUS, Actor, PrincipalId, System
from hallway.core.access.commands import (
    Inherit,
    break_inheritance,
    grant_role,
)
from hallway.core.access.groups.commands import add_member, create_group
from hallway.core.access.groups.queries import list_groups
from hallway.core.access.groups.records import GroupRecord
from hallway.core.access.records import Securable
from hallway.core.access.rights import RoleId
from hallway.core.errors import Invalid
from hallway.core.items.commands import (
    create_folder,
    create_item,
    delete_item,
    put_file,
)
from hallway.core.items.queries import get_item, get_path
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.kinds import Kind, get_kind, register
from hallway.core.lists.commands import add_column, add_list, set_versioning
from hallway.core.lists.queries import list_lists
from hallway.core.lists.records import ListRecord
from hallway.core.locks.commands import lock_item
from hallway.core.people.actors import get_actor
from hallway.core.people.commands import (
    add_organisation,
    add_person,
    bootstrap,
    create_token,
)
from hallway.core.people.records import OrganisationRecord, PersonRecord
from hallway.core.sites.commands import add_site
from hallway.core.sites.records import SiteRecord
from hallway.core.trash.records import DeletionId
from hallway.platform.storage import StagedBlob, get_store

SYSTEM = System("builds the world of the tests")

HR_SECRET = "quillfern"
ACME_SECRET = "brasswick"
GLOBEX_SECRET = "mossgate"
HOME_SECRET = "hearthlow"
SECRET_WORDS = (HR_SECRET, ACME_SECRET, GLOBEX_SECRET, HOME_SECRET)
"""One of them is in every title, name and body that `nobody` may not see."""

CAST = ("admin", "owner", "member", "visitor", "guest", "acme", "globex", "nobody")
"""The persons; `world.actor` also knows `anonymous` and `system`."""

DUMMY = Kind(name="dummy", title="Dummies", has_bodies=True, template=4711)
"""A kind that only the tests have: a library."""


def stage(body: bytes) -> StagedBlob:
    """Put a body into the store, as a face does before it calls a command."""
    return get_store().stage([body], length=len(body), limit=len(body))


@dataclass(slots=True, kw_only=True)
class World:
    """The ids of what there is; commands and queries say the rest."""

    people: dict[str, PersonRecord] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    sites: dict[str, SiteRecord] = field(default_factory=dict)
    lists: dict[str, ListRecord] = field(default_factory=dict)
    items: dict[str, ItemId] = field(default_factory=dict)
    groups: dict[str, GroupRecord] = field(default_factory=dict)
    organisations: dict[str, OrganisationRecord] = field(default_factory=dict)
    deletions: dict[str, DeletionId] = field(default_factory=dict)
    locks: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        """Give the id of the item, list or site of that name."""
        if name in self.items:
            return self.items[name]
        if name in self.lists:
            return self.lists[name].id
        if name in self.sites:
            return self.sites[name].id
        raise AttributeError(name)

    def copied(self) -> World:
        """Give a record of the same things, to which names can be added."""
        return World(
            **{one.name: dict(getattr(self, one.name)) for one in fields(self)}
        )

    def actor(self, who: str) -> Actor:
        """Give somebody of the cast, with the rights he has now."""
        if who == "anonymous":
            return ANONYMOUS
        if who == "system":
            return SYSTEM
        return get_actor(self.principal(who), face="test")

    def principal(self, who: str) -> PrincipalId:
        """Give the principal of somebody of the cast."""
        return PrincipalId(self.people[who].id)

    def token(self, who: str) -> str:
        """Give a bearer token of somebody of the cast."""
        return self.tokens[who]

    def item(self, name: str) -> ItemRecord:
        """Give an item as it is now."""
        return get_item(SYSTEM, self.items[name])

    def path(self, name: str) -> tuple[str, ...]:
        """Give the segments of an item's URL."""
        return get_path(SYSTEM, self.items[name])

    def securable(self, name: str) -> Securable:
        """Give an item, a list or a site as the permission commands want it."""
        if name in self.items:
            item = self.item(name)
            site = next(s.site for s in self._all_lists() if s.id == item.list)
            return Securable(site=site, list=item.list, item=item.id)
        if name in self.lists:
            return Securable(site=self.lists[name].site, list=self.lists[name].id)
        return Securable(site=self.sites[name].id)

    def _all_lists(self) -> Iterator[ListRecord]:
        for site in self.sites.values():
            yield from list_lists(SYSTEM, site.id)

    def put(self, parent: str, name: str, body: bytes, *, who: str = "owner") -> ItemId:
        """Store a file in a folder of the world."""
        return put_file(
            self.actor(who), self.items[parent], name=name, body=stage(body)
        ).item.id

    def folder(self, parent: str, name: str, *, who: str = "owner") -> ItemId:
        """Make a folder in a folder of the world."""
        return create_folder(self.actor(who), self.items[parent], name=name).id


def build() -> World:
    """Build the world in the database at hand, which has the first rows only."""
    _register_dummy()
    world = World()
    _people(world)
    _sites(world)
    _documents(world)
    _other_lists(world)
    _customers(world)
    return world


def _register_dummy() -> None:
    try:
        get_kind(DUMMY.name)
    except Invalid:
        register(DUMMY)


def _people(world: World) -> None:
    own = bootstrap(SYSTEM)
    world.organisations["own"] = own
    for customer in ("Acme", "Globex"):
        world.organisations[customer.lower()] = add_organisation(
            SYSTEM, name=customer, kind="customer"
        )
    for who in CAST:
        of = world.organisations.get(who, own).id
        world.people[who] = add_person(
            SYSTEM,
            email=f"{who}@world.example",
            name=who.title(),
            admin=who == "admin",
            # The guest is of no company at all.
            organisation=None if who == "guest" else of,
        )
        world.tokens[who] = create_token(
            SYSTEM, world.people[who].id, name="tests", days=30
        )


def _sites(world: World) -> None:
    owner = world.principal("owner")
    for name, path, title, kind in (
        ("home", "/", f"Home {HOME_SECRET}", "communication"),
        ("hr", "/sites/hr", f"Human Resources {HR_SECRET}", "team"),
        ("team", "/sites/hr/team", f"HR Team {HR_SECRET}", "team"),
        ("acme_site", "/sites/acme", f"Acme {ACME_SECRET}", "customer"),
        ("globex_site", "/sites/globex", f"Globex {GLOBEX_SECRET}", "customer"),
    ):
        site = add_site(
            SYSTEM,
            path=path,
            title=title,
            kind=kind,
            owner=owner if name in ("hr", "team") else None,
        )
        world.sites[name] = site
        (documents,) = list_lists(SYSTEM, site.id)
        label = "documents" if name == "hr" else f"{name}_documents"
        world.lists[label] = documents
        world.items["root" if name == "hr" else f"{name}_root"] = ItemId(documents.root)
        for group in list_groups(SYSTEM, site=site.id):
            world.groups[f"{name}_{group.title.rsplit(' ', 1)[-1].lower()}"] = group
    partners = create_group(SYSTEM, title=f"People Partners {HR_SECRET}")
    world.groups["partners"] = partners
    add_member(SYSTEM, partners.id, world.principal("member"))
    add_member(SYSTEM, world.groups["hr_members"].id, partners.id)
    add_member(SYSTEM, world.groups["hr_visitors"].id, world.principal("visitor"))
    for who in ("acme", "globex"):
        members = world.groups[f"{who}_site_members"]
        add_member(SYSTEM, members.id, world.principal(who))


def _documents(world: World) -> None:
    keep = world.items
    for n in (1, 2, 3):
        keep["welcome"] = world.put(
            "root", f"Welcome {HR_SECRET}.txt", b"%d %s" % (n, HR_SECRET.encode())
        )
    keep["plans"] = world.folder("root", f"Plans {HR_SECRET}", who="member")
    keep["q3"] = world.put("plans", f"q3 {HR_SECRET}.txt", b"q3 " + HR_SECRET.encode())
    keep["deep"] = world.folder("plans", f"Deep {HR_SECRET}")
    keep["notes"] = world.put(
        "deep", f"notes {HR_SECRET}.txt", b"notes " + HR_SECRET.encode()
    )
    keep["salaries"] = world.folder("root", f"Salaries {HR_SECRET}")
    keep["payroll"] = world.put(
        "salaries", f"payroll {HR_SECRET}.txt", b"payroll " + HR_SECRET.encode()
    )
    keep["minutes"] = world.folder("plans", f"Minutes {HR_SECRET}")
    keep["may"] = world.put(
        "minutes", f"may {HR_SECRET}.txt", b"may " + HR_SECRET.encode()
    )
    keep["offer"] = world.put(
        "plans", f"offer {HR_SECRET}.txt", b"offer " + HR_SECRET.encode()
    )
    keep["locked"] = world.put(
        "root", f"locked {HR_SECRET}.txt", b"locked " + HR_SECRET.encode()
    )
    owner = world.actor("owner")
    for name in ("salaries", "minutes"):
        break_inheritance(owner, world.securable(name), start=Inherit.CLEAR)
    grant_role(
        owner,
        world.securable("minutes"),
        principal=world.principal("visitor"),
        role=RoleId.READ,
    )
    break_inheritance(owner, world.securable("offer"), start=Inherit.COPY)
    grant_role(
        owner,
        world.securable("offer"),
        principal=world.principal("guest"),
        role=RoleId.READ,
    )
    old = world.put("plans", f"old {HR_SECRET}.txt", b"old " + HR_SECRET.encode())
    keep["old"] = old
    world.deletions["old"] = delete_item(world.actor("member"), old)
    world.locks["locked"] = lock_item(
        world.actor("member"),
        keep["locked"],
        shared=False,
        deep=False,
        owner_xml="",
        timeout_seconds=24 * 3600,
    ).token


def _other_lists(world: World) -> None:
    owner = world.actor("owner")
    for label, name, kind in (
        ("drafts", "Drafts", "documents"),
        ("contracts", "Contracts", "documents"),
        ("gazette", "Gazette", DUMMY.name),
        ("tasks", "Tasks", "generic"),
    ):
        made = add_list(owner, world.hr, name=f"{name} {HR_SECRET}", kind=kind)
        world.lists[label] = made
        world.items[f"{label}_root"] = ItemId(made.root)
    set_versioning(owner, world.drafts, versioning="minor")
    set_versioning(owner, world.contracts, versioning="major", require_checkout=True)
    world.items["issue"] = world.put(
        "gazette_root", f"issue {HR_SECRET}.txt", HR_SECRET.encode()
    )
    columns: tuple[tuple[str, str, dict[str, object]], ...] = (
        ("Title", "text", {}),
        ("Points", "number", {}),
        ("Due", "date", {}),
        ("Seen", "datetime", {}),
        ("Done", "yesno", {}),
        ("State", "choice", {"choices": ["new", "open", "done"]}),
        ("Who", "person", {}),
        ("Text", "note", {}),
    )
    for name, type_, settings in columns:
        add_column(
            owner,
            world.tasks,
            internal_name=name,
            title=f"{name} {HR_SECRET}",
            type=type_,
            required=name == "Title",
            settings=settings,
        )
    for n in (1, 2):
        world.items[f"task{n}"] = create_item(
            owner,
            world.tasks,
            values={"Title": f"Task {n} {HR_SECRET}", "Points": n, "State": "new"},
        ).id


def _customers(world: World) -> None:
    for who, secret in (("acme", ACME_SECRET), ("globex", GLOBEX_SECRET)):
        world.items[f"{who}_file"] = world.put(
            f"{who}_site_root", f"report {secret}.txt", secret.encode(), who=who
        )
    world.items["home_file"] = world.put(
        "home_root", f"news {HOME_SECRET}.txt", HOME_SECRET.encode(), who="admin"
    )
