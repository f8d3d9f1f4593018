"""The page that shows a file: what is in it, for whoever may open it, and no more."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.jobs.runner import run_pending
from hallway.platform import convert
from hallway.platform.db import engine
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.world import World

LIBRARY = "/sites/hr/Documents"
MAIL = (
    "From: Jörg <j@example.com>\r\nSubject: Offer\r\nContent-Type: multipart/mixed;"
    " boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Dear all &amp; one</p>"
    '<img src="http://127.0.0.1/x.png"><script>alert(1)</script>\r\n--b\r\n'
    "Content-Disposition: attachment; filename=offer.pdf\r\n\r\nx\r\n--b--\r\n"
).encode()
SCRIPT = b"<!doctype html><html><script>document.title='ran'</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(width: int = 40, height: int = 30) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(made, "PNG")
    return made.getvalue()


def put(world: World, name: str, body: bytes) -> str:
    world.items[name] = world.put("root", name, body)
    return f"{LIBRARY}/{name.replace(' ', '%20')}"


def test_a_text_is_shown_as_it_is_written(world: World, enter: Enter) -> None:
    address = put(world, "run.py", b"print('<b>')\n")
    page = enter("visitor").get(f"{address}?web=1")
    assert page.status == 200
    assert "print(&#x27;&lt;b&gt;&#x27;)" in page.text
    assert f'href="{address}?download=1"' in page.text


@pytest.mark.parametrize(("name", "body"), [("a.html", SCRIPT), ("a.svg", SVG)])
def test_what_would_run_is_shown_as_text(
    world: World, enter: Enter, name: str, body: bytes
) -> None:
    address = put(world, name, body)
    page = enter("visitor").get(f"{address}?web=1")
    assert "&lt;script&gt;" in page.text
    assert "<script>" not in page.text
    assert f'src="{address}"' not in page.text
    # Its own address gives it away, and never as a page of ours.
    for asked in (address, f"{address}?download=1"):
        bare = enter("visitor").get(asked)
        assert bare.headers["content-security-policy"] == "sandbox"
        assert bare.headers["x-content-type-options"] == "nosniff"
        assert bare.headers["content-disposition"].startswith("attachment")


def test_a_text_of_windows_is_read(world: World, enter: Enter) -> None:
    address = put(world, "old.txt", "Größe: 5 €".encode("cp1252"))
    assert "Größe: 5 €" in words(enter("visitor").get(f"{address}?web=1"))


def test_a_long_text_is_cut_and_says_so(world: World, enter: Enter) -> None:
    address = put(world, "long.log", b"line\n" * 200_000)
    page = enter("visitor").get(f"{address}?web=1")
    assert "This is its beginning: " in words(page)
    assert len(page.text) < 700_000


def test_markdown_is_rendered_without_its_html(world: World, enter: Enter) -> None:
    body = b"# Plan\n\n*soon* <script>alert(1)</script>\n"
    page = enter("visitor").get(f"{put(world, 'plan.md', body)}?web=1")
    assert "<em>soon</em>" in page.text
    assert "<script>alert" not in page.text


def test_a_table_is_shown_as_one(world: World, enter: Enter) -> None:
    body = b"Name;Much\nOne;1\n<b>Two;2\n" + b"More;3\n" * 600
    page = enter("visitor").get(f"{put(world, 'table.csv', body)}?web=1")
    assert "Much</th>" in page.text
    assert "&lt;b&gt;Two</td>" in page.text
    assert page.text.count("<tr>") == 501
    assert "at most 500 rows" in words(page)


def test_a_broken_table_is_shown_as_text(world: World, enter: Enter) -> None:
    address = put(world, "broken.csv", b'a,b,"never')
    page = enter("visitor").get(f"{address}?web=1")
    assert page.status == 200
    assert "a,b,&quot;never" in page.text


def test_a_mail_is_read(world: World, enter: Enter) -> None:
    page = enter("visitor").get(f"{put(world, 'offer.eml', MAIL)}?web=1")
    said = words(page)
    assert "Jörg" in said
    assert "Dear all & one" in said
    assert "offer.pdf" in said
    assert "127.0.0.1" not in page.text
    assert "<script>alert" not in page.text


def test_a_picture_is_shown_by_its_own_address(world: World, enter: Enter) -> None:
    address = put(world, "p.png", picture())
    page = enter("visitor").get(f"{address}?web=1")
    assert f'<img class="viewer__image" src="{address}"' in page.text


def test_a_huge_or_damaged_picture_has_a_card(world: World, enter: Enter) -> None:
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    huge = put(world, "huge.png", head + struct.pack(">II", 50_000, 50_000) + b"x" * 40)
    page = enter("visitor").get(f"{huge}?web=1")
    assert "This picture is too large to be shown" in words(page)
    assert "viewer__image" not in page.text
    broken = put(world, "broken.jpg", b"\xff\xd8\xff\0\0")
    page = enter("visitor").get(f"{broken}?web=1")
    assert page.status == 200
    assert "This picture is damaged" in words(page)


@pytest.mark.parametrize(
    ("name", "body", "tag"),
    [
        ("a.mp3", b"ID3\x03" + b"\0" * 400, "audio"),
        ("a.webm", b"\x1a\x45\xdf\xa3 webm", "video"),
    ],
)
def test_a_player_asks_for_ranges(
    world: World, enter: Enter, name: str, body: bytes, tag: str
) -> None:
    address = put(world, name, body)
    visitor = enter("visitor")
    page = visitor.get(f"{address}?web=1")
    assert f"<{tag} " in page.text
    assert "media-src 'self'" in page.headers["content-security-policy"]
    part = visitor.get(address, Range="bytes=2-5")
    assert (part.status, part.body) == (206, body[2:6])
    assert part.headers["content-range"] == f"bytes 2-5/{len(body)}"
    assert part.headers["content-security-policy"] == "sandbox"


def test_what_cannot_be_shown_has_a_card(world: World, enter: Enter) -> None:
    address = put(world, "a.zip", b"PK\3\4")
    page = enter("visitor").get(f"{address}?web=1")
    assert page.status == 200
    assert "There is no preview of this kind of file" in words(page)


def test_one_goes_from_file_to_file(world: World, enter: Enter) -> None:
    world.items["shelf"] = world.folder("root", "shelf")
    for name in ("b 10.txt", "b 9.txt", "c.txt"):
        world.put("shelf", name, b"x")
    world.folder("shelf", "b 95")
    base = f"{LIBRARY}/shelf"
    page = enter("visitor").get(f"{base}/b%2010.txt?web=1")
    assert f'href="{base}/b%209.txt?web=1" rel="prev"' in page.text
    assert f'href="{base}/c.txt?web=1" rel="next"' in page.text
    last = enter("visitor").get(f"{base}/c.txt?web=1")
    assert 'rel="next"' not in last.text
    assert f'href="{base}" data-key="Escape"' in last.text


def test_the_next_file_is_one_that_may_be_seen(world: World, enter: Enter) -> None:
    world.items["shelf"] = world.folder("root", "shelf")
    world.put("shelf", "a.txt", b"x")
    world.items["between"] = world.put("shelf", "b kept.txt", b"x")
    world.put("shelf", "c.txt", b"x")
    owner = world.actor("owner")
    break_inheritance(owner, world.securable("between"), start=Inherit.CLEAR)
    for who, after in (("owner", "b%20kept.txt"), ("visitor", "c.txt")):
        page = enter(who).get(f"{LIBRARY}/shelf/a.txt?web=1")
        assert f'/shelf/{after}?web=1" rel="next"' in page.text
        assert ("kept.txt" in page.text) is (who == "owner")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", 200),
        ("visitor", 404),
        ("acme", 404),
        ("nobody", 404),
    ],
)
def test_only_who_may_read_a_file_is_shown_it(
    world: World, enter: Enter, who: str, status: int
) -> None:
    address = "/" + "/".join(world.path("payroll")).replace(" ", "%20")
    page = enter(who).get(f"{address}?web=1")
    assert page.status == status


def test_a_line_of_the_table_leads_to_the_page(world: World, enter: Enter) -> None:
    address = put(world, "shown.txt", b"x")
    page = enter("visitor").get(LIBRARY)
    assert f'href="{address}?web=1"' in page.text


def test_a_pdf_is_shown_page_by_page(world: World, enter: Enter) -> None:
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(300, 400))
    for number in range(12):
        canvas.drawString(20, 20, f"Words <b> {number}")
        canvas.showPage()
    canvas.save()
    address = put(world, "plan.pdf", made.getvalue())
    visitor = enter("visitor")
    waiting = visitor.get(f"{address}?web=1")
    assert "The preview is being made." in words(waiting)
    assert '<meta http-equiv="refresh"' in waiting.text
    run_pending()
    page = visitor.get(f"{address}?web=1")
    assert "refresh" not in page.text
    assert page.text.count('class="viewer__leaf"') == 10
    assert "Words &lt;b&gt; 3" in page.text
    assert "Pages 1 to 10 of 12" in words(page)
    assert f'href="{address}?web=1&amp;page=11"' in page.text
    assert visitor.get(f"{address}?web=1&page=99").status == 404
    picture = visitor.get(f"{address}?preview=page-2")
    assert picture.headers["content-type"] == "image/webp"
    assert picture.headers["content-security-policy"] == "sandbox"
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert picture.headers["cache-control"] == "private, no-cache"
    again = visitor.get(
        f"{address}?preview=page-2", If_None_Match=picture.headers["etag"]
    )
    assert (again.status, again.body) == (304, b"")
    for who in ("acme", "nobody"):
        for asked in ("preview=page-2", "preview=thumb", "web=1"):
            assert enter(who).get(f"{address}?{asked}").status == 404


def test_a_small_picture_stands_in_the_pane_and_on_cards(
    world: World, enter: Enter
) -> None:
    address = put(world, "p.png", picture())
    run_pending()
    number = world.item("p.png").number
    pane = enter("visitor").get(f"{LIBRARY}?show=details&item={number}")
    assert f'src="{address}?preview=thumb' in pane.text
    # The same content where he may not see it tells him nothing.
    world.items["other"] = world.put("salaries", "other.png", picture())
    hidden = world.item("other").number
    page = enter("visitor").get(f"{LIBRARY}?show=details&item={hidden}")
    assert page.status == 404


def test_a_broken_or_locked_file_has_a_card(world: World, enter: Enter) -> None:
    address = put(world, "broken.pdf", b"%PDF-1.7 broken")
    visitor = enter("visitor")
    visitor.get(f"{address}?web=1")
    run_pending()
    page = visitor.get(f"{address}?web=1")
    assert page.status == 200
    assert "This file cannot be shown: it is damaged, or protected" in words(page)
    assert f'href="{address}?download=1"' in page.text


def test_office_files_say_what_is_lacking(
    world: World, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(convert, "find_office", lambda: None)
    address = put(world, "offer.docx", b"PK\3\4")
    page = enter("visitor").get(f"{address}?web=1")
    assert "Office files are shown where LibreOffice is installed." in words(page)
    asked = "SELECT 1 FROM core_job WHERE name = 'previews.make'"
    assert engine().fetch_all(asked) == []
