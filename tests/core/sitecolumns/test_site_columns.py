from __future__ import annotations

from typing import Any

import pytest

from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.lists.commands import (
    add_list,
    delete_list,
    remove_column,
    rename_column,
    set_column,
)
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ListId
from hallway.core.lists.retyping.commands import retype_column
from hallway.core.sitecolumns import spreading
from hallway.core.sitecolumns.commands import (
    add_site_column,
    change_site_column,
    delete_site_column,
    spread_site_column,
    use_site_column,
)
from hallway.core.sitecolumns.queries import (
    get_site_column,
    list_lists_with,
    list_site_columns,
)
from hallway.core.sitecolumns.records import SiteColumnRecord
from tests.core.contenttypes.world_of_types import Context, column_of, site_column
from tests.core.lists.world_of_columns import add, column, make_list, row, value
from tests.world import HR_SECRET, SYSTEM, World


def change(world: World, held: SiteColumnRecord, **to: Any) -> None:
    settings = {**held.settings, **to.pop("settings", {})}
    facts = {"title": held.title, "group": held.group, "required": held.required}
    change_site_column(
        world.actor("owner"), held.id, settings=settings, **{**facts, **to}
    )


def test_a_site_column_is_there_for_the_sites_below(world: World) -> None:
    term = site_column(world, "Term", "choice", choices=["1 year", "2 years"])
    assert column_of(world.team, "Term").site_path == "/sites/hr"
    there = make_list(world, "Deals")
    made = use_site_column(world.actor("owner"), there.id, guid=term.guid)
    held = column(there.id, "Term")
    assert (held.id, held.title, held.type) == (made, "Term", "choice")
    with pytest.raises(Conflict):
        use_site_column(world.actor("owner"), there.id, guid=term.guid)
    assert list_lists_with(world.actor("owner"), term) == [("/sites/hr", "Deals")]


def test_lists_take_the_changes_of_a_site_column(world: World) -> None:
    owner = world.actor("owner")
    term = site_column(world, "Term", "choice", choices=["1 year"], default="1 year")
    lists = [make_list(world, name) for name in ("One", "Two")]
    for one in lists:
        use_site_column(owner, one.id, guid=term.guid)
    item = row(owner, lists[0].id)
    two = column(lists[1].id, "Term")
    rename_column(owner, lists[1].id, two.id, title="How long")
    set_column(
        owner,
        lists[1].id,
        two.id,
        required=True,
        settings={**two.settings, "default": ""},
    )
    change(
        world,
        term,
        title="Runs for",
        settings={"choices": ["1 year", "5 years"], "default": "5 years"},
    )
    assert column(lists[0].id, "Term").title == "Term"
    spread_site_column(owner, term.id)
    first, second = (column(one.id, "Term") for one in lists)
    assert (first.title, first.required) == ("Runs for", False)
    assert first.settings == {"choices": ["1 year", "5 years"], "default": "5 years"}
    # What the second list says itself stays.
    assert (second.title, second.required) == ("How long", True)
    assert second.settings == {"choices": ["1 year", "5 years"]}
    assert value(item, "Term") == "1 year"
    spread_site_column(owner, term.id)


def test_what_the_site_says_is_changed_there_alone(world: World) -> None:
    owner = world.actor("owner")
    term = site_column(world, "Term", "choice", choices=["1 year"])
    there = make_list(world, "Deals")
    use_site_column(owner, there.id, guid=term.guid)
    held = column(there.id, "Term")
    with pytest.raises(Invalid) as refused:
        set_column(
            owner, there.id, held.id, required=False, settings={"choices": ["other"]}
        )
    assert "choices" in refused.value.fields
    with pytest.raises(Conflict):
        retype_column(owner, there.id, held.id, type="text")


def test_many_lists_are_brought_up_to_date_by_a_job(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "AT_ONCE", 1)
    owner = world.actor("owner")
    term = site_column(world, "Term", "text")
    lists = [make_list(world, name) for name in ("One", "Two", "Three")]
    for one in lists:
        use_site_column(owner, one.id, guid=term.guid)
    change(world, term, title="Runs for", required=True)
    spread_site_column(owner, term.id)
    assert column(lists[0].id, "Term").title == "Term"
    spreading.spread_all(SYSTEM, Context(), column=term.id)  # type: ignore[arg-type]
    for one in lists:
        held = column(one.id, "Term")
        assert (held.title, held.required) == ("Runs for", True)


def test_a_removed_column_comes_back_with_its_values(world: World) -> None:
    owner = world.actor("owner")
    term = site_column(world, "Term", "text")
    there = make_list(world, "Deals")
    made = use_site_column(owner, there.id, guid=term.guid)
    item = row(owner, there.id, Term="long")
    remove_column(owner, there.id, made)
    assert use_site_column(owner, there.id, guid=term.guid) == made
    assert value(item, "Term") == "long"


def test_a_column_of_the_same_meaning_becomes_the_sites(world: World) -> None:
    owner = world.actor("owner")
    term = site_column(world, "Term", "currency", currency="EUR")
    same, other = make_list(world, "Same"), make_list(world, "Other")
    mine = add(world, same.id, "Term", "currency", currency="EUR")
    add(world, other.id, "Term", "currency", currency="USD")
    assert use_site_column(owner, same.id, guid=term.guid) == mine.id
    use_site_column(owner, other.id, guid=term.guid)
    assert [one.internal_name for one in list_columns(owner, other.id)] == [
        "Term",
        "Term2",
    ]


def test_a_used_column_stays(world: World) -> None:
    owner = world.actor("owner")
    term = site_column(world, "Term", "text")
    there = make_list(world, "Deals")
    made = use_site_column(owner, there.id, guid=term.guid)
    with pytest.raises(Conflict):
        delete_site_column(owner, term.id)
    delete_list(owner, there.id)
    with pytest.raises(Conflict):
        delete_site_column(owner, term.id)
    other = make_list(world, "Other")
    made = use_site_column(owner, other.id, guid=term.guid)
    remove_column(owner, other.id, made)
    unused = site_column(world, "Unused", "text")
    delete_site_column(owner, unused.id)
    with pytest.raises(NotFound):
        get_site_column(owner, world.hr, unused.guid)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"internal_name": "1st"}, "internal_name"),
        ({"internal_name": "ContentType"}, "internal_name"),
        ({"type": "calculated"}, "type"),
        ({"type": "magic"}, "type"),
        ({"title": "x" * 256}, "title"),
        ({"group": "x" * 256}, "group"),
        ({"group": "\0"}, "group"),
        ({"settings": {"max_length": "many"}}, "max_length"),
        ({"settings": {"rule": {"formula": "[Other] > 1"}}}, "rule"),
    ],
)
def test_bad_input_is_named(world: World, fields: dict[str, Any], wrong: str) -> None:
    facts: dict[str, Any] = {"internal_name": "Good", "title": "Good", "type": "text"}
    with pytest.raises(Invalid) as refused:
        add_site_column(world.actor("owner"), world.hr, **{**facts, **fields})
    assert list(refused.value.fields) == [wrong]


def test_a_name_is_taken_once(world: World) -> None:
    site_column(world, "Term", "text")
    with pytest.raises(Conflict):
        site_column(world, "Term", "number")
    site_column(world, "Term", "number", site=world.team)
    assert column_of(world.team, "Term").type == "number"
    assert column_of(world.hr, "Term").type == "text"


def test_who_does_not_manage_the_site_changes_nothing(world: World) -> None:
    term = site_column(world, HR_SECRET, "text")
    for who in ("member", "visitor"):
        actor = world.actor(who)
        with pytest.raises(Forbidden):
            add_site_column(actor, world.hr, internal_name="A", title="A", type="text")
        with pytest.raises(Forbidden):
            delete_site_column(actor, term.id)
        with pytest.raises(Forbidden):
            spread_site_column(actor, term.id)
        assert not get_site_column(actor, world.hr, term.guid).may_manage


@pytest.mark.parametrize("who", ["nobody", "guest", "acme", "anonymous"])
def test_who_does_not_see_the_site_sees_no_column(world: World, who: str) -> None:
    term = site_column(world, HR_SECRET, "text")
    actor = world.actor(who)
    with pytest.raises(NotFound):
        list_site_columns(actor, world.hr)
    with pytest.raises(NotFound):
        get_site_column(actor, world.hr, term.guid)
    with pytest.raises(NotFound):
        delete_site_column(actor, term.id)
    with pytest.raises(NotFound):
        change_site_column(
            actor, term.id, title="x", group="", required=False, settings={}
        )


def test_columns_of_a_hidden_site_above_are_not_offered(world: World) -> None:
    # Acme's people see their own site alone, not the home site above it.
    site_column(world, "Everywhere", "text", who="admin", site=world.home)
    seen = {one.internal_name for one in list_site_columns(SYSTEM, world.acme_site)}
    assert "Everywhere" in seen
    theirs = list_site_columns(world.actor("acme"), world.acme_site)
    assert "Everywhere" not in {one.internal_name for one in theirs}


def test_lists_out_of_sight_are_not_named(world: World) -> None:
    owner = world.actor("owner")
    term = site_column(world, "Term", "text")
    hidden = add_list(owner, world.team, name=HR_SECRET, kind="generic")
    use_site_column(owner, ListId(hidden.id), guid=term.guid)
    assert list_lists_with(owner, term)
    assert list_lists_with(world.actor("nobody"), term) == []
