"""What values refer to: looked up for whoever writes them, a column at a time.

People, items of other lists and terms are given by numbers; what is stored is looked
up here in one statement a column, however many values and items are written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.access.models import Principal
from hallway.core.access.rights import Right
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import TYPES
from hallway.core.people.finding.queries import resolve_principals
from hallway.platform.db import engine

FindTerms = Callable[[Actor, str, Sequence[int]], Mapping[int, int]]
"""Those of these terms that are in the set with this GUID and may be chosen, each with
the term that stands for it now."""

_MISSING = {
    "principal": "There is nobody of this number.",
    "item": "There is no item of this number.",
    "term": "There is no such term.",
}
_find_terms: list[FindTerms] = []


def answer_terms(find: FindTerms) -> None:
    """Have `find` say which terms there are; until then every number is one."""
    _find_terms[:] = [find]


class References:
    """What the values of one list's columns refer to; kept for one command."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._found: dict[int, dict[int, int]] = {}
        self._old: dict[int, dict[int, int]] = {}
        self._seen: dict[int, dict[int, int]] = {}

    def remember(self, column: ColumnRecord, olds: Iterable[Any]) -> None:
        """Look up what values that stand there already lead to, for all at once."""
        if TYPES[column.type].refers != "item":
            return
        ids = sorted({one for old in olds for one in _ids(old)})
        if ids:
            self._read_old(column, ids)
            self._see(column, ids)

    def given(self, column: ColumnRecord, old: Any) -> list[Any]:
        """Return a stored value of many as people give it: items by their numbers."""
        if TYPES[column.type].refers != "item":
            return list(old or [])
        numbers = {item: number for number, item in self._stays(column, old).items()}
        return [numbers[one] for one in _ids(old) if one in numbers]

    def load(self, column: ColumnRecord, given: Iterable[int]) -> None:
        """Look up numbers of a column that were not looked up before."""
        found = self._found.setdefault(column.id, {})
        wanted = sorted(set(given) - set(found))
        if wanted:
            found |= dict.fromkeys(wanted, 0) | self._look(column, wanted)

    def resolve(self, column: ColumnRecord, value: Any, old: Any) -> Any:
        """Return the stored form of an encoded value, given the one before it.

        What stood there before and is out of the actor's sight stays.  ValueError if
        something is not there for him.
        """
        kind = TYPES[column.type]
        given = value if kind.is_many else [value]
        self.load(column, given)
        found = self._found[column.id]
        stays = self._stays(column, old)
        stored = [found[one] or stays.get(one, 0) for one in given]
        if not all(stored):
            raise ValueError(_MISSING[kind.refers])
        if not kind.is_many:
            return stored[0]
        if kind.refers == "item":
            unseen = self._unseen(column, stays)
            stored += [one for one in stays.values() if one in unseen]
        return list(dict.fromkeys(stored))

    def keep_hidden(self, column: ColumnRecord, old: Any) -> Any:
        """Return what stays of many lookups that somebody takes away; None for none."""
        kind = TYPES[column.type]
        if kind.refers != "item" or not kind.is_many or not old:
            return None
        stays = self._stays(column, old)
        return sorted(self._unseen(column, stays)) or None

    def _look(self, column: ColumnRecord, numbers: Sequence[int]) -> dict[int, int]:
        match TYPES[column.type].refers:
            case "principal":
                return self._principals(column, numbers)
            case "item":
                return self._items(column, numbers)
            case _:
                if not _find_terms:
                    return {one: one for one in numbers}
                terms = str(column.settings.get("set", ""))
                return dict(_find_terms[0](self._actor, terms, numbers))

    def _principals(
        self, column: ColumnRecord, numbers: Sequence[int]
    ) -> dict[int, int]:
        rows = Principal.unscoped.filter(pk__in=numbers).values_list("pk", "kind")
        people = {one for one, kind in rows if kind == "person"}
        groups = {one for one, _kind in rows} - people
        if not self._actor.staff and self._actor.everything is None:
            # Who may not look through the people names himself alone.
            return {one: one for one in people & {*self._actor.principals}}
        if groups and column.settings.get("groups"):
            found = resolve_principals(self._actor, [f"#{one}" for one in groups])
            people |= {one.match.id for one in found if one.match is not None}
        return {one: one for one in people}

    def _items(self, column: ColumnRecord, numbers: Sequence[int]) -> dict[int, int]:
        return {
            number: item
            for item, number in self._visible(column, "number", numbers).items()
        }

    def _visible(
        self, column: ColumnRecord, by: str, values: Sequence[int]
    ) -> dict[int, int]:
        """Return the numbers, by id, of items the actor sees in the list looked up."""
        readable, mine = readable_sql(self._actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
        still_open, more = open_sql(self._actor, Right.VIEW_LIST_ITEMS, "i")
        if self._actor.everything is not None:
            still_open, more = "1 = 1", []
        wanted, asked = engine().is_one_of(f"i.{by}", values)
        return dict(
            engine().fetch_all(
                "SELECT i.id, i.number FROM core_item i"
                " JOIN core_list l ON l.id = i.list_id AND l.deletion_id IS NULL"
                f" WHERE l.guid = %s AND {wanted} AND i.deletion_id IS NULL"
                f" AND NOT i.is_folder AND {readable} AND {still_open}",
                [_hex(column), *asked, *mine, *more],
            )
        )

    def _stays(self, column: ColumnRecord, old: Any) -> dict[int, int]:
        """Return what a value has already, by the numbers people give.

        Items by their numbers; terms that are not offered any more, or hidden.
        """
        refers = TYPES[column.type].refers
        ids = _ids(old)
        if not ids or refers == "principal":
            return {}
        if refers == "term":
            return {one: one for one in ids}
        self._read_old(column, ids)
        numbers = self._old[column.id]
        return {numbers[one]: one for one in ids if numbers[one]}

    def _unseen(self, column: ColumnRecord, stays: dict[int, int]) -> set[int]:
        ids = sorted(stays.values())
        if not ids:
            return set()
        self._see(column, ids)
        seen = self._seen[column.id]
        return {one for one in ids if not seen[one]}

    def _read_old(self, column: ColumnRecord, ids: Sequence[int]) -> None:
        """Note the numbers of items of the list looked up; 0 for what is not there."""
        old = self._old.setdefault(column.id, {})
        new = [one for one in ids if one not in old]
        if not new:
            return
        wanted, asked = engine().is_one_of("i.id", new)
        rows = engine().fetch_all(
            "SELECT i.id, i.number FROM core_item i"
            " JOIN core_list l ON l.id = i.list_id"
            f" WHERE l.guid = %s AND {wanted}",
            [_hex(column), *asked],
        )
        old |= dict.fromkeys(new, 0) | dict(rows)

    def _see(self, column: ColumnRecord, ids: Sequence[int]) -> None:
        """Note which of these items the actor sees: their numbers, else 0."""
        seen = self._seen.setdefault(column.id, {})
        new = [one for one in ids if one not in seen]
        if new:
            seen |= dict.fromkeys(new, 0) | self._visible(column, "id", new)


def _ids(old: Any) -> list[int]:
    return old if isinstance(old, list) else [old] if old else []


def _hex(column: ColumnRecord) -> str:
    return str(column.settings.get("list", "")).replace("-", "")
