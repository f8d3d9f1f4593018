"""Computing anew what follows from other rows."""

from __future__ import annotations

from collections.abc import Iterator

from hallway.core.access.actors import Actor
from hallway.core.changes.journal import (
    DIRECTORY,
    housekeeping,
    lock_lists,
    lock_streams,
)
from hallway.core.check.counters import HIGHEST_NUMBER, USED_BYTES, list_miscounts
from hallway.core.check.permissions import NAIVE_CLOSURE
from hallway.core.check.projections import differing
from hallway.core.check.records import Progress, no_progress
from hallway.core.check.rowrules import RULED
from hallway.core.errors import Forbidden
from hallway.core.people.epoch import move_epoch
from hallway.core.projections import building
from hallway.core.projections.building import build, find_wanting
from hallway.core.projections.queries import list_ready
from hallway.core.reindex.records import Correction
from hallway.core.rowrules.scopes import (
    derive_all,
    differing_scopes,
    sweep,
)
from hallway.core.rowrules.stamping import settle_list
from hallway.core.search.indexing import index_items, stale_items
from hallway.platform.db import engine

_WORDS_AT_ONCE = 500
"""Items of one transaction."""


def reindex(actor: Actor, *, progress: Progress = no_progress) -> Iterator[Correction]:
    """Recompute counters, groups and the words of names; yield what was wrong.

    One short transaction for each list and site: others go on working.  Forbidden
    unless the actor may do everything.
    """
    if actor.everything is None:
        raise Forbidden("Only an administrator may reindex.")
    lists = engine().fetch_all("SELECT id FROM core_list ORDER BY id")
    sites = engine().fetch_all("SELECT id FROM core_site ORDER BY id")
    for done, (list_id,) in enumerate(lists):
        progress("lists", done, len(lists))
        yield from recount_list(actor, list_id)
    for (list_id,) in engine().fetch_all(RULED):
        yield from apply_row_rule(actor, list_id)
    for done, (site,) in enumerate(sites):
        progress("sites", done, len(sites))
        yield from recount_site(actor, site)
    progress("groups", 0, 1)
    yield from rebuild_closure(actor)
    progress("groups", 1, 1)
    yield from _reindex_words(actor, progress)


def reindex_lists(
    actor: Actor, *, progress: Progress = no_progress
) -> Iterator[Correction]:
    """Make the tables of long lists anew; yield what was wrong in those there were.

    Others go on working: each list is asked on its old table until the new one is
    whole.  Forbidden unless the actor may do everything.
    """
    if actor.everything is None:
        raise Forbidden("Only an administrator may reindex.")
    building.sweep(actor)
    tables = list_ready(actor)
    for list_id, (_generation, text) in tables.items():
        wrong = differing(list_id, text)
        if wrong:
            what = f"rows of the table of list {list_id}"
            yield Correction(what=what, was=wrong, now=0)
    wanted = sorted({*tables, *find_wanting()})
    for done, list_id in enumerate(wanted):
        generation, _text = tables.get(list_id, (0, ""))
        for _rows in build(actor, list_id, above=generation):
            progress(f"table of list {list_id}", done, len(wanted))
    progress("tables of lists", len(wanted), len(wanted))


def _reindex_words(actor: Actor, progress: Progress) -> Iterator[Correction]:
    row = engine().fetch_one("SELECT COALESCE(max(id), 0) FROM core_item")
    last = 0 if row is None else int(row[0])
    for after in range(0, last, _WORDS_AT_ONCE):
        progress("words", after, last)
        yield from reindex_words(actor, after=after, upto=after + _WORDS_AT_ONCE)
    progress("words", last, last)


@housekeeping
def reindex_words(actor: Actor, *, after: int, upto: int) -> list[Correction]:
    """Write anew the words that items, by internal id, are not found by."""
    db = engine()
    within = "core_item WHERE id > %s AND id <= %s"
    lists = db.fetch_all(f"SELECT DISTINCT list_id FROM {within}", (after, upto))
    # Commands write words too: whoever does waits, or is waited for.
    lock_lists([list_id for (list_id,) in lists])
    items = db.fetch_all(f"SELECT id FROM {within}", (after, upto))
    wrong = stale_items([item for (item,) in items])
    if not wrong:
        return []
    index_items(wrong)
    what = f"items {after + 1} to {upto} with other words"
    return [Correction(what=what, was=len(wrong), now=0)]


@housekeeping
def apply_row_rule(actor: Actor, list_id: int) -> list[Correction]:
    """Give a list's rows the permissions that follow from its row rule."""
    lock_lists([list_id])
    wrong = len(differing_scopes(list_id))
    derive_all(list_id)
    wrong += settle_list(list_id)
    sweep(list_id)
    what = f"permissions of rows of list {list_id}"
    return [Correction(what=what, was=wrong, now=0)] if wrong else []


@housekeeping
def recount_list(actor: Actor, list_id: int) -> list[Correction]:
    """Recount a list's items by scope, its next number, its pending changes."""
    db = engine()
    lock_lists([list_id])
    done = []
    for scope, counted, stored in list_miscounts(list_id):
        db.execute(
            "INSERT INTO core_scopecount (list_id, scope_id, n) VALUES (%s, %s, %s)"
            " ON CONFLICT (list_id, scope_id) DO UPDATE SET n = excluded.n",
            (list_id, scope, counted),
        )
        what = f"items of list {list_id} with scope {scope}"
        done.append(Correction(what=what, was=stored, now=counted))
    for column, truth, right in (
        ("next_number", f"{HIGHEST_NUMBER} + 1", ">="),
        (
            "pending",
            "(SELECT count(*) FROM core_pendingscope x WHERE x.list_id = t.id)",
            "=",
        ),
    ):
        row = db.fetch_one(
            f"SELECT t.{column}, {truth} FROM core_list t"
            f" WHERE t.id = %s AND NOT t.{column} {right} {truth}",
            (list_id,),
        )
        if row is None:
            continue
        was, now = int(row[0]), int(row[1])
        db.execute(f"UPDATE core_list SET {column} = %s WHERE id = %s", (now, list_id))
        what = f"{column} of list {list_id}"
        done.append(Correction(what=what, was=was, now=now))
    return done


@housekeeping
def recount_site(actor: Actor, site: int) -> list[Correction]:
    """Recount the bytes a site uses."""
    db = engine()
    # Whoever stores something here writes this row last, and so waits for us: what
    # he adds comes on top of what is counted now.
    db.lock_rows("core_site", [site])
    row = db.fetch_one(
        f"SELECT t.used_bytes, {USED_BYTES} FROM core_site t WHERE t.id = %s", (site,)
    )
    if row is None or row[0] == row[1]:
        return []
    was, now = int(row[0]), int(row[1])
    db.execute("UPDATE core_site SET used_bytes = %s WHERE id = %s", (now, site))
    return [Correction(what=f"bytes used by site {site}", was=was, now=now)]


@housekeeping
def rebuild_closure(actor: Actor) -> list[Correction]:
    """Recompute who is in which group by any number of memberships."""
    db = engine()
    lock_streams([DIRECTORY])
    naive = f"{NAIVE_CLOSURE} SELECT group_id, member_id FROM up"
    extra = db.execute(
        "DELETE FROM core_groupclosure WHERE id NOT IN ("
        f"SELECT c.id FROM core_groupclosure c JOIN ({naive}) AS n"
        " ON n.group_id = c.group_id AND n.member_id = c.member_id)"
    )
    lacking = db.execute(
        f"INSERT INTO core_groupclosure (group_id, member_id) SELECT group_id,"
        f" member_id FROM ({naive}) AS n WHERE 1 = 1"
        " ON CONFLICT (group_id, member_id) DO NOTHING"
    )
    if not extra and not lacking:
        return []
    # What actors hold in caches came from the wrong closure.
    move_epoch()
    return [
        Correction(what=f"indirect members {kind}", was=count, now=0)
        for kind, count in (("too many", extra), ("lacking", lacking))
        if count
    ]
