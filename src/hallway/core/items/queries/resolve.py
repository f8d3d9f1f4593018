"""From a URL's segments to what is there: one statement, one for the rights."""

from __future__ import annotations

from typing import Any

from hallway.core import names
from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_masks, list_pending_scopes
from hallway.core.access.rights import FULL_MASK, Right
from hallway.core.access.rules import holds, under_pending
from hallway.core.items.records import ItemRecord, Place
from hallway.core.items.rows import WIDTH, item_columns
from hallway.core.lists.records import ListRecord
from hallway.core.lists.rows import list_columns_sql
from hallway.core.sites.queries import list_sites_around
from hallway.core.sites.records import SiteRecord
from hallway.core.sites.rows import site_columns
from hallway.core.sites.rules import MANAGED
from hallway.platform.db import engine
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
SELECT so.depth, l.used, w.n, {site}, {list}, {item}
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
    not see, unless the very thing asked for is open to him.
    """
    if len(segments) > _MAX_SEGMENTS:
        return Place(segments=segments, missing=segments)
    rows = engine().fetch_all(*_statement(segments))
    site, found_list, chain = None, None, []
    if rows:
        start = 3
        site = SiteRecord._make(rows[0][start : start + _SITE_WIDTH])
        start += _SITE_WIDTH
        if rows[0][1] is not None:
            found_list = ListRecord._make(rows[0][start : start + _LIST_WIDTH])
            start += _LIST_WIDTH
            chain = [ItemRecord._make(row[start : start + WIDTH]) for row in rows]
    mask, masks = _masks(actor, site, found_list, chain)
    if site is not None and found_list is not None:
        used = rows[0][1]
        place = _list_place(actor, segments, site, found_list, chain, masks, used=used)
        if place is not None:
            return place
    elif site is not None and _seen(mask) and len(segments) == rows[0][0]:
        return _at_site(segments, site, mask)
    return _above_lists(actor, segments)


def _statement(segments: tuple[str, ...]) -> tuple[str, list[Any]]:
    keys = [name_key(segment) for segment in segments]
    parameters: list[Any] = []
    segment_rows = _values(parameters, list(enumerate(keys, 1)) or [(0, "")])
    prefix_rows = _values(
        parameters, [(n, "/" + "/".join(keys[:n])) for n in range(len(keys) + 1)]
    )
    candidate_rows = _values(parameters, _candidates(keys) or [(0, 0, "")])
    sql = _SQL.format(
        segments=segment_rows,
        prefixes=prefix_rows,
        candidates=candidate_rows,
        site=site_columns("st"),
        list=list_columns_sql("lt"),
        item=item_columns("i"),
    )
    return sql, parameters


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


def _values(parameters: list[Any], rows: list[tuple[Any, ...]]) -> str:
    for row in rows:
        parameters.extend(row)
    return ", ".join("(" + ", ".join(["%s"] * len(row)) + ")" for row in rows)


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
    actor: Actor,
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


def _masks(
    actor: Actor,
    site: SiteRecord | None,
    found: ListRecord | None,
    chain: list[ItemRecord],
) -> tuple[int, list[int]]:
    """Return the actor's rights on the site and on each item, by one query."""
    if actor.everything is not None:
        return FULL_MASK, [FULL_MASK] * len(chain)
    pending = []
    if found is not None and found.pending:
        pending = list_pending_scopes(actor, found.id)
    wanted = {item.scope for item in chain} | {new for _old, new, _above in pending}
    # Also where there is nothing: by its queries too, hidden equals absent.
    of_site = 0 if site is None else site.scope
    masks = get_masks(actor, {*wanted, of_site})
    return masks[of_site], [
        under_pending(
            masks[item.scope],
            [
                masks[new]
                for old, new, above in pending
                if old == item.scope and item.ancestry.startswith(above)
            ],
        )
        for item in chain
    ]
