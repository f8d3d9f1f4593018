"""Reads of the term store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.errors import NotFound
from hallway.core.terms.models import TermLabel
from hallway.core.terms.records import (
    Label,
    Suggestion,
    TermDetail,
    TermGroupRecord,
    TermId,
    TermRecord,
    TermSetId,
    TermSetRecord,
)
from hallway.core.terms.rules import MAX_CHILDREN, choose, ids_of, languages_for
from hallway.core.terms.seeing import hex_of, may_manage, readable_groups
from hallway.platform.db import engine
from hallway.wire.paths import fold, sort_key

_FROM = (
    " FROM core_term t JOIN core_termset s ON s.id = t.of_id"
    " JOIN core_termgroup tg ON tg.id = s.group_id"
)
_LAST = "\U0010ffff"


def list_term_groups(actor: Actor) -> list[TermGroupRecord]:
    """Return the groups the actor sees: the company's first, then by title."""
    readable, parameters = readable_groups(actor, "tg")
    rows = engine().fetch_all(
        f"SELECT tg.id, {engine().guid_text('tg.guid')}, tg.site_id, tg.title,"
        f" tg.description FROM core_termgroup tg WHERE {readable}",
        parameters,
    )
    found = [TermGroupRecord._make(row) for row in rows]
    return sorted(found, key=lambda one: (one.site is not None, sort_key(one.title)))


def list_term_sets(actor: Actor) -> list[TermSetRecord]:
    """Return the sets the actor sees, by group and title."""
    found = _sets(actor, "1 = 1", [])
    return sorted(
        found,
        key=lambda one: (
            one.site is not None,
            sort_key(one.group_title),
            one.group,
            sort_key(one.title),
        ),
    )


def get_term_set(actor: Actor, term_set: int) -> TermSetRecord:
    """Return a set; NotFound if absent or hidden."""
    found = _sets(actor, "s.id = %s", [term_set])
    if not found:
        raise NotFound
    return found[0]


def find_term_set(actor: Actor, guid: str) -> TermSetRecord:
    """Return the set with a GUID; NotFound if absent or hidden."""
    found = _sets(actor, "s.guid = %s", [hex_of(guid)])
    if not found:
        raise NotFound
    return found[0]


def _sets(actor: Actor, where: str, values: Sequence[Any]) -> list[TermSetRecord]:
    readable, parameters = readable_groups(actor, "tg")
    rows = engine().fetch_all(
        f"SELECT s.id, {engine().guid_text('s.guid')}, tg.id, tg.title, tg.site_id,"
        " s.title, s.description, s.is_open, s.language, si.scope_id"
        " FROM core_termset s JOIN core_termgroup tg ON tg.id = s.group_id"
        " LEFT JOIN core_site si ON si.id = tg.site_id"
        f" WHERE {where} AND {readable}",
        [*values, *parameters],
    )
    manages: dict[int | None, bool] = {}
    found = []
    for row in rows:
        site, scope = row[4], row[9]
        if site not in manages:
            manages[site] = may_manage(actor, site, scope)
        found.append(
            TermSetRecord._make([*row[:7], bool(row[7]), row[8], manages[site]])
        )
    return found


def list_terms(
    actor: Actor, term_set: TermSetId, *, parent: TermId | None, language: str
) -> list[TermRecord]:
    """Return the terms right below a term, or at the top of a set, in their order.

    Where nobody gave them one they stand by title.  At most MAX_CHILDREN there are.
    """
    found = get_term_set(actor, term_set)
    where, values = ("t.parent_id IS NULL", []) if parent is None else _below(parent)
    records = _terms(
        f"{where} AND t.of_id = %s", [*values, term_set], language, found.language
    )
    return sorted(records, key=lambda one: (one.position, sort_key(one.title)))


def _below(parent: int) -> tuple[str, list[Any]]:
    return "t.parent_id = %s", [parent]


def get_term(actor: Actor, term: int, *, language: str) -> TermDetail:
    """Return a term, or the one it was merged into, with all it is called."""
    readable, parameters = readable_groups(actor, "tg")
    row = engine().fetch_one(
        f"SELECT COALESCE(t.merged_into, t.id), s.language{_FROM}"
        f" WHERE t.id = %s AND {readable}",
        [term, *parameters],
    )
    if row is None:
        raise NotFound
    found = _terms("t.id = %s", [row[0]], language, row[1])
    if not found:
        raise NotFound
    labels = TermLabel.unscoped.filter(term=row[0]).values_list(
        "language", "text", "is_default"
    )
    ordered = sorted(
        (Label._make(one) for one in labels),
        key=lambda one: (one.language, not one.is_default, sort_key(one.text)),
    )
    return TermDetail(found[0], tuple(ordered))


def _terms(
    where: str, values: Sequence[Any], language: str, own: str
) -> list[TermRecord]:
    db = engine()
    rows = db.fetch_all(
        f"SELECT t.id, {db.guid_text('t.guid')}, t.of_id, t.parent_id, t.path,"
        " t.description, t.is_deprecated, t.position,"
        " (SELECT COUNT(*) FROM core_term c WHERE c.parent_id = t.id"
        " AND c.merged_into IS NULL)"
        f" FROM core_term t WHERE {where} AND t.merged_into IS NULL"
        f" LIMIT {MAX_CHILDREN + 1}",
        values,
    )
    titles = _titles([row[0] for row in rows], languages_for(language, own))
    return [
        TermRecord(
            id=row[0],
            guid=row[1],
            set=row[2],
            parent=row[3],
            path=ids_of(row[4]),
            title=titles.get(row[0], ""),
            description=row[5],
            is_deprecated=bool(row[6]),
            position=row[7],
            children=row[8],
        )
        for row in rows
    ]


def _titles(terms: Iterable[int], wanted: Sequence[str]) -> dict[int, str]:
    ids = sorted(set(terms))
    if not ids:
        return {}
    among, parameters = engine().is_one_of("l.term_id", ids)
    rows = engine().fetch_all(
        "SELECT l.term_id, l.language, l.text FROM core_termlabel l"
        f" WHERE l.is_default AND {among}",
        parameters,
    )
    labels: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for term, language, text in rows:
        labels[term].append((language, text))
    return {term: choose(found, wanted) for term, found in labels.items()}


def get_term_titles(
    actor: Actor, terms: Iterable[int], *, language: str
) -> Mapping[int, str]:
    """Return what terms are called, by id; one that was merged, by what it is now.

    One statement.  What the actor may not see has no entry.
    """
    ids = sorted(set(terms))
    if not ids:
        return {}
    among, wanted = engine().is_one_of("t.id", ids)
    readable, parameters = readable_groups(actor, "tg")
    rows = engine().fetch_all(
        f"SELECT t.id, s.language, l.language, l.text{_FROM}"
        " JOIN core_termlabel l ON l.term_id = COALESCE(t.merged_into, t.id)"
        f" AND l.is_default WHERE {among} AND {readable}",
        [*wanted, *parameters],
    )
    own: dict[int, str] = {}
    labels: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for term, of_set, in_language, text in rows:
        own[term] = of_set
        labels[term].append((in_language, text))
    return {
        term: choose(found, languages_for(language, own[term]))
        for term, found in labels.items()
    }


def get_term_paths(actor: Actor, terms: Iterable[int]) -> Mapping[int, list[int]]:
    """Return the numbers from the top of a set down to each of these terms, by id.

    One statement.  What the actor may not see has no entry.
    """
    ids = sorted(set(terms))
    if not ids:
        return {}
    among, wanted = engine().is_one_of("t.id", ids)
    readable, parameters = readable_groups(actor, "tg")
    rows = engine().fetch_all(
        f"SELECT t.id, t.path{_FROM} WHERE {among} AND {readable}",
        [*wanted, *parameters],
    )
    return {term: [int(one) for one in path.split("/") if one] for term, path in rows}


def resolve_terms(actor: Actor, guid: str, terms: Sequence[int]) -> Mapping[int, int]:
    """Return which of these terms may be chosen from the set with a GUID, by id.

    One that was merged is given as what it is now; one that is deprecated is not
    offered any more.  One statement.
    """
    if not terms:
        return {}
    try:
        of = hex_of(guid)
    except NotFound:
        return {}
    among, wanted = engine().is_one_of("t.id", terms)
    readable, parameters = readable_groups(actor, "tg")
    rows = engine().fetch_all(
        f"SELECT t.id, r.id{_FROM}"
        " JOIN core_term r ON r.id = COALESCE(t.merged_into, t.id)"
        f" WHERE s.guid = %s AND {among} AND NOT r.is_deprecated AND {readable}",
        [of, *wanted, *parameters],
    )
    return dict(rows)


def find_terms(actor: Actor, guid: str, text: str) -> list[TermId]:
    """Return the terms of a set that are called so, in any language or as synonym."""
    readable, parameters = readable_groups(actor, "tg")
    rows = engine().fetch_all(
        f"SELECT DISTINCT t.id{_FROM} JOIN core_termlabel l ON l.term_id = t.id"
        " WHERE s.guid = %s AND l.of = s.id AND l.key = %s AND NOT t.is_deprecated"
        f" AND {readable} ORDER BY t.id LIMIT 20",
        [hex_of(guid), fold(text.strip()), *parameters],
    )
    return [TermId(row[0]) for row in rows]


def suggest_terms(
    actor: Actor, guid: str, text: str, *, language: str, limit: int = 10
) -> list[Suggestion]:
    """Return terms with a label that begins with `text`, in the reader's language.

    Synonyms count, and the set's own language; deprecated terms are not offered.
    Without text, the first by name.  Two statements, whatever there is.
    """
    of = hex_of(guid)
    begins = fold(text.strip())
    readable, parameters = readable_groups(actor, "tg")
    short = language.split("-", maxsplit=1)[0]
    rows = engine().fetch_all(
        f"SELECT t.id, t.path, l.text, s.language{_FROM}"
        " JOIN core_termlabel l ON l.term_id = t.id AND l.of = s.id"
        " WHERE s.guid = %s AND l.key >= %s AND l.key < %s"
        " AND l.language IN (%s, %s, s.language) AND NOT t.is_deprecated"
        f" AND {readable} ORDER BY l.key, t.id LIMIT %s",
        [of, begins, begins + _LAST, language, short, *parameters, limit * 4],
    )
    first = {row[0]: row for row in reversed(rows)}
    shown = sorted(first.values(), key=rows.index)[:limit]
    own = shown[0][3] if shown else "en"
    every = {one for row in shown for one in ids_of(row[1])}
    titles = _titles(every, languages_for(language, own))
    return [
        Suggestion(
            id=TermId(term),
            title=titles.get(term) or str(matched),
            matched=matched,
            under=tuple(titles.get(one, "") for one in ids_of(path)[:-1]),
        )
        for term, path, matched, _own in shown
    ]
