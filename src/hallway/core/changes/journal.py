"""`@command`: one transaction, at least one recorded change, counters at the end.

A command takes the row locks of the streams it writes first (`lock_list`,
`lock_site`, `lock_directory`), in the order of their ids; writes to one list are
therefore serial on PostgreSQL, as they are on SQLite, and nothing inside a command
has to fear a second writer.  Change numbers are handed out last, so that they are
consecutive and never lost to a rolled-back transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, Literal, NewType, ParamSpec, TypeVar, cast

import orjson
from django.db import DatabaseError, IntegrityError, transaction

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.errors import Conflict, OverQuota
from hallway.core.projections.schema import due_sql, tell_due
from hallway.platform.db import engine

ChangeId = NewType("ChangeId", int)
StreamKind = Literal["list", "site", "directory"]
StreamRef = tuple[StreamKind, int]

DIRECTORY: StreamRef = ("directory", 0)

P = ParamSpec("P")
R = TypeVar("R")

_ATTEMPTS = 4
_TAKEN = {
    "item_name_once": "Something here already has that name.",
    "item_number_once": "That number is taken.",
    "attachment_name_once": "A file of that name is attached already.",
    "list_url_once": "This site already has a list at that address.",
    "view_name_once": "This list already has a view of that name.",
    "column_name_once": "This list already has a column of that name.",
    "term_group_once": "There is already a term group of that name.",
    "term_group_of_site_once": "There is already a term group of that name.",
    "term_set_once": "This group already has a term set of that name.",
    "term_once_below": "There is already a term of that name here.",
    "term_label_once": "This term is called so already.",
    "site_column_once": "This site already has a column of that name.",
    "site_column_guid": "This site already has that column.",
    "content_type_of_site_once": "This site already has that content type.",
    "content_type_of_list_once": "This list already has that content type.",
    "content_type_name_once": "This site already has a content type of that name.",
    "list_type_name_once": "This list already has a content type of that name.",
    "core_site_path_key_key": "There is already a site at that address.",
    "core_person_email_key_key": "Somebody already has that e-mail address.",
    "core_organisation_name_key_key": "There is already an organisation of that name.",
    "core_directory_name_key_key": "There is already a directory of that name.",
    "core_brand_host_key": "That host already has a brand.",
    "account_once": "That entry of the directory already stands for somebody.",
    "invitation_once": "This address has an open invitation already.",
    "answer_once": "This answer was received already.",
    "transfer_undone_once": "This was undone already.",
    "alias_once": "These two are joined already.",
}


class NothingRecorded(RuntimeError):
    """A command wrote without recording a change: a mistake in our code."""


@dataclass(slots=True)
class Journal:
    """What one command has to say when it ends."""

    actor: Actor
    rows: list[tuple[StreamRef, str, int | None, Any, Any]] = field(
        default_factory=list
    )
    counts: dict[tuple[int, int], int] = field(default_factory=dict)
    bytes: dict[int, int] = field(default_factory=dict)
    quiet: bool = False
    is_due: bool | None = None
    """Whether a table of a list is behind, if that has been asked for."""

    def flush(self) -> None:
        """Write quota, counters and change rows; the last statements of a command."""
        for follower in _followers:
            follower(self)
        for site, delta in sorted(self.bytes.items()):
            if delta:
                self._charge(site, delta)
        db = engine()
        for (list_id, scope), delta in sorted(self.counts.items()):
            if delta:
                db.execute(
                    "INSERT INTO core_scopecount (list_id, scope_id, n)"
                    " VALUES (%s, %s, %s)"
                    " ON CONFLICT (list_id, scope_id)"
                    " DO UPDATE SET n = core_scopecount.n + excluded.n",
                    (list_id, scope, delta),
                )
        self._append()

    def _charge(self, site: int, delta: int) -> None:
        row = engine().fetch_one(
            "UPDATE core_site SET used_bytes = used_bytes + %s WHERE id = %s"
            " RETURNING used_bytes, quota_bytes, warning_bytes",
            (delta, site),
        )
        if row is None or delta < 0:
            return
        used, quota, warning = row
        if quota is not None and used > quota:
            raise OverQuota("This site's storage limit would be passed.")
        if warning is not None and used > warning >= used - delta:
            self.rows.append(
                (("site", site), "site.quota_warned", None, None, {"used": used})
            )

    def _append(self) -> None:
        db = engine()
        streams: dict[StreamRef, list[tuple[str, int | None, Any, Any]]] = {}
        for ref, verb, item, before, after in self.rows:
            streams.setdefault(ref, []).append((verb, item, before, after))
        at = clock.now()
        parameters: list[Any] = []
        watched: list[StreamRef] = []
        for ref in sorted(streams):
            entries = streams[ref]
            row = db.fetch_one(
                "UPDATE core_stream SET last = last + %s"
                " WHERE kind = %s AND ref = %s"
                f" RETURNING id, last, is_watched, {due_sql()}",
                (len(entries), *ref),
            )
            if row is None:
                raise LookupError(f"no stream {ref}")
            stream, last, is_watched, is_due = row
            self.is_due = bool(is_due)
            if is_watched:
                watched.append(ref)
            first = last - len(entries) + 1
            for n, (verb, item, before, after) in enumerate(entries, first):
                parameters += [stream, n, at, self.actor.principal, verb, item]
                parameters += [_json(before), _json(after), self.actor.face]
        one = f"(%s, %s, %s, %s, %s, %s, %s, %s, %s, {db.txid_expression})"
        width = 9
        for start in range(0, len(parameters), 500 * width):
            chunk = parameters[start : start + 500 * width]
            db.execute(
                "INSERT INTO core_change (stream_id, n, at, actor, verb, item, before,"
                " after, face, txid) VALUES "
                + ", ".join([one] * (len(chunk) // width)),
                chunk,
            )
        if watched:
            for watcher in _watchers:
                watcher(self, watched)


_followers: list[Callable[[Journal], None]] = []


def add_follower(follower: Callable[[Journal], None]) -> None:
    """Have `follower` see each command's journal before it is written, once.

    For what follows from changes and has to be right as soon as they are.
    """
    if follower not in _followers:
        _followers.append(follower)


_watchers: list[Callable[[Journal, Sequence[StreamRef]], None]] = []


def add_watcher(watcher: Callable[[Journal, Sequence[StreamRef]], None]) -> None:
    """Have `watcher` see the journals that wrote to watched streams, and to which.

    It may enqueue jobs and records nothing.  For the rest it costs no statement.
    """
    if watcher not in _watchers:
        _watchers.append(watcher)


def _json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


_current: ContextVar[Journal | None] = ContextVar("journal", default=None)
_is_joint: ContextVar[bool] = ContextVar("is_joint", default=False)


def journal() -> Journal:
    """Return the running command's journal."""
    running = _current.get()
    if running is None:
        raise RuntimeError("only a command may write")
    return running


def record(
    stream: StreamRef,
    verb: str,
    *,
    item: int | None = None,
    before: Any = None,
    after: Any = None,
) -> None:
    """Note a change; it is numbered and written when the command ends.

    `before` and `after` are JSON of ids and plain values, never names of persons.
    """
    journal().rows.append((stream, verb, item, before, after))


def unchanged() -> None:
    """Say that the running command found nothing to do and wrote nothing."""
    journal().quiet = True


def count(list_id: int, scope: int, delta: int) -> None:
    """Move the number of living items of a list that carry `scope`."""
    counts = journal().counts
    key = (list_id, scope)
    counts[key] = counts.get(key, 0) + delta


def charge(site: int, delta: int) -> None:
    """Move a site's used bytes; OverQuota when the command ends past the limit."""
    charged = journal().bytes
    charged[site] = charged.get(site, 0) + delta


def lock_streams(refs: Iterable[StreamRef]) -> None:
    """Take the row locks of these streams, in the order of their ids."""
    wanted = sorted(set(refs))
    db = engine()
    if not wanted or not db.locks_rows:
        return
    marks = ", ".join(["(%s, %s)"] * len(wanted))
    flat = [value for ref in wanted for value in ref]
    db.fetch_all(
        "SELECT id FROM core_stream"
        f" WHERE (kind, ref) IN ({marks}) ORDER BY id FOR UPDATE",
        flat,
    )


def lock_lists(list_ids: Sequence[int]) -> None:
    """Make this command the only writer of these lists."""
    lock_streams(("list", list_id) for list_id in list_ids)


def command(
    function: Callable[Concatenate[Actor, P], R],
) -> Callable[Concatenate[Actor, P], R]:
    """Run the whole function in one transaction that records at least one change.

    A command called inside another joins it.  A taken name found by the database
    is Conflict; a deadlock found by PostgreSQL runs the command again.
    """

    @wraps(function)
    def run(actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
        if _current.get() is not None:
            return function(actor, *args, **kwargs)
        return _run(actor, lambda: function(actor, *args, **kwargs), must_record=True)

    return cast("Callable[Concatenate[Actor, P], R]", run)


@command
def together(actor: Actor, *steps: Callable[[], object]) -> None:
    """Run commands as one: all of them hold, or none where one is refused."""
    for step in steps:
        step()


@contextmanager
def step() -> Iterator[None]:
    """Undo what the block wrote and recorded if it raises; the command may go on."""
    running = journal()
    many, counts, charged = len(running.rows), {**running.counts}, {**running.bytes}
    try:
        with transaction.atomic():
            yield
    except BaseException:
        del running.rows[many:]
        running.counts, running.bytes = counts, charged
        raise


def next_change(stream: StreamRef) -> int:
    """Return the number that the next change recorded in a locked stream will get."""
    row = engine().fetch_one(
        "SELECT last FROM core_stream WHERE kind = %s AND ref = %s", stream
    )
    if row is None:
        raise LookupError(f"no stream {stream}")
    waiting = sum(1 for ref, *_rest in journal().rows if ref == stream)
    return int(row[0]) + waiting + 1


def housekeeping(
    function: Callable[Concatenate[Actor, P], R],
) -> Callable[Concatenate[Actor, P], R]:
    """Run in one transaction that need not record: leases, last use, counters."""

    @wraps(function)
    def run(actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
        if _current.get() is not None:
            return function(actor, *args, **kwargs)
        return _run(actor, lambda: function(actor, *args, **kwargs), must_record=False)

    return cast("Callable[Concatenate[Actor, P], R]", run)


@contextmanager
def all_or_none() -> Iterator[None]:
    """Have all commands of the block hold, or none; each keeps its actor and time.

    For the operator who loads what several people did one after another.  For what
    one person does there is `together`: here a deadlock undoes the block.
    """
    with engine().write_transaction():
        token = _is_joint.set(True)
        try:
            yield
        finally:
            _is_joint.reset(token)


def _run(actor: Actor, work: Callable[[], R], *, must_record: bool) -> R:
    attempts = 1 if _is_joint.get() else _ATTEMPTS
    for attempt in range(1, attempts + 1):
        try:
            return _once(actor, work, must_record=must_record)
        except IntegrityError as error:
            message = _TAKEN.get(engine().constraint_of(error) or "")
            if message is None:
                raise
            raise Conflict(message) from error
        except DatabaseError as error:
            if attempt == attempts or not engine().may_retry(error):
                raise
    raise AssertionError("unreachable")


def _once(actor: Actor, work: Callable[[], R], *, must_record: bool) -> R:
    running = Journal(actor)
    try:
        with engine().write_transaction():
            token = _current.set(running)
            try:
                result = work()
                if must_record and not running.rows and not running.quiet:
                    raise NothingRecorded("a command must record what it changed")
                running.flush()
                tell_due(is_due=running.is_due)
            finally:
                _current.reset(token)
    finally:
        # Whoever opened a transaction around this may still write more.
        tell_due(is_due=None)
    return result
