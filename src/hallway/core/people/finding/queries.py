"""Finding people and groups by what somebody types: for pickers, for staff alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.access.queries import get_masks
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.people.finding.records import Match, Resolution, Wanted
from hallway.core.people.finding.rules import (
    can_be_asked,
    demand_staff,
    like,
    parse_id,
    split_names,
    words_of,
)
from hallway.platform.db import engine
from hallway.wire.paths import name_key, sort_key

_OWN = (
    "EXISTS (SELECT 1 FROM core_membership m JOIN core_organisation o"
    " ON o.id = m.organisation_id AND o.kind = 'own'"
    " JOIN core_person q ON q.principal_id = m.person_id"
    " WHERE q.principal_id = p.principal_id OR q.stands_for_id = p.principal_id)"
)
_PERSON = (
    "SELECT p.principal_id, 'person', n.title, p.email FROM core_person p"
    " JOIN core_principal n ON n.id = p.principal_id WHERE p.is_active AND "
)
_GROUPS = (
    "SELECT n.id, n.kind, n.title, g.description, w.title, w.scope_id"
    " FROM core_principal n LEFT JOIN core_group g ON g.principal_id = n.id"
    " LEFT JOIN core_site w ON w.id = g.site_id"
    " WHERE n.kind IN ('group', 'organisation-role', 'all-staff')"
    " ORDER BY n.title, n.id"
)
_UNKNOWN = "Nobody here has this name or address."
_AMBIGUOUS = "Several have this name. Write the e-mail address instead."


def suggest_people(actor: Actor, text: str, *, limit: int = 10) -> list[Match]:
    """Return active staff whose name has words that begin so, or whose address does.

    By name; NotFound unless staff asks.  A human with several accounts is there once,
    found by any of their addresses.  A text of no word suggests nobody.
    """
    demand_staff(actor)
    words = words_of(text)
    if not words:
        return []
    named, parameters = [], []
    for word in words:
        named.append("(' ' || p.name_sort) LIKE %s ESCAPE '!'")
        parameters.append(f"% {like(word)}%")
    rows = engine().fetch_all(
        f"{_PERSON} p.stands_for_id IS NULL AND {_OWN}"
        f" AND ({' AND '.join(named)} OR EXISTS (SELECT 1 FROM core_person q"
        " WHERE (q.principal_id = p.principal_id OR q.stands_for_id = p.principal_id)"
        " AND q.email_key LIKE %s ESCAPE '!'))"
        " ORDER BY p.name_sort, p.principal_id LIMIT %s",
        [*parameters, f"{like(name_key(text.strip()))}%", limit],
    )
    return [_match(row) for row in rows]


def suggest_principals(actor: Actor, text: str, *, limit: int = 10) -> list[Match]:
    """Return people as `suggest_people` does, and groups the actor sees by title.

    Groups are at most half of the answer where there are people enough.
    """
    people = suggest_people(actor, text, limit=limit)
    words = words_of(text)
    if not words:
        return []
    groups = [
        one for one in _groups(actor) if _begins(sort_key(one.title).split(), words)
    ][:limit]
    shown = max(limit - len(groups), limit // 2)
    people = people[:shown]
    return [*people, *groups[: limit - len(people)]]


def resolve_principals(
    actor: Actor, texts: Iterable[str], *, wanted: Wanted = Wanted.PRINCIPALS
) -> list[Resolution]:
    """Return whom each text of a picker means; NotFound unless staff asks.

    A text is `#<id>` (what a picker sends), an e-mail address, or an exact name in
    any case; a text of several names, apart by commas or semicolons, counts as so
    many.  Active people of any company are found by address, of own companies by
    name.  What means nobody, or more than one, has a message.  Two statements.
    """
    demand_staff(actor)
    given = [text.strip() for text in texts if text.strip()]
    found = _find(actor, given, wanted)
    answer = []
    for text in given:
        parts = split_names(text)
        if found.get(text) or len(parts) < 2:
            answer.append(_resolve(text, found))
        else:
            answer += [_resolve(part, found) for part in parts]
    return _once(answer)


def _find(actor: Actor, given: Sequence[str], wanted: Wanted) -> dict[str, set[Match]]:
    texts = list(dict.fromkeys([*given, *(p for t in given for p in split_names(t))]))
    texts = [text for text in texts if can_be_asked(text)]
    if not texts:
        return {}
    ids = [one for one in map(parse_id, texts) if one is not None]
    emails = [name_key(text) for text in texts]
    names = [sort_key(text) for text in texts]
    found: dict[str, set[Match]] = {}
    for row in engine().fetch_all(
        f"{_PERSON} (p.principal_id IN ({_marks(ids)})"
        f" OR p.email_key IN ({_marks(emails)})"
        f" OR (p.name_sort IN ({_marks(names)}) AND p.stands_for_id IS NULL"
        f" AND {_OWN}))",
        [*ids, *emails, *names],
    ):
        _note(found, texts, _match(row))
    if wanted is Wanted.PRINCIPALS:
        for match in _groups(actor):
            _note(found, texts, match)
    return found


def _note(found: dict[str, set[Match]], texts: Sequence[str], match: Match) -> None:
    # An id or an address means exactly one; a name only where nothing else does.
    title = sort_key(match.title)
    for text in texts:
        if (
            parse_id(text) == match.id
            or (match.kind == "person" and name_key(text) == name_key(match.detail))
            or sort_key(text) == title
        ):
            found.setdefault(text, set()).add(match)


def _resolve(text: str, found: dict[str, set[Match]]) -> Resolution:
    matches = found.get(text, set())
    if not matches:
        return Resolution(text=text, message=_UNKNOWN)
    if len(matches) > 1:
        return Resolution(text=text, message=_AMBIGUOUS)
    return Resolution(text=text, match=next(iter(matches)))


def _once(resolutions: list[Resolution]) -> list[Resolution]:
    answer: dict[object, Resolution] = {}
    for one in resolutions:
        answer.setdefault(one.text if one.match is None else one.match.id, one)
    return list(answer.values())


def _groups(actor: Actor) -> Iterator[Match]:
    """Whatever of a grant's names but persons the actor sees, as `sees_group` says."""
    rows = engine().fetch_all(_GROUPS)
    masks = get_masks(actor, {row[5] for row in rows if row[5] is not None})
    for principal, kind, title, description, site, scope in rows:
        seen = scope is None or holds(masks[scope], Right.VIEW_LIST_ITEMS)
        if seen or principal in actor.principals:
            detail = description or (site if seen else "") or ""
            yield Match(
                id=PrincipalId(principal), kind=kind, title=title, detail=detail
            )


def _begins(title: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(part.startswith(word) for part in title) for word in words)


def _match(row: Sequence[Any]) -> Match:
    return Match(id=PrincipalId(row[0]), kind=row[1], title=row[2], detail=row[3])


def _marks(values: Sequence[object]) -> str:
    # SQL has no empty list; no principal, address or name is NULL.
    return ", ".join(["%s"] * len(values)) or "NULL"
