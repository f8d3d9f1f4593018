"""From a URL's segments to what is there: one statement, one for the rights."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from hallway.core import names
from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_masks, list_pending_scopes
from hallway.core.access.rights import FULL_MASK, Right
from hallway.core.access.rules import holds, under_pending, union
from hallway.core.items.records import ItemRecord, Place
from hallway.core.items.rows import WIDTH, item_columns
from hallway.core.lists.records import ListRecord
from hallway.core.lists.rows import list_columns_sql
from hallway.core.sites.queries import list_sites_around
from hallway.core.sites.records import SiteRecord
from hallway.core.sites.rows import site_columns
from hallway.core.sites.rules import MANAGED
from hallway.platform.db import Engine, engine
from hallway.wire.paths import name_key

_SITE_WIDTH = len(SiteRecord._fields)
_LIST_WIDTH = len(ListRecord._fields)
_MAX_SEGMENTS = 64

_SQL = """
WITH RECURSIVE
seg(n, k) AS (VALUES {segments}),
pre(depth, k) AS (VALUES {prefixes}),
s AS (
  SELECT t.id, p.depth FROM pre p JOIN core_site t ON t.path_key = p.k
  ORDER BY p.depth DESC LIMIT 1
),
cand(depth, used, k) AS (VALUES {candidates}),
l AS (
  SELECT t.id, t.root_id, c.used FROM s
  JOIN cand c ON c.depth = s.depth
  JOIN core_list t ON t.site_id = s.id AND t.url_key = c.k
    AND t.deletion_id IS NULL
  ORDER BY c.used DESC LIMIT 1
),
walk(n, id) AS (
  SELECT l.used, l.root_id FROM l
  UNION ALL
  SELECT w.n + 1, t.id FROM walk w
  JOIN seg g ON g.n = w.n + 1
  JOIN core_item t ON t.parent_id = w.id AND t.name_key = g.k
    AND t.deletion_id IS NULL
)
SELECT so.depth, l.used, {mask}, {site}, {list}, {item}
FROM s so JOIN core_site st ON st.id = so.id
LEFT JOIN l ON 1 = 1 LEFT JOIN core_list lt ON lt.id = l.id
LEFT JOIN walk w ON 1 = 1 LEFT JOIN core_item i ON i.id = w.id
ORDER BY w.n
"""


def resolve(actor: Actor, segments: tuple[str, ...]) -> Place:
    """Return where a path leads, trimmed to the actor; never raises for absence.

    The site with the longest matching path wins; below it stands a library's
    address, or `Lists/<name>`; below that, folders and files.  What the actor may
    not see counts as missing, and so does everything below the first folder he may
    not see, unless the very thing asked for, or the folder it would be in, is open to
    him.
    """
    if len(segments) > _MAX_SEGMENTS:
        return Place(segments=segments, missing=segments)
    rows = engine().fetch_all(*_statement(actor, segments))
    site, found_list, chain = None, None, []
    if rows:
        start = 3
        site = SiteRecord._make(rows[0][start : start + _SITE_WIDTH])
        start += _SITE_WIDTH
        if rows[0][1] is not None:
            found_list = ListRecord._make(rows[0][start : start + _LIST_WIDTH])
            start += _LIST_WIDTH
            chain = [ItemRecord._make(row[start : start + WIDTH]) for row in rows]
    told = [_mask(actor, row[2]) for row in rows]
    if site is not None and found_list is not None:
        used = rows[0][1]
        masks = _chain_masks(actor, found_list, chain, told)
        place = _list_place(segments, site, found_list, chain, masks, used=used)
        if place is not None:
            return place
    elif site is not None and _seen(told[0]) and len(segments) == rows[0][0]:
        return _at_site(segments, site, told[0])
    return _above_lists(actor, segments)


def _statement(actor: Actor, segments: tuple[str, ...]) -> tuple[str, list[Any]]:
    keys = [name_key(segment) for segment in segments]
    prefixes = [(n, "/" + "/".join(keys[:n])) for n in range(len(keys) + 1)]
    candidates = _candidates(keys) or [(0, 0, "")]
    numbered = list(enumerate(keys, 1)) or [(0, "")]
    asked = () if actor.everything is not None else actor.principals
    sql = _sql(engine(), len(numbered), len(prefixes), len(candidates), len(asked))
    rows: Iterable[tuple[Any, ...]] = (*numbered, *prefixes, *candidates, asked, asked)
    return sql, [value for row in rows for value in row]


@lru_cache(maxsize=256)
def _sql(db: Engine, segments: int, prefixes: int, candidates: int, asked: int) -> str:
    mask = "NULL"
    if asked:
        mask = (
            f"(SELECT {db.joined('r.mask')} FROM core_grant g"
            " JOIN core_role r ON r.id = g.role_id"
            " WHERE g.scope_id = COALESCE(i.scope_id, st.scope_id)"
            f" AND g.principal_id IN ({', '.join(['%s'] * asked)})"
            f" AND g.also IN (0, {', '.join(['%s'] * asked)}))"
        )
    return _SQL.format(
        segments=_marks(segments, 2),
        prefixes=_marks(prefixes, 2),
        candidates=_marks(candidates, 3),
        mask=mask,
        site=site_columns("st"),
        list=list_columns_sql("lt"),
        item=item_columns("i"),
    )


def _marks(rows: int, width: int) -> str:
    return ", ".join([f"({', '.join(['%s'] * width)})"] * rows)


def _candidates(keys: list[str]) -> list[tuple[int, int, str]]:
    """Return (site depth, segments used, list's address) for each possible site."""
    rows = []
    for depth in range(len(keys)):
        key = keys[depth]
        if key == names.DEFAULT_LIBRARY_ALIAS:
            key = name_key(names.DEFAULT_LIBRARY)
        rows.append((depth, depth + 1, key))
        if key == "lists" and depth + 1 < len(keys):
            rows.append((depth, depth + 2, f"lists/{keys[depth + 1]}"))
    return rows


def _at_site(segments: tuple[str, ...], site: SiteRecord, mask: int) -> Place:
    return Place(
        segments=segments, site=site, mask=mask, is_container=True, path=site.path
    )


def _above_lists(actor: Actor, segments: tuple[str, ...]) -> Place:
    """Return `/`, `/sites`, a step of a visible site's path, or what is missing.

    Asks the same of the database whether something hidden stands there or nothing:
    what is hidden counts as missing from the nearest site the actor may see.
    """
    path = "/" + "/".join(segments)
    if not segments:
        return Place(segments=segments, is_container=True, path=path)
    above, below = list_sites_around(actor, path)
    if name_key(segments[0]) in MANAGED:
        # What is missing there is missing from no site: the home site has no part.
        above = [site for site in above if site.path != "/"]
    site = above[-1] if above and not below else None
    scope = 0 if site is None else site.scope
    mask = get_masks(actor, (scope,))[scope]
    if below:
        return Place(segments=segments, is_container=True, path=path)
    if site is None:
        return Place(segments=segments, missing=segments)
    rest = segments[len([part for part in site.path.split("/") if part]) :]
    return Place(segments=segments, site=site, mask=mask, missing=rest, path=site.path)


def _list_place(
    segments: tuple[str, ...],
    site: SiteRecord,
    found: ListRecord,
    chain: list[ItemRecord],
    masks: list[int],
    *,
    used: int,
) -> Place | None:
    base = "" if site.path == "/" else site.path
    names_of = [found.url_name, *(item.name for item in chain[1:])]
    rest = segments[used + len(chain) - 1 :]
    if not rest and _seen(masks[-1]):
        return Place(
            segments=segments,
            site=site,
            list=found,
            item=chain[-1],
            mask=masks[-1],
            path=f"{base}/{'/'.join(names_of)}",
        )
    seen = 0
    while seen < len(chain) and _seen(masks[seen]):
        seen += 1
    # A folder open to him below one that is not: something new may be put there.
    above = len(segments) - used - 1
    if 0 <= above < len(chain) and _seen(masks[above]):
        seen = above + 1
    if not seen:
        return None
    missing = segments[used + seen - 1 :]
    last = chain[seen - 1]
    one_short = len(missing) == 1 and last.is_folder
    return Place(
        segments=segments,
        site=site,
        list=found,
        mask=masks[seen - 1],
        parent=last if one_short else None,
        parent_mask=masks[seen - 1] if one_short else 0,
        missing=missing,
        path=f"{base}/{'/'.join(names_of[:seen])}",
    )


def _seen(mask: int) -> bool:
    return holds(mask, Right.VIEW_LIST_ITEMS)


def _mask(actor: Actor, told: str | None) -> int:
    """Return the union of the grants' masks, as `Engine.joined` gives them."""
    if actor.everything is not None:
        return FULL_MASK
    return union(map(int, told.split(","))) if told else 0


def _chain_masks(
    actor: Actor, found: ListRecord, chain: list[ItemRecord], masks: list[int]
) -> list[int]:
    """Return the rights on each item of a chain, re-stamps in progress included."""
    if actor.everything is not None or not found.pending:
        return masks
    pending = list_pending_scopes(actor, found.id)
    news = get_masks(actor, {one.new for one in pending})
    return [
        under_pending(
            mask,
            [news[one.new] for one in pending if one.closes(item)],
        )
        for item, mask in zip(chain, masks, strict=True)
    ]
