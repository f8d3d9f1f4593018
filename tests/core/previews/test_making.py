"""Pictures of files: made once for each content, shown to who may open the file."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from hallway.core import clock
from hallway.core.blobs.commands import collect_garbage
from hallway.core.errors import Forbidden, NotFound
from hallway.core.items.commands import delete_item, put_file
from hallway.core.items.records import ItemRecord
from hallway.core.jobs.runner import run_pending
from hallway.core.previews.queries import get_preview, list_pictured, open_derived
from hallway.core.previews.records import State
from hallway.core.trash.commands import purge_deletion
from hallway.platform import convert
from hallway.platform.db import engine
from tests.world import SYSTEM, World, stage


def picture(width: int = 900, height: int = 600, kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(made, kind)
    return made.getvalue()


def pdf(pages: int = 1, *, password: str = "", size: float = 595) -> bytes:
    made = io.BytesIO()
    encrypt = StandardEncryption(password) if password else None
    canvas = Canvas(made, pagesize=(size, size * 1.4), encrypt=encrypt)
    for number in range(1, pages + 1):
        canvas.drawString(72, 72, f"The words of page {number}")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def bomb(side: int = 50_000) -> bytes:
    """A small PNG that unpacks to billions of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", body)
        + chunk(b"IEND", b"")
    )


def put(world: World, name: str, body: bytes) -> ItemRecord:
    world.items[name] = world.put("root", name, body)
    return world.item(name)


def thumb(world: World, item: ItemRecord, who: str = "visitor") -> Image.Image:
    derived = open_derived(world.actor(who), item, "thumb")
    with derived.file:
        made = Image.open(io.BytesIO(derived.file.read()))
    assert derived.sniffed_type == "image/webp"
    return made


def test_a_small_picture_is_made_of_what_came_lately(world: World) -> None:
    item = put(world, "p.png", picture())
    visitor = world.actor("visitor")
    assert list_pictured(visitor, [item], ask=0) == set()
    run_pending()
    assert list_pictured(visitor, [item]) == {item.id}
    assert thumb(world, item).size == (480, 320)


def test_a_picture_of_the_same_content_is_made_once(world: World) -> None:
    first, second = (put(world, name, picture()) for name in ("a.png", "b.png"))
    run_pending()
    made = engine().fetch_all("SELECT kind FROM core_derivative ORDER BY kind")
    assert made == [("document",), ("thumb",)]
    assert thumb(world, first).size == thumb(world, second).size


def test_the_wrong_person_gets_no_picture(world: World) -> None:
    world.items["kept"] = world.put("salaries", "kept.png", picture())
    item = world.item("kept")
    # The same content stands where the visitor may read it.
    put(world, "open.png", picture())
    run_pending()
    assert thumb(world, item, "owner").size == (480, 320)
    for who in ("visitor", "member", "acme", "nobody", "anonymous"):
        with pytest.raises(NotFound):
            open_derived(world.actor(who), item, "thumb")
        with pytest.raises(NotFound):
            get_preview(world.actor(who), item)


def test_a_new_version_has_a_picture_of_its_own(world: World) -> None:
    put(world, "p.png", picture())
    run_pending()
    owner = world.actor("owner")
    put_file(owner, world.items["root"], name="p.png", body=stage(picture(300, 600)))
    item = world.item("p.png")
    with pytest.raises(NotFound):
        open_derived(owner, item, "thumb")
    list_pictured(owner, [item])
    run_pending()
    assert thumb(world, item).size == (240, 480)


def test_a_pdf_is_drawn_page_by_page_with_its_words(world: World) -> None:
    item = put(world, "plan.pdf", pdf(12))
    visitor = world.actor("visitor")
    assert get_preview(visitor, item).state is State.PENDING
    run_pending()
    found = get_preview(visitor, item)
    assert (found.state, found.pages, len(found.shown)) == (State.READY, 12, 10)
    assert found.shown[2].text.strip() == "The words of page 3"
    assert found.shown[0].width == 1500
    # The others are made when somebody goes on to them.
    assert get_preview(visitor, item, page=12).state is State.PENDING
    run_pending()
    rest = get_preview(visitor, item, page=12)
    assert [one.number for one in rest.shown] == [11, 12]
    with open_derived(visitor, item, "page-12").file as file:
        assert Image.open(file).width == 1500
    with pytest.raises(NotFound):
        get_preview(visitor, item, page=21)
    for kind in ("pdf", "document", "page-99", "../thumb", ""):
        with pytest.raises(NotFound):
            open_derived(visitor, item, kind)


def test_a_page_as_large_as_a_house_is_drawn_small(world: World) -> None:
    item = put(world, "house.pdf", pdf(size=14_000))
    get_preview(world.actor("visitor"), item)
    run_pending()
    found = get_preview(world.actor("visitor"), item)
    assert found.shown[0].width * found.shown[0].height <= 6_010_000


@pytest.mark.parametrize(
    ("name", "body", "problem"),
    [
        ("locked.pdf", pdf(password="secret"), "encrypted"),
        ("broken.pdf", b"%PDF-1.7\nnot really", "broken"),
        ("bomb.png", bomb(), "too-large"),
        ("broken.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 60, "broken"),
        ("broken.tif", b"II*\0" + b"\0\1" * 60, "broken"),
    ],
)
def test_what_cannot_be_drawn_is_remembered_with_the_reason(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str, body: bytes, problem: str
) -> None:
    item = put(world, name, body)
    visitor = world.actor("visitor")
    get_preview(visitor, item)
    run_pending()
    found = get_preview(visitor, item)
    assert (found.state, found.problem) == (State.FAILED, problem)
    # It is not tried again, by nobody, until another program would do it.
    assert run_pending() == 0
    monkeypatch.setattr(convert, "drawing_tool", lambda: "a better one")
    assert get_preview(visitor, item).state is State.PENDING
    assert run_pending() == 1
    assert get_preview(visitor, item).problem == problem
    assert run_pending() == 0


def test_a_picture_browsers_do_not_know_is_drawn(world: World) -> None:
    item = put(world, "scan.tif", picture(3000, 1000, "TIFF"))
    get_preview(world.actor("visitor"), item)
    run_pending()
    found = get_preview(world.actor("visitor"), item)
    assert (found.pages, found.shown[0].width) == (1, 1500)


def test_pictures_go_with_the_body_they_were_made_of(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = engine().fetch_all("SELECT sha256 FROM core_blob")
    item = put(world, "p.png", picture())
    run_pending()
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + 2 * clock.DAY)
    assert collect_garbage(SYSTEM) == 0
    assert thumb(world, item).size == (480, 320)
    owner = world.actor("owner")
    deletion = delete_item(owner, item.id)
    for _ in range(2):
        purge_deletion(owner, deletion)
    while collect_garbage(SYSTEM):
        pass
    assert engine().fetch_all("SELECT 1 FROM core_derivative") == []
    assert set(engine().fetch_all("SELECT sha256 FROM core_blob")) == set(before)


def test_what_has_no_picture_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        get_preview(world.actor("visitor"), world.item("welcome"))


def test_who_sees_but_may_not_open_gets_no_picture(world: World) -> None:
    item = put(world, "p.png", picture())
    run_pending()
    with pytest.raises(Forbidden):
        # The right to see the item alone.
        open_derived(world.actor("visitor"), item, "thumb", mask=1)
    with pytest.raises(Forbidden):
        get_preview(world.actor("visitor"), item, mask=1)
