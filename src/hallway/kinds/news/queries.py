"""Reads of news: across every site the actor may see, trimmed, in one statement."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.errors import NotFound
from hallway.core.items.queries import get_item, list_values_of
from hallway.core.items.records import ItemId
from hallway.core.lists.records import ListId
from hallway.core.sites.records import SiteId
from hallway.kinds.news.records import Edge, Post, PostCard
from hallway.kinds.news.rules import ALERT
from hallway.kinds.publishing.companies import RANK
from hallway.platform.db import engine


def list_news(
    actor: Actor,
    *,
    site: SiteId | None = None,
    list_id: ListId | None = None,
    organisation: int | None = None,
    before: Edge | None = None,
    limit: int = 20,
) -> list[PostCard]:
    """Return the newest published posts the actor may see, newest first.

    Everywhere, or of one site, list or company; below `before`, which is the `Edge`
    of the last page's last post.
    """
    where, parameters = ["p.published <= %s"], list[Any]([clock.now()])
    for condition, value in (
        ("l.site_id = %s", site),
        ("l.id = %s", list_id),
        ("p.organisation = %s", organisation),
    ):
        if value is not None:
            where.append(condition)
            parameters.append(value)
    if before is not None:
        where.append("(p.published < %s OR (p.published = %s AND p.item_id < %s))")
        parameters += [before.published, before.published, before.item]
    return _cards(
        actor,
        Right.VIEW_LIST_ITEMS,
        " AND ".join(where),
        parameters,
        "p.published DESC, p.item_id DESC LIMIT %s",
        [limit],
    )


def find_edge(actor: Actor, guid: str) -> Edge | None:
    """Return where a published post stands among all; None if he may not see it."""
    try:
        wanted = UUID(guid)
    except ValueError:
        return None
    found = _cards(
        actor, Right.VIEW_LIST_ITEMS, "i.guid = %s", [wanted.hex], "i.id", []
    )
    if not found or found[0].published is None:
        return None
    return Edge(found[0].published, found[0].item)


def list_drafts(
    actor: Actor,
    *,
    site: SiteId | None = None,
    list_id: ListId | None = None,
    limit: int = 50,
) -> list[PostCard]:
    """Return drafts the actor may edit: those with a date, then the latest."""
    where, parameters = ["p.published IS NULL"], list[Any]()
    for condition, value in (("l.site_id = %s", site), ("l.id = %s", list_id)):
        if value is not None:
            where.append(condition)
            parameters.append(value)
    return _cards(
        actor,
        Right.EDIT_LIST_ITEMS,
        " AND ".join(where),
        parameters,
        "CASE WHEN p.scheduled IS NULL THEN 1 ELSE 0 END, p.scheduled,"
        " i.modified DESC, i.id DESC LIMIT %s",
        [limit],
    )


def list_front(
    actor: Actor, *, site: SiteId | None = None, limit: int = 12
) -> tuple[PostCard | None, list[PostCard]]:
    """Return the newest alert that is still on, and the newest posts, in one statement.

    The alert is among the posts too if it is new enough; of one site where it is given.
    """
    now = clock.now()
    here, of_site = ("", []) if site is None else (" AND l.site_id = %s", [site])
    alert, of_alert = _statement(
        actor,
        Right.VIEW_LIST_ITEMS,
        f"p.priority = %s AND p.alert_until > %s AND p.published <= %s{here}",
        [ALERT, now, now, *of_site],
        "p.published DESC, p.item_id DESC LIMIT 1",
        [],
    )
    newest, of_newest = _statement(
        actor,
        Right.VIEW_LIST_ITEMS,
        f"p.published <= %s{here}",
        [now, *of_site],
        "p.published DESC, p.item_id DESC LIMIT %s",
        [limit],
    )
    rows = engine().fetch_all(
        f"SELECT 0, a.* FROM ({alert}) AS a UNION ALL SELECT 1, b.* FROM ({newest})"
        " AS b",
        [*of_alert, *of_newest],
    )
    alerts = [_card(row[1:]) for row in rows if row[0] == 0]
    posts = [_card(row[1:]) for row in rows if row[0] == 1]
    # A union promises no order.
    posts.sort(key=lambda one: (one.published or 0, one.item), reverse=True)
    return (alerts[0] if alerts else None), posts


def get_post(actor: Actor, item: ItemId) -> Post:
    """Return a post with its text; NotFound if absent, hidden or no post."""
    found = get_item(actor, item)
    cards = _cards(
        actor, Right.VIEW_LIST_ITEMS, "p.item_id = %s", [item], "p.item_id", []
    )
    if not cards:
        raise NotFound
    return Post(
        item=found, card=cards[0], values=list_values_of(actor, [found])[found.id]
    )


def list_beside(actor: Actor, post: Post) -> tuple[PostCard | None, PostCard | None]:
    """Return the older and the newer neighbour of a published post in its list."""
    published, item = post.card.published, post.item.id
    if published is None:
        return None, None
    older = list_news(
        actor, list_id=post.item.list, before=Edge(published, item), limit=1
    )
    newer = _cards(
        actor,
        Right.VIEW_LIST_ITEMS,
        "l.id = %s AND p.published <= %s"
        " AND (p.published > %s OR (p.published = %s AND p.item_id > %s))",
        [post.item.list, clock.now(), published, published, item],
        "p.published, p.item_id LIMIT 1",
        [],
    )
    return (older[0] if older else None), (newer[0] if newer else None)


def _cards(
    actor: Actor,
    right: Right,
    where: str,
    parameters: list[Any],
    order: str,
    order_parameters: list[Any],
) -> list[PostCard]:
    statement, given = _statement(
        actor, right, where, parameters, order, order_parameters
    )
    return [_card(row) for row in engine().fetch_all(statement, given)]


def _statement(
    actor: Actor,
    right: Right,
    where: str,
    parameters: list[Any],
    order: str,
    order_parameters: list[Any],
) -> tuple[str, list[Any]]:
    readable, of_items = readable_sql(actor, right, "i.scope_id")
    shut, of_pending = open_sql(actor, right, "i")
    in_sites, of_sites = readable_sql(actor, Right.VIEW_LIST_ITEMS, "s.scope_id")
    sql = (
        f"SELECT i.id AS item, {engine().guid_text('i.guid')} AS guid, i.number,"
        " p.title, p.summary, p.picture, p.author, n.title AS author_name,"
        f" p.organisation, o.name AS company, {RANK} AS company_rank, p.priority,"
        " p.must_read, p.published, p.scheduled, i.modified, s.path, l.url_name,"
        f" l.title AS list_title, CASE WHEN {in_sites} THEN s.title ELSE '' END"
        " AS site, p.alert_until"
        " FROM kind_news_post p JOIN core_item i ON i.id = p.item_id"
        " JOIN core_list l ON l.id = i.list_id AND l.kind = 'news'"
        " JOIN core_site s ON s.id = l.site_id"
        " LEFT JOIN core_principal n ON n.id = p.author"
        " LEFT JOIN core_organisation o ON o.id = p.organisation"
        f" WHERE i.deletion_id IS NULL AND {where} AND {readable} AND {shut}"
        f" ORDER BY {order}"
    )
    return sql, [*of_sites, *parameters, *of_items, *of_pending, *order_parameters]


def _card(row: tuple[Any, ...]) -> PostCard:
    path, url_name = row[16], row[17]
    return PostCard._make(
        [
            *row[:7],
            row[7] or "",
            row[8],
            row[9] or "",
            *row[10:12],
            bool(row[12]),
            *row[13:16],
            f"{'' if path == '/' else path}/{url_name}",
            *row[18:],
        ]
    )
