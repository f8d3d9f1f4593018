"""Requests that are wrong in one way each, and the status that says so."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

LIBRARY = "/sites/hr/Documents"
FILE = f"{LIBRARY}/file.txt"
FREE = f"{LIBRARY}/free.txt"
ABSENT = "urn:uuid:00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class Case:
    """One wrong request of somebody who may write; ``status`` is the answer's."""

    name: str
    method: str
    path: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def paths() -> Iterator[Case]:
    tricks = {
        "dots": f"{LIBRARY}/../x",
        "encoded dots": f"{LIBRARY}/%2e%2e/x",
        "half-encoded dots": f"{LIBRARY}/.%2E/x",
        "dots at the end": f"{LIBRARY}/..",
        "a dot": f"{LIBRARY}/./x",
        "an encoded backslash": f"{LIBRARY}/a%5cb",
        "backslashes and dots": f"{LIBRARY}/..%5c..%5cx",
        "NUL": f"{LIBRARY}/a%00b",
        "a line feed": f"{LIBRARY}/a%0ab",
        "a carriage return": f"{LIBRARY}/a%0db",
        "a header in the path": f"{LIBRARY}/a%0d%0aX-Evil:%201",
        "an escape character": f"{LIBRARY}/a%1bb",
        "DEL": f"{LIBRARY}/a%7fb",
        "a C1 control": f"{LIBRARY}/a%c2%85b",
        "bad UTF-8": f"{LIBRARY}/a%ff",
        "overlong UTF-8": f"{LIBRARY}/%c0%ae%c0%ae/x",
        "a surrogate": f"{LIBRARY}/a%ed%a0%80",
        "UTF-8 cut off": f"{LIBRARY}/a%e2%82",
        "4,097 characters": "/" + "a/" * 2048 + "a",
        "4,200 characters in a name": f"{LIBRARY}/{'a' * 4200}",
    }
    for name, path in tricks.items():
        for method in ("GET", "PUT", "PROPFIND", "MKCOL", "DELETE", "MOVE", "LOCK"):
            yield Case(f"{name} in {method}", method, path, 400, body=b"x")
    # Harmless, if odd: nothing is there.
    odd = {
        "decoded once": f"{LIBRARY}/%252e%252e/x",
        "many segments": LIBRARY + "/a" * 500,
        "a missing folder": f"{LIBRARY}/none/x",
    }
    for name, path in odd.items():
        yield Case(f"{name} in GET", "GET", path, 404)
        yield Case(f"{name} in PUT", "PUT", path, 409, body=b"x")
        yield Case(f"{name} in MKCOL", "MKCOL", path, 409)


def names() -> Iterator[Case]:
    illegal = [
        *("a%22b", "a*b", "a:b", "a%3Cb", "a%3Eb", "a%3Fb", "a%7Cb"),
        *("%20a", "a%20", "a.", "...", "~%24a.docx", ".lock", "desktop.ini"),
        *("DESKTOP.INI", "_vti_cnf", "a_vti_b", "CON", "nul", "com0", "LPT9", "Prn"),
        *("a%EF%BF%BE", "a%EF%BF%BF", "a" * 256, "%C3%A9" * 256),
    ]
    for name in illegal:
        for method in ("PUT", "MKCOL"):
            body = b"x" if method == "PUT" else b""
            yield Case(
                f"{method} {name[:20]}", method, f"{LIBRARY}/{name}", 400, body=body
            )
        for method in ("COPY", "MOVE"):
            yield Case(
                f"{method} to {name[:20]}",
                method,
                FILE,
                400,
                {"Destination": f"{LIBRARY}/{name}"},
            )
    # The same name in another case or Unicode form is the same name.
    for name in (
        "FOLDER",
        "Ca%CC%81fe%CC%81",
        "C%C3%81F%C3%89",
        "stra%C3%9Fe",
        "STRASSE",
    ):
        yield Case(f"MKCOL {name}", "MKCOL", f"{LIBRARY}/{name}", 405)
        yield Case(
            f"COPY to {name} without overwriting",
            "COPY",
            FILE,
            412,
            {"Destination": f"{LIBRARY}/{name}", "Overwrite": "F"},
        )


def bodies() -> Iterator[Case]:
    laughs = b'<!DOCTYPE a [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n > 1 else b"&a;" * 10)
        for n in range(1, 10)
    )
    wrong = {
        "not XML": b"hello",
        "cut off": b'<propfind xmlns="DAV:"><prop>',
        "two roots": b'<propfind xmlns="DAV:"><allprop/></propfind><a/>',
        "an unbound prefix": b"<D:propfind><D:allprop/></D:propfind>",
        "an empty namespace": b'<propfind xmlns="DAV:"><prop><b:x xmlns:b=""/></prop>'
        b"</propfind>",
        "another root": b'<lockinfo2 xmlns="DAV:"/>',
        "no namespace": b"<propfind><allprop/></propfind>",
        "NUL": b'<propfind xmlns="DAV:"><allprop/>\0</propfind>',
        "bad UTF-8": b'<propfind xmlns="DAV:"><prop><x xmlns="\xff"/></prop>'
        b"</propfind>",
        "an unknown encoding": b'<?xml version="1.0" encoding="none"?><a/>',
        "entities that grow": laughs + b']><propfind xmlns="DAV:">&a9;</propfind>',
        "a file of ours": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b'<propfind xmlns="DAV:">&x;</propfind>',
        "an outside grammar": b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd">'
        b'<propfind xmlns="DAV:"><allprop/></propfind>',
        "very deep": b"<a>" * 50_000 + b"</a>" * 50_000,
    }
    for name, body in wrong.items():
        depth = {"Depth": "0"}
        yield Case(f"PROPFIND of {name}", "PROPFIND", FILE, 400, depth, body)
        yield Case(f"PROPPATCH of {name}", "PROPPATCH", FILE, 400, body=body)
        yield Case(f"LOCK of {name}", "LOCK", FILE, 400, body=body)
        yield Case(f"LOCK of {name} on nothing", "LOCK", FREE, 400, body=body)
    huge = b'<propfind xmlns="DAV:">' + b" " * 6_000_000 + b"<allprop/></propfind>"
    for method in ("PROPFIND", "PROPPATCH", "LOCK"):
        yield Case(f"a huge {method}", method, FILE, 413, {"Depth": "0"}, huge)
    yield Case("PROPPATCH of nothing", "PROPPATCH", FILE, 400)
    yield Case("MKCOL with a body", "MKCOL", f"{LIBRARY}/new", 415, body=b"<a/>")


def headers() -> Iterator[Case]:
    def case(
        method: str, status: int, name: str, value: str, body: bytes = b""
    ) -> Case:
        shown = value if len(value) < 40 else f"{value[:40]}…"
        return Case(
            f"{method} {name}: {shown}", method, FILE, status, {name: value}, body
        )

    for value in ("2", "-1", "one", "", "0, 1", "infinite", "0" * 5000, "\u00b2"):
        yield case("PROPFIND", 400, "Depth", value)
    yield case("COPY", 400, "Depth", "1")
    yield Case(
        "MOVE of a folder, Depth 0", "MOVE", f"{LIBRARY}/folder", 400, {"Depth": "0"}
    )
    yield Case(
        "DELETE of a folder, Depth 1",
        "DELETE",
        f"{LIBRARY}/folder",
        400,
        {"Depth": "1"},
    )
    for value in (
        *("", "x", "()", "(", "(<x>", "<a> (<b>)x", "(Not)", "([)", '(["x)', "<>(<>)"),
        *("(<" + "a" * 9000, "(" * 9000, "\u00ff", f"(<{ABSENT}>) <a> (<b>)"),
    ):
        yield case("PUT", 400, "If", value, b"x")
    yield case("PUT", 412, "If", f"(<{ABSENT}>)", b"x")
    yield case("PUT", 412, "If", '(["none-such"])', b"x")
    yield case("DELETE", 412, "If-Match", '"none-such"')
    yield case("PUT", 412, "If-None-Match", "*", b"x")
    yield case("PUT", 412, "If-Unmodified-Since", "Mon, 01 Jan 2001 00:00:00 GMT", b"x")
    for value in ("", "x", "<>", "<x", ABSENT, "<a b>", f"<{ABSENT}", "<" + "a" * 9000):
        yield case("UNLOCK", 400, "Lock-Token", value)
    yield case("UNLOCK", 409, "Lock-Token", f"<{ABSENT}>")
    yield Case("UNLOCK without a token", "UNLOCK", FILE, 400)
    yield case("LOCK", 412, "If", f"(<{ABSENT}>)")
    yield Case("LOCK without anything", "LOCK", FILE, 400)
    for value in (
        "",
        "x",
        "../a",
        "//else.example/a",
        "?a",
        "http://",
        "ftp://a",
        "\u00ff",
    ):
        yield case("COPY", 400 if value != "ftp://a" else 502, "Destination", value)
    for value in ("http://else.example/a", "http://127.0.0.1:1/a", "https://a@b/c"):
        yield case("MOVE", 400 if "@" in value else 502, "Destination", value)
    for path in (
        "/../x",
        "/%2e%2e/x",
        "/a%00",
        "/a%5cb",
        "/a%2fb",
        "/%",
        "/a%ff",
        "/a?b",
    ):
        yield case("MOVE", 400, "Destination", LIBRARY + path)
    yield case("MOVE", 409, "Destination", f"{LIBRARY}/none/x")
    yield case("MOVE", 403, "Destination", "/sites/hr")
    yield case("COPY", 403, "Destination", FILE)
    yield Case("COPY to nowhere", "COPY", FILE, 400)
    yield Case(
        "a wrong Overwrite",
        "COPY",
        FILE,
        400,
        {"Destination": FREE, "Overwrite": "maybe"},
    )
    yield case("GET", 416, "Range", "bytes=999-")
    yield case("PUT", 400, "Content-Range", "bytes 0-1/9", b"x")
    for value in ("", "x", "1e9", "9" * 30, "NaN", "1.2.3"):
        yield case("PUT", 400, "X-OC-Mtime", value, b"x")
    for value in ("-1", "x", "9" * 30, "1,1"):
        yield case("PUT", 400, "Content-Length", value, b"x")
    yield Case("PUT without a length", "PUT", FILE, 411, {"Content-Length": ""})


def harmless() -> Iterator[tuple[str, Mapping[str, str], int]]:
    """Headers of GET that are to be ignored rather than refused (RFC 9110)."""
    for value in ("", "x", "bytes", "bytes=", "bytes=a-b", "bytes=5-2", "lines=1-2"):
        yield f"Range: {value}", {"Range": value}, 200
    yield "very many ranges", {"Range": "bytes=" + ",".join(["0-0"] * 3000)}, 200
    for value in ("", "x", "Mon, 99 Jan 2001", "9" * 400, "\u00ff"):
        yield f"If-Modified-Since: {value}", {"If-Modified-Since": value}, 200
    yield "a strange If-Range", {"Range": "bytes=0-1", "If-Range": "x"}, 200
    yield "a strange Accept", {"Accept": "\u00ff" * 500}, 200
    yield "a strange cookie", {"Cookie": ";;;=;" * 500}, 200


def credentials() -> Iterator[str]:
    """Authorization headers that stand for nobody."""
    yield from (
        "x",
        "Basic",
        "Basic ",
        "Bearer",
        "Bearer ",
        "Digest a=b",
        "Negotiate YII=",
    )
    yield from (
        "Basic ====",
        "Basic \u00ff",
        "Basic !!!!",
        "Bearer \u00ff",
        "Bearer \0",
    )
    yield from ("Bearer hw_", "Bearer hw_1", "Bearer hw_1_", "Bearer hw__x")
    yield f"Bearer hw_{'9' * 400}_x"
    yield f"Bearer hw_9223372036854775808_{'a' * 32}"
    yield f"Bearer hw_-1_{'a' * 32}"
    yield "Bearer " + "a" * 60_000
    for pair in (
        b"",
        b":",
        b"a",
        b"a:",
        b":b",
        b"\xff:\xff",
        b"a:b:c",
        b"a\0:b",
        b"a" * 9999,
    ):
        yield "Basic " + base64.b64encode(pair).decode()


ALL = [*paths(), *names(), *bodies(), *headers()]
