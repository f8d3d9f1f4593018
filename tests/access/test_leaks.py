"""No answer to whoever may see nothing holds a word of what there is."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, unquote

import pytest

from hallway.core.errors import NotFound
from hallway.wire.paths import join_href
from tests.access.requests import ATTEMPTS, ODD_ATTEMPTS, Attempt, try_it
from tests.world import (
    ACME_SECRET,
    GLOBEX_SECRET,
    HOME_SECRET,
    HR_SECRET,
    SECRET_WORDS,
    World,
)

_MAY_SEE_NOTHING = ("nobody", "anonymous")
_SECRETS_OF = {
    "nobody": SECRET_WORDS,
    "anonymous": SECRET_WORDS,
    "acme": (HR_SECRET, GLOBEX_SECRET, HOME_SECRET),
    "globex": (HR_SECRET, ACME_SECRET, HOME_SECRET),
}
_OWN = {"acme": "acme_file", "globex": "globex_file"}


def paths(world: World) -> Iterator[str]:
    """The URL of everything there is, and of places where something might be."""
    yield from ("/", "/sites", "/none", "/sites/none", "/_api", "/portal", "/search")
    for site in world.sites.values():
        yield from (site.path, f"{site.path.rstrip('/')}/Documents/none")
    for one in world.lists.values():
        home = next(s.path for s in world.sites.values() if s.id == one.site)
        yield join_href(
            [*home.split("/")[1:], *one.url_name.split("/")], collection=True
        )
    for name in world.items:
        try:
            path = world.path(name)
        except NotFound:
            # Deleted, or the root folder of a list.
            continue
        yield join_href(path, collection=False)


def words_of(world: World, who: str) -> set[str]:
    """What must not be told to somebody: words, addresses, guids, tokens."""
    own = world.item(_OWN[who]) if who in _OWN else None
    words = set(_SECRETS_OF[who])
    for person in world.people.values():
        if person.name.lower() != who:
            words |= {person.email, person.guid}
    for name in world.items:
        try:
            item = world.item(name)
        except NotFound:
            continue
        if own is None or item.list != own.list:
            words.add(item.guid)
            if item.sha256:
                words.add(item.sha256)
    for kind in (world.sites, world.lists):
        for record in kind.values():
            if own is None or record.id not in (own.list, _site_of(world, own.list)):
                words |= {record.guid, record.title} - {"Documents"}
    return words


def _site_of(world: World, list_id: int) -> int:
    return next(one.site for one in world.lists.values() if one.id == list_id)


def told(attempt: Attempt, path: str, text: str) -> str:
    """An answer without what its request said itself."""
    for said in (path, unquote(path), path.rstrip("/"), unquote(path).rstrip("/")):
        # A stranger's browser is led to sign in and back: the path as a parameter.
        for form in (said, quote(said), quote(said, safe="")):
            if len(form) > 1:
                text = text.replace(form, "…")
    return text.lower()


@pytest.mark.parametrize("who", _SECRETS_OF)
def test_no_answer_tells_a_secret(world: World, who: str) -> None:
    words = {word.lower() for word in words_of(world, who)}
    assert len(words) > 40
    told_words = set()
    for path in dict.fromkeys(paths(world)):
        for attempt in (*ATTEMPTS, *ODD_ATTEMPTS):
            answer, _ = try_it(world, who, attempt, path, "/sites/hr/Documents/new")
            head = "\n".join(
                f"{name}: {value}" for name, value in answer.headers.items()
            )
            text = told(attempt, path, f"{head}\n{answer.body.decode('latin-1')}")
            assert answer.status != 500
            told_words |= {(attempt.name, path, word) for word in words if word in text}
    assert told_words == set()


@pytest.mark.parametrize("who", _OWN)
def test_a_customer_sees_what_is_his(world: World, who: str) -> None:
    # What the test above looks for would be found.
    path = join_href(world.path(_OWN[who]), collection=False)
    (own,) = set(SECRET_WORDS) - set(_SECRETS_OF[who])
    for attempt in ATTEMPTS[1:4:2]:
        answer, _ = try_it(world, who, attempt, path)
        text = answer.body.decode() + str(answer.headers)
        assert own in text
    everything, _ = try_it(world, "admin", ATTEMPTS[4], "/sites/hr/Documents")
    assert HR_SECRET in everything.text


@pytest.mark.parametrize("who", _MAY_SEE_NOTHING)
def test_who_may_see_nothing_is_shown_nothing(world: World, who: str) -> None:
    for path in dict.fromkeys(paths(world)):
        for attempt in ATTEMPTS:
            answer, _ = try_it(world, who, attempt, path)
            allowed = {401, 403, 404, 405, 409}
            if path == "/" or attempt.method == "OPTIONS":
                # The home path is there for everybody, and empty.
                allowed |= {200, 207}
            if path in ("/portal", "/search"):
                # A page: its stranger is led to sign in.
                allowed |= {302}
            assert answer.status in allowed, (attempt.name, path)
            if answer.status == 207:
                assert answer.text.count("<D:response>") == 1


def test_no_log_line_names_what_was_asked(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    # A 502, which Django would log with its path.
    (attempt,) = [one for one in ODD_ATTEMPTS if one.name == "elsewhere"]
    path = join_href(world.path("q3"), collection=False)
    answer, _ = try_it(world, "owner", attempt, path)
    assert answer.status == 502
    assert HR_SECRET not in caplog.text
