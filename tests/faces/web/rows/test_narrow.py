"""Lists narrowed by managed terms and by content types."""

from __future__ import annotations

import re
from typing import Any

import pytest

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.contenttypes.commands import add_list_type
from hallway.core.errors import Invalid, NotFound
from hallway.core.lists.views.queries import list_views
from hallway.core.query.queries import count_below, count_values, list_rows
from hallway.core.terms.records import TermId
from hallway.wire.odata import parse_filter
from hallway.wire.query import Below, Field, Not, Query
from tests.core.contenttypes.world_of_types import content_type
from tests.core.lists.world_of_columns import add, make_list, row
from tests.core.query.asking import NOW
from tests.core.terms.world_of_terms import make_places, make_secret_set
from tests.faces.web.content.browsing import names, words
from tests.faces.web.content.conftest import Enter
from tests.world import HR_SECRET, World

TRIPS = "/sites/hr/Lists/Trips"


@pytest.fixture
def ids(world: World) -> dict[str, TermId]:
    """Trips to Europe, Germany and Asia, one of those hidden; the terms."""
    owner = world.actor("owner")
    places, ids = make_places(world)
    trips = make_list(world, "Trips")
    add(world, trips.id, "Title", "text")
    add(world, trips.id, "One", "term", set=places.guid)
    add(world, trips.id, "Many", "terms", set=places.guid)
    europe, asia, germany = ids["europe"], ids["asia"], ids["germany"]
    row(owner, trips.id, Title="Alps", One=europe, Many=[asia, germany])
    row(owner, trips.id, Title="Berlin", One=germany, Many=[germany])
    row(owner, trips.id, Title="Delhi", One=asia, Many=[asia])
    world.items["hidden"] = row(owner, trips.id, Title="Zugspitze", One=germany).id
    break_inheritance(owner, world.securable("hidden"), start=Inherit.CLEAR)
    world.items["trips"] = trips.id  # type: ignore[assignment]
    return ids


def facet(text: str, name: str) -> list[tuple[str, str, str, str]]:
    """Give the boxes of a column in the pane: field, value, label, count."""
    begin = text.index(f'id="facet-{name}"')
    part = text[begin : text.index("</details>", begin)]
    boxes = re.findall(
        r'name="([a-z]+)\.[^"]*" value="([^"]*)"[^>]*>([^<]*)'
        r'(?:<span class="count">(\d+))?',
        part,
    )
    return [(op, value, label.strip(), count) for op, value, label, count in boxes]


def test_rows_are_asked_for_a_term_and_those_below(
    world: World, ids: dict[str, TermId]
) -> None:
    trips: Any = world.items["trips"]
    actor = world.actor("visitor")

    def found(where: Any) -> set[str]:
        rows = list_rows(actor, trips, Query(where=where), asking=NOW).rows
        return {str(one.values["Title"]) for one in rows}

    europe, asia = ids["europe"], ids["asia"]
    assert found(Below(Field("One"), europe)) == {"Alps", "Berlin"}
    assert found(Not(Below(Field("One"), europe))) == {"Delhi"}
    assert found(Below(Field("One"), asia)) == {"Delhi"}
    assert found(Below(Field("Many"), europe)) == {"Alps", "Berlin"}
    assert found(Below(Field("Many"), asia)) == {"Alps", "Delhi"}
    assert found(parse_filter(f"Hallway.Below(One,{europe})")) == {"Alps", "Berlin"}
    with pytest.raises(Invalid):
        found(Below(Field("Title"), asia))


def test_terms_are_in_the_pane_by_name_with_counts(
    enter: Enter, ids: dict[str, TermId]
) -> None:
    visitor = enter("visitor")
    page = visitor.get(f"{TRIPS}?show=filter")
    europe, asia, germany = (str(ids[one]) for one in ("europe", "asia", "germany"))
    assert set(facet(page.text, "One")) == {
        ("below", europe, "Europe", "2"),
        ("in", asia, "Asia", "1"),
        ("in", europe, "Europe", "1"),
        ("in", germany, "Germany", "1"),
    }
    # A row that has several of those below counts once.
    assert ("below", europe, "Europe", "2") in facet(page.text, "Many")
    assert ("in", asia, "Asia", "2") in facet(page.text, "Many")


def test_a_hidden_row_counts_for_who_sees_it_alone(
    enter: Enter, ids: dict[str, TermId]
) -> None:
    germany, europe = str(ids["germany"]), str(ids["europe"])
    for who, one, below in (("visitor", "1", "2"), ("admin", "2", "3")):
        boxes = facet(enter(who).get(f"{TRIPS}?show=filter").text, "One")
        assert ("in", germany, "Germany", one) in boxes
        assert ("below", europe, "Europe", below) in boxes
    assert enter("nobody").get(f"{TRIPS}?show=filter").status == 404


def test_a_row_with_several_terms_below_counts_once(
    enter: Enter, world: World, ids: dict[str, TermId]
) -> None:
    owner = world.actor("owner")
    trips: Any = world.items["trips"]
    europe, asia, germany = ids["europe"], ids["asia"], ids["germany"]
    row(owner, trips, Title="Both", Many=[europe, germany])
    hidden = row(owner, trips, Title="Hidden", Many=[europe, germany])
    world.items["both"] = hidden.id
    break_inheritance(owner, world.securable("both"), start=Inherit.CLEAR)
    wanted = (europe, asia, germany)

    def counted(who: str, query: Query, **given: Any) -> dict[int, int]:
        asked = {"column": "Many", "terms": wanted, **given}
        return dict(count_below(world.actor(who), trips, query, asking=NOW, **asked))

    assert counted("visitor", Query()) == {europe: 3, asia: 2, germany: 3}
    # What is hidden counts for who sees it alone.
    assert counted("owner", Query()) == {europe: 4, asia: 2, germany: 4}
    only = Query(where=Below(Field("Many"), asia))
    assert counted("visitor", only) == {europe: 1, asia: 2, germany: 1}
    assert counted("visitor", Query(), column="One")[europe] == 2
    assert counted("visitor", Query(), terms=()) == {}
    with pytest.raises(Invalid):
        counted("visitor", Query(), column="Title")
    with pytest.raises(NotFound):
        counted("nobody", Query())
    for who, many in (("visitor", "3"), ("owner", "4")):
        boxes = facet(enter(who).get(f"{TRIPS}?show=filter").text, "Many")
        assert ("below", str(europe), "Europe", many) in boxes


@pytest.mark.parametrize("more", [3, 30])
def test_terms_below_are_counted_in_one_statement_more(
    world: World,
    ids: dict[str, TermId],
    more: int,
    django_assert_num_queries: Any,
) -> None:
    trips: Any = world.items["trips"]
    for at in range(more):
        row(world.actor("owner"), trips, Title=f"Row {at}", Many=[ids["germany"]])
    actor = world.actor("visitor")
    with django_assert_num_queries(5):
        count_values(actor, trips, Query(), column="Many", asking=NOW)
    with django_assert_num_queries(5):
        counts = count_below(
            actor, trips, Query(), column="Many", terms=[*ids.values()], asking=NOW
        )
    assert counts[ids["europe"]] == 2 + more


def test_terms_in_the_address_narrow_and_are_told(
    enter: Enter, ids: dict[str, TermId]
) -> None:
    visitor = enter("visitor")
    page = visitor.get(f"{TRIPS}?in.One={ids['germany']}&sort=Title")
    assert names(page) == ["Berlin"]
    assert "One: Germany" in words(page)
    page = visitor.get(f"{TRIPS}?below.One={ids['europe']}&sort=Title")
    assert names(page) == ["Alps", "Berlin"]
    assert "One: Europe and all below" in words(page)
    # One of them is enough.
    both = f"{TRIPS}?in.One={ids['asia']}&below.One={ids['europe']}&sort=Title"
    assert names(visitor.get(both)) == ["Alps", "Berlin", "Delhi"]
    assert visitor.get(f"{TRIPS}?below.Title=5").status == 400
    assert names(visitor.get(f"{TRIPS}?below.One=x")) == []


def test_a_view_keeps_terms_with_all_below(
    enter: Enter, world: World, ids: dict[str, TermId]
) -> None:
    owner = enter("owner")
    at = f"{TRIPS}?below.One={ids['europe']}&show=new-view"
    assert "One is Europe or below it" in words(owner.get(at))
    sent = {"do": "save-view", "title": "Here", "layout": "list", "filter": "0"}
    sent["audience"] = "everybody"
    assert owner.post(at, sent).status == 303
    trips: Any = world.items["trips"]
    (view,) = [
        one for one in list_views(world.actor("owner"), trips) if one.title == "Here"
    ]
    assert view.content.query.where == Below(Field("One"), ids["europe"])
    page = enter("visitor").get(f"{TRIPS}?view={view.name}&sort=Title")
    assert names(page) == ["Alps", "Berlin"]


def test_a_term_of_a_set_one_does_not_see_has_no_name(
    enter: Enter, world: World
) -> None:
    secret = make_secret_set(world)
    trips = make_list(world, "Trips")
    add(world, trips.id, "Title", "text")
    add(world, trips.id, "Grade", "term", set=secret.guid)
    visitor = enter("guest")
    page = visitor.get(f"{TRIPS}?show=filter")
    assert HR_SECRET not in page.text


def test_content_types_are_in_the_pane_with_counts(enter: Enter, world: World) -> None:
    owner = world.actor("owner")
    trips = make_list(world, "Trips")
    add(world, trips.id, "Title", "text")
    assert "facet-ContentType" not in enter("owner").get(f"{TRIPS}?show=filter").text
    visit = content_type(world, "Visit")
    add_list_type(owner, trips.id, type_id=visit.type_id)
    row(owner, trips.id, Title="Plain")
    row(owner, trips.id, Title="Called", ContentType="Visit")
    hidden = row(owner, trips.id, Title="Secret", ContentType="Visit")
    world.items["hidden"] = hidden.id
    break_inheritance(owner, world.securable("hidden"), start=Inherit.CLEAR)
    boxes = facet(enter("visitor").get(f"{TRIPS}?show=filter").text, "ContentType")
    assert sorted(boxes) == [("in", "Item", "Item", "1"), ("in", "Visit", "Visit", "1")]
    boxes = facet(enter("admin").get(f"{TRIPS}?show=filter").text, "ContentType")
    assert ("in", "Visit", "Visit", "2") in boxes
    page = enter("visitor").get(f"{TRIPS}?in.ContentType=Visit")
    assert names(page) == ["Called"]
    assert "Content type: Visit" in words(page)
    many = count_values(
        world.actor("visitor"), trips.id, Query(), column="ContentType", asking=NOW
    )
    assert {one.value: one.count for one in many.facets} == {"Item": 1, "Visit": 1}


def test_a_head_leads_to_its_part_of_the_pane(
    enter: Enter, ids: dict[str, TermId]
) -> None:
    text = enter("visitor").get(f"{TRIPS}?in.One={ids['asia']}").text
    found = re.search(
        r'<a class="table__filter table__filter--on" href="([^"]*)"', text
    )
    assert found
    assert found[1].endswith("#facet-One")
    title = re.search(r'<a class="table__filter" href="([^"#]*)#facet-Title"', text)
    assert title
    pane = enter("visitor").get(title[1].replace("&amp;", "&")).text
    assert re.search(r'<details class="facet" id="facet-Title" open>', pane)
