"""Paths that play tricks are 400 before anything else is looked at."""

import pytest

from tests.faces.dav.asking import ask
from tests.faces.dav.conftest import LIBRARY, Cast

TRICKS = [
    f"{LIBRARY}/../secret",
    f"{LIBRARY}/%2e%2e/secret",
    f"{LIBRARY}/./a",
    f"{LIBRARY}/a%5Cb",
    f"{LIBRARY}/a%00b",
    f"{LIBRARY}/a%0Ab",
    f"{LIBRARY}/a%0D%0Ab",
    f"{LIBRARY}/a%1Fb",
    f"{LIBRARY}/%ff",
    f"{LIBRARY}/%c0%ae%c0%ae/secret",
    f"{LIBRARY}/{'a' * 4096}",
]


@pytest.mark.parametrize("path", TRICKS)
@pytest.mark.parametrize("method", ["GET", "PUT", "PROPFIND", "MKCOL", "OPTIONS"])
def test_a_tricky_path_is_400_for_everybody(cast: Cast, method: str, path: str) -> None:
    assert ask(method, path).status == 400
    assert cast.mo(method, path, body=b"x").status == 400


def test_a_percent_sign_is_decoded_once(cast: Cast) -> None:
    path = f"{LIBRARY}/100%2525.txt"
    assert cast.mo("PUT", path, body=b"x").status == 201
    answer = cast.rita("PROPFIND", path, Depth="0")
    assert "<D:displayname>100%25.txt</D:displayname>" in answer.text
    assert "<D:href>/sites/hr/Documents/100%2525.txt</D:href>" in answer.text


@pytest.mark.parametrize(
    "name", ["con", "~%24a", "a.", "%20a", "a%20", ".lock", "x_vti_y", "a%3Ab", "a%2A"]
)
def test_an_illegal_name_is_refused_with_the_reason(cast: Cast, name: str) -> None:
    for method in ("PUT", "MKCOL", "LOCK"):
        body = b"x" if method == "PUT" else b""
        if method == "LOCK":
            body = (
                b'<lockinfo xmlns="DAV:"><lockscope><shared/></lockscope>'
                b"<locktype><write/></locktype></lockinfo>"
            )
        answer = cast.mo(method, f"{LIBRARY}/{name}", body=body)
        assert answer.status == 400, method
        assert "name" in answer.text
    assert cast.rita("PROPFIND", LIBRARY, Depth="1").text.count("<D:response>") == 1


def test_a_method_nobody_knows_is_405(cast: Cast) -> None:
    for method in ("POST", "PATCH", "REPORT", "TRACE", "BREW"):
        answer = cast.mo(method, f"{LIBRARY}/")
        assert answer.status == 405
        assert "PROPFIND" in answer.headers["allow"]
