"""Making pictures of files, one file at a time, in children that may fail."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.jobs.commands import enqueue
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job
from hallway.core.previews import rows
from hallway.core.previews.asking import MAKE_JOB, ask_for
from hallway.core.previews.records import Source
from hallway.core.previews.rules import BATCH, MOST_PAGES, is_too_large, source_of
from hallway.platform import convert
from hallway.platform.db import engine
from hallway.platform.storage import (
    BlobMissing,
    StagedBlob,
    get_store,
    pieces_of,
)

_AGAIN = timedelta(seconds=1)
_TRIES = 2
_EVERY = timedelta(minutes=1)
_NEW = timedelta(minutes=3)
_MANY = 200


@job(MAKE_JOB, tries=_TRIES + 1, system="draws previews")
def make(
    actor: Actor,
    context: JobContext,
    *,
    sha256: str,
    source: str,
    ending: str = "",
    first: int = 1,
) -> None:
    """Draw pictures of a body: a small one and some pages; keep what comes of it.

    One at a time on a machine; the others come again, and hold no thread meanwhile.
    """
    kind = Source(source)
    if context.tries > _TRIES:
        # Its worker died with it, twice: that is enough.
        tool = rows.tool_of(kind)
        rows.keep(actor, sha256, "document", tool=tool, problem="crashed")
        return
    with convert.turn(settings.HALLWAY.data) as is_ours:
        if is_ours:
            _make(actor, context, sha256, kind, ending, first)
            return
    enqueue(
        actor,
        MAKE_JOB,
        key=f"{sha256}-{first}",
        delay=_AGAIN,
        sha256=sha256,
        source=source,
        ending=ending,
        first=first,
    )


def _make(
    actor: Actor,
    context: JobContext,
    sha256: str,
    kind: Source,
    ending: str,
    first: int,
) -> None:
    tool = rows.tool_of(kind)
    if not tool or _is_done(sha256, tool, first):
        return
    with tempfile.TemporaryDirectory(prefix="hallway-preview-") as folder:
        work = Path(folder)
        try:
            body = _fetch(sha256, work / f"file.{ending or 'bin'}")
        except BlobMissing:
            return
        if is_too_large(kind, body.stat().st_size):
            rows.keep(actor, sha256, "document", tool=tool, problem="too-large")
            return
        if kind is Source.OFFICE:
            found = _pdf(actor, context, sha256, body, work, tool)
            if found is None:
                return
            body, kind = found, Source.PDF
        drawn = work / "drawn"
        drawn.mkdir()
        pieces = convert.draw(
            body,
            kind.value,
            work=drawn,
            first=first,
            many=min(BATCH, MOST_PAGES + 1 - first),
            alive=context.heartbeat,
        )
        for piece in pieces:
            made = None if piece.file is None else _stage(piece.file)
            rows.keep(
                actor,
                sha256,
                piece.kind,
                tool=tool,
                body=made,
                problem=piece.problem,
                facts=piece.facts,
            )


def _is_done(sha256: str, tool: str, first: int) -> bool:
    """Tell whether somebody was quicker."""
    made = rows.find_made(sha256, ("document", f"page-{first}", "thumb"))
    document = made.get("document")
    if document is None or not document.counts_with(tool):
        return False
    wanted = "thumb" if first == 1 else f"page-{first}"
    return bool(document.problem) or wanted in made


def _pdf(
    actor: Actor,
    context: JobContext,
    sha256: str,
    body: Path,
    work: Path,
    tool: str,
) -> Path | None:
    """The PDF of an Office file, made once; None, and the reason kept, without one."""
    made = rows.find_made(sha256, ("pdf",)).get("pdf")
    if made is not None and made.blob is not None:
        return _fetch(made.blob, work / "kept.pdf")
    office = convert.find_office()
    if office is None:
        return None
    pdf, problem = convert.to_pdf(office, body, work=work, alive=context.heartbeat)
    if pdf is None:
        rows.keep(actor, sha256, "document", tool=tool, problem=problem)
        return None
    rows.keep(actor, sha256, "pdf", tool=tool, body=_stage(pdf))
    return pdf


def _fetch(sha256: str, to: Path) -> Path:
    """A file of its own with a body: what works on it never touches the store."""
    with get_store().open(sha256) as file, to.open("wb") as copy:
        shutil.copyfileobj(file, copy, 1024**2)
    return to


def _stage(file: Path) -> StagedBlob:
    length = file.stat().st_size
    with file.open("rb") as opened:
        return get_store().stage(pieces_of(opened), length=length, limit=length)


@job("previews.look", every=_EVERY, system="looks for files without a small picture")
def look(actor: Actor, context: JobContext) -> None:
    """Have small pictures made of what came lately; Office files wait to be looked at.

    What came while nothing ran is drawn when somebody looks.
    """
    since = clock.now() - int(_NEW.total_seconds()) * clock.SECOND
    found = engine().fetch_all(
        "SELECT DISTINCT b.sha256, b.sniffed_type, i.name FROM core_blob b"
        " JOIN core_item i ON i.blob_id = b.sha256 AND i.deletion_id IS NULL"
        " WHERE b.created > %s AND NOT EXISTS"
        " (SELECT 1 FROM core_derivative d WHERE d.source_id = b.sha256) LIMIT %s",
        (since, _MANY),
    )
    for sha256, sniffed, name in found:
        source = source_of(name, sniffed)
        if source is not None and source is not Source.OFFICE:
            ask_for(actor, sha256, name, source)
