"""Office files by LibreOffice, where it is installed: shown, or a reason kept."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from hallway.core.jobs.runner import run_pending
from hallway.core.previews.queries import get_preview
from hallway.core.previews.records import State
from hallway.platform import convert
from hallway.platform.convert import office
from tests.world import World

pytestmark = [
    pytest.mark.slow,
    # `make setup` leaves it out, for its size.
    pytest.mark.skipif(
        convert.find_office() is None,
        reason="LibreOffice is not installed (libreoffice-writer-nogui, -calc-nogui)",
    ),
]


def docx(text: str) -> bytes:
    made = io.BytesIO()
    document = Document()
    document.add_paragraph(text)
    document.save(made)
    return made.getvalue()


def xlsx(text: str) -> bytes:
    made = io.BytesIO()
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = text
    book.save(made)
    return made.getvalue()


def odt_with_picture(url: str) -> bytes:
    """A text whose picture is elsewhere."""
    made = io.BytesIO()
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
        ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
        ' xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">'
        "<office:body><office:text><text:p>Looking out"
        '<draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm">'
        f'<draw:image xlink:href="{url}" xlink:type="simple"/></draw:frame></text:p>'
        f'<text:section text:name="s"><text:section-source xlink:href="{url}.html"/>'
        "<text:p/></text:section>"
        "</office:text></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
        '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry'
        ' manifest:full-path="/" manifest:media-type='
        '"application/vnd.oasis.opendocument.text"/><manifest:file-entry'
        ' manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", manifest)
    return made.getvalue()


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server on loopback, and what it was asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *words: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/picture.png", paths
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("offer.docx", docx("Words of an offer")),
        ("sums.xlsx", xlsx("Words of an offer")),
        ("old.rtf", rb"{\rtf1\ansi Words of an offer\par}"),
    ],
)
def test_office_files_are_shown(world: World, name: str, body: bytes) -> None:
    world.items[name] = world.put("root", name, body)
    visitor, item = world.actor("visitor"), world.item(name)
    assert get_preview(visitor, item).state is State.PENDING
    run_pending()
    found = get_preview(visitor, item)
    assert (found.state, found.pages) == (State.READY, 1)
    assert "Words of an offer" in found.shown[0].text


def test_a_broken_file_has_a_reason(world: World) -> None:
    world.items["x"] = world.put("root", "x.docx", b"PK\3\4" + b"\0" * 200)
    visitor, item = world.actor("visitor"), world.item("x")
    get_preview(visitor, item)
    run_pending()
    found = get_preview(visitor, item)
    assert (found.state, found.problem) == (State.FAILED, "broken")


@pytest.mark.parametrize("alone", [True, False])
def test_nothing_a_file_refers_to_is_fetched(
    tmp_path: Path,
    asked: tuple[str, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    alone: bool,
) -> None:
    url, paths = asked
    if not alone:
        # Where the kernel does not let us take the network, the profile has to do.
        monkeypatch.setattr(office, "has_own_network", lambda: False)
    source = tmp_path / "out.odt"
    source.write_bytes(odt_with_picture(url))
    found = convert.find_office()
    assert found is not None
    pdf, problem = convert.to_pdf(found, source, work=tmp_path, alive=lambda: None)
    assert (problem, paths) == ("", [])
    assert pdf is not None
    assert pdf.read_bytes().startswith(b"%PDF-")


def test_what_takes_too_long_is_ended(tmp_path: Path) -> None:
    source = tmp_path / "a.docx"
    source.write_bytes(docx("x"))
    found = convert.find_office()
    assert found is not None
    made = convert.to_pdf(found, source, work=tmp_path, alive=lambda: None, seconds=0.3)
    assert made == (None, "too-long")
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes()
        except OSError:
            continue
        assert str(tmp_path).encode() not in words
