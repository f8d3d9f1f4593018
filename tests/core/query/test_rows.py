"""What questions leave out, refuse, and cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from hallway.core.access.actors import Actor
from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.access.groups.commands import create_group
from hallway.core.access.records import Securable
from hallway.core.errors import Invalid, NotFound
from hallway.core.items.commands import (
    create_folder,
    create_item,
    delete_item,
    update_values,
)
from hallway.core.items.records import ItemId
from hallway.core.lists.commands import add_column
from hallway.core.lists.queries import get_list
from hallway.core.projections.building import build
from hallway.core.query.queries import (
    MAX_SKIP,
    count_rows,
    count_values,
    list_groups,
    list_marked,
    list_rows,
    total_values,
)
from hallway.core.query.records import EDITOR, MODIFIED, NUMBER
from hallway.platform.db import engine
from hallway.wire.query import (
    Anywhere,
    Compare,
    Condition,
    Field,
    In,
    IsNull,
    Like,
    Match,
    Me,
    Member,
    Membership,
    Op,
    Order,
    Overlaps,
    Part,
    PartOf,
    Query,
    Scope,
    Sum,
    Today,
    Total,
)
from tests.core.lists.world_of_columns import add, make_list, row
from tests.core.query.asking import NOW, ask, numbers
from tests.world import SYSTEM, World

ALL = Query(scope=Scope.RECURSIVE, counted=True)
OPEN = Compare(Field("State"), Op.EQ, "open")


def where(condition: Condition | None, **more: Any) -> Query:
    return Query(where=condition, scope=Scope.RECURSIVE, counted=True, **more)


@pytest.fixture
def three(world: World) -> list[int]:
    """Three more rows; their numbers."""
    owner = world.actor("owner")
    return [
        create_item(
            owner, world.tasks, values={"Title": title, "State": "open", "Points": n}
        ).number
        for n, title in enumerate(("Äpfel", "b 10", "b 9"))
    ]


def test_values_come_along_and_follow_a_change(world: World, three: list[int]) -> None:
    owner = world.actor("owner")
    (found,) = ask(owner, world.tasks, "APFEL").rows
    assert found.values["Title"] == "Äpfel"
    update_values(owner, found.item.id, values={"Title": "Zürich"})
    assert numbers(ask(owner, world.tasks, "zurich")) == [found.item.number]
    assert numbers(ask(owner, world.tasks, "apfel")) == []


def test_digits_are_sorted_as_numbers(world: World, three: list[int]) -> None:
    found = ask(world.actor("visitor"), world.tasks, "b", Order(Field("Title")))
    assert [one.values["Title"] for one in found.rows] == ["b 9", "b 10"]


def test_what_is_hidden_is_in_no_row_count_group_facet_or_total(
    world: World, three: list[int]
) -> None:
    owner, visitor = world.actor("owner"), world.actor("visitor")
    (hidden,) = ask(owner, world.tasks, "Äpfel").rows
    everything = where(OPEN, totals=(Total(Field("Points"), Sum.COUNT),))
    grouped = where(OPEN, totals=everything.totals, group=(Order(Field("Title")),))
    break_inheritance(
        owner,
        Securable(site=world.hr, list=world.tasks, item=hidden.item.id),
        start=Inherit.CLEAR,
    )
    for actor, many in ((owner, 3), (visitor, 2)):
        assert len(list_rows(actor, world.tasks, everything, asking=NOW).rows) == many
        assert list_rows(actor, world.tasks, everything, asking=NOW).total == many
        assert count_rows(actor, world.tasks, everything, asking=NOW) == many
        (total,) = total_values(actor, world.tasks, everything, asking=NOW)
        assert total.value == many
        groups = list_groups(actor, world.tasks, grouped, asking=NOW)
        assert len(groups) == many
        facets = count_values(
            actor, world.tasks, everything, column="Title", asking=NOW
        )
        assert len(facets.facets) == many
    marked = list_marked(visitor, world.tasks, [hidden], [OPEN], asking=NOW)
    assert marked == {}


def test_a_token_of_a_row_that_went_still_leads_on(
    world: World, three: list[int]
) -> None:
    owner, visitor = world.actor("owner"), world.actor("visitor")
    query = where(OPEN, order=(Order(Field("Title")),), limit=1)
    first = list_rows(visitor, world.tasks, query, asking=NOW)
    break_inheritance(
        owner,
        Securable(site=world.hr, list=world.tasks, item=first.rows[0].item.id),
        start=Inherit.CLEAR,
    )
    again = where(OPEN, order=query.order, limit=5, token=first.next)
    rest = list_rows(visitor, world.tasks, again, asking=NOW)
    assert [one.values["Title"] for one in rest.rows] == ["b 9", "b 10"]


@pytest.mark.parametrize("who", ["nobody", "acme", "globex", "guest", "anonymous"])
def test_a_hidden_list_answers_nothing(world: World, who: str) -> None:
    actor = world.actor(who)
    grouped = where(None, group=(Order(Field("State")),))
    with pytest.raises(NotFound):
        list_rows(actor, world.tasks, ALL, asking=NOW)
    with pytest.raises(NotFound):
        count_rows(actor, world.tasks, ALL, asking=NOW)
    with pytest.raises(NotFound):
        count_values(actor, world.tasks, ALL, column="State", asking=NOW)
    with pytest.raises(NotFound):
        list_groups(actor, world.tasks, grouped, asking=NOW)
    with pytest.raises(NotFound):
        total_values(actor, world.tasks, ALL, asking=NOW)


@pytest.mark.parametrize(
    ("bad", "name"),
    [
        (IsNull(Field("None")), "None"),
        (Like(Field("Points"), Match.CONTAINS, "1"), "Points"),
        (Compare(Field("Points"), Op.EQ, "x"), "Points"),
        (Compare(Field("Points"), Op.EQ, True), "Points"),
        (Compare(Field("Points"), Op.EQ, float("nan")), "Points"),
        (Compare(Field("Due"), Op.GT, "tomorrow"), "Due"),
        (Compare(Field("Due"), Op.GT, 5), "Due"),
        (Compare(Field("Due"), Op.GT, Today(10**9)), "Due"),
        (Compare(Field("Seen"), Op.EQ, date.max), "Seen"),
        (Compare(Field("Done"), Op.EQ, "maybe"), "Done"),
        (Compare(Field("Done"), Op.LT, True), "Done"),
        (Compare(Field("State"), Op.EQ, Me()), "State"),
        (Compare(Field("Title"), Op.EQ, "a\0b"), "Title"),
        (Anywhere("a\0b"), "Title"),
        (Anywhere("y" * 60_000), "Title"),
        (Like(Field("Title"), Match.CONTAINS, "y" * 2001), "Title"),
        (Like(Field("Who"), Match.CONTAINS, "y" * 60_000), "Who"),
        (In(Field("Who"), ("x",)), "Who"),
        (Compare(Field("Who"), Op.LT, 5), "Who"),
        (Compare(Field("Who", "Secret"), Op.EQ, "x"), "Who"),
        (Compare(Field("Title", "ID"), Op.EQ, "x"), "Title"),
        (Compare(Field(NUMBER), Op.EQ, "x"), NUMBER),
        (Compare(Field(NUMBER), Op.EQ, 2**70), NUMBER),
        (Compare(Field("GUID"), Op.EQ, "x"), "GUID"),
        (Compare(Field("GUID"), Op.LT, "x"), "GUID"),
        (Compare(PartOf(Field("Title"), Part.YEAR), Op.EQ, 5), "Title"),
        (Compare(PartOf(Field("Due"), Part.HOUR), Op.EQ, 5), "Due"),
        (Compare(PartOf(Field("Due"), Part.YEAR), Op.EQ, "x"), "Due"),
        (Overlaps(Field("Title"), Field("Due"), Today()), "Title"),
        (Overlaps(Field("Due"), Field("Due"), date.max), "Due"),
        (Member(Field("Title"), Membership.MINE), "Title"),
    ],
)
def test_what_cannot_be_asked_names_the_column(
    world: World, bad: Condition, name: str
) -> None:
    with pytest.raises(Invalid) as caught:
        list_rows(world.actor("owner"), world.tasks, where(bad), asking=NOW)
    assert list(caught.value.fields) == [name]


@pytest.mark.parametrize("column", ["None", "GUID"])
def test_rows_are_not_sorted_by_everything(world: World, column: str) -> None:
    query = where(None, order=(Order(Field(column)),))
    with pytest.raises(Invalid) as caught:
        list_rows(world.actor("owner"), world.tasks, query, asking=NOW)
    assert list(caught.value.fields) == [column]


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("Title", Sum.SUM),
        ("Due", Sum.AVERAGE),
        ("Who", Sum.MAX),
        ("Seen", Sum.SUM),
        ("None", Sum.COUNT),
    ],
)
def test_not_everything_has_every_total(world: World, column: str, kind: Sum) -> None:
    query = where(None, totals=(Total(Field(column), kind),))
    with pytest.raises(Invalid) as caught:
        total_values(world.actor("owner"), world.tasks, query, asking=NOW)
    assert list(caught.value.fields) == [column]


@pytest.mark.parametrize(
    "token", ["x", "é", "W10", "bnVsbA", "WzEsIiIsMSxbXV0", "x" * 5000]
)
def test_a_token_that_was_never_given_is_refused(world: World, token: str) -> None:
    query = where(None, token=token)
    with pytest.raises(Invalid) as caught:
        list_rows(world.actor("owner"), world.tasks, query, asking=NOW)
    assert list(caught.value.fields) == ["token"]


def test_values_too_long_for_a_token_are_found_by_the_row(
    world: World, three: list[int]
) -> None:
    owner = world.actor("owner")
    list_id = make_list(world, "Long").id
    names = ("Title", "B", "C")
    for name in names:
        add(world, list_id, name, "text")
    # One character whose key has eighteen.
    long = dict.fromkeys(names, "\ufdfa" * 255)
    made = [row(owner, list_id, **long).number for _ in range(3)]
    order = tuple(Order(Field(name)) for name in names)
    seen = []
    query = where(None, order=order, limit=1)
    page = list_rows(owner, list_id, query, asking=NOW)
    while page.next:
        assert len(page.next) < 4000
        seen += numbers(page)
        token = page.next
        query = where(None, order=order, limit=1, token=token)
        page = list_rows(owner, list_id, query, asking=NOW)
    assert seen + numbers(page) == made
    back = where(None, order=order, limit=1, token=page.previous)
    assert numbers(list_rows(owner, list_id, back, asking=NOW)) == made[1:2]
    # Such a token tells nothing of a row that is hidden from who brings it.
    hidden = next(one for one in ask(owner, list_id).rows if one.item.number == made[1])
    break_inheritance(
        owner,
        Securable(site=world.hr, list=list_id, item=hidden.item.id),
        start=Inherit.CLEAR,
    )
    with pytest.raises(Invalid):
        list_rows(world.actor("visitor"), list_id, query, asking=NOW)


@pytest.mark.parametrize("kind", [Sum.SUM, Sum.AVERAGE, Sum.DEVIATION, Sum.VARIANCE])
def test_numbers_too_large_to_add_up_have_no_sum(world: World, kind: Sum) -> None:
    owner = world.actor("owner")
    for points in (1.7e308, 1.7e308, -1.7e308):
        create_item(owner, world.tasks, values={"Title": "huge", "Points": points})
    huge = Compare(Field("Title"), Op.EQ, "huge")
    totals = (Total(Field("Points"), kind), Total(Field("Points"), Sum.MAX))
    query = where(huge, totals=totals, group=(Order(Field("Title")),))
    (total, most) = total_values(owner, world.tasks, query, asking=NOW)
    assert (total.value, most.value) == (None, 1.7e308)
    (group,) = list_groups(owner, world.tasks, query, asking=NOW)
    assert group.totals[0].value is None
    assert group.count == 3


@pytest.mark.parametrize("group", [2**63, 10**30, 0, -1])
def test_a_group_that_cannot_be_has_no_members(world: World, group: int) -> None:
    query = where(Member(Field("Who"), Membership.GROUP, group))
    found = list_rows(world.actor("owner"), world.tasks, query, asking=NOW)
    assert found.rows == []


def test_rows_are_not_counted_by_their_guids(world: World) -> None:
    with pytest.raises(Invalid):
        count_values(world.actor("owner"), world.tasks, ALL, column="GUID", asking=NOW)


def test_a_token_of_another_order_is_refused(world: World, three: list[int]) -> None:
    owner = world.actor("owner")
    page = ask(owner, world.tasks, "", Order(Field("Points")), limit=1)
    query = where(None, order=(Order(Field("Title")),), token=page.next)
    with pytest.raises(Invalid):
        list_rows(owner, world.tasks, query, asking=NOW)


def test_rows_are_skipped_but_not_without_end(world: World, three: list[int]) -> None:
    owner = world.actor("owner")
    rest = list_rows(owner, world.tasks, where(OPEN, skip=2), asking=NOW)
    assert numbers(rest) == three[2:]
    assert rest.previous
    for skip in (-1, MAX_SKIP + 1):
        with pytest.raises(Invalid):
            list_rows(owner, world.tasks, where(OPEN, skip=skip), asking=NOW)


def test_facts_of_items_are_asked_for_like_columns(
    world: World, three: list[int]
) -> None:
    owner = world.actor("owner")
    mine = where(Compare(Field(EDITOR), Op.EQ, Me()))
    assert list_rows(owner, world.tasks, mine, asking=NOW).total == 5
    newest = ask(owner, world.tasks, "", Order(Field(MODIFIED), descending=True))
    assert numbers(newest)[:3] == three[::-1]
    first = newest.rows[-1].item
    for value in (first.guid, first.guid.upper()):
        query = where(Compare(Field("GUID"), Op.EQ, value))
        assert numbers(list_rows(owner, world.tasks, query, asking=NOW)) == [
            first.number
        ]
    byid = where(Compare(Field("EditorId"), Op.EQ, int(owner.principal)))
    assert list_rows(owner, world.tasks, byid, asking=NOW).total == 5


def test_files_are_asked_for_by_name_and_size(world: World) -> None:
    visitor = world.actor("visitor")
    pdf = Like(Field("FileLeafRef"), Match.STARTS, "Q3 ")
    found = list_rows(visitor, world.documents, where(pdf), asking=NOW)
    assert [one.item.id for one in found.rows] == [world.items["q3"]]
    again = list_rows(visitor, world.documents, where(Anywhere("Q3")), asking=NOW)
    assert numbers(again) == numbers(found)
    large = where(Compare(Field("File_x0020_Size"), Op.GT, 10**6))
    assert list_rows(visitor, world.documents, large, asking=NOW).rows == []
    folders = Query(where=Compare(Field("FSObjType"), Op.EQ, 1), scope=Scope.ALL)
    names = list_rows(SYSTEM, world.documents, folders, asking=NOW).rows
    assert names
    assert all(one.item.is_folder for one in names)


def test_an_address_is_asked_of_staff_alone(world: World) -> None:
    author = Like(Field("Author", "EMail"), Match.CONTAINS, "@WORLD.example")
    found = list_rows(
        world.actor("visitor"), world.documents, where(author), asking=NOW
    )
    assert found.rows
    acme = world.actor("acme")
    query = where(author)
    mine = list_rows(acme, world.acme_site_documents, ALL, asking=NOW)
    asked = list_rows(acme, world.acme_site_documents, query, asking=NOW)
    assert mine.total is not None
    assert asked.rows == []


def test_who_is_in_a_group_is_not_told_to_those_outside(world: World) -> None:
    group = create_group(SYSTEM, title="Quiet")
    column = Field("Editor")
    member = where(Member(column, Membership.GROUP, int(group.id)))
    acme = world.actor("acme")
    assert list_rows(acme, world.acme_site_documents, member, asking=NOW).rows == []


def test_money_is_asked_for_in_major_units(world: World) -> None:
    owner = world.actor("owner")
    list_id = make_list(world, "Money").id
    add(world, list_id, "Price", "currency", currency="EUR")
    made = row(owner, list_id, Price="12.50")
    row(owner, list_id, Price=100)
    for value in (12.5, "12.50"):
        query = where(Compare(Field("Price"), Op.EQ, value))
        assert numbers(list_rows(owner, list_id, query, asking=NOW)) == [made.number]
    groups = list_groups(
        owner, list_id, where(None, group=(Order(Field("Price")),)), asking=NOW
    )
    assert [one.count for one in groups] == [1, 1]
    (found,) = list_rows(owner, list_id, where(groups[0].where), asking=NOW).rows
    assert found.item.number == made.number


def test_a_lookup_into_a_list_nobody_sees_is_nothing(world: World) -> None:
    owner, visitor = world.actor("owner"), world.actor("visitor")
    cities = make_list(world, "Cities")
    add(world, cities.id, "Title", "text")
    ulm = row(owner, cities.id, Title="Ulm")
    list_id = make_list(world, "Offices").id
    add(world, list_id, "City", "lookup", list=cities.guid)
    row(owner, list_id, City=ulm.number)
    break_inheritance(
        owner, Securable(site=world.hr, list=cities.id), start=Inherit.CLEAR
    )
    asked = (
        Compare(Field("City"), Op.EQ, ulm.number),
        Like(Field("City"), Match.CONTAINS, "ulm"),
    )
    for one in asked:
        assert list_rows(owner, list_id, where(one), asking=NOW).rows
        assert not list_rows(visitor, list_id, where(one), asking=NOW).rows
    assert list_rows(visitor, list_id, where(IsNull(Field("City"))), asking=NOW).rows
    grouped = where(None, group=(Order(Field("City")),), order=(Order(Field("City")),))
    assert [
        one.values for one in list_groups(visitor, list_id, grouped, asking=NOW)
    ] == [(None,)]
    facets = count_values(visitor, list_id, ALL, column="City", asking=NOW).facets
    assert [(one.value, one.words) for one in facets] == [(None, "")]


def test_a_lookup_through_a_lookup_is_refused(world: World) -> None:
    owner = world.actor("owner")
    cities = make_list(world, "Cities")
    add(world, cities.id, "Title", "text")
    offices = make_list(world, "Offices")
    add(world, offices.id, "City", "lookup", list=cities.guid)
    rooms = make_list(world, "Rooms")
    add(world, rooms.id, "Office", "lookup", list=offices.guid)
    query = where(Compare(Field("Office", "City"), Op.EQ, "Ulm"))
    with pytest.raises(Invalid):
        list_rows(owner, rooms.id, query, asking=NOW)


def test_a_page_costs_the_same_however_many_rows(
    world: World, three: list[int], django_assert_num_queries: Any
) -> None:
    owner = world.actor("owner")
    add_column(owner, world.tasks, internal_name="More", title="More", type="text")
    for limit in (1, 30):
        query = where(
            OPEN, order=(Order(Field("Title")), Order(Field("Who"))), limit=limit
        )
        with django_assert_num_queries(7):
            list_rows(owner, world.tasks, query, asking=NOW)


def test_who_sees_a_few_rows_of_a_long_list_has_them_counted_by_their_scopes(
    world: World, three: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("trimming", "within"):
        monkeypatch.setattr(f"hallway.core.query.{module}.BROAD", 2.0)
    owner, visitor = world.actor("owner"), world.actor("visitor")
    for _done in build(SYSTEM, world.tasks):
        pass
    asked: list[str] = []
    fetch_one = engine().fetch_one

    def asking(sql: str, params: Sequence[Any] = ()) -> Any:
        asked.append(sql)
        return fetch_one(sql, params)

    monkeypatch.setattr(engine(), "fetch_one", asking)

    def counted(actor: Actor, query: Query) -> tuple[int, bool]:
        asked.clear()
        many = count_rows(actor, world.tasks, query, asking=NOW)
        assert len(list_rows(actor, world.tasks, query, asking=NOW).rows) == many
        return many, any("AS held" in one for one in asked)

    every, _ = counted(owner, Query())
    assert every > len(three)
    for scope in Scope:
        assert counted(owner, Query(scope=scope)) == (every, True)
    hidden = ask(owner, world.tasks, "Äpfel").rows[0].item
    place = Securable(site=world.hr, list=world.tasks, item=hidden.id)
    break_inheritance(owner, place, start=Inherit.CLEAR)
    assert counted(visitor, Query()) == (every - 1, True)
    assert counted(owner, Query()) == (every, True)
    assert counted(owner, Query(where=OPEN)) == (len(three), False)
    delete_item(owner, hidden.id)
    assert counted(owner, Query()) == (every - 1, True)
    root = ItemId(get_list(owner, world.tasks).root)
    folder = create_folder(owner, root, name="Old")
    # What lies in folders has the same scopes: rows are looked at again.
    assert counted(owner, Query(scope=Scope.RECURSIVE)) == (every - 1, False)
    assert counted(owner, Query()) == (every, False)
    inside = Query(scope=Scope.DEFAULT)
    assert count_rows(owner, world.tasks, inside, asking=NOW, folder=folder) == 0
