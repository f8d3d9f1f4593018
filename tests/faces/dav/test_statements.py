"""How many SQL statements a request takes, whatever the number of rows."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from hallway.platform.db import engine
from tests.faces.dav.conftest import LIBRARY, Cast

Statements = Callable[[], Any]

ALL = '<propfind xmlns="DAV:"><allprop/></propfind>'
NAMES = '<propfind xmlns="DAV:"><prop><getetag/><x xmlns="urn:x"/></prop></propfind>'


def fill(cast: Cast, folder: str, *, files: int) -> None:
    assert cast.mo("MKCOL", folder).status == 201
    for number in range(files):
        assert cast.mo("PUT", f"{folder}/{number}.txt", body=b"x").status == 201


def test_a_small_file_is_read_in_three_statements(
    cast: Cast, statements: Statements
) -> None:
    cast.mo("PUT", f"{LIBRARY}/a.txt", body=b"x")
    cast.rita("GET", f"{LIBRARY}/a.txt")
    with statements() as sent:
        assert cast.rita("GET", f"{LIBRARY}/a.txt").status == 200
    assert len(sent) <= 3, [one["sql"] for one in sent]


def test_a_small_file_is_written_in_a_few_statements(
    cast: Cast, statements: Statements
) -> None:
    cast.mo("PUT", f"{LIBRARY}/a.txt", body=b"x")
    # PostgreSQL takes the list's lock in two; SQLite has one writer anyway.
    of_lock = 2 if engine().locks_rows else 0
    for name, most in (("a.txt", 17), ("b.txt", 21)):
        with statements() as sent:
            cast.mo("PUT", f"{LIBRARY}/{name}", body=b"y")
        assert len(sent) <= most + of_lock, [one["sql"] for one in sent]


@pytest.mark.parametrize("depth", ["1", "infinity"])
@pytest.mark.parametrize("body", [ALL, NAMES])
def test_a_listing_takes_as_many_statements_for_3_as_for_30(
    cast: Cast, statements: Statements, depth: str, body: str
) -> None:
    fill(cast, f"{LIBRARY}/few", files=3)
    fill(cast, f"{LIBRARY}/many", files=30)
    # The first use of a token reads who belongs where, and is noted.
    cast.rita("GET", f"{LIBRARY}/")
    counts = []
    for folder, files in (("few", 3), ("many", 30)):
        with statements() as sent:
            answer = cast.rita(
                "PROPFIND", f"{LIBRARY}/{folder}", Depth=depth, body=body
            )
        assert answer.text.count("<D:response>") == files + 1
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert counts[0] <= 8, counts


def test_a_listing_of_several_pages_is_whole_and_in_order(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hallway.core.items import queries

    fill(cast, f"{LIBRARY}/many", files=12)
    cast.mo("MKCOL", f"{LIBRARY}/many/9 folder")
    pages = queries.iter_children

    def small_pages(*args: Any, **more: Any) -> Any:
        return pages(*args, **more, page=5)

    monkeypatch.setattr(queries, "iter_children", small_pages)
    answer = cast.rita("PROPFIND", f"{LIBRARY}/many/", Depth="1")
    assert "content-length" not in answer.headers
    assert answer.text.count("<D:response>") == 14
    assert answer.text.endswith("</D:multistatus>")
    names = re.findall("<D:displayname>(.*?)</D:displayname>", answer.text)[1:]
    assert names == sorted(names)


def test_too_much_at_once_is_refused_before_the_answer_starts(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hallway.faces.dav import propfind

    fill(cast, f"{LIBRARY}/few", files=3)
    monkeypatch.setattr(propfind, "MAX_INFINITE", 2)
    answer = cast.rita("PROPFIND", f"{LIBRARY}/few", Depth="infinity")
    assert answer.status == 403
    assert "<D:propfind-finite-depth/>" in answer.text
    monkeypatch.setattr(propfind, "MAX_INFINITE", 3)
    assert cast.rita("PROPFIND", f"{LIBRARY}/few", Depth="infinity").status == 207
