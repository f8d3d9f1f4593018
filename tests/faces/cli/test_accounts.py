"""`hallway user`, `token`, `site`, `list` and `explain`."""

from __future__ import annotations

import io
import re

import pytest

from hallway.core.access.actors import System
from hallway.core.people.actors import authenticate_token, get_actor
from hallway.core.people.models import Person
from hallway.core.people.queries import find_person
from hallway.core.projections import building
from hallway.core.projections.schema import drop_all
from tests.faces.cli.conftest import Hallway

SYSTEM = System("a test")


def test_a_user_is_staff_and_named_after_the_address(hallway: Hallway) -> None:
    answer = hallway("user", "add", "ada.lovelace@a.example")
    assert answer.code == 0
    person = find_person(SYSTEM, "ada.lovelace@a.example")
    assert person.name == "Ada Lovelace"
    actor = get_actor(person.id, face="test")
    assert actor.staff
    assert actor.everything is None


def test_an_admin_may_do_everything(hallway: Hallway) -> None:
    hallway("user", "add", "ada@a.example", "--admin", "--name", "Ada L.")
    person = find_person(SYSTEM, "ada@a.example")
    assert person.name == "Ada L."
    assert get_actor(person.id, face="test").everything is not None


def test_a_password_comes_from_standard_input(
    hallway: Hallway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("quite long a secret\n"))
    hallway("user", "add", "ada@a.example", "--password-stdin")
    stored = Person.unscoped.get(email="ada@a.example")
    assert stored.check_password("quite long a secret")


def test_an_address_is_taken_once(hallway: Hallway) -> None:
    hallway("user", "add", "ada@a.example")
    again = hallway("user", "add", "ADA@a.example")
    assert again.code == 6
    assert again.out == ""
    assert again.err.count("\n") == 1


def test_a_token_stands_alone_on_stdout_and_lets_in(hallway: Hallway) -> None:
    hallway("user", "add", "ada@a.example")
    answer = hallway("token", "create", "ada@a.example", "--days", "3")
    assert len(answer.lines) == 1
    actor = authenticate_token(answer.lines[0], face="test")
    assert actor is not None
    assert actor.name == "Ada"


def test_a_revoked_token_lets_nobody_in(hallway: Hallway) -> None:
    hallway("user", "add", "ada@a.example")
    secret = hallway("token", "create", "ada@a.example").lines[0]
    number = hallway("token", "list", "ada@a.example").lines[1].split()[0]
    assert hallway("token", "revoke", number).code == 0
    assert authenticate_token(secret, face="test") is None


def test_a_token_for_nobody_is_refused(hallway: Hallway) -> None:
    answer = hallway("token", "create", "nobody@a.example")
    assert answer.code == 3
    assert answer.out == ""


def test_a_person_is_shut_out_and_let_in_again(hallway: Hallway) -> None:
    hallway("user", "add", "ada@a.example")
    secret = hallway("token", "create", "ada@a.example").lines[0]
    hallway("user", "deactivate", "ada@a.example")
    assert authenticate_token(secret, face="test") is None
    assert hallway("user", "list").lines[1:] == []
    hallway("user", "reactivate", "ada@a.example")
    assert authenticate_token(secret, face="test") is not None
    assert hallway("user", "list").lines[1].split() == ["ada@a.example", "Ada"]


def test_a_site_has_its_library_and_its_owner(hallway: Hallway) -> None:
    hallway("user", "add", "ada@a.example")
    made = hallway("site", "add", "/sites/hr", "--owner", "ada@a.example")
    assert made.code == 0
    assert "/sites/hr" in hallway("site", "list").out
    assert hallway("lists").lines[1].split()[:3] == [
        "/sites/hr/Documents",
        "documents",
        "0",
    ]
    why = hallway("explain", "ada@a.example", "/sites/hr/Documents", "--right", "edit")
    assert "hr Owners" in why.out


def test_a_list_is_added_to_a_site(hallway: Hallway) -> None:
    hallway("site", "add", "/sites/hr")
    made = hallway("list", "add", "/sites/hr", "Contracts", "--kind", "documents")
    assert made.code == 0
    assert "/sites/hr/Contracts" in hallway("lists").out
    wrong = hallway("list", "add", "/sites/hr", "Other", "--kind", "nonsense")
    assert wrong.code == 5
    assert "nonsense" in wrong.err
    # It would have no customer: `hallway customer add` makes both.
    alone = hallway("list", "add", "/sites/hr", "Asked", "--kind", "requests")
    assert alone.code == 5
    assert "not added here" in alone.err
    assert "Asked" not in hallway("lists").out


def test_lists_are_indexed_and_say_how(
    hallway: Hallway, monkeypatch: pytest.MonkeyPatch
) -> None:
    hallway("site", "add", "/sites/hr")
    hallway("list", "add", "/sites/hr", "Things", "--kind", "generic")
    things = "/sites/hr/Lists/Things"

    def state() -> str:
        return next(one for one in hallway("lists").lines if things in one)

    assert state().endswith("in item table")
    monkeypatch.setattr(building, "PROMOTED", 0)
    monkeypatch.setattr(building, "DEMOTED", 0)
    assert hallway("reindex", "--lists").code == 0
    assert re.search(r"own table: \d+ columns, \d+ indexes$", state())
    assert hallway("reindex", "--lists").code == 0
    assert hallway("check").code == 0
    drop_all()


def test_a_list_is_deleted_by_its_path(hallway: Hallway) -> None:
    hallway("site", "add", "/sites/hr")
    hallway("list", "add", "/sites/hr", "Things", "--kind", "generic")
    assert hallway("list", "delete", "/sites/hr/Things").code == 3
    assert hallway("list", "delete", "/sites/hr").code == 3
    done = hallway("list", "delete", "/sites/hr/Lists/Things")
    assert done.code == 0
    assert "/sites/hr/Lists/Things to the recycle bin; items in it: 0." in done.out
    assert "Things" not in hallway("lists").out
    assert hallway("list", "delete", "/sites/hr/Lists/Things").code == 3
    assert hallway("check").code == 0


def test_whoever_has_no_role_is_told_so(hallway: Hallway) -> None:
    hallway("user", "add", "ada@a.example")
    hallway("site", "add", "/sites/hr")
    why = hallway("explain", "ada@a.example", "http://x.example/sites/hr/Documents")
    assert why.code == 0
    assert "may not see" in why.out


def test_nothing_cannot_be_explained(hallway: Hallway) -> None:
    hallway("user", "add", "ada@a.example")
    assert hallway("explain", "ada@a.example", "/sites/none").code == 3
