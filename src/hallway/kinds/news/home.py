"""The home site at `/`, with the lists the first page of the day is made of."""

from __future__ import annotations

from hallway.core.access.actors import ALL_STAFF, Actor
from hallway.core.access.commands import grant_role
from hallway.core.access.records import Securable
from hallway.core.access.rights import RoleId
from hallway.core.changes.journal import command, unchanged
from hallway.core.errors import Forbidden, NotFound
from hallway.core.lists.commands import add_list
from hallway.core.lists.queries import list_lists
from hallway.core.sites.commands import add_site
from hallway.core.sites.queries import get_site
from hallway.core.sites.records import SiteRecord

LISTS = (("News", "news"), ("Events", "events"), ("Pages", "pages"), ("Links", "links"))
"""The home site's lists: name and kind."""


@command
def make_home(actor: Actor) -> SiteRecord:
    """Return the home site with a list of each kind in LISTS; idempotent.

    A new one may be read by all staff; one that is there keeps its permissions.
    """
    if actor.everything is None:
        raise Forbidden("Only an administrator may make the home site.")
    try:
        site = get_site(actor, "/")
        unchanged()
    except NotFound:
        site = add_site(actor, path="/", title="Home", kind="communication")
        grant_role(
            actor, Securable(site=site.id), principal=ALL_STAFF, role=RoleId.READ
        )
    held = {found.kind for found in list_lists(actor, site.id)}
    for name, kind in LISTS:
        if kind not in held:
            add_list(actor, site.id, name=name, kind=kind)
    return site
