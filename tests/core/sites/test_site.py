from __future__ import annotations

import pytest

from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.items.queries import find_redirect, resolve
from hallway.core.lists.commands import add_list
from hallway.core.lists.queries import list_lists
from hallway.core.sites.commands import (
    add_site,
    join_hub,
    move_site,
    rename_site,
    set_hub,
    set_organisation,
    set_quota,
)
from hallway.core.sites.queries import get_site, get_site_by_id, list_hub, list_sites
from tests.world import SYSTEM, World

HIDDEN = ["nobody", "guest", "acme", "anonymous"]


def test_a_new_site_has_its_library_and_its_owner(world: World) -> None:
    made = add_site(
        SYSTEM, path="/sites/New", title="New", owner=world.principal("nobody")
    )
    (documents,) = list_lists(world.actor("nobody"), made.id)
    assert documents.url_name == "Documents"
    place = resolve(world.actor("nobody"), ("sites", "new", "shared documents"))
    assert (place.path, place.missing) == ("/sites/New/Documents", ())
    with pytest.raises(NotFound):
        get_site(world.actor("owner"), "/sites/New")


@pytest.mark.parametrize(
    "path",
    [
        *("sites/x", "/x", "/sites", "/sites//x", "/sites/a*b", "/sites/x/lists"),
        *("/sites/CON", "/sites/_api", "/sites/" + "x" * 400),
    ],
)
def test_a_site_at_an_illegal_path_is_refused(world: World, path: str) -> None:
    with pytest.raises(Invalid) as caught:
        add_site(SYSTEM, path=path)
    assert set(caught.value.fields) == {"path"}


@pytest.mark.parametrize("path", ["/sites/hr", "/sites/HR", "/"])
def test_a_taken_path_is_a_conflict(world: World, path: str) -> None:
    with pytest.raises(Conflict):
        add_site(SYSTEM, path=path)


def test_an_unknown_kind_is_refused(world: World) -> None:
    with pytest.raises(Invalid):
        add_site(SYSTEM, path="/sites/x", kind="blog")


def test_a_site_does_not_hide_a_library(world: World) -> None:
    with pytest.raises(Conflict):
        add_site(SYSTEM, path="/sites/hr/documents")
    with pytest.raises(Conflict):
        add_list(world.actor("owner"), world.hr, name="Team", kind="documents")


def test_the_longest_path_wins(world: World) -> None:
    place = resolve(world.actor("owner"), ("sites", "hr", "team"))
    assert place.site is not None
    assert place.site.id == world.team


def test_who_manages_a_site_makes_sites_below_it(world: World) -> None:
    assert add_site(world.actor("owner"), path="/sites/hr/new").path == "/sites/hr/new"
    with pytest.raises(Forbidden):
        add_site(world.actor("member"), path="/sites/hr/other")
    for who in ("owner", "nobody", "acme"):
        with pytest.raises((Forbidden, NotFound)):
            add_site(world.actor(who), path="/sites/elsewhere")


@pytest.mark.parametrize("who", HIDDEN)
def test_a_hidden_site_is_absent(world: World, who: str) -> None:
    actor = world.actor(who)
    for act in (
        lambda: get_site(actor, "/sites/hr"),
        lambda: get_site_by_id(actor, world.hr),
        lambda: list_lists(actor, world.hr) or get_site(actor, "/sites/hr"),
        lambda: rename_site(actor, world.hr, title="x"),
        lambda: join_hub(actor, world.hr, hub=None),
        lambda: add_list(actor, world.hr, name="x", kind="generic"),
    ):
        with pytest.raises(NotFound):
            act()
    assert "/sites/hr" not in {site.path for site in list_sites(actor)}


def test_customers_see_their_own_site_alone(world: World) -> None:
    assert [s.path for s in list_sites(world.actor("acme"))] == ["/sites/acme"]
    assert [s.path for s in list_sites(world.actor("globex"))] == ["/sites/globex"]


def test_a_site_is_renamed_by_who_manages_it(world: World) -> None:
    rename_site(world.actor("owner"), world.hr, title=" People ")
    assert get_site(world.actor("visitor"), "/sites/hr").title == "People"
    with pytest.raises(Forbidden):
        rename_site(world.actor("member"), world.hr, title="x")
    for title in ("", " ", "x" * 256):
        with pytest.raises(Invalid):
            rename_site(world.actor("owner"), world.hr, title=title)


def test_a_moved_site_is_found_at_its_old_path(world: World) -> None:
    move_site(SYSTEM, world.acme_site, path="/sites/clients/acme")
    acme, old = world.actor("acme"), ("sites", "acme", "Documents")
    assert resolve(acme, old).missing
    assert find_redirect(acme, old) == "/sites/clients/acme/Documents"
    assert find_redirect(world.actor("globex"), old) is None
    # Who takes the old path takes it from the redirect too.
    add_site(SYSTEM, path="/sites/acme", owner=world.principal("acme"))
    assert not resolve(world.actor("acme"), old).missing


def test_a_site_stays_where_it_must(world: World) -> None:
    with pytest.raises(Forbidden):
        move_site(world.actor("owner"), world.hr, path="/sites/x")
    with pytest.raises(Conflict):
        move_site(SYSTEM, world.hr, path="/sites/x")
    with pytest.raises(Conflict):
        move_site(SYSTEM, world.acme_site, path="/sites/globex")
    with pytest.raises(Invalid):
        move_site(SYSTEM, world.home, path="/sites/x")


def test_a_hub_is_joined_and_left(world: World) -> None:
    owner = world.actor("owner")
    with pytest.raises(Invalid):
        join_hub(owner, world.team, hub=world.hr)
    with pytest.raises(Forbidden):
        set_hub(owner, world.hr, is_hub=True)
    set_hub(SYSTEM, world.hr, is_hub=True)
    join_hub(owner, world.team, hub=world.hr)
    with pytest.raises(NotFound):
        join_hub(owner, world.team, hub=world.acme_site)
    set_hub(SYSTEM, world.hr, is_hub=False)


def test_limits_are_set_by_administrators(world: World) -> None:
    with pytest.raises(Forbidden):
        set_quota(world.actor("owner"), world.hr, limit=1, warning=None)
    with pytest.raises(Invalid) as caught:
        set_quota(SYSTEM, world.hr, limit=-1, warning=None)
    assert set(caught.value.fields) == {"limit"}


def test_whose_a_site_is_say_administrators_alone(world: World) -> None:
    acme = world.organisations["acme"].id
    owner = world.actor("owner")
    with pytest.raises(Forbidden):
        add_site(owner, path="/sites/hr/acme", organisation=acme)
    made = add_site(owner, path="/sites/hr/ours")
    with pytest.raises(Forbidden):
        set_organisation(owner, made.id, organisation=acme)
    set_organisation(SYSTEM, made.id, organisation=acme)


def test_a_title_that_no_database_keeps_is_refused(world: World) -> None:
    for title in ("x\0y", "\ud800"):
        with pytest.raises(Invalid):
            add_site(SYSTEM, path="/sites/x", title=title)
        with pytest.raises(Invalid):
            rename_site(SYSTEM, world.hr, title=title)


def test_a_hub_names_the_sites_that_joined_it_to_whom_may_see_them(
    world: World,
) -> None:
    set_hub(SYSTEM, world.hr, is_hub=True)
    for site in (world.team, world.acme_site):
        join_hub(SYSTEM, site, hub=world.hr)
    assert [one.id for one in list_hub(SYSTEM, world.hr)] == [
        world.hr,
        world.acme_site,
        world.team,
    ]
    assert [one.id for one in list_hub(world.actor("owner"), world.hr)] == [
        world.hr,
        world.team,
    ]
    assert [one.id for one in list_hub(world.actor("acme"), world.hr)] == [
        world.acme_site
    ]
    assert list_hub(world.actor("nobody"), world.hr) == []
    joined = get_site_by_id(SYSTEM, world.team)
    assert (joined.hub, joined.is_hub) == (world.hr, False)
    assert get_site_by_id(SYSTEM, world.hr).is_hub
