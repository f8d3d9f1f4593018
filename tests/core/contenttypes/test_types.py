from __future__ import annotations

from typing import Any

import pytest

from hallway.core.contenttypes import spreading
from hallway.core.contenttypes.commands import (
    add_content_type,
    add_list_type,
    change_content_type,
    delete_content_type,
    order_type_columns,
    remove_type_column,
    set_list_type_column,
    set_type_column,
)
from hallway.core.contenttypes.queries import (
    get_content_type,
    list_content_types,
    list_lists_of,
    list_type_columns,
    list_types_below,
)
from hallway.core.contenttypes.records import ContentTypeRecord
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.lists.commands import add_list, delete_list
from hallway.core.lists.queries import list_columns
from hallway.core.sitecolumns.commands import delete_site_column
from hallway.wire import typeids
from tests.core.contenttypes.world_of_types import (
    Context,
    content_type,
    list_type,
    names,
    site_column,
    use,
)
from tests.core.lists.world_of_columns import make_list, row, value
from tests.world import HR_SECRET, SYSTEM, World


def change(world: World, of: ContentTypeRecord, **to: Any) -> None:
    facts: dict[str, Any] = {
        "name": of.name,
        "description": of.description,
        "group": of.group,
        "read_only": of.is_read_only,
    }
    assert of.id is not None
    change_content_type(world.actor("owner"), of.id, **{**facts, **to})


def set_column(world: World, of: ContentTypeRecord, guid: str, **flags: bool) -> None:
    assert of.id is not None
    set_type_column(world.actor("owner"), of.id, guid=guid, **flags)


def test_a_child_has_its_parents_columns_and_its_own(world: World) -> None:
    party, total = (
        site_column(world, "Party", "text"),
        site_column(world, "Total", "number"),
    )
    paper = content_type(world, "Paper", party, parent=typeids.DOCUMENT)
    contract = content_type(world, "Contract", total, parent=paper.type_id)
    assert typeids.parent(contract.type_id) == paper.type_id
    assert typeids.parent(paper.type_id) == typeids.DOCUMENT
    found = list_type_columns(world.actor("visitor"), world.hr, contract.type_id)
    assert [(one.title, one.origin, one.required) for one in found] == [
        ("Party", "Paper", True),
        ("Total", "", True),
    ]
    assert contract.parent_name == "Paper"
    assert list_types_below(world.actor("owner"), paper) == ["Contract"]
    # Sites below have both.
    below = {one.name for one in list_content_types(world.actor("owner"), world.team)}
    assert below >= {"Item", "Document", "Paper", "Contract"}


def test_a_change_above_counts_below_and_in_lists(world: World) -> None:
    owner = world.actor("owner")
    party, total = (
        site_column(world, "Party", "text"),
        site_column(world, "Total", "number"),
    )
    until = site_column(world, "Until", "date")
    paper = content_type(world, "Paper", party)
    contract = content_type(world, "Contract", total, parent=paper.type_id)
    there = make_list(world, "Deals")
    use(world, there.id, contract)
    set_column(world, paper, until.guid)
    assert names(world.hr, contract) == ["Party", "Until", "Total"]
    columns = {one.id: one for one in list_columns(owner, there.id)}
    mine = list_type(there.id, "Contract")
    assert [
        (columns[key].internal_name, one.required) for key, one in mine.columns.items()
    ] == [("Party", True), ("Until", False), ("Total", True)]
    # A column that goes above leaves the type; the list keeps it, and its values.
    item = row(owner, there.id, ContentType="Contract", Party="Acme", Total=1)
    assert paper.id is not None
    remove_type_column(owner, paper.id, guid=party.guid)
    mine = list_type(there.id, "Contract")
    assert [columns[one].internal_name for one in mine.columns] == ["Until", "Total"]
    assert value(item, "Party") == "Acme"
    base = list_type(there.id, "Item")
    assert "Party" in {columns[one].internal_name for one in base.columns}


def test_a_child_says_otherwise_of_what_it_inherits(world: World) -> None:
    party = site_column(world, "Party", "text")
    paper = content_type(world, "Paper", party)
    contract = content_type(world, "Contract", parent=paper.type_id)
    set_column(world, contract, party.guid, required=False)
    (own,) = list_type_columns(SYSTEM, world.hr, contract.type_id)
    assert (own.required, own.is_own, own.origin) == (False, True, "Paper")
    assert contract.id is not None
    remove_type_column(world.actor("owner"), contract.id, guid=party.guid)
    (own,) = list_type_columns(SYSTEM, world.hr, contract.type_id)
    assert (own.required, own.is_own) == (True, False)
    with pytest.raises(Conflict):
        remove_type_column(world.actor("owner"), contract.id, guid=party.guid)


def test_columns_are_put_in_order(world: World) -> None:
    owner = world.actor("owner")
    columns = [site_column(world, name, "text") for name in "ABC"]
    made = content_type(world, "Paper", *columns)
    child = content_type(world, "Contract", parent=made.type_id)
    assert made.id is not None
    order_type_columns(owner, made.id, names=["C", "A", "B"])
    assert names(world.hr, made) == names(world.hr, child) == ["C", "A", "B"]
    with pytest.raises(Conflict):
        order_type_columns(owner, made.id, names=["C", "A"])


def test_a_list_keeps_what_it_says_itself(world: World) -> None:
    owner = world.actor("owner")
    party, total = (
        site_column(world, "Party", "text"),
        site_column(world, "Total", "number"),
    )
    paper = content_type(world, "Paper", party, total)
    there = make_list(world, "Deals")
    mine = use(world, there.id, paper)
    first = next(iter(mine.columns))
    set_list_type_column(
        owner, there.id, type_id=mine.type_id, column=first, required=False
    )
    change(world, paper, name="Papers", description="What is signed")
    set_column(world, paper, total.guid, required=True)
    mine = list_type(there.id, "Papers")
    assert mine.description == "What is signed"
    assert [one.required for one in mine.columns.values()] == [False, True]


def test_many_lists_are_brought_up_to_date_by_a_job(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "AT_ONCE", 1)
    party, total = (
        site_column(world, "Party", "text"),
        site_column(world, "Total", "number"),
    )
    paper = content_type(world, "Paper", party)
    lists = [make_list(world, name) for name in ("One", "Two", "Three")]
    for one in lists:
        use(world, one.id, paper)
    set_column(world, paper, total.guid)
    assert len(list_type(lists[0].id, "Paper").columns) == 1
    for _twice in range(2):
        spreading.spread_all(SYSTEM, Context(), content_type=paper.id)  # type: ignore[arg-type]
    for one in lists:
        assert len(list_type(one.id, "Paper").columns) == 2


def test_a_read_only_type_stays_as_it_is(world: World) -> None:
    owner = world.actor("owner")
    party = site_column(world, "Party", "text")
    paper = content_type(world, "Paper")
    change(world, paper, read_only=True)
    paper = get_content_type(owner, world.hr, paper.type_id)
    assert paper.is_read_only
    with pytest.raises(Conflict):
        set_column(world, paper, party.guid)
    with pytest.raises(Conflict):
        change(world, paper, name="Other")
    change(world, paper, read_only=False)
    set_column(world, paper, party.guid)


def test_a_used_type_stays(world: World) -> None:
    owner = world.actor("owner")
    party = site_column(world, "Party", "text")
    paper = content_type(world, "Paper", party)
    child = content_type(world, "Contract", parent=paper.type_id)
    assert paper.id is not None
    assert child.id is not None
    with pytest.raises(Conflict):
        delete_content_type(owner, paper.id)
    with pytest.raises(Conflict):
        delete_site_column(owner, party.id)
    there = make_list(world, "Deals")
    use(world, there.id, child)
    assert list_lists_of(owner, paper) == [("/sites/hr", "Deals")]
    delete_list(owner, there.id)
    with pytest.raises(Conflict):
        delete_content_type(owner, child.id)
    lonely = content_type(world, "Lonely", party)
    assert lonely.id is not None
    delete_content_type(owner, lonely.id)
    with pytest.raises(NotFound):
        get_content_type(owner, world.hr, lonely.type_id)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"name": "a/b"}, "name"),
        ({"name": "x" * 129}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"parent": "0x"}, "parent"),
        ({"parent": typeids.FOLDER}, "parent"),
        ({"parent": "nonsense"}, "parent"),
        ({"parent": "0x01" + "00" + "AB" * 16}, "parent"),
        ({"group": "x" * 256}, "group"),
        ({"description": "x" * 2_001}, "description"),
    ],
)
def test_bad_input_is_named(world: World, fields: dict[str, str], wrong: str) -> None:
    facts = {"name": "Good", "parent": typeids.ITEM}
    with pytest.raises(Invalid) as refused:
        add_content_type(world.actor("owner"), world.hr, **{**facts, **fields})
    assert list(refused.value.fields) == [wrong]


def test_what_cannot_be_given_is_not_needed(world: World) -> None:
    done, note = site_column(world, "Done", "yesno"), site_column(world, "Note", "note")
    paper = content_type(world, "Paper")
    with pytest.raises(Invalid):
        set_column(world, paper, done.guid, required=True)
    with pytest.raises(Invalid):
        set_column(world, paper, note.guid, required=True, hidden=True)
    with pytest.raises(NotFound):
        set_column(world, paper, "nonsense")
    assert names(world.hr, paper) == []


def test_a_name_is_taken_once(world: World) -> None:
    content_type(world, "Paper")
    with pytest.raises(Conflict):
        content_type(world, "PAPER")
    content_type(world, "Paper", site=world.team)


def test_who_does_not_manage_the_site_changes_nothing(world: World) -> None:
    party = site_column(world, "Party", "text")
    paper = content_type(world, "Paper", party)
    assert paper.id is not None
    for who, error in (
        ("member", Forbidden),
        ("visitor", Forbidden),
        ("nobody", NotFound),
        ("acme", NotFound),
        ("anonymous", NotFound),
    ):
        actor = world.actor(who)
        with pytest.raises(error):
            add_content_type(actor, world.hr, name="New", parent=typeids.ITEM)
        with pytest.raises(error):
            delete_content_type(actor, paper.id)
        with pytest.raises(error):
            set_type_column(actor, paper.id, guid=party.guid)
        with pytest.raises(error):
            remove_type_column(actor, paper.id, guid=party.guid)
        with pytest.raises(error):
            order_type_columns(actor, paper.id, names=["Party"])
        with pytest.raises(error):
            change_content_type(
                actor, paper.id, name="x", description="", group="", read_only=False
            )


@pytest.mark.parametrize("who", ["nobody", "guest", "acme", "anonymous"])
def test_who_does_not_see_the_site_sees_no_type(world: World, who: str) -> None:
    paper = content_type(world, HR_SECRET, site_column(world, "Party", "text"))
    actor = world.actor(who)
    with pytest.raises(NotFound):
        list_content_types(actor, world.hr)
    with pytest.raises(NotFound):
        get_content_type(actor, world.hr, paper.type_id)
    with pytest.raises(NotFound):
        list_type_columns(actor, world.hr, paper.type_id)
    there = add_list(world.actor("owner"), world.hr, name="Deals", kind="generic")
    use(world, there.id, paper)
    assert list_lists_of(actor, paper) == []
    assert list_types_below(actor, paper) == []


def test_types_of_a_hidden_site_above_are_not_offered(world: World) -> None:
    made = content_type(world, "Everywhere", who="admin", site=world.home)
    assert get_content_type(SYSTEM, world.acme_site, made.type_id)
    with pytest.raises(NotFound):
        get_content_type(world.actor("acme"), world.acme_site, made.type_id)
    there = add_list(SYSTEM, world.acme_site, name="Deals", kind="generic")
    acme = world.actor("acme")
    messages = []
    for type_id in (made.type_id, f"{typeids.ITEM}00{'AB' * 16}"):
        with pytest.raises((Invalid, Forbidden)) as refused:
            add_list_type(acme, there.id, type_id=type_id)
        messages.append(str(refused.value))
    # Hidden and absent are the same answer.
    assert messages[0] == messages[1]
