"""The home site comes into being once, and as it is stays."""

from __future__ import annotations

import pytest

from hallway.core.access.actors import ALL_STAFF
from hallway.core.access.queries import list_grants
from hallway.core.errors import Forbidden
from hallway.core.jobs.runner import run_pending
from hallway.core.lists.queries import list_lists
from hallway.core.people.actors import get_actor
from hallway.core.people.commands import add_organisation, add_person, bootstrap
from hallway.core.sites.queries import get_site
from hallway.kinds.news.home import make_home
from tests.world import SYSTEM, World

KINDS = {"news", "events", "pages", "links", "documents"}


@pytest.mark.django_db
def test_a_new_installation_gets_a_home_for_all_staff_and_no_customer() -> None:
    own = bootstrap(SYSTEM)
    customer = add_organisation(SYSTEM, name="Acme", kind="customer")
    staff, guest = (
        add_person(SYSTEM, email=f"{n}@x.example", name=str(n), organisation=one.id)
        for n, one in enumerate((own, customer))
    )
    run_pending()
    site = get_site(get_actor(staff.id, face="test"), "/")
    assert {one.kind for one in list_lists(SYSTEM, site.id)} == KINDS
    assert list_lists(get_actor(guest.id, face="test"), site.id) == []
    assert make_home(SYSTEM) == site
    assert len(list_lists(SYSTEM, site.id)) == len(KINDS)


def test_an_old_one_gets_the_lists_and_keeps_its_permissions(world: World) -> None:
    site = make_home(SYSTEM)
    assert site.id == world.home
    assert {one.kind for one in list_lists(SYSTEM, site.id)} == KINDS
    held = {one.principal for one in list_grants(SYSTEM, site.scope)}
    assert ALL_STAFF not in held
    with pytest.raises(Forbidden):
        make_home(world.actor("owner"))
