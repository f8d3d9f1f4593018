from __future__ import annotations

from typing import Any

import pytest

from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.lists.queries import list_columns
from hallway.core.terms.commands import add_term, merge_terms, merging
from hallway.core.terms.queries import (
    get_term,
    get_term_titles,
    resolve_terms,
    suggest_terms,
)
from hallway.core.terms.records import Label, TermId, Uses
from hallway.core.terms.using import count_uses
from hallway.core.versions.queries import list_versions
from tests.core.lists.world_of_columns import add, make_list, row, value
from tests.core.terms.world_of_terms import make_places
from tests.world import SYSTEM, World


def test_all_uses_of_a_term_become_another(world: World) -> None:
    owner, admin = world.actor("owner"), world.actor("admin")
    places, ids = make_places(world)
    europe, asia, germany = ids["europe"], ids["asia"], ids["germany"]
    trips = make_list(world, "Trips")
    add(world, trips.id, "One", "term", set=places.guid)
    add(world, trips.id, "Many", "terms", set=places.guid)
    first = row(owner, trips.id, One=asia, Many=[asia, europe])
    second = row(owner, trips.id, One=germany, Many=[germany, asia])
    assert count_uses(admin, asia) == Uses(items=3, lists=1, versions=3)
    merge_terms(admin, asia, into=europe)
    assert value(first, "One") == europe
    assert value(first, "Many") == [europe]
    assert value(second, "One") == germany
    assert value(second, "Many") == [germany, europe]
    # Its id still says something, and what it was called leads to the other.
    assert get_term_titles(owner, [asia], language="en") == {asia: "Europe"}
    assert get_term(owner, asia, language="en").term.id == europe
    assert resolve_terms(owner, places.guid, [asia]) == {asia: europe}
    assert [
        one.title for one in suggest_terms(owner, places.guid, "asia", language="en")
    ] == ["Europe"]
    third = row(owner, trips.id, One=asia, Many=[asia, germany, europe])
    assert value(third, "One") == europe
    assert value(third, "Many") == [europe, germany]
    (version,) = list_versions(owner, first.id)
    many = next(c for c in list_columns(SYSTEM, trips.id) if c.internal_name == "Many")
    assert version.data[str(many.id)] == [europe]


def test_what_is_below_goes_along_and_chains_are_short(world: World) -> None:
    admin = world.actor("admin")
    places, ids = make_places(world)
    merge_terms(admin, ids["europe"], into=ids["asia"])
    found = get_term(admin, ids["germany"], language="en").term
    assert found.path == (ids["asia"], ids["germany"])
    third = add_term(admin, places.id, title="World")
    merge_terms(admin, ids["asia"], into=third)
    assert resolve_terms(admin, places.guid, [ids["europe"]]) == {ids["europe"]: third}
    labels = get_term(admin, third, language="en").labels
    assert Label("de", "Europa", True) in labels
    assert Label("en", "Asia", False) in labels


def test_a_merge_is_refused_where_it_means_nothing(world: World) -> None:
    admin = world.actor("admin")
    places, ids = make_places(world)
    for into in (ids["germany"], ids["europe"], TermId(10**9)):
        with pytest.raises(Invalid):
            merge_terms(admin, ids["europe"], into=into)
    add_term(admin, places.id, title="germany", parent=ids["asia"])
    with pytest.raises(Conflict):
        merge_terms(admin, ids["europe"], into=ids["asia"])
    for who, refusal in (("owner", Forbidden), ("anonymous", NotFound)):
        with pytest.raises(refusal):
            merge_terms(world.actor(who), ids["germany"], into=ids["asia"])
        with pytest.raises(refusal):
            count_uses(world.actor(who), ids["germany"])


def test_a_long_merge_goes_on_where_it_was_killed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, admin = world.actor("owner"), world.actor("admin")
    places, ids = make_places(world)
    trips = make_list(world, "Trips")
    add(world, trips.id, "One", "term", set=places.guid)
    rows = [row(owner, trips.id, One=ids["asia"]) for _n in range(7)]
    monkeypatch.setattr(merging, "BATCH", 2)
    merge_terms(admin, ids["asia"], into=ids["europe"])
    assert [value(one, "One") for one in rows].count(ids["asia"]) == 5

    class Killed(Exception):
        pass

    class Context:
        beats = 0

        def heartbeat(self, progress: int | None = None) -> None:
            self.beats += 1
            if self.beats == 1:
                raise Killed

    context: Any = Context()
    with pytest.raises(Killed):
        merging.finish_merging(SYSTEM, context, term=ids["asia"])
    assert [value(one, "One") for one in rows].count(ids["asia"]) == 3
    merging.finish_merging(SYSTEM, context, term=ids["asia"])
    assert {value(one, "One") for one in rows} == {ids["europe"]}


def test_a_unique_column_gives_that_up_only_where_it_must(world: World) -> None:
    owner, admin = world.actor("owner"), world.actor("admin")
    places, ids = make_places(world)
    trips = make_list(world, "Trips")
    add(world, trips.id, "One", "term", set=places.guid, unique=True)
    row(owner, trips.id, One=ids["asia"])
    row(owner, trips.id, One=ids["germany"])

    def is_unique() -> bool:
        columns = list_columns(SYSTEM, trips.id)
        return next(c.is_unique for c in columns if c.internal_name == "One")

    merge_terms(admin, ids["asia"], into=ids["europe"])
    assert is_unique()
    with pytest.raises(Invalid):
        row(owner, trips.id, One=ids["europe"])
    merge_terms(admin, ids["germany"], into=ids["europe"])
    assert not is_unique()
