"""Suggesting and resolving people and groups."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hallway.core.access.actors import ANONYMOUS, Actor
from hallway.core.access.groups.commands import add_member, create_group
from hallway.core.errors import NotFound
from hallway.core.people.commands import (
    add_organisation,
    deactivate_person,
    link_alias,
    reactivate_person,
    unlink_alias,
    update_person,
)
from hallway.core.people.finding.queries import (
    resolve_principals,
    suggest_people,
    suggest_principals,
)
from hallway.core.people.finding.records import Wanted
from hallway.core.people.records import OrganisationRecord, PersonRecord
from hallway.core.sites.commands import add_site
from tests.core.people.conftest import Acts, Adds


@dataclass
class House:
    """Colleagues, one of them with two accounts, and a customer."""

    katharina: PersonRecord
    karl: PersonRecord
    petra: PersonRecord
    petra_too: PersonRecord
    cora: PersonRecord
    actor: Actor


@pytest.fixture
def house(system: Actor, own: OrganisationRecord, add: Adds, act: Acts) -> House:
    acme = add_organisation(system, name="Acme", kind="customer").id
    katharina = add("Katharina", organisation=own.id)
    house = House(
        katharina,
        add("Karl", organisation=own.id),
        add("Petra", organisation=own.id),
        update_person(system, add("Schauf", organisation=own.id).id, name="Schäuffele"),
        add("Cora", organisation=acme),
        act(katharina),
    )
    create_group(system, title="Kantine und Küche", description="Who cooks")
    return house


def titles(actor: Actor, text: str) -> list[str]:
    return [one.title for one in suggest_people(actor, text)]


def everything(actor: Actor, text: str) -> list[str]:
    return [one.title for one in suggest_principals(actor, text)]


def test_people_are_suggested_by_the_start_of_a_word_or_of_the_address(
    house: House,
) -> None:
    assert titles(house.actor, "ka") == ["Karl", "Katharina"]
    assert titles(house.actor, " KATH ") == ["Katharina"]
    assert titles(house.actor, "schau") == ["Schäuffele"]
    assert titles(house.actor, "karl@a.ex") == ["Karl"]
    assert titles(house.actor, "arl") == []
    assert titles(house.actor, "") == titles(house.actor, "  ") == []
    assert titles(house.actor, "k" * 10_000) == []


@pytest.mark.parametrize("text", ["%", "_", "!", "%%a", "k%", "\\", "'", "\0"])
def test_no_sign_stands_for_others(house: House, text: str) -> None:
    assert titles(house.actor, text) == []


def test_groups_are_suggested_beside_people(house: House) -> None:
    assert everything(house.actor, "ka") == ["Karl", "Katharina", "Kantine und Küche"]
    assert everything(house.actor, "kuch") == ["Kantine und Küche"]
    assert everything(house.actor, "all st") == ["All staff"]


def test_an_answer_has_an_end(house: House, own: OrganisationRecord, add: Adds) -> None:
    for number in range(15):
        add(f"Kai{number}", organisation=own.id)
    assert len(suggest_people(house.actor, "ka")) == 10
    both = everything(house.actor, "ka")
    assert len(both) == 10
    assert both[-1] == "Kantine und Küche"


def test_who_left_and_who_is_a_customer_is_not_suggested(
    house: House, system: Actor
) -> None:
    deactivate_person(system, house.karl.id)
    assert titles(house.actor, "ka") == ["Katharina"]
    assert titles(house.actor, "cora") == []


def test_a_human_with_two_accounts_is_suggested_once(
    house: House, system: Actor
) -> None:
    link_alias(system, house.petra.id, house.petra_too.id)
    assert titles(house.actor, "petra") == ["Petra"]
    assert titles(house.actor, "schauf@") == ["Petra"]
    # The account that was closed does not hide the one that is used.
    deactivate_person(system, house.petra.id)
    assert titles(house.actor, "petra@") == ["Schäuffele"]
    reactivate_person(system, house.petra.id)
    unlink_alias(system, house.petra.id, house.petra_too.id)
    assert titles(house.actor, "schau") == ["Schäuffele"]


def test_a_group_of_a_hidden_site_is_not_there(
    house: House, system: Actor, act: Acts
) -> None:
    site = add_site(system, path="/sites/kel", title="Keller", kind="team")
    assert everything(house.actor, "keller") == []
    assert resolve_principals(house.actor, ["Keller Members"])[0].match is None
    group = next(
        one for one in suggest_principals(system, "keller") if "Members" in one.title
    )
    hidden = resolve_principals(house.actor, [f"#{group.id}"])[0]
    absent = resolve_principals(house.actor, ["#99999999"])[0]
    assert hidden.match is absent.match is None
    assert hidden.message == absent.message
    add_member(system, group.id, house.katharina.id)
    inside = act(house.katharina)
    assert "Keller Members" in everything(inside, "keller")
    assert site.title == "Keller"


def test_there_is_no_directory_for_others_than_staff(house: House, act: Acts) -> None:
    for actor in (act(house.cora), ANONYMOUS):
        with pytest.raises(NotFound):
            suggest_people(actor, "ka")
        with pytest.raises(NotFound):
            suggest_principals(actor, "ka")
        with pytest.raises(NotFound):
            resolve_principals(actor, ["karl@a.example"])


def test_each_text_means_somebody_or_has_a_message(house: House) -> None:
    answers = resolve_principals(
        house.actor,
        [
            f"#{house.karl.id}",
            "PETRA@a.example",
            "schauffele",
            "kantine und küche",
            "Nobody At All",
            "",
            "cora@a.example",
            "Cora Unknown",
        ],
    )
    assert [one.match and one.match.title for one in answers] == [
        "Karl",
        "Petra",
        "Schäuffele",
        "Kantine und Küche",
        None,
        "Cora",
        None,
    ]
    assert "Nobody here" in answers[4].message


def test_one_text_may_hold_several_names(house: House) -> None:
    answers = resolve_principals(house.actor, ["Karl, petra@a.example; nobody,,Karl"])
    assert [one.match and one.match.title for one in answers] == ["Karl", "Petra", None]
    assert answers[2].text == "nobody"


def test_a_name_of_two_people_is_asked_about(
    house: House, system: Actor, own: OrganisationRecord, add: Adds
) -> None:
    update_person(system, house.karl.id, name="Petra")
    (answer,) = resolve_principals(house.actor, ["Petra"])
    assert answer.match is None
    assert "e-mail address" in answer.message
    (answer,) = resolve_principals(house.actor, ["karl@a.example"])
    assert answer.match is not None


def test_where_people_are_wanted_groups_are_nobody(house: House) -> None:
    texts = ["Kantine und Küche", "Karl"]
    answers = resolve_principals(house.actor, texts, wanted=Wanted.PEOPLE)
    assert [one.match is None for one in answers] == [True, False]


def test_who_left_cannot_be_chosen(house: House, system: Actor) -> None:
    deactivate_person(system, house.karl.id)
    for text in (f"#{house.karl.id}", "karl@a.example", "Karl"):
        assert resolve_principals(house.actor, [text])[0].match is None


def test_the_statements_do_not_grow_with_what_is_asked(
    house: House, own: OrganisationRecord, add: Adds
) -> None:
    counts = []
    for much in (3, 30):
        for number in range(much):
            add(f"Kai{much}x{number}", organisation=own.id)
        with CaptureQueriesContext(connection) as sent:
            suggest_principals(house.actor, "ka")
            texts = [f"kai{much}x{n}@a.example" for n in range(much)]
            resolve_principals(house.actor, texts)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 6
