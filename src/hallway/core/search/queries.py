"""Finding things by the beginnings of the words in their names and titles.

The first engine, in the database itself.  Each word asked for has to begin a word of
the name.  The lists in which the actor may see anything are looked through, each by
one range of an index; who may see an item is asked of the item as it is now.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.items.queries import locate
from hallway.core.kinds import get_kind
from hallway.core.people.finding.queries import suggest_people
from hallway.core.search.records import Found, PersonHit, Vertical
from hallway.core.search.rules import ASKED, matches, prefix_range, words
from hallway.core.sites.queries import list_sites
from hallway.core.sites.records import SiteRecord
from hallway.platform.db import engine

COUNTED = 1000
"""Items looked at for one question; counts beyond are only known to be more."""
_SAMPLED = 500
"""Names looked at to tell which of several words is rare."""
_OF_KIND = {"pages": Vertical.PAGES, "news": Vertical.NEWS}
NOTHING = Found(people=(), sites=(), items=(), counts={}, more=False)


class _Hit(NamedTuple):
    exact: bool
    modified: int
    item: int
    vertical: Vertical


def search(
    actor: Actor,
    text: str,
    *,
    vertical: Vertical | None = None,
    limit: int = 30,
    skip: int = 0,
) -> Found:
    """Return what bears the words of a text in its name, trimmed to the actor.

    `vertical` narrows what is returned, not what is counted.  `limit` holds for each
    of people, sites and items; `skip` for items.  People are for staff.
    """
    asked = words(text)[:ASKED]
    if not asked:
        return NOTHING
    people = _people(actor, text)
    sites = [one for one in list_sites(actor) if matches(one.title, asked)]
    hits, more = _hits(actor, asked)
    counts = Counter(one.vertical for one in hits)
    if people:
        counts[Vertical.PEOPLE] = len(people)
    if sites:
        counts[Vertical.SITES] = len(sites)
    wanted = [one.item for one in hits if vertical is None or one.vertical is vertical][
        skip : skip + limit
    ]
    located = locate(actor, wanted)
    return Found(
        people=tuple(people[:limit]) if vertical in (None, Vertical.PEOPLE) else (),
        sites=tuple(_by_title(sites)[:limit])
        if vertical in (None, Vertical.SITES)
        else (),
        items=tuple(located[one] for one in wanted if one in located),  # type: ignore[index]
        counts=dict(counts),
        more=more,
    )


def _by_title(sites: list[SiteRecord]) -> list[SiteRecord]:
    return sorted(sites, key=lambda one: (len(one.title), one.title.casefold()))


def _people(actor: Actor, text: str) -> list[PersonHit]:
    if not actor.staff:
        return []
    return [
        PersonHit(one.id, one.title, one.detail)
        for one in suggest_people(actor, text, limit=COUNTED)
    ]


def _hits(actor: Actor, asked: tuple[str, ...]) -> tuple[list[_Hit], bool]:
    """Return the items with these words, best first; and whether there are more."""
    first, *others = _rarest_first(actor, asked)
    rows = engine().fetch_all(*_statement(actor, first, others))
    best: dict[int, _Hit] = {}
    for item, modified, parent, kind, word in rows:
        hit = _Hit(word == first, modified, item, _vertical(kind, parent))
        if item not in best or hit.exact:
            best[item] = hit
    return sorted(best.values(), key=_rank, reverse=True), len(rows) > COUNTED


def _rarest_first(actor: Actor, asked: tuple[str, ...]) -> list[str]:
    """Sort words by how many names bear them where the actor may see anything.

    Counted up to a bound each: what is rare decides how little there is to look at.
    """
    if len(asked) == 1:
        return list(asked)
    lists, parameters = _lists(actor)
    found = {}
    for word in asked:
        rows = engine().fetch_all(
            f"WITH reached AS MATERIALIZED ({lists}) SELECT w.item_id FROM reached"
            f" {_words('w', 'w.list_id = reached.id')} LIMIT %s",
            [*parameters, *prefix_range(word), _SAMPLED],
        )
        found[word] = len(rows)
    return sorted(asked, key=lambda word: (found[word], -len(word)))


def _rank(hit: _Hit) -> tuple[bool, int, int]:
    return hit.exact, hit.modified, hit.item


def _vertical(kind: str, parent: int | None) -> Vertical:
    if parent is None:
        return Vertical.LISTS
    if get_kind(kind).has_bodies:
        return Vertical.FILES
    return _OF_KIND.get(kind, Vertical.LISTS)


def _statement(actor: Actor, first: str, others: list[str]) -> tuple[str, list[Any]]:
    """Return the question, planned in the order it is written in on either database.

    First the lists, then one range of the index in each for each word, and only for
    what bears all words the item itself, one by one, until there are enough.
    """
    lists, parameters = _lists(actor)
    joins = [_words("w", "w.list_id = reached.id")]
    parameters += prefix_range(first)
    last = "w"
    for number, word in enumerate(others):
        # Each hangs on the one before it, so that the item comes after all of them.
        bearing = f"w{number}.item_id = {last}.item_id"
        last = f"w{number}"
        joins.append(_words(last, bearing))
        parameters += prefix_range(word)
    joins += [
        engine().join_each("core_item", "i", f"i.id = {last}.item_id"),
        engine().join_each("core_list", "k", "k.id = i.list_id"),
    ]
    where = ["i.deletion_id IS NULL"]
    if actor.everything is None:
        readable, one = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
        shut, two = open_sql(actor, Right.VIEW_LIST_ITEMS, "i")
        where += [readable, shut]
        parameters += [*one, *two]
    return (
        f"WITH reached AS MATERIALIZED ({lists})"
        " SELECT i.id, i.modified, i.parent_id, k.kind, w.word"
        f" FROM reached {' '.join(joins)} WHERE {' AND '.join(where)} LIMIT %s",
        [*parameters, COUNTED + 1],
    )


def _words(alias: str, condition: str) -> str:
    """Return a join with words in a range, which is its two parameters."""
    within = f"{alias}.word >= %s AND {alias}.word < %s"
    return engine().join_each("core_word", alias, f"{condition} AND {within}")


def _lists(actor: Actor) -> tuple[str, list[Any]]:
    """Return the question for the lists in which the actor may see anything."""
    if actor.everything is not None:
        return "SELECT id FROM core_list WHERE deletion_id IS NULL", []
    of_items, one = readable_sql(actor, Right.VIEW_LIST_ITEMS, "n.scope_id")
    of_list, two = readable_sql(actor, Right.VIEW_LIST_ITEMS, "l.scope_id")
    return (
        "SELECT n.list_id AS id FROM core_scopecount n WHERE n.n > 0"
        f" AND {of_items} UNION SELECT l.id FROM core_list l"
        f" WHERE l.deletion_id IS NULL AND {of_list}",
        [*one, *two],
    )
