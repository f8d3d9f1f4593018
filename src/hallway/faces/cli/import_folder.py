"""Puts a directory's contents into a library's folder, through the core's commands.

Bodies are read and staged by a few threads ahead of the one that writes, so that
waiting for the disk and for the database overlap. What is there already is left
alone, so an import that was interrupted goes on where it was.
"""

import os
import stat
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from hallway.core.access.actors import SYSTEM_ACCOUNT, Actor
from hallway.core.errors import Conflict, CoreError, NotFound, OverQuota
from hallway.core.items.commands import FilePut, create_folder, put_files
from hallway.core.items.queries import iter_children, resolve
from hallway.core.items.records import Expect, ItemRecord
from hallway.core.kinds import get_kind
from hallway.core.names import check_name
from hallway.faces.cli.import_names import Entry, Named, name_entries
from hallway.faces.cli.import_staging import stage
from hallway.platform.storage import StagedBlob
from hallway.wire.paths import MAX_PATH, name_key

STAGERS = 4
"""Threads that read and sync bodies: enough to hide a disk's syncs."""
AHEAD = 64
"""Bodies staged ahead of the writer, at most."""
BATCH = 32
"""Files of one transaction: some 30 ms in which nobody else writes on SQLite."""


class Outcome(StrEnum):
    """What became of an entry."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One entry's outcome; ``name`` is set where it is another than on disk."""

    path: str
    outcome: Outcome
    is_folder: bool
    size: int = 0
    name: str = ""
    reason: str = ""


@dataclass(slots=True)
class Plan:
    """What an import works with.

    ``folder`` is the deepest folder that exists, ``missing`` what is to be made in it.
    """

    actor: Actor
    source: Path
    path: str
    folder: ItemRecord
    missing: tuple[str, ...]
    pending: int
    rename: bool
    dry_run: bool
    limit: int
    results: deque[Result] = field(default_factory=deque)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folder:
    """A directory and where it goes; no item yet in a dry run."""

    source: str
    relative: str
    path: str
    item: ItemRecord | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Put:
    """A file on its way: its body is being staged."""

    relative: str
    named: Named
    folder: _Folder
    existing: ItemRecord | None
    body: "Future[StagedBlob | str]"


def find_target(actor: Actor, segments: tuple[str, ...]) -> tuple[ItemRecord, str, int]:
    """The deepest existing folder on the way to a target, its path, its list's pending.

    NotFound if there is no library, Conflict if a file is in the way or the list
    holds no files.
    """
    for depth in range(len(segments), 0, -1):
        place = resolve(actor, segments[:depth])
        if place.missing:
            continue
        if place.list is None or place.item is None:
            break
        if not get_kind(place.list.kind).has_bodies:
            raise Conflict(f"{place.path} is a list; files go into a library.")
        if not place.item.is_folder:
            raise Conflict(f"{place.path} is a file, not a folder.")
        return place.item, place.path, place.list.pending
    raise NotFound(f"There is no library at /{'/'.join(segments)}.")


def import_folder(plan: Plan) -> Iterator[Result]:
    """Do it; yields each entry's outcome as soon as it is settled.

    Raises OverQuota, ``StoreFull`` and the store's ``OSError``, for nothing further
    would fit; what was put in before stays, and another run goes on from there.
    """
    top: ItemRecord | None = plan.folder
    path = plan.path
    for name in plan.missing:
        check_name(name)
        path = f"{path}/{name}"
        if top is not None:
            top = None if plan.dry_run else _make_folder(plan, top, name)
    first = _Folder(source=os.fspath(plan.source), relative="", path=path, item=top)
    todo = [first]
    waiting: deque[_Put] = deque()
    with ThreadPoolExecutor(STAGERS, thread_name_prefix="stage") as pool:
        try:
            while todo:
                for put in _directory(plan, pool, todo.pop(), todo):
                    waiting.append(put)
                    if len(waiting) >= AHEAD + BATCH:
                        yield from _write(plan, _take(waiting))
                    yield from _settled(plan)
                yield from _settled(plan)
            while waiting:
                yield from _write(plan, _take(waiting))
        finally:
            pool.shutdown(cancel_futures=True)


def _take(waiting: deque[_Put]) -> list[_Put]:
    """The next files of one transaction."""
    taken = [waiting.popleft()]
    while waiting and len(taken) < BATCH:
        taken.append(waiting.popleft())
    return taken


def _settled(plan: Plan) -> Iterator[Result]:
    while plan.results:
        yield plan.results.popleft()


def _make_folder(plan: Plan, parent: ItemRecord, name: str) -> ItemRecord:
    return create_folder(plan.actor, parent.id, name=name)


def _directory(
    plan: Plan, pool: ThreadPoolExecutor, folder: _Folder, todo: list[_Folder]
) -> Iterator[_Put]:
    """Begin a directory's files, and put its own directories on the list."""
    entries = list(_scan(plan, folder))
    existing = _children(plan, folder.item)
    kinds = {key: bool(item.is_folder) for key, item in existing.items()}
    inner: list[_Folder] = []
    for named in name_entries(entries, existing=kinds, rename=plan.rename):
        relative = _below(folder.relative, named.entry.name)
        path = f"{folder.path}/{named.name}"
        if not named.name:
            _note(plan, relative, named, Outcome.SKIPPED, named.reason)
            continue
        if len(path) > MAX_PATH:
            reason = f"The path would have more than {MAX_PATH} characters."
            _note(plan, relative, named, Outcome.SKIPPED, reason)
            continue
        found = existing.get(name_key(named.name))
        if named.entry.is_folder:
            made = _folder(plan, folder, named, relative, found)
            if made is not None:
                inner.append(made)
            continue
        if found is not None and _is_same(found, named.entry):
            _note(plan, relative, named, Outcome.UNCHANGED)
            continue
        source = f"{folder.source}/{named.entry.name}"
        body = pool.submit(
            stage, source, named.entry.size, plan.limit, dry=plan.dry_run
        )
        yield _Put(
            relative=relative, named=named, folder=folder, existing=found, body=body
        )
    todo.extend(reversed(inner))


def _folder(
    plan: Plan,
    folder: _Folder,
    named: Named,
    relative: str,
    found: ItemRecord | None,
) -> _Folder | None:
    outcome = Outcome.UNCHANGED if found else Outcome.ADDED
    if found is None and folder.item is not None and not plan.dry_run:
        try:
            found = _make_folder(plan, folder.item, named.name)
        except OverQuota:
            raise
        except CoreError as error:
            _note(plan, relative, named, Outcome.FAILED, error.message)
            return None
    _note(plan, relative, named, outcome)
    return _Folder(
        source=f"{folder.source}/{named.entry.name}",
        relative=relative,
        path=f"{folder.path}/{named.name}",
        item=found,
    )


def _scan(plan: Plan, folder: _Folder) -> Iterator[Entry]:
    """The files and directories of a directory; anything else is noted and left out."""
    try:
        with os.scandir(folder.source) as found:
            listed = list(found)
    except OSError as error:
        plan.results.append(
            Result(
                path=folder.relative or ".",
                outcome=Outcome.FAILED,
                is_folder=True,
                reason=f"Cannot be read: {error.strerror}.",
            )
        )
        return
    for one in listed:
        reason, failed = "", False
        try:
            about = one.stat(follow_symlinks=False)
        except OSError as error:
            reason, failed = f"Cannot be read: {error.strerror}.", True
        else:
            mode = about.st_mode
            if stat.S_ISLNK(mode):
                reason = "A symbolic link: what it points to may be elsewhere."
            elif not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                reason = "Neither a file nor a folder."
            else:
                yield Entry(
                    name=one.name,
                    is_folder=stat.S_ISDIR(mode),
                    size=about.st_size if stat.S_ISREG(mode) else 0,
                    modified=about.st_mtime_ns // 1000,
                )
        if reason:
            plan.results.append(
                Result(
                    path=_below(folder.relative, one.name),
                    outcome=Outcome.FAILED if failed else Outcome.SKIPPED,
                    is_folder=False,
                    reason=reason,
                )
            )


def _children(plan: Plan, folder: ItemRecord | None) -> dict[str, ItemRecord]:
    if folder is None:
        return {}
    return {
        name_key(item.name): item
        for page in iter_children(plan.actor, folder, pending=plan.pending)
        for item in page
    }


def _below(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _is_same(item: ItemRecord, entry: Entry) -> bool:
    """Whether size and time say it is the file an earlier run put in."""
    return item.size == entry.size and item.client_modified == entry.modified


def _write(plan: Plan, puts: Sequence[_Put]) -> Iterator[Result]:
    """Link staged bodies in one transaction; each alone if that is refused."""
    ready: list[tuple[_Put, FilePut]] = []
    for put in puts:
        body = put.body.result()
        settled = _settle(plan, put, body)
        if settled is not None:
            yield settled
        elif isinstance(body, StagedBlob):
            ready.append((put, _file_put(put, body)))
    try:
        put_files(plan.actor, [one for _, one in ready])
    except CoreError:
        # One of them is refused: find out which.
        for put, one in ready:
            yield _write_one(plan, put, one)
        return
    for put, _ in ready:
        yield _result(put.relative, put.named, _outcome(put))


def _settle(plan: Plan, put: _Put, body: StagedBlob | str) -> Result | None:
    """What became of a file that needs no writing; None for one that does."""
    found = put.existing
    if isinstance(body, str):
        return _result(put.relative, put.named, Outcome.FAILED, body)
    if found is not None and found.sha256 == body.sha256:
        return _result(put.relative, put.named, Outcome.UNCHANGED)
    if found is not None and found.editor != SYSTEM_ACCOUNT:
        reason = "Somebody has changed it in the library since."
        return _result(put.relative, put.named, Outcome.SKIPPED, reason)
    if plan.dry_run:
        return _result(put.relative, put.named, _outcome(put))
    return None


def _outcome(put: _Put) -> Outcome:
    return Outcome.UPDATED if put.existing else Outcome.ADDED


def _file_put(put: _Put, body: StagedBlob) -> FilePut:
    found, folder = put.existing, put.folder.item
    if folder is None:
        raise LookupError(f"no folder for {put.relative!r}")
    return FilePut(
        parent=folder.id,
        name=found.name if found else put.named.name,
        body=body,
        expect=Expect.found(found) if found else Expect.absent(),
        client_modified=put.named.entry.modified,
    )


def _write_one(plan: Plan, put: _Put, one: FilePut) -> Result:
    try:
        put_files(plan.actor, [one])
    except OverQuota:
        raise
    except CoreError as error:
        return _result(put.relative, put.named, Outcome.FAILED, error.message)
    return _result(put.relative, put.named, _outcome(put))


def _note(
    plan: Plan, relative: str, named: Named, outcome: Outcome, reason: str = ""
) -> None:
    plan.results.append(_result(relative, named, outcome, reason))


def _result(relative: str, named: Named, outcome: Outcome, reason: str = "") -> Result:
    return Result(
        path=relative,
        outcome=outcome,
        is_folder=named.entry.is_folder,
        size=named.entry.size,
        name=named.name if named.name != named.entry.name else "",
        reason=reason or named.reason,
    )
