"""Resumable uploads as their protocol has them (tus 1.0.0)."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

import pytest

from tests.faces.dav.asking import Answer
from tests.faces.web.content.browsing import Browser
from tests.faces.web.content.conftest import Enter

if TYPE_CHECKING:
    from tests.world import World

UPLOADS = "/_layouts/uploads"
PLANS = "/sites/hr/Documents/Plans quillfern"
BODY = bytes(range(256)) * 40
PATCH = "application/offset+octet-stream"


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def send(
    browser: Browser, method: str, path: str, body: bytes = b"", **headers: str
) -> Answer:
    headers.setdefault("Tus_Resumable", "1.0.0")
    if "X_CSRFToken" not in headers:
        headers["X_CSRFToken"] = browser.token()
    return browser._ask(method, path, body=body, **headers)


def begin(browser: Browser, size: int, name: str = "a.bin", to: str = PLANS) -> Answer:
    fields = {"filename": name, "folder": to, "modified": "1600000000123"}
    told = ",".join(f"{key} {encoded(text)}" for key, text in fields.items())
    return send(browser, "POST", UPLOADS, Upload_Length=str(size), Upload_Metadata=told)


def patch(browser: Browser, at: str, offset: int, body: bytes, **more: str) -> Answer:
    more.setdefault("Content_Type", PATCH)
    return send(browser, "PATCH", at, body, Upload_Offset=str(offset), **more)


def test_a_file_goes_in_in_parts(enter: Enter) -> None:
    member = enter("member")
    made = begin(member, len(BODY))
    assert made.status == 201
    at = made.headers["location"]
    assert at.startswith(f"{UPLOADS}/")
    assert patch(member, at, 0, BODY[:4000]).headers["upload-offset"] == "4000"
    head = send(member, "HEAD", at)
    assert head.status == 200
    assert (head.headers["upload-offset"], head.headers["upload-length"]) == (
        "4000",
        str(len(BODY)),
    )
    assert head.headers["cache-control"] == "no-store"
    assert head.headers["tus-resumable"] == "1.0.0"
    assert "upload-expires" in head.headers
    assert patch(member, at, 4000, BODY[4000:]).status == 204
    # It stands nowhere before its end.
    address = "/sites/hr/Documents/Plans%20quillfern/a.bin"
    assert member.get(address).status == 404
    assert send(member, "POST", at).status == 201
    assert member.get(address).body == BODY
    assert send(member, "POST", at).status == 200


def test_what_is_spoken_is_told(enter: Enter) -> None:
    answer = send(enter("member"), "OPTIONS", UPLOADS)
    assert answer.status == 204
    assert answer.headers["tus-version"] == "1.0.0"
    assert "termination" in answer.headers["tus-extension"]


def test_refusals_are_those_of_the_protocol(enter: Enter, world: World) -> None:
    member = enter("member")
    at = begin(member, len(BODY)).headers["location"]
    assert patch(member, at, 5, b"x").status == 409
    assert patch(member, at, 0, BODY + b"x").status == 413
    assert patch(member, at, 0, b"x", Content_Type="text/plain").status == 400
    assert send(member, "PATCH", at, b"x", Content_Type=PATCH).status == 400
    assert patch(member, at, 0, b"x", Tus_Resumable="0.2.1").status == 412
    assert patch(member, at, 0, b"x", X_CSRFToken="").status == 403
    assert send(member, "POST", at).status == 409
    assert send(member, "PUT", at).status == 405
    assert send(member, "HEAD", at).headers["upload-offset"] == "0"
    assert begin(member, 10**17).status == 413
    assert begin(member, 1, name="a|b").status == 400
    assert begin(member, 1, name="").status == 400
    assert begin(member, 1, to="/sites/hr/none").status == 404
    assert begin(member, 1, to="/sites/hr").status == 404
    assert begin(enter("visitor"), 1).status == 403
    for length in ("-1", "x", "", "1e3", "9" * 30):
        bad = send(member, "POST", UPLOADS, Upload_Length=length)
        assert bad.status == 400, length
    for told in ("a b c", "filename !!!", "a YQ==,a YQ==", "filename /w=="):
        bad = send(member, "POST", UPLOADS, Upload_Length="1", Upload_Metadata=told)
        assert bad.status == 400, told


def test_a_path_in_a_name_leads_nowhere(enter: Enter) -> None:
    member = enter("member")
    at = begin(member, 0, name="../../up\\x.txt").headers["location"]
    assert send(member, "POST", at).status == 201
    assert member.get("/sites/hr/Documents/Plans%20quillfern/x.txt").status == 200


def test_a_checksum_is_asked_before_bytes_are_kept(enter: Enter) -> None:
    member = enter("member")
    at = begin(member, len(BODY)).headers["location"]
    digest = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
    bad = patch(member, at, 0, BODY[::-1], Upload_Checksum=f"sha256 {digest}")
    assert bad.status == 460
    assert send(member, "HEAD", at).headers["upload-offset"] == "0"
    unknown = patch(member, at, 0, BODY, Upload_Checksum="md5 aaaa")
    assert unknown.status == 400
    good = patch(member, at, 0, BODY, Upload_Checksum=f"sha256 {digest}")
    assert good.status == 204


def test_given_up_is_gone(enter: Enter) -> None:
    member = enter("member")
    at = begin(member, 10).headers["location"]
    assert send(member, "DELETE", at).status == 204
    assert send(member, "HEAD", at).status == 404


@pytest.mark.parametrize("who", ["owner", "admin", "nobody", "acme", "guest"])
def test_anothers_is_as_if_it_were_not(enter: Enter, who: str) -> None:
    at = begin(enter("member"), 10).headers["location"]
    other = enter(who)
    none = f"{UPLOADS}/{'0' * 32}"
    # For whom there are no pages, there is a token all the same.
    source = enter("member") if who in ("acme", "guest") else other
    token = source.token()
    other.cookies |= {key: one for key, one in source.cookies.items() if "csrf" in key}
    for method in ("HEAD", "PATCH", "DELETE", "POST"):
        headers = {"Content_Type": PATCH, "Upload_Offset": "0", "X_CSRFToken": token}
        theirs = send(other, method, at, b"", **headers)
        nothing = send(other, method, none, b"", **headers)
        assert (theirs.status, theirs.body) == (nothing.status, nothing.body)
        assert theirs.status == 404


def test_a_name_that_is_taken_is_said_where_it_is_asked(
    enter: Enter, world: World
) -> None:
    member = enter("member")
    world.put("plans", "a.bin", b"older")
    at = begin(member, 1).headers["location"]
    assert patch(member, at, 0, b"x").status == 204
    assert send(member, "POST", at, If_None_Match="*").status == 409
    assert send(member, "POST", at).status == 200
