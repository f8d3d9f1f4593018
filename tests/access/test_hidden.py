"""What somebody may not see is answered exactly as what is not there."""

from __future__ import annotations

import re

import pytest

from hallway.core.items.commands import create_folder, move_item, put_file
from hallway.core.locks.commands import lock_item
from hallway.wire.paths import join_href
from tests.access.requests import ATTEMPTS, ODD_ATTEMPTS, Attempt, try_it
from tests.faces.dav.asking import Answer
from tests.world import World, stage

_EVERYTHING = (*ATTEMPTS, *ODD_ATTEMPTS)

# Who may not see it, what it is, and what of its URL is altered to make a twin.
HIDDEN = [
    ("acme", "/sites/globex", "globex"),
    ("acme", "/sites/globex/Documents", "globex"),
    ("acme", "/sites/globex/Documents", "Documents"),
    ("acme", "globex_file", "globex"),
    ("acme", "globex_file", "Documents"),
    ("acme", "globex_file", "report"),
    ("globex", "/sites/acme", "acme"),
    ("globex", "acme_file", "acme"),
    ("globex", "acme_file", "report"),
    ("nobody", "/sites/hr", "hr"),
    ("nobody", "/sites/hr/Documents", "Documents"),
    ("nobody", "/sites/hr/team", "team"),
    ("nobody", "plans", "Plans"),
    ("nobody", "q3", "q3"),
    ("nobody", "q3", "hr"),
    ("nobody", "home_file", "news"),
    ("guest", "plans", "Plans"),
    ("guest", "q3", "q3"),
    ("guest", "/sites/hr", "hr"),
    ("visitor", "/sites/hr/team", "team"),
    ("visitor", "/sites/hr/team/Documents", "team"),
    ("visitor", "/sites/hr/team/Documents", "Documents"),
    ("visitor", "salaries", "Salaries"),
    ("visitor", "payroll", "payroll"),
    ("visitor", "payroll", "Salaries"),
    ("anonymous", "/sites/hr", "hr"),
    ("anonymous", "q3", "q3"),
    ("anonymous", "home_file", "news"),
]


def path_of(world: World, what: str) -> str:
    if what.startswith("/"):
        return what
    return join_href(world.path(what), collection=False)


def altered(path: str, word: str) -> tuple[str, str]:
    """A path of the same length that leads nowhere, and the word altered in it."""
    twin = word[:-1] + ("q" if word[-1] != "q" else "w")
    found = re.sub(rf"(?<=/){re.escape(word)}(?=[/%.]|$)", twin, path)
    assert found != path
    return found, twin


def shown(answer: Answer, *pair: str) -> tuple[int, dict[str, str], bytes]:
    """The answer, with the twin's name put back."""
    word, twin = pair
    body = answer.body.replace(twin.encode(), word.encode())
    headers = {name: text.replace(twin, word) for name, text in answer.headers.items()}
    return answer.status, headers, body


@pytest.mark.parametrize(("who", "what", "word"), HIDDEN)
def test_hidden_is_answered_as_absent(
    world: World, who: str, what: str, word: str
) -> None:
    path = path_of(world, what)
    other, twin = altered(path, word)
    # Whoever reads it knows it: the test is about things that are there.
    assert try_it(world, "admin", ATTEMPTS[3], path)[0].status == 207
    assert try_it(world, "admin", ATTEMPTS[3], other)[0].status == 404
    # Whom somebody reaches is read once and remembered: not in what is counted.
    try_it(world, who, ATTEMPTS[0], other)
    differing = []
    for attempt in _EVERYTHING:
        new = f"{path.rpartition('/')[0]}/new"
        hidden, queries = try_it(world, who, attempt, path, new)
        absent, queries_of_absent = try_it(world, who, attempt, other, new)
        pair = (
            (*shown(hidden, word, twin), queries),
            (*shown(absent, word, twin), queries_of_absent),
        )
        if pair[0] != pair[1]:
            differing.append((attempt.name, *pair))
    assert differing == []


# --- hidden things named in headers

_AIMED = [
    Attempt("copied to", "COPY", b"", {"Destination": "{new}"}),
    Attempt("copied into", "COPY", b"", {"Destination": "{new}/x"}),
    Attempt("moved to", "MOVE", b"", {"Destination": "{new}"}),
    Attempt("moved to a free name", "MOVE", b"", {"Destination": "{new}"}),
    Attempt("tagged", "PUT", b"x", {"If": '<{new}> (["x,1"])'}),
    Attempt("tagged absent", "PUT", b"x", {"If": '<{new}> (Not ["x,1"])'}),
]


@pytest.mark.parametrize(
    ("who", "own", "what", "word"),
    [
        ("acme", "acme_file", "globex_file", "report"),
        ("acme", "acme_file", "globex_file", "globex"),
        ("acme", "acme_file", "/sites/globex", "globex"),
        ("acme", "acme_file", "payroll", "payroll"),
        ("visitor", "q3", "payroll", "payroll"),
        ("guest", "offer", "q3", "q3"),
    ],
)
def test_a_header_that_names_something_hidden_is_answered_as_if_it_were_absent(
    world: World, who: str, own: str, what: str, word: str
) -> None:
    path, mine = path_of(world, what), path_of(world, own)
    other, twin = altered(path, word)
    try_it(world, who, ATTEMPTS[0], mine)
    differing = []
    for attempt in _AIMED:
        hidden, queries = try_it(world, who, attempt, mine, path)
        absent, queries_of_absent = try_it(world, who, attempt, mine, other)
        pair = (
            (*shown(hidden, word, twin), queries),
            (*shown(absent, word, twin), queries_of_absent),
        )
        if pair[0] != pair[1]:
            differing.append((attempt.name, *pair))
    assert differing == []


# --- hidden things below what is seen


@pytest.mark.parametrize("method", ["LOCK", "DELETE", "MOVE"])
def test_a_lock_on_something_hidden_below_is_not_told_of(
    world: World, method: str
) -> None:
    owner = world.actor("owner")
    top = create_folder(owner, world.items["root"], name="Shared").id
    # Moved in, it keeps the permissions of its own.
    move_item(owner, world.items["salaries"], to=top, name="Hidden pay")
    lock = lock_item(
        owner,
        world.items["payroll"],
        shared=False,
        deep=False,
        owner_xml="<secret/>",
        timeout_seconds=600,
    )
    (attempt,) = [one for one in ATTEMPTS if one.name == method]
    answer, _ = try_it(
        world, "member", attempt, "/sites/hr/Documents/Shared", "/sites/hr/Documents/N"
    )
    assert answer.status in (403, 423)
    told = answer.body.decode() + str(answer.headers)
    for word in ("Hidden", "pay", lock.token, "secret", world.people["owner"].email):
        assert word not in told


def test_what_is_taken_by_something_hidden_is_told_without_telling_what(
    world: World,
) -> None:
    # A name is taken or it is not: a writer learns that, and nothing else.
    parent = world.items["root"]
    put_file(world.actor("member"), parent, name="mine.txt", body=stage(b"mine"))
    hidden = path_of(world, "salaries")
    put = next(one for one in ATTEMPTS if one.name == "PUT")
    copy = next(one for one in ATTEMPTS if one.name == "COPY")
    mine = "/sites/hr/Documents/mine.txt"
    for answer, _ in (
        try_it(world, "member", put, hidden),
        try_it(world, "member", copy, mine, hidden),
    ):
        assert answer.status == 409, answer.text
        assert "Something here already has that name." in answer.text
        assert world.item("salaries").guid not in answer.text
