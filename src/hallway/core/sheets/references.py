"""Looking up whom and what the cells of a file name, and what values point to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import translation

from hallway.core.access.actors import Actor
from hallway.core.access.models import Principal
from hallway.core.errors import NotFound
from hallway.core.items.keys import SEARCHED, search_name
from hallway.core.items.targets import read_targets
from hallway.core.lists.lookups import NAME, NUMBER, find_target
from hallway.core.lists.records import ColumnRecord, ListRecord
from hallway.core.lists.rows import column_records
from hallway.core.lists.types import TYPES
from hallway.core.people.finding.queries import resolve_principals
from hallway.core.people.finding.records import Wanted
from hallway.core.people.models import Person
from hallway.core.sheets.cells import NOBODY, Names, said
from hallway.core.terms.queries import find_terms, get_term_titles
from hallway.platform.db import engine
from hallway.wire.paths import fold, name_key

_SEVERAL = "Several items are called so. Write the number, as #12."
_NO_ITEM = "No item is called so."
_NO_TERM = "There is no such term."
_SEVERAL_TERMS = "Several terms are called so."
_CHUNK = 500

Resolved = dict[str, int | str]
"""Numbers by the texts that name them; what is no number says what is wrong."""


class References:
    """Names looked up for one actor and one list; each once."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._people: dict[str, Resolved] = {}
        self._items: dict[int, Resolved] = {}
        self._terms: dict[int, Resolved] = {}
        self._targets: dict[int, tuple[ListRecord, ColumnRecord | None] | None] = {}

    def resolve(self, column: ColumnRecord, texts: Iterable[str]) -> Resolved:
        """Return what texts of a column name, as commands take it."""
        wanted = list(dict.fromkeys(texts))
        match TYPES[column.type].refers:
            case "principal":
                who = "all" if column.settings.get("groups") else "people"
                known = self._people.setdefault(who, {})
                find = self._find_people(who)
            case "item":
                known = self._items.setdefault(column.id, {})
                find = self._find_items(column)
            case _:
                known = self._terms.setdefault(column.id, {})
                find = self._find_terms(column)
        new = [one for one in wanted if one not in known]
        for start in range(0, len(new), _CHUNK):
            known |= find(new[start : start + _CHUNK])
        return {one: known[one] for one in wanted}

    def _find_people(self, who: str) -> Any:
        wanted = Wanted.PRINCIPALS if who == "all" else Wanted.PEOPLE

        def find(texts: Sequence[str]) -> Resolved:
            found: Resolved = {}
            rest = list(texts)
            # Who is named twice is told of once: ask for the others again.
            while rest:
                for one in resolve_principals(self._actor, rest, wanted=wanted):
                    found[one.text] = one.message if one.match is None else one.match.id
                left = [one for one in rest if one not in found]
                if len(left) == len(rest):
                    return found | dict.fromkeys(left, "A person is expected.")
                rest = left
            return found

        return find

    def _find_items(self, column: ColumnRecord) -> Any:
        def find(texts: Sequence[str]) -> Resolved:
            target = self._target(column)
            if target is None:
                return dict.fromkeys(texts, _NO_ITEM)
            by_text: dict[str, list[int]] = {}
            numbers = {_number(one) for one in texts} - {None}
            there = set()
            for number, text in _called(self._actor, *target, texts, numbers):
                by_text.setdefault(fold(text), []).append(number)
                there.add(number)
            return {one: _chosen(one, by_text, there) for one in texts}

        return find

    def _find_terms(self, column: ColumnRecord) -> Any:
        def find(texts: Sequence[str]) -> Resolved:
            found: Resolved = {}
            for text in texts:
                terms = self._called_so(column, text)
                several = _SEVERAL_TERMS if terms else _NO_TERM
                found[text] = terms[0] if len(terms) == 1 else several
            return found

        return find

    def _called_so(self, column: ColumnRecord, text: str) -> Sequence[int]:
        try:
            return find_terms(self._actor, str(column.settings.get("set", "")), text)
        except NotFound:
            return ()

    def _target(
        self, column: ColumnRecord
    ) -> tuple[ListRecord, ColumnRecord | None] | None:
        if column.id not in self._targets:
            self._targets[column.id] = _target_of(self._actor, column)
        return self._targets[column.id]

    def names(
        self, columns: Sequence[ColumnRecord], rows: Sequence[Mapping[str, Any]]
    ) -> Names:
        """Return what is read where these rows refer to something.

        `rows` are values by internal name, in their stored form.
        """
        people: set[int] = set()
        terms: set[int] = set()
        items: dict[int, Mapping[int, tuple[int, str]]] = {}
        for column in columns:
            refers = TYPES[column.type].refers
            if not refers:
                continue
            ids = {
                one
                for row in rows
                if (value := row.get(column.internal_name)) is not None
                for one in (value if isinstance(value, list) else [value])
            }
            if refers == "principal":
                people |= ids
            elif refers == "term":
                terms |= ids
            elif ids:
                target = self._target(column)
                items[column.id] = (
                    {} if target is None else _shown(self._actor, *target, ids)
                )
        labels = get_term_titles(
            self._actor, terms, language=translation.get_language() or "en"
        )
        return Names(_people(self._actor, people), items, labels)


def _people(actor: Actor, ids: set[int]) -> dict[int, tuple[str, str]]:
    if not ids:
        return {}
    titles = dict(Principal.unscoped.filter(pk__in=ids).values_list("pk", "title"))
    emails: dict[int, str] = {}
    if actor.staff or actor.everything is not None:
        emails = dict(Person.unscoped.filter(pk__in=ids).values_list("pk", "email"))
    return {one: (title, emails.get(one, "")) for one, title in titles.items()}


def _number(text: str) -> int | None:
    digits = text.removeprefix("#")
    is_number = digits.isascii() and digits.isdigit() and len(digits) < 16
    return int(digits) if is_number else None


def _chosen(text: str, by_text: Mapping[str, list[int]], there: set[int]) -> int | str:
    called = by_text.get(fold(text), [])
    if len(called) == 1:
        return called[0]
    if called:
        return _SEVERAL
    number = _number(text)
    return number if number is not None and number in there else _NO_ITEM


def _target_of(
    actor: Actor, column: ColumnRecord
) -> tuple[ListRecord, ColumnRecord | None] | None:
    """Return the list a lookup points to, and the column of it that is read."""
    target = find_target(actor, column.settings.get("list"))
    if target is None:
        return None
    shown = column.settings.get("shown", "Title")
    columns = {one.internal_name: one for one in column_records(target.id)}
    if shown in (NAME, NUMBER):
        return target, None
    return target, columns.get(str(shown))


def _called(
    actor: Actor,
    target: ListRecord,
    shown: ColumnRecord | None,
    texts: Sequence[str],
    numbers: set[int | None],
) -> list[tuple[int, str]]:
    """Return the numbers and texts of items that may be meant."""
    terms: list[str] = []
    parameters: list[Any] = []
    wanted = [one for one in numbers if one is not None]
    if wanted:
        sql, given = engine().is_one_of("i.number", wanted)
        terms.append(sql)
        parameters += given
    marks = ", ".join(["%s"] * len(texts))
    if shown is None:
        terms.append(f"i.name_key IN ({marks})")
        parameters += [name_key(one) for one in texts]
    elif TYPES[shown.type].is_text and not TYPES[shown.type].is_many:
        folded = engine().json_value("i.keys", search_name(shown.id), "text")
        terms.append(f"{folded} IN ({marks})")
        parameters += [fold(one)[:SEARCHED] for one in texts]
    if not terms:
        return []
    return [
        (number, _text(shown, name, data))
        for _item, number, name, data in read_targets(
            actor, target.id, " OR ".join(terms), parameters
        )
    ]


def _shown(
    actor: Actor, target: ListRecord, shown: ColumnRecord | None, ids: set[int]
) -> dict[int, tuple[int, str]]:
    found: dict[int, tuple[int, str]] = {}
    ordered = sorted(ids)
    for start in range(0, len(ordered), _CHUNK):
        where, given = engine().is_one_of("i.id", ordered[start : start + _CHUNK])
        for item, number, name, data in read_targets(actor, target.id, where, given):
            found[item] = number, _text(shown, name, data)
    return found


def _text(shown: ColumnRecord | None, name: str, data: Mapping[str, Any]) -> str:
    if shown is None:
        return name
    value = data.get(shown.key)
    return said(shown.id, shown.type, shown.settings, value, NOBODY)


def parse_guid(text: str) -> str | None:
    """Return a GUID as the database gives it; None where the text is none."""
    try:
        return str(UUID(text.strip()))
    except ValueError:
        return None
