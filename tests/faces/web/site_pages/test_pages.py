"""A site's contents, settings, members and permissions; a list's settings."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from hallway.core.access.groups.commands import add_member, create_group
from hallway.core.access.rights import RoleId
from hallway.core.items.commands import create_item, update_values
from hallway.core.lists.queries import get_list, list_columns, list_lists
from hallway.core.sites.queries import get_site
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.world import HR_SECRET, SYSTEM, World

HR = "/sites/hr/_layouts"
TEAM = f"HR Team {HR_SECRET}"


def guid(world: World, name: str = "tasks") -> str:
    return get_list(SYSTEM, world.lists[name].id).guid


def listing(world: World, **query: str) -> str:
    more = "".join(f"&{key}={value}" for key, value in query.items())
    return f"{HR}/list?list={guid(world)}{more}"


# --- contents


def test_contents_hold_what_one_may_see(enter: Enter, world: World) -> None:
    owner = words(enter("owner").get(f"{HR}/contents"))
    for word in (f"Tasks {HR_SECRET}", "Documents", TEAM, "New list"):
        assert word in owner
    visitor = words(enter("visitor").get(f"{HR}/contents"))
    assert TEAM not in visitor
    assert "New list" not in visitor
    assert enter("visitor").get(f"{HR}/contents?show=new").status == 403


def test_a_list_is_added_with_a_first_column(enter: Enter, world: World) -> None:
    owner = enter("owner")
    form = {"do": "new", "kind": "generic", "name": "Plans", "description": "What"}
    page = owner.follow(owner.post(f"{HR}/contents", form))
    assert "“Plans” added" in words(page)
    made = next(one for one in list_lists(SYSTEM, world.hr) if one.title == "Plans")
    assert [one.internal_name for one in list_columns(SYSTEM, made.id)] == ["Title"]
    again = owner.post(f"{HR}/contents", form)
    assert again.status == 409
    assert 'id="name-error"' in again.text
    assert 'value="Plans"' in again.text
    for bad in ({"name": "a/b"}, {"kind": "none"}, {"name": ""}):
        answer = owner.post(f"{HR}/contents", {**form, **bad})
        assert answer.status == 400
        assert "field__error" in answer.text
    assert enter("visitor").post(f"{HR}/contents", form).status == 403


# --- settings


def test_a_site_is_renamed_and_described(enter: Enter, world: World) -> None:
    owner = enter("owner")
    form = {"do": "save", "title": "People", "description": "Who we are"}
    page = owner.follow(owner.post(f"{HR}/settings", form))
    assert "Saved" in words(page)
    site = get_site(SYSTEM, "/sites/hr")
    assert (site.title, site.description) == ("People", "Who we are")
    for field, bad in (("title", " "), ("description", "x" * 2001)):
        answer = owner.post(f"{HR}/settings", {**form, field: bad})
        assert answer.status == 400
        assert f'id="{field}-error"' in answer.text
        assert "Who we are" in answer.text or field == "description"
    for who, status in (("member", 403), ("visitor", 403), ("nobody", 404)):
        assert enter(who).get(f"{HR}/settings").status == status
        assert enter(who).post(f"{HR}/settings", form).status == status


def test_the_rail_leads_owners_to_settings(enter: Enter, world: World) -> None:
    assert "Site settings" in words(enter("owner").get("/sites/hr"))
    assert "Site settings" not in words(enter("visitor").get("/sites/hr"))
    assert "Members" in words(enter("visitor").get("/sites/hr"))


# --- members


def test_members_are_listed_with_how_they_came_in(enter: Enter, world: World) -> None:
    said = words(enter("visitor").get(f"{HR}/members"))
    assert f"through group People Partners {HR_SECRET}" in said
    assert "Owner" in said
    assert "Full Control" in said
    page = enter("visitor").get(f"{HR}/members").text
    assert 'value="remove"' not in page
    assert 'value="add"' not in page


def test_an_owner_adds_and_removes(enter: Enter, world: World) -> None:
    owner = enter("owner")
    visitors = world.groups["hr_visitors"].id
    add = {"do": "add", "group": visitors, "who": "nobody@world.example"}
    assert owner.post(f"{HR}/members", add).status == 303
    assert enter("nobody").get("/sites/hr").status == 200
    remove = {"do": "remove", "group": visitors, "member": world.principal("nobody")}
    page = owner.follow(owner.post(f"{HR}/members", remove))
    assert "Removed from" in words(page)
    assert enter("nobody").get("/sites/hr").status == 404
    unknown = owner.post(f"{HR}/members", {**add, "who": "Nobody Known"})
    assert unknown.status == 400
    assert f'id="who-{visitors}-error"' in unknown.text
    assert 'value="Nobody Known"' in unknown.text
    assert owner.post(f"{HR}/members", {**add, "who": ""}).status == 400


def test_the_last_owner_stays(enter: Enter, world: World) -> None:
    form = {
        "do": "remove",
        "group": world.groups["hr_owners"].id,
        "member": world.principal("owner"),
    }
    answer = enter("owner").post(f"{HR}/members", form)
    assert answer.status == 409
    assert "A site keeps at least one owner" in words(answer)


def test_groups_of_other_sites_are_none_here(enter: Enter, world: World) -> None:
    form = {
        "do": "add",
        "group": world.groups["acme_site_owners"].id,
        "who": "nobody@world.example",
    }
    assert enter("owner").post(f"{HR}/members", form).status == 404
    ours = {**form, "group": world.groups["hr_owners"].id}
    for who, status in (("member", 403), ("visitor", 403), ("nobody", 404)):
        assert enter(who).post(f"{HR}/members", ours).status == status


def test_members_cost_the_same_for_three_and_thirty(
    enter: Enter, world: World, statements: Callable[[], Any]
) -> None:
    owner = enter("owner")
    owner.get(f"{HR}/members")
    counts = []
    for more in (1, 27):
        for n in range(more):
            group = create_group(SYSTEM, title=f"Crew {more} {n}")
            add_member(SYSTEM, world.groups["hr_members"].id, group.id)
        with statements() as asked:
            assert owner.get(f"{HR}/members").status == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 45


# --- permissions


def test_permissions_say_who_since_when_by_whom(enter: Enter, world: World) -> None:
    said = words(enter("visitor").get(f"{HR}/permissions"))
    assert f"Human Resources {HR_SECRET} Owners" in said
    assert "System Account" in said
    assert "Give access" not in said
    of_list = words(enter("visitor").get(f"{HR}/permissions?list={guid(world)}"))
    assert (
        f"It inherits its permissions from the site “Human Resources {HR_SECRET}”"
        in (of_list)
    )


def test_a_list_gets_permissions_of_its_own_and_back(
    enter: Enter, world: World
) -> None:
    owner = enter("owner")
    here = f"{HR}/permissions?list={guid(world)}"
    assert owner.post(here, {"do": "grant", "who": "x", "role": 1}).status == 400
    assert owner.post(here, {"do": "break", "start": "copy"}).status == 303
    assert "It has permissions of its own." in words(owner.get(here))
    grant = {
        "do": "grant",
        "who": "nobody@world.example",
        "role": int(RoleId.READ),
    }
    assert owner.post(here, grant).status == 303
    nobody = enter("nobody")
    assert nobody.get(f"/sites/hr/Lists/Tasks%20{HR_SECRET}").status == 200
    assert owner.post(here, {**grant, "role": 7}).status == 400
    revoke = {
        "do": "revoke",
        "principal": world.principal("nobody"),
        "role": int(RoleId.READ),
    }
    assert owner.post(here, revoke).status == 303
    assert nobody.get(f"/sites/hr/Lists/Tasks%20{HR_SECRET}").status == 404
    assert owner.post(here, revoke).status == 404
    assert owner.post(here, {"do": "restore"}).status == 303
    assert owner.post(here, {"do": "restore"}).status == 409


def test_an_item_has_such_a_page_too(enter: Enter, world: World) -> None:
    item = world.item("task1").number
    here = f"{HR}/permissions?list={guid(world)}&item={item}"
    owner = enter("owner")
    assert owner.post(here, {"do": "break", "start": "clear"}).status == 303
    assert enter("visitor").get(here).status == 404
    assert enter("visitor").get(f"{here}9999").status == 404
    assert "Owner" in words(owner.get(here))


def test_a_person_is_checked(enter: Enter, world: World) -> None:
    page = enter("member").get(f"{HR}/permissions?person=visitor@world.example")
    said = words(page)
    assert "Visitor may see it" in said
    assert "Visitor may not change it" in said
    unknown = enter("member").get(f"{HR}/permissions?person=who%20is%20that")
    assert unknown.status == 400
    assert 'id="person-error"' in unknown.text


@pytest.mark.parametrize("who", ["member", "visitor", "nobody"])
def test_only_who_may_changes_permissions(enter: Enter, world: World, who: str) -> None:
    other = enter(who)
    status = 403 if who in ("member", "visitor") else 404
    here = f"{HR}/permissions?list={guid(world)}"
    grant = {"do": "grant", "who": f"{who}@world.example", "role": 1073741829}
    for form in (grant, {"do": "break"}, {"do": "restore"}):
        assert other.post(here, form).status == status
    assert other.post(f"{HR}/permissions", grant).status == status


# --- a list's settings


def test_a_list_is_set_up(enter: Enter, world: World) -> None:
    owner = enter("owner")
    here = listing(world)
    form = {"do": "save", "title": "To do", "description": "All of it"}
    assert owner.post(here, form).status == 303
    found = get_list(SYSTEM, world.tasks)
    assert (found.title, found.description) == ("To do", "All of it")
    bad = owner.post(here, {**form, "title": ""})
    assert bad.status == 400
    assert "All of it" in bad.text
    assert owner.post(here, {"do": "versioning", "versioning": "none"}).status == 303
    assert get_list(SYSTEM, world.tasks).versioning == "none"
    assert owner.post(here, {"do": "versioning", "versioning": "x"}).status == 400


def test_columns_are_added_changed_moved_and_removed(
    enter: Enter, world: World
) -> None:
    owner = enter("owner")
    form = {
        "do": "add-column",
        "title": "Größe (m²)",
        "type": "choice",
        "choices": "small\r\nlarge\r\n",
        "default": "large",
        "description": "How big",
    }
    add = listing(world, show="add-column")
    assert owner.post(add, form).status == 303
    added = list_columns(SYSTEM, world.tasks)[-1]
    assert added.title == "Größe (m²)"
    assert added.settings == {
        "choices": ["small", "large"],
        "default": "large",
        "description": "How big",
    }
    new = owner.get(f"/sites/hr/Lists/Tasks%20{HR_SECRET}?show=new")
    assert '<option value="large" selected>' in new.text
    assert "How big" in new.text
    for field, typed in (
        ("title", ""),
        ("type", "x"),
        ("choices", ""),
        ("default", "z"),
    ):
        answer = owner.post(add, {**form, "title": "Other", field: typed})
        assert answer.status == 400, field
        assert f'id="{field}-error"' in answer.text
    name = added.internal_name
    half = {**form, "do": "column", "title": "", "description": "Half"}
    assert owner.post(listing(world, show="column", column=name), half).status == 400
    assert list_columns(SYSTEM, world.tasks)[-1] == added
    change = {**form, "do": "column", "title": "Size", "required": "1"}
    assert owner.post(listing(world, show="column", column=name), change).status == 303
    assert owner.post(listing(world), {"do": "up", "column": name}).status == 303
    columns = list_columns(SYSTEM, world.tasks)
    assert (columns[-2].title, columns[-2].required) == ("Size", True)
    create_item(world.actor("owner"), world.tasks, values={"Title": "x", name: "small"})
    asks = owner.get(listing(world, show="remove-column", column=name))
    assert "1 item has a value in it" in words(asks)
    page = owner.follow(
        owner.post(listing(world), {"do": "remove-column", "column": name})
    )
    assert "1 value stays" in words(page)
    assert owner.get(listing(world, show="column", column=name)).status == 404


@pytest.mark.parametrize("who", ["visitor", "nobody"])
def test_a_list_is_set_up_by_who_manages_it(
    enter: Enter, world: World, who: str
) -> None:
    other = enter(who)
    status = 403 if who == "visitor" else 404
    assert other.get(listing(world)).status == status
    assert other.get(listing(world, show="delete")).status == status
    forms = ("save", "versioning", "up", "add-column", "column", "remove-column")
    for form in (*forms, "delete"):
        answer = other.post(listing(world), {"do": form, "column": "Points"})
        assert answer.status == status


@pytest.mark.parametrize("page", ["contents", "members", "permissions", "settings"])
@pytest.mark.parametrize("who", ["nobody", "acme", "globex", "guest"])
def test_for_others_there_is_nothing(
    enter: Enter, world: World, who: str, page: str
) -> None:
    other = enter(who)
    answer = other.get(f"{HR}/{page}")
    nowhere = other.get("/sites/none/_layouts/none")
    assert answer.status == nowhere.status == 404
    assert HR_SECRET not in answer.text
    assert other.get(listing(world)).status == 404
    of_list = other.get(f"{HR}/permissions?list={guid(world)}")
    assert of_list.status == 404
    assert HR_SECRET not in of_list.text
    senseless = enter("owner").post(f"{HR}/{page}", {"do": "nonsense", "group": 1})
    assert senseless.status in (400, 404)


def test_a_column_gets_another_type(enter: Enter, world: World) -> None:
    owner = enter("owner")
    update_values(world.actor("owner"), world.task1, values={"Text": "12"})
    update_values(world.actor("owner"), world.task2, values={"Text": "twelve"})
    form = owner.get(listing(world, show="column", column="Text"))
    retype = listing(world, show="retype", column="Text")
    assert retype in unescape(form.text)
    chooser = unescape(owner.get(retype).text)
    here = f"{retype}&type=number"
    assert here in chooser
    assert f"{retype}&type=person" not in chooser
    assert "Try it first" in owner.get(here).text
    tried = words(owner.post(here, {"do": "try-type", "type": "number"}))
    assert "1 value fits the new type. 1 does not." in tried
    assert "twelve" in tried
    assert "A number is expected." in tried
    refused = owner.post(here, {"do": "retype", "type": "number"})
    assert refused.status == 409
    assert "1 of 2 values do not fit" in words(refused)
    wrong = {"do": "try-type", "type": "number", "decimals": "x"}
    assert 'id="decimals-error"' in owner.post(here, wrong).text
    assert owner.post(here, {"do": "try-type", "type": "x"}).status == 400
    sure = {"do": "retype", "type": "number", "losing": "1", "decimals": "2"}
    assert owner.post(here, sure).status == 303
    (column,) = (
        one for one in list_columns(SYSTEM, world.tasks) if one.internal_name == "Text"
    )
    assert (column.type, column.settings) == ("number", {"decimals": 2})
    page = words(owner.get(f"/sites/hr/Lists/Tasks%20{HR_SECRET}/2"))
    assert "twelve" in page
    for who, status in (("visitor", 403), ("nobody", 404)):
        assert enter(who).get(retype).status == status
        assert enter(who).post(here, sure).status == status
