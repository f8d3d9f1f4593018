"""PUT: what is refused is refused unread; what is stored is a version."""

import pytest

from hallway.core.access.actors import Actor
from hallway.core.items import queries
from tests.faces.dav.asking import Body, ask
from tests.faces.dav.conftest import LIBRARY, Cast, Somebody

LOCKINFO = (
    '<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope>'
    "<D:locktype><D:write/></D:locktype></D:lockinfo>"
)


def actor_of(person: Somebody) -> Actor:
    from hallway.core.people.actors import get_actor

    return get_actor(person.id, face="test")


def refused_unread(somebody: str, path: str, cast: Cast, **headers: str) -> int:
    """The status of an upload whose body nobody has looked at."""
    body = Body(b"12345")
    token = "" if somebody == "nobody" else getattr(cast, somebody).token
    headers.setdefault("Content_Length", "5")
    answer = ask("PUT", path, token=token, body=body, **headers)
    assert not body.was_read
    return answer.status


def test_what_can_be_refused_is_refused_before_the_body_is_read(cast: Cast) -> None:
    there, free = f"{LIBRARY}/a.txt", f"{LIBRARY}/b.txt"
    cast.mo("PUT", there, body=b"x")
    assert refused_unread("nobody", there, cast) == 401
    assert refused_unread("rita", there, cast) == 403
    assert refused_unread("rita", free, cast) == 403
    assert refused_unread("nils", there, cast) == 409
    assert refused_unread("mo", f"{LIBRARY}/no/a.txt", cast) == 409
    assert refused_unread("mo", f"{LIBRARY}/", cast) == 405
    assert refused_unread("mo", "/sites/hr", cast) == 405
    assert refused_unread("mo", f"{LIBRARY}/con", cast) == 400
    assert refused_unread("mo", there, cast, Content_Range="bytes 0-4/9") == 400
    assert refused_unread("mo", there, cast, If_None_Match="*") == 412
    assert refused_unread("mo", free, cast, If_Match="*") == 412
    assert refused_unread("mo", there, cast, If='(["other"])') == 412
    assert refused_unread("mo", there, cast, X_OC_Mtime="yesterday") == 400
    assert refused_unread("mo", there, cast, Content_Length="") == 411
    assert refused_unread("mo", there, cast, Content_Length="many") == 400
    assert refused_unread("mo", there, cast, Content_Length=str(1 << 60)) == 413
    cast.mo("LOCK", there, body=LOCKINFO)
    assert refused_unread("lena", there, cast) == 423
    assert cast.rita("GET", there).body == b"x"


def test_a_body_that_would_pass_the_limit_is_refused_unread(cast: Cast) -> None:
    from hallway.core.sites.commands import set_quota

    set_quota(cast.system, cast.site, limit=3 << 20, warning=None)
    path = f"{LIBRARY}/a.bin"
    assert refused_unread("mo", path, cast, Content_Length=str(4 << 20)) == 507
    assert cast.mo("PUT", path, body=bytes(2 << 20)).status == 201
    # A small one is found out only by the command; it is refused all the same.
    set_quota(cast.system, cast.site, limit=2 << 20, warning=None)
    answer = cast.mo("PUT", f"{LIBRARY}/b.bin", body=b"x")
    assert answer.status == 507
    assert "<D:quota-not-exceeded/>" in answer.text


@pytest.mark.parametrize(("sent", "declared"), [(b"1234", "5"), (b"123456", "5")])
def test_a_body_that_is_not_as_long_as_declared_is_not_stored(
    cast: Cast, sent: bytes, declared: str
) -> None:
    path = f"{LIBRARY}/a.txt"
    answer = cast.mo("PUT", path, body=Body(sent), Content_Length=declared)
    assert answer.status == 400
    assert cast.mo("GET", path).status == 404


def test_saves_under_one_lock_are_one_version(cast: Cast) -> None:
    from hallway.core.versions.queries import list_versions

    path = f"{LIBRARY}/letter.docx"
    cast.mo("PUT", path, body=b"first")
    token = cast.mo("LOCK", path, body=LOCKINFO).headers["lock-token"]
    for number in range(4):
        body = f"draft {number}".encode()
        assert cast.mo("PUT", path, body=body, If=f"({token})").status == 204
    cast.mo("UNLOCK", path, Lock_Token=token)
    actor = actor_of(cast.lena)
    segments = tuple(path.strip("/").split("/"))
    item = queries.resolve(actor, segments).item
    assert item is not None
    assert item.major == 2
    assert len(list_versions(actor, item.id)) == 2
    assert cast.rita("GET", path).body == b"draft 3"


def test_who_has_a_file_checked_out_is_named(cast: Cast) -> None:
    from hallway.core.locks.commands import check_out

    path = f"{LIBRARY}/a.txt"
    cast.mo("PUT", path, body=b"x")
    lena = actor_of(cast.lena)
    item = queries.resolve(lena, tuple(path.strip("/").split("/"))).item
    assert item is not None
    check_out(lena, item.id)
    assert refused_unread("mo", path, cast) == 423
    assert "Locked by Lena Test." in cast.mo("PUT", path, body=b"y").text
    assert cast.lena("PUT", path, body=b"y").status == 204


def test_of_two_writers_who_read_the_same_the_second_gets_412(cast: Cast) -> None:
    path = f"{LIBRARY}/a.txt"
    etag = cast.mo("PUT", path, body=b"x").headers["etag"]
    assert cast.mo("PUT", path, body=b"mine", If_Match=etag).status == 204
    assert cast.lena("PUT", path, body=b"also", If_Match=etag).status == 412
    assert cast.rita("GET", path).body == b"mine"


def test_the_same_name_in_other_case_is_the_same_file(cast: Cast) -> None:
    assert cast.mo("PUT", f"{LIBRARY}/%C3%84pfel.txt", body=b"1").status == 201
    assert cast.mo("PUT", f"{LIBRARY}/a%CC%88PFEL.TXT", body=b"2").status == 204
    answer = cast.rita("PROPFIND", f"{LIBRARY}/", Depth="1")
    assert answer.text.count("<D:response>") == 2
    assert "<D:displayname>Äpfel.txt</D:displayname>" in answer.text


def test_an_empty_file_is_a_file(cast: Cast) -> None:
    path = f"{LIBRARY}/empty.txt"
    assert cast.mo("PUT", path, body=b"", Content_Length="0").status == 201
    assert cast.mo("GET", path).headers["content-length"] == "0"
    assert cast.mo("GET", path, Range="bytes=0-").status == 416
    assert cast.mo("HEAD", path).status == 200


def test_a_large_file_comes_back_in_pieces_and_in_parts(cast: Cast) -> None:
    body = bytes(range(256)) * 4_000
    path = f"{LIBRARY}/large.bin"
    cast.mo("PUT", path, body=body)
    whole = cast.rita("GET", path)
    assert whole.body == body
    assert whole.headers["content-length"] == str(len(body))
    middle = cast.rita("GET", path, Range="bytes=300000-900000")
    assert middle.body == body[300_000:900_001]
    parts = cast.rita("GET", path, Range="bytes=0-9,500000-500009,-5")
    assert parts.headers["content-length"] == str(len(parts.body))
    for piece in (body[:10], body[500_000:500_010], body[-5:]):
        assert piece in parts.body
