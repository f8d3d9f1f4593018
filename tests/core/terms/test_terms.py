from __future__ import annotations

from typing import Any

import pytest

from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.items.commands import update_values
from hallway.core.lists.commands import remove_column
from hallway.core.terms.commands import (
    add_term,
    add_term_group,
    add_term_set,
    change_term_group,
    change_term_set,
    delete_term,
    delete_term_group,
    delete_term_set,
    deprecate_term,
    describe_term,
    move_term,
    order_terms,
    rename_term,
    revive_term,
    set_labels,
)
from hallway.core.terms.queries import (
    find_term_set,
    find_terms,
    get_term,
    get_term_set,
    get_term_titles,
    list_term_groups,
    list_term_sets,
    list_terms,
    resolve_terms,
    suggest_terms,
)
from hallway.core.terms.records import Label, TermId
from tests.core.lists.world_of_columns import add, make_list, row, value
from tests.core.terms.world_of_terms import make_places, make_secret_set, make_set
from tests.world import HR_SECRET, World


def titles(world: World, of: Any, parent: Any = None, language: str = "en") -> Any:
    rows = list_terms(world.actor("nobody"), of.id, parent=parent, language=language)
    return [one.title for one in rows]


def test_a_set_has_a_tree_in_every_language(world: World) -> None:
    places, ids = make_places(world)
    assert titles(world, places) == ["Asia", "Europe"]
    assert titles(world, places, language="de") == ["Asia", "Europa"]
    assert titles(world, places, ids["europe"], language="de-CH") == ["Deutschland"]
    detail = get_term(world.actor("member"), ids["germany"], language="fr")
    assert detail.term.title == "Germany"
    assert detail.term.path == (ids["europe"], ids["germany"])
    assert detail.labels == (
        Label("de", "Deutschland", True),
        Label("en", "Germany", True),
        Label("en", "FRG", False),
    )


def test_one_parent_has_one_term_of_a_name(world: World) -> None:
    admin = world.actor("admin")
    places, ids = make_places(world)
    with pytest.raises(Conflict):
        add_term(admin, places.id, title=" EUROPE ")
    add_term(admin, places.id, title="Europe", parent=ids["asia"])
    with pytest.raises(Conflict):
        rename_term(admin, ids["asia"], title="europe")
    with pytest.raises(Conflict):
        add_term_set(admin, places.group, title="places")
    with pytest.raises(Conflict):
        add_term_group(admin, title="GROUP of places")


@pytest.mark.parametrize(
    "wrong", ["", " ", "a;b", "a|b", "<b>", "x" * 256, "a\0", "\n"]
)
def test_a_label_is_one_line_of_words(world: World, wrong: str) -> None:
    places, ids = make_places(world)
    admin = world.actor("admin")
    with pytest.raises(Invalid) as caught:
        add_term(admin, places.id, title=wrong)
    assert set(caught.value.fields) == {"title"}
    with pytest.raises(Invalid):
        set_labels(admin, ids["asia"], labels=[Label("en", wrong, True)])


def test_a_term_is_renamed_described_and_called_more(world: World) -> None:
    admin = world.actor("admin")
    _places, ids = make_places(world)
    germany = ids["germany"]
    rename_term(admin, germany, title="frg")
    rename_term(admin, germany, title="Allemagne", language="FR")
    describe_term(admin, germany, description="Since 1949")
    found = get_term(admin, germany, language="fr")
    assert found.term.title == "Allemagne"
    assert found.term.description == "Since 1949"
    assert Label("en", "frg", True) in found.labels
    assert len(found.labels) == 3
    for labels in (
        [Label("de", "x", True)],
        [Label("en", "x", True), Label("en", "y", True)],
        [Label("en", "x", True), Label("de", "y", False)],
        [Label("en", "x", True), Label("english", "y", True)],
    ):
        with pytest.raises(Invalid):
            set_labels(admin, germany, labels=labels)


def test_a_moved_term_takes_what_is_below_along(world: World) -> None:
    admin = world.actor("admin")
    places, ids = make_places(world)
    berlin = add_term(admin, places.id, title="Berlin", parent=ids["germany"])
    with pytest.raises(Invalid):
        move_term(admin, ids["europe"], parent=berlin)
    move_term(admin, ids["europe"], parent=ids["asia"])
    found = get_term(admin, berlin, language="en").term
    assert found.path == (ids["asia"], ids["europe"], ids["germany"], berlin)
    deep = berlin
    for level in range(3):
        deep = add_term(admin, places.id, title=f"L{level}", parent=deep)
    with pytest.raises(Invalid):
        add_term(admin, places.id, title="too deep", parent=deep)
    move_term(admin, ids["germany"], parent=None)
    assert titles(world, places) == ["Asia", "Germany"]
    with pytest.raises(NotFound):
        move_term(admin, ids["asia"], parent=TermId(10**9))


def test_terms_are_put_in_order(world: World) -> None:
    admin = world.actor("admin")
    places, ids = make_places(world)
    order = [ids["europe"], ids["asia"]]
    order_terms(admin, None, term_set=places.id, terms=order)
    add_term(admin, places.id, title="Africa")
    assert titles(world, places) == ["Europe", "Asia", "Africa"]
    with pytest.raises(Conflict):
        order_terms(admin, None, term_set=places.id, terms=order)


def test_suggestions_begin_with_what_is_typed(world: World) -> None:
    reader = world.actor("nobody")
    places, ids = make_places(world)

    def suggest(text: str, language: str = "de") -> list[tuple[str, tuple[str, ...]]]:
        found = suggest_terms(reader, places.guid, text, language=language)
        return [(one.title, one.under) for one in found]

    assert suggest("DEUT") == [("Deutschland", ("Europa",))]
    assert suggest("frg") == [("Deutschland", ("Europa",))]
    assert suggest("deut", "en") == []
    assert suggest("alter") == [("Europa", ())]
    assert [title for title, _under in suggest("", "en")] == [
        "Asia",
        "Europe",
        "Germany",
    ]
    deprecate_term(world.actor("admin"), ids["germany"])
    assert suggest("deut") == []
    assert find_terms(reader, places.guid, "germany") == []
    revive_term(world.actor("admin"), ids["germany"])
    assert find_terms(reader, places.guid, "germany") == [ids["germany"]]
    assert len(suggest_terms(reader, places.guid, "", language="en", limit=2)) == 2


def test_what_a_site_calls_things_is_for_who_reads_the_site(world: World) -> None:
    secret = make_secret_set(world)
    (term,) = list_terms(world.actor("visitor"), secret.id, parent=None, language="en")
    for who in ("nobody", "acme", "globex", "anonymous"):
        actor = world.actor(who)
        assert not [s for s in list_term_sets(actor) if HR_SECRET in s.title]
        assert not [g for g in list_term_groups(actor) if HR_SECRET in g.title]
        assert get_term_titles(actor, [term.id], language="en") == {}
        assert resolve_terms(actor, secret.guid, [term.id]) == {}
        assert suggest_terms(actor, secret.guid, "", language="en") == []
        assert find_terms(actor, secret.guid, term.title) == []
        for act in (
            lambda actor=actor: get_term_set(actor, secret.id),
            lambda actor=actor: find_term_set(actor, secret.guid),
            lambda actor=actor: get_term(actor, term.id, language="en"),
            lambda actor=actor: list_terms(
                actor, secret.id, parent=None, language="en"
            ),
            lambda actor=actor: add_term(actor, secret.id, title="x"),
            lambda actor=actor: rename_term(actor, term.id, title="x"),
            lambda actor=actor: delete_term_set(actor, secret.id),
        ):
            with pytest.raises(NotFound):
                act()
    for guid in ("nonsense", "0" * 32):
        with pytest.raises(NotFound):
            find_term_set(world.actor("owner"), guid)


@pytest.mark.parametrize("who", ["owner", "member", "acme", "anonymous"])
def test_the_companys_terms_belong_to_administrators(world: World, who: str) -> None:
    places, ids = make_places(world)
    actor = world.actor(who)
    refusal = NotFound if who == "anonymous" else Forbidden
    for act in (
        lambda: add_term_group(actor, title="x"),
        lambda: change_term_group(actor, places.group, title="x", description=""),
        lambda: add_term_set(actor, places.group, title="x"),
        lambda: change_term_set(
            actor, places.id, title="x", description="", is_open=True
        ),
        lambda: add_term(actor, places.id, title="x"),
        lambda: rename_term(actor, ids["asia"], title="x"),
        lambda: describe_term(actor, ids["asia"], description="x"),
        lambda: move_term(actor, ids["asia"], parent=ids["europe"]),
        lambda: order_terms(actor, None, term_set=places.id, terms=[ids["asia"]]),
        lambda: deprecate_term(actor, ids["asia"]),
        lambda: delete_term(actor, ids["asia"]),
        lambda: delete_term_set(actor, places.id),
        lambda: delete_term_group(actor, places.group),
    ):
        with pytest.raises(refusal):
            act()


def test_an_open_set_grows_by_who_fills_in_forms(world: World) -> None:
    tags = make_set(world, "Tags", is_open=True)
    add_term(world.actor("nobody"), tags.id, title="Fast")
    with pytest.raises(Forbidden):
        add_term(world.actor("acme"), tags.id, title="Slow")
    own = make_set(world, "Own tags", who="owner", site=world.hr, is_open=True)
    add_term(world.actor("member"), own.id, title="Fast")
    with pytest.raises(Forbidden):
        add_term(world.actor("visitor"), own.id, title="Slow")
    admin = world.actor("admin")
    change_term_set(admin, tags.id, title="Tags", description="", is_open=False)
    with pytest.raises(Forbidden):
        add_term(world.actor("nobody"), tags.id, title="Slow")


def test_values_are_terms_of_the_set(world: World) -> None:
    owner, admin = world.actor("owner"), world.actor("admin")
    places, ids = make_places(world)
    other = make_set(world, "Others")
    strange = add_term(admin, other.id, title="Strange")
    trips = make_list(world, "Trips")
    add(world, trips.id, "Where", "terms", set=places.guid)
    made = row(owner, trips.id, Where=[ids["asia"], ids["germany"]])
    for wrong in ([strange], [10**9]):
        with pytest.raises(Invalid) as caught:
            row(owner, trips.id, Where=wrong)
        assert set(caught.value.fields) == {"Where"}
    deprecate_term(admin, ids["asia"])
    with pytest.raises(Invalid):
        row(owner, trips.id, Where=[ids["asia"]])
    # What is there stays, though it is offered no more.
    update_values(owner, made.id, values={"Where": [ids["asia"], ids["europe"]]})
    assert value(made, "Where") == [ids["asia"], ids["europe"]]


def test_only_what_nothing_uses_is_deleted(world: World) -> None:
    owner, admin = world.actor("owner"), world.actor("admin")
    places, ids = make_places(world)
    with pytest.raises(Conflict):
        delete_term(admin, ids["europe"])
    trips = make_list(world, "Trips")
    where = add(world, trips.id, "Where", "term", set=places.guid)
    row(owner, trips.id, Where=ids["asia"])
    remove_column(owner, trips.id, where.id)
    with pytest.raises(Conflict):
        delete_term(admin, ids["asia"])
    with pytest.raises(Conflict):
        delete_term_set(admin, places.id)
    delete_term(admin, ids["germany"])
    delete_term(admin, ids["europe"])
    assert titles(world, places) == ["Asia"]
    more = make_set(world, "More")
    top = add_term(admin, more.id, title="top")
    add_term(admin, more.id, title="below", parent=top)
    with pytest.raises(Conflict):
        delete_term_group(admin, more.group)
    delete_term_set(admin, more.id)
    delete_term_group(admin, more.group)
    with pytest.raises(NotFound):
        get_term_set(admin, more.id)
