"""Noting whom a change concerns, inside the command that makes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hallway.core import clock
from hallway.core.changes.journal import Journal
from hallway.core.social.notifications.registry import notices
from hallway.platform.db import engine

_CHUNK = 100


def tell(journal: Journal) -> None:
    """Note whom the changes of a command concern, but for whoever made them."""
    known = notices()
    mine = set(journal.actor.principals)
    named: list[tuple[int, str, int]] = []
    of_author: dict[str, dict[int, None]] = {}
    for _stream, verb, item, before, after in journal.rows:
        notice = known.get(verb)
        if notice is None or item is None:
            continue
        if notice.named is not None:
            whom = dict.fromkeys(notice.named(before, after))
            named += [(one, verb, item) for one in whom if one not in mine]
        if notice.of_author:
            of_author.setdefault(verb, {})[item] = None
    at, actor = clock.now(), journal.actor.principal
    for verb, items in of_author.items():
        _tell_authors(list(items), at, actor, verb)
    for start in range(0, len(named), _CHUNK):
        rows = named[start : start + _CHUNK]
        values: list[Any] = []
        for principal, verb, item in rows:
            values += [principal, at, actor, verb, item]
        engine().execute(
            "INSERT INTO core_told (principal, at, actor, verb, item) VALUES "
            + ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows)),
            values,
        )


def tell_of_rule(
    principals: Iterable[int], *, verb: str, item: int, by: int, words: str, at: int
) -> None:
    """Note what a rule wants people and groups told, inside its command.

    by  who made the change: he knows of it, and is not told
    """
    for one in principals:
        if one != by:
            engine().execute(
                "INSERT INTO core_told (principal, at, actor, verb, item, words)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                (one, at, by, verb, item, words),
            )


def _tell_authors(items: list[int], at: int, actor: int, verb: str) -> None:
    for start in range(0, len(items), _CHUNK):
        chunk = items[start : start + _CHUNK]
        marks = ", ".join(["%s"] * len(chunk))
        engine().execute(
            "INSERT INTO core_told (principal, at, actor, verb, item)"
            " SELECT i.author, %s, %s, %s, i.id FROM core_item i"
            f" WHERE i.id IN ({marks}) AND i.author <> %s",
            [at, actor, verb, *chunk, actor],
        )
