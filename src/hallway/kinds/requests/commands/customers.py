"""Making a customer: a site, a library, a list of requests, and who reads them."""

from __future__ import annotations

from hallway.core import clock
from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.access.commands import Inherit, break_inheritance, grant_role
from hallway.core.access.groups.commands import add_member
from hallway.core.access.groups.making import make_group
from hallway.core.access.records import Securable
from hallway.core.access.rights import RoleId
from hallway.core.changes.journal import command, record, unchanged
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.items.commands import create_folder
from hallway.core.items.records import ItemId
from hallway.core.lists.commands import add_list
from hallway.core.lists.queries import list_lists
from hallway.core.lists.records import ListRecord
from hallway.core.names import DEFAULT_LIBRARY
from hallway.core.people.epoch import lock_directory
from hallway.core.people.queries import get_organisation, get_role_principal
from hallway.core.people.records import OrganisationId
from hallway.core.people.rules import demand_administrator
from hallway.core.sites.commands import add_site, set_organisation
from hallway.core.sites.queries import get_site
from hallway.core.sites.records import SiteRecord
from hallway.kinds.requests.queries import get_customer
from hallway.kinds.requests.reach import AGENTS, find_agents_group
from hallway.kinds.requests.records import CustomerRecord
from hallway.kinds.requests.rules import check_prefix, prefixes_for, slug_of
from hallway.platform.db import engine

AGENTS_TITLE = "Helpdesk agents"
UPLOADS = "Uploads"
"""The folder of a customer's library into which he may put files."""


@command
def open_customer(
    actor: Actor,
    organisation: OrganisationId,
    path: str = "",
    *,
    prefix: str = "",
) -> CustomerRecord:
    """Give a customer organisation its site, library and list of requests; idempotent.

    Its members read both, and may add files in the folder Uploads; helpdesk agents
    edit.  `path` is `/sites/clients/<name>` unless given; `prefix`, which the numbers
    of its requests begin with, is made from the name.  Administrators only; Invalid
    for an own company, Conflict for a taken prefix or another customer's site.
    """
    demand_administrator(actor)
    found = get_organisation(actor, organisation)
    if found.kind != "customer":
        raise Invalid({"organisation": "Only a customer has a portal."})
    lock_directory()
    agents = _ensure_agents(actor)
    if _exists("organisation_id", organisation):
        unchanged()
        return get_customer(actor, organisation)
    site = _ensure_site(actor, found.name, organisation, path)
    members = get_role_principal(actor, organisation)
    at = Securable(site=site.id)
    grant_role(actor, at, principal=members, role=RoleId.READ)
    grant_role(actor, at, principal=agents, role=RoleId.EDIT)
    lists = list_lists(actor, site.id)
    _make_uploads(actor, site, lists, members)
    requests = next((one for one in lists if one.kind == "requests"), None)
    if requests is None:
        requests = add_list(actor, site.id, name="Requests", kind="requests")
    chosen = check_prefix(prefix) if prefix else _free_prefix(found.name)
    if _exists("prefix", chosen):
        raise Conflict(f"Another customer's requests begin with {chosen}.")
    engine().execute(
        "INSERT INTO kind_requests_customer (list_id, organisation_id, prefix, created)"
        " VALUES (%s, %s, %s, %s)",
        (requests.id, organisation, chosen, clock.now()),
    )
    record(
        ("list", requests.id),
        "customer.opened",
        after={"organisation": organisation, "list": requests.id, "prefix": chosen},
    )
    return get_customer(actor, organisation)


@command
def add_agent(actor: Actor, person: PrincipalId) -> None:
    """Put somebody into the group of helpdesk agents, which is made if need be."""
    demand_administrator(actor)
    lock_directory()
    add_member(actor, _ensure_agents(actor), person)


def _ensure_agents(actor: Actor) -> PrincipalId:
    found = find_agents_group()
    if found is not None:
        return found
    return make_group(
        actor,
        title=AGENTS_TITLE,
        description="They answer customers' requests at the helpdesk.",
        built_in=AGENTS,
    )


def _ensure_site(
    actor: Actor, name: str, organisation: OrganisationId, path: str
) -> SiteRecord:
    wanted = path or f"/sites/clients/{slug_of(name)}"
    try:
        site = get_site(actor, wanted)
    except NotFound:
        return add_site(
            actor, path=wanted, title=name, kind="customer", organisation=organisation
        )
    if site.kind != "customer":
        raise Conflict("At that address is a site that is no customer's.")
    set_organisation(actor, site.id, organisation=organisation)
    return site


def _make_uploads(
    actor: Actor, site: SiteRecord, lists: list[ListRecord], members: PrincipalId
) -> None:
    library = next((one for one in lists if one.url_name == DEFAULT_LIBRARY), None)
    if library is None:
        return
    folder_key = (library.root, UPLOADS.casefold())
    taken = engine().fetch_one(
        "SELECT 1 FROM core_item WHERE parent_id = %s AND name_key = %s"
        " AND deletion_id IS NULL",
        folder_key,
    )
    if taken is not None:
        return
    folder = create_folder(actor, ItemId(library.root), name=UPLOADS)
    at = Securable(site=site.id, list=library.id, item=folder.id)
    break_inheritance(actor, at, start=Inherit.COPY)
    grant_role(actor, at, principal=members, role=RoleId.CONTRIBUTE)


def _exists(column: str, value: object) -> bool:
    found = engine().fetch_one(
        f"SELECT 1 FROM kind_requests_customer WHERE {column} = %s", (value,)
    )
    return found is not None


def _free_prefix(name: str) -> str:
    for prefix in prefixes_for(name):
        if not _exists("prefix", prefix):
            return prefix
    raise Conflict("Every prefix that suits the name is taken; choose one.")
