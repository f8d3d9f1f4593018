"""Forms that collect answers: who may make and answer them, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from hallway.core import clock
from hallway.core.access.actors import ANONYMOUS
from hallway.core.changes.models import Change
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.forms.commands import (
    answer_form,
    change_form,
    delete_form,
    end_form,
    make_form,
    renew_form,
    reopen_form,
)
from hallway.core.forms.models import Form, FormAnswer
from hallway.core.forms.queries import find_door, get_form, list_forms
from hallway.core.forms.records import Audience, FormContent, FormRecord
from hallway.core.items.models import Item
from hallway.core.items.queries import get_values
from hallway.core.lists.commands import delete_list, set_column, set_rule
from hallway.core.lists.queries import list_lists
from hallway.core.lists.records import ListRecord
from hallway.core.social.notifications.queries import list_notifications
from hallway.core.terms.commands import add_term, add_term_group, add_term_set
from hallway.core.terms.queries import get_term_set
from tests.core.lists.world_of_columns import add, column, make_list
from tests.world import SYSTEM, World

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings


@pytest.fixture
def wishes(world: World, settings: Settings) -> ListRecord:
    """A list with columns to ask, where strangers may be asked."""
    settings.HALLWAY = replace(settings.HALLWAY, guest_forms=True)
    made = make_list(world, "Wishes")
    add(world, made.id, "Wish", "text", required=True)
    add(world, made.id, "Kind", "choice", choices=["room", "meal"])
    add(world, made.id, "State", "choice", choices=["new", "done"], default="new")
    add(world, made.id, "Who", "person")
    return made


def content(**changed: Any) -> FormContent:
    made = FormContent(
        title="Wishes for the feast",
        columns=("Wish", "Kind"),
        audience=Audience.ANYBODY,
        thanks="We will see.",
    )
    return replace(made, **changed)


def make(world: World, of: ListRecord, **changed: Any) -> FormRecord:
    return make_form(world.actor("owner"), of.id, content=content(**changed))


def answer(who: Any, form: FormRecord, **values: Any) -> str:
    return answer_form(who, form.token, values=values or {"Wish": "cake"}, once=uuid4())


def rows(of: ListRecord) -> list[Any]:
    return list(
        Item.unscoped.filter(list_id=of.id, parent__isnull=False).order_by("pk")
    )


def door(who: Any, form: FormRecord) -> str:
    return find_door(who, form.token, language="en").met


def test_a_strangers_answer_is_an_item_in_the_forms_own_name(
    world: World, wishes: ListRecord
) -> None:
    form = make(world, wishes, tells=True)
    assert answer(ANONYMOUS, form, Wish="cake", Kind="meal") == "new"
    (item,) = rows(wishes)
    assert get_values(SYSTEM, item.pk) == {
        "Wish": "cake",
        "Kind": "meal",
        "State": "new",
    }
    row = Form.unscoped.get(guid=form.guid)
    assert (item.author, row.answers) == (row.principal_id, 1)
    assert row.principal.title == "Wishes for the feast"
    assert FormAnswer.unscoped.get(form=row.pk).item == item.pk
    verbs = list(
        Change.unscoped.filter(item=item.pk).order_by("n").values_list("verb", "actor")
    )
    assert verbs == [
        ("item.created", row.principal_id),
        ("form.answered", row.principal_id),
    ]
    assert [one.verb for one in list_notifications(world.actor("owner"))][:1] == [
        "form.answered"
    ]
    # Nobody else counts as who wrote it, though everybody may be a stranger.
    for who in ("nobody", "acme"):
        assert item.author not in world.actor(who).principals
        assert not list_notifications(world.actor(who))


def test_a_colleague_without_rights_answers_in_his_own_name(
    world: World, wishes: ListRecord
) -> None:
    form = make(world, wishes, audience=Audience.COLLEAGUES)
    assert answer(world.actor("nobody"), form) == "new"
    assert rows(wishes)[0].author == world.principal("nobody")
    assert answer(ANONYMOUS, form) == "sign-in"
    assert answer(world.actor("acme"), form) == "wrong"
    with pytest.raises(NotFound):
        get_values(world.actor("nobody"), rows(wishes)[0].pk)


def test_only_who_may_add_answers_a_form_for_those(
    world: World, wishes: ListRecord
) -> None:
    form = make(world, wishes, audience=Audience.ADDERS)
    assert answer(world.actor("member"), form) == "new"
    assert [answer(world.actor(who), form) for who in ("visitor", "nobody")] == [
        "wrong",
        "wrong",
    ]
    assert answer(ANONYMOUS, form) == "sign-in"
    assert len(rows(wishes)) == 1


def test_only_who_manages_the_list_makes_and_sees_forms(
    world: World, wishes: ListRecord
) -> None:
    form = make(world, wishes)
    for who, error in (("visitor", Forbidden), ("nobody", NotFound)):
        actor = world.actor(who)
        for attempt in (
            lambda actor=actor: make_form(actor, wishes.id, content=content()),
            lambda actor=actor: change_form(
                actor, wishes.id, form.guid, content=content()
            ),
            lambda actor=actor: renew_form(actor, wishes.id, form.guid),
            lambda actor=actor: end_form(actor, wishes.id, form.guid),
            lambda actor=actor: reopen_form(actor, wishes.id, form.guid),
            lambda actor=actor: delete_form(actor, wishes.id, form.guid),
            lambda actor=actor: list_forms(actor, wishes.id),
            lambda actor=actor: get_form(actor, wishes.id, form.guid),
        ):
            with pytest.raises(error):
                attempt()
    assert [one.guid for one in list_forms(world.actor("owner"), wishes.id)] == [
        form.guid
    ]


def test_a_form_is_closed_by_hand_by_time_and_by_number(
    world: World, wishes: ListRecord
) -> None:
    owner, now = world.actor("owner"), clock.now()
    form = make(world, wishes, most=1)
    assert answer(ANONYMOUS, form) == "new"
    assert answer(ANONYMOUS, form) == "full"
    guid = form.guid
    for changed, met in (
        ({"closes": now - 1}, "over"),
        ({"opens": now + clock.DAY}, "early"),
        ({}, "open"),
    ):
        change_form(owner, wishes.id, guid, content=content(**changed))
        assert door(ANONYMOUS, form) == met
    end_form(owner, wishes.id, guid)
    assert answer(ANONYMOUS, form) == "ended"
    reopen_form(owner, wishes.id, guid)
    assert answer(ANONYMOUS, form) == "new"
    assert len(rows(wishes)) == 2


def test_a_form_that_is_renewed_or_gone_leads_nowhere_by_its_old_address(
    world: World, wishes: ListRecord
) -> None:
    owner, form = world.actor("owner"), make(world, wishes)
    renewed = renew_form(owner, wishes.id, form.guid)
    assert renewed.token != form.token
    assert get_form(owner, wishes.id, form.guid).token == renewed.token
    with pytest.raises(NotFound):
        answer(ANONYMOUS, form)
    assert answer(ANONYMOUS, renewed) == "new"
    for token in ("", "1", "0-a", f"{renewed.id}-{'a' * 32}", f"999-{'a' * 32}"):
        with pytest.raises(NotFound):
            find_door(ANONYMOUS, token, language="en")
    delete_form(owner, wishes.id, form.guid)
    with pytest.raises(NotFound):
        answer(ANONYMOUS, renewed)
    assert len(rows(wishes)) == 1


def test_a_form_of_a_list_in_the_bin_leads_nowhere(
    world: World, wishes: ListRecord
) -> None:
    form = make(world, wishes)
    delete_list(world.actor("owner"), wishes.id)
    with pytest.raises(NotFound):
        find_door(ANONYMOUS, form.token, language="en")
    with pytest.raises(NotFound):
        answer(ANONYMOUS, form)


def test_the_secret_is_kept_nowhere(world: World, wishes: ListRecord) -> None:
    form = make(world, wishes)
    secret = form.token.partition("-")[2]
    assert len(secret) == 32
    kept = [str(Form.unscoped.filter(pk=form.id).values().get())]
    kept += [str(one) for one in Change.unscoped.values_list("before", "after")]
    assert secret not in " ".join(kept)


def test_what_is_sent_twice_is_one_answer(world: World, wishes: ListRecord) -> None:
    form, once = make(world, wishes, most=1), uuid4()
    first = answer_form(ANONYMOUS, form.token, values={"Wish": "a"}, once=once)
    again = answer_form(ANONYMOUS, form.token, values={"Wish": "b"}, once=once)
    assert (first, again) == ("new", "again")
    assert [get_values(SYSTEM, one.pk)["Wish"] for one in rows(wishes)] == ["a"]


def test_one_answer_of_each_person(world: World, wishes: ListRecord) -> None:
    form = make(world, wishes, audience=Audience.COLLEAGUES, single=True)
    nobody = world.actor("nobody")
    assert answer(nobody, form) == "new"
    assert (answer(nobody, form), door(nobody, form)) == ("answered", "answered")
    assert answer(world.actor("visitor"), form) == "new"
    with pytest.raises(Invalid) as refused:
        make(world, wishes, single=True)
    assert set(refused.value.fields) == {"single"}


def test_strangers_answer_only_where_the_installation_lets_them(
    world: World, wishes: ListRecord, settings: Settings
) -> None:
    form = make(world, wishes)
    settings.HALLWAY = replace(settings.HALLWAY, guest_forms=False)
    assert (door(ANONYMOUS, form), answer(ANONYMOUS, form)) == ("off", "off")
    with pytest.raises(Invalid) as refused:
        make(world, wishes)
    assert set(refused.value.fields) == {"audience"}
    assert make(world, wishes, audience=Audience.COLLEAGUES).state == "open"


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"title": " "}, {"title"}),
        ({"title": "x" * 300, "intro": "y" * 6000}, {"title", "intro"}),
        ({"thanks": "a\0b"}, {"thanks"}),
        ({"columns": ()}, {"columns"}),
        ({"columns": ("Wish", "Gone")}, {"columns"}),
        ({"columns": ("Kind",)}, {"columns"}),
        ({"columns": ("Wish", "Who")}, {"columns"}),
        ({"opens": 10, "closes": 10}, {"closes"}),
        ({"most": 0}, {"most"}),
        ({"most": 10**9}, {"most"}),
    ],
)
def test_what_makes_no_form_is_named(
    world: World, wishes: ListRecord, changed: dict[str, Any], fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        make(world, wishes, **changed)
    assert set(refused.value.fields) == fields
    assert not Form.unscoped.exists()


def test_strangers_are_not_asked_what_would_tell_them_of_a_list(
    world: World, wishes: ListRecord
) -> None:
    add(world, wishes.id, "Code", "text", unique=True)
    add(world, wishes.id, "Other", "lookup", list=wishes.guid, shown="Wish")
    add(world, wishes.id, "Secret", "text", hidden=True)
    add(world, wishes.id, "Fixed", "text", read_only=True)
    for name in ("Code", "Other", "Who", "Secret", "Fixed"):
        with pytest.raises(Invalid):
            make(world, wishes, columns=("Wish", name))
    of = Audience.COLLEAGUES
    assert make(world, wishes, columns=("Wish", "Who"), audience=of).state == "open"
    for name in ("Code", "Other"):
        with pytest.raises(Invalid):
            make(world, wishes, columns=("Wish", name), audience=of)
    every = ("Wish", "Code", "Other", "Who")
    form = make(world, wishes, columns=every, audience=Audience.ADDERS)
    found = find_door(world.actor("member"), form.token, language="en")
    assert found.asked is not None
    assert [one.internal_name for one in found.asked.columns] == list(every)


def test_a_column_that_may_not_be_asked_any_more_is_left_out(
    world: World, wishes: ListRecord
) -> None:
    form = make(world, wishes)
    kind = column(wishes.id, "Kind")
    set_column(
        world.actor("owner"),
        wishes.id,
        kind.id,
        required=False,
        settings=kind.settings,
        unique=True,
    )
    found = find_door(ANONYMOUS, form.token, language="en")
    assert found.asked is not None
    assert [one.internal_name for one in found.asked.columns] == ["Wish"]
    with pytest.raises(Invalid) as refused:
        answer(ANONYMOUS, form, Wish="a", Kind="meal")
    assert set(refused.value.fields) == {""}


def test_what_a_form_does_not_ask_is_not_written(
    world: World, wishes: ListRecord
) -> None:
    form = make(world, wishes)
    for name in ("State", "Who", "Gone"):
        with pytest.raises(Invalid) as refused:
            answer(ANONYMOUS, form, Wish="a", **{name: "done"})
        assert set(refused.value.fields) == {""}
    assert not rows(wishes)


def test_wrong_answers_are_named_by_field_and_nothing_else_is(
    world: World, wishes: ListRecord
) -> None:
    form = make(world, wishes)
    with pytest.raises(Invalid) as refused:
        answer(ANONYMOUS, form, Kind="car")
    assert set(refused.value.fields) == {"Wish", "Kind"}
    # What the list needs by now and the form does not ask is not the stranger's.
    add(world, wishes.id, "Budget", "number", required=True)
    with pytest.raises(Conflict) as closed:
        answer(ANONYMOUS, form)
    assert "Budget" not in closed.value.message
    assert get_form(world.actor("owner"), wishes.id, form.guid).lacking == ("Budget",)
    assert not rows(wishes)
    assert Form.unscoped.get(pk=form.id).answers == 0


def test_the_lists_rule_is_told(world: World, wishes: ListRecord) -> None:
    set_rule(
        world.actor("owner"), wishes.id, formula='[Wish] <> "war"', message="No war."
    )
    form = make(world, wishes)
    with pytest.raises(Invalid) as refused:
        answer(ANONYMOUS, form, Wish="war")
    assert refused.value.fields == {"": "No war."}


def test_terms_are_offered_to_who_cannot_search_them(
    world: World, wishes: ListRecord
) -> None:
    admin = world.actor("admin")
    of = add_term_set(admin, add_term_group(admin, title="Feasts"), title="Dishes")
    pie = add_term(admin, of, title="Pie")
    dishes = get_term_set(admin, of)
    add(world, wishes.id, "Dish", "term", set=dishes.guid)
    form = make(world, wishes, columns=("Wish", "Dish"))
    found = find_door(ANONYMOUS, form.token, language="en")
    assert found.asked is not None
    assert found.asked.terms == {"Dish": [(pie, "Pie")]}
    assert answer(ANONYMOUS, form, Wish="a", Dish=pie) == "new"
    assert get_values(SYSTEM, rows(wishes)[0].pk)["Dish"] == pie
    with pytest.raises(Invalid):
        answer(ANONYMOUS, form, Wish="a", Dish=pie + 1000)


def test_a_changed_form_keeps_its_address_and_who_is_told(
    world: World, wishes: ListRecord
) -> None:
    form = make(world, wishes, tells=True)
    changed = change_form(
        world.actor("admin"), wishes.id, form.guid, content=content(tells=True, most=9)
    )
    assert (changed.token, changed.content.most) == (form.token, 9)
    row = Form.unscoped.get(pk=form.id)
    assert row.notify == world.principal("owner")
    before = Change.unscoped.count()
    change_form(
        world.actor("owner"), wishes.id, form.guid, content=content(tells=True, most=9)
    )
    assert Change.unscoped.count() == before


def test_a_library_collects_no_answers(world: World, wishes: ListRecord) -> None:
    library = next(one for one in list_lists(SYSTEM, world.hr) if one.kind != "generic")
    with pytest.raises(Conflict):
        make_form(world.actor("owner"), library.id, content=content())
