"""MOVE and COPY across folders, libraries and rights."""

import pytest

from tests.faces.dav.conftest import LIBRARY, Cast

OTHER = "/sites/hr/Papers"


@pytest.fixture
def two_libraries(cast: Cast) -> Cast:
    from hallway.core.lists.commands import add_list

    add_list(cast.system, cast.site, name="Papers", kind="documents")
    cast.mo("MKCOL", f"{LIBRARY}/Plans")
    cast.mo("PUT", f"{LIBRARY}/Plans/a.txt", body=b"alpha")
    return cast


def test_a_folder_moves_to_another_library_and_leaves_a_way_there(
    two_libraries: Cast,
) -> None:
    cast = two_libraries
    there = f"{OTHER}/Plans"
    assert cast.mo("MOVE", f"{LIBRARY}/Plans", Destination=there).status == 201
    assert cast.rita("GET", f"{there}/a.txt").body == b"alpha"
    moved = cast.rita("GET", f"{LIBRARY}/Plans/a.txt")
    assert moved.status == 301
    assert moved.headers["location"] == f"{there}/a.txt"
    assert cast.nils("GET", f"{LIBRARY}/Plans/a.txt").status == 404


def test_a_folder_is_copied_to_another_library(two_libraries: Cast) -> None:
    cast = two_libraries
    there = f"http://127.0.0.1:8000{OTHER}/Copy"
    assert cast.mo("COPY", f"{LIBRARY}/Plans", Destination=there).status == 201
    assert cast.rita("GET", f"{OTHER}/Copy/a.txt").body == b"alpha"
    assert cast.rita("GET", f"{LIBRARY}/Plans/a.txt").body == b"alpha"


def test_a_library_is_not_overwritten(two_libraries: Cast) -> None:
    answer = two_libraries.mo("MOVE", f"{LIBRARY}/Plans", Destination=OTHER)
    assert answer.status == 403
    assert two_libraries.rita("GET", f"{LIBRARY}/Plans/a.txt").status == 200


def test_https_of_the_same_host_is_this_server(two_libraries: Cast) -> None:
    # A proxy ends TLS and does not say so: the client writes what it sees.
    there = f"https://127.0.0.1:8000{LIBRARY}/Later"
    moved = two_libraries.mo("MOVE", f"{LIBRARY}/Plans", Destination=there)
    assert moved.status == 201


def test_dead_properties_go_along(two_libraries: Cast) -> None:
    cast = two_libraries
    body = (
        '<propertyupdate xmlns="DAV:"><set><prop><c xmlns="urn:x">blue</c>'
        "</prop></set></propertyupdate>"
    )
    cast.mo("PROPPATCH", f"{LIBRARY}/Plans/a.txt", body=body)
    for method in ("COPY", "MOVE"):
        there = f"{LIBRARY}/{method}.txt"
        cast.mo(method, f"{LIBRARY}/Plans/a.txt", Destination=there)
        assert "blue" in cast.rita("PROPFIND", there, Depth="0").text, method


def test_a_lock_on_something_inside_keeps_a_folder_where_it_is(
    two_libraries: Cast,
) -> None:
    cast = two_libraries
    body = (
        '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope>'
        "<locktype><write/></locktype></lockinfo>"
    )
    cast.mo("LOCK", f"{LIBRARY}/Plans/a.txt", body=body)
    for method in ("MOVE", "DELETE"):
        answer = cast.lena(method, f"{LIBRARY}/Plans", Destination=f"{LIBRARY}/x")
        assert answer.status == 423
        assert "Locked by Mo Test." in answer.text


def test_what_is_deleted_is_in_the_recycle_bin(two_libraries: Cast) -> None:
    from hallway.core.people.actors import get_actor
    from hallway.core.trash.commands import restore_deletion
    from hallway.core.trash.queries import list_deletions

    cast = two_libraries
    assert cast.mo("DELETE", f"{LIBRARY}/Plans/").status == 204
    assert cast.rita("GET", f"{LIBRARY}/Plans/a.txt").status == 404
    lena = get_actor(cast.lena.id, face="test")
    (deletion,) = list_deletions(lena, site=cast.site)
    restore_deletion(lena, deletion.id)
    assert cast.rita("GET", f"{LIBRARY}/Plans/a.txt").body == b"alpha"


def test_a_deleted_library_is_absent_until_it_is_back(two_libraries: Cast) -> None:
    from hallway.core.lists.commands import delete_list
    from hallway.core.lists.queries import list_lists
    from hallway.core.trash.commands import restore_deletion

    cast = two_libraries
    library = next(
        one
        for one in list_lists(cast.system, cast.site)
        if LIBRARY.endswith(f"/{one.url_name}")
    )
    before = cast.mo("PROPFIND", LIBRARY, Depth="1")
    deletion = delete_list(cast.system, library.id)
    for method, path in (
        ("GET", f"{LIBRARY}/Plans/a.txt"),
        ("PROPFIND", LIBRARY),
        ("PROPFIND", f"{LIBRARY}/Plans"),
        ("DELETE", f"{LIBRARY}/Plans/a.txt"),
    ):
        assert cast.mo(method, path, Depth="0").status == 404, (method, path)
    assert cast.mo("PUT", f"{LIBRARY}/new.txt", body=b"x").status in (404, 409)
    assert cast.mo("COPY", f"{OTHER}", Destination=LIBRARY).status >= 400
    assert LIBRARY not in cast.mo("PROPFIND", "/sites/hr", Depth="1").text
    restore_deletion(cast.system, deletion)
    assert cast.rita("GET", f"{LIBRARY}/Plans/a.txt").body == b"alpha"
    assert cast.mo("PROPFIND", LIBRARY, Depth="1").text == before.text
