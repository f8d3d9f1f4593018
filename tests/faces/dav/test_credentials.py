"""Who gets in: tokens, never passwords; absent and hidden look alike."""

import pytest

from tests.faces.dav.asking import ask, credentials
from tests.faces.dav.conftest import LIBRARY, Cast

SECRET = f"{LIBRARY}/"


def test_basic_takes_the_address_in_any_case_and_a_token(cast: Cast) -> None:
    email = cast.rita.email.upper()
    answer = ask("GET", SECRET, token=cast.rita.token, email=email)
    assert answer.status == 200


def test_basic_with_somebody_elses_address_is_refused(cast: Cast) -> None:
    answer = ask("GET", SECRET, token=cast.rita.token, email=cast.mo.email)
    assert answer.status == 401


def test_the_password_of_the_account_is_never_accepted(cast: Cast) -> None:
    from hallway.core.people.commands import set_password

    set_password(cast.system, cast.rita.id, password="correct horse battery")
    header = credentials("correct horse battery", email=cast.rita.email)
    assert ask("GET", SECRET, Authorization=header).status == 401


@pytest.mark.parametrize(
    "header",
    [
        "Bearer hw_1_wrong",
        "Bearer",
        "Basic",
        "Basic !!!",
        "Basic cml0YQ==",
        "Basic /////w==",
        "Digest username=rita",
        "nonsense",
    ],
)
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "PROPFIND", "PUT"])
def test_wrong_credentials_are_401_whatever_is_asked(
    cast: Cast, header: str, method: str
) -> None:
    assert ask(method, SECRET, Authorization=header).status == 401


def test_a_revoked_token_is_over_at_once(cast: Cast) -> None:
    from hallway.core.people.commands import revoke_token
    from hallway.core.people.queries import list_tokens

    assert cast.rita("GET", SECRET).status == 200
    for token in list_tokens(cast.system, cast.rita.id):
        revoke_token(cast.system, token.id)
    assert cast.rita("GET", SECRET).status == 401


def test_a_401_offers_basic_and_bearer(cast: Cast) -> None:
    answer = ask("GET", SECRET)
    assert answer.status == 401
    offered = answer.headers["www-authenticate"]
    assert offered.startswith('Basic realm="Hallway", charset="UTF-8"')
    assert "Bearer" in offered


@pytest.mark.parametrize(
    "method",
    ["GET", "HEAD", "PUT", "PROPFIND", "PROPPATCH", "MKCOL", "DELETE", "COPY", "LOCK"],
)
def test_a_stranger_cannot_tell_hidden_from_absent(cast: Cast, method: str) -> None:
    cast.mo("PUT", f"{LIBRARY}/a.txt", body=b"x")
    there = ask(method, f"{LIBRARY}/a.txt")
    nowhere = ask(method, f"{LIBRARY}/b.txt")
    assert there == nowhere
    assert there.status == 401


@pytest.mark.parametrize("method", ["GET", "PROPFIND", "DELETE", "PROPPATCH", "UNLOCK"])
def test_who_may_not_see_cannot_tell_hidden_from_absent(
    cast: Cast, method: str
) -> None:
    cast.mo("PUT", f"{LIBRARY}/a.txt", body=b"x")
    there = cast.nils(method, f"{LIBRARY}/a.txt", Depth="0")
    nowhere = cast.nils(method, f"{LIBRARY}/b.txt", Depth="0")
    assert there == nowhere
    assert there.status == 404


def test_what_everybody_may_see_needs_no_credentials(cast: Cast) -> None:
    from hallway.core.access.actors import EVERYONE
    from hallway.core.access.commands import grant_role
    from hallway.core.access.records import Securable
    from hallway.core.access.rights import RoleId

    cast.mo("PUT", f"{LIBRARY}/a.txt", body=b"x")
    site = Securable(site=cast.site)
    grant_role(cast.system, site, principal=EVERYONE, role=RoleId.READ)
    assert ask("GET", f"{LIBRARY}/a.txt").body == b"x"
    assert ask("PROPFIND", "/", Depth="1").status == 207
    assert ask("PUT", f"{LIBRARY}/a.txt", body=b"y").status == 401
    assert ask("DELETE", f"{LIBRARY}/a.txt").status == 401
    assert ask("PUT", f"{LIBRARY}/b.txt", body=b"y").status == 401


def test_the_use_of_a_token_is_noted_once(cast: Cast) -> None:
    from hallway.core.people.queries import list_tokens

    assert [one.last_used for one in list_tokens(cast.system, cast.mo.id)] == [None]
    cast.mo("GET", SECRET)
    (first,) = list_tokens(cast.system, cast.mo.id)
    assert first.last_used is not None
    cast.mo("GET", SECRET)
    assert list_tokens(cast.system, cast.mo.id) == [first]
