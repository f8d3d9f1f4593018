"""From a credential or a person to an Actor: the only place that builds them.

These functions take no actor, for they make it.  An actor's principals are cached
in the process under (person, directory epoch); the epoch is read with the
credential, so what somebody lost is lost at his next request, on every node.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from hallway.core import clock
from hallway.core.access.actors import (
    ADMINISTRATORS,
    ALL_STAFF,
    EVERYONE,
    Actor,
    PrincipalId,
)
from hallway.core.changes.journal import housekeeping
from hallway.core.errors import NotFound
from hallway.core.people.rules import (
    NOTE_EVERY,
    is_token_good,
    parse_token,
)
from hallway.platform.db import engine
from hallway.wire.paths import name_key

_LARGEST_CACHE = 4096
_AN_ADMINISTRATOR = "an administrator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Every principal a grant could reach a person by, and what follows from them."""

    principals: tuple[PrincipalId, ...]
    everything: str | None
    offices: frozenset[str]
    staff: bool
    needs_factor: bool


_lock = threading.Lock()
_reaches: OrderedDict[tuple[int, int], Reach] = OrderedDict()
_noted: OrderedDict[str, int] = OrderedDict()


def authenticate_token(
    secret: str, *, face: str, email: str | None = None
) -> Actor | None:
    """Return the actor a bearer token stands for; None if it stands for nobody.

    Unknown, malformed, expired, revoked, of a person who is not active, or of one
    with another address than `email` where that is given: the answer is the same.
    One query, and two more after the directory changed.
    """
    token = parse_token(secret)
    if token is None:
        return None
    row = engine().fetch_one(
        "SELECT k.digest, k.expires, k.revoked, k.last_used, k.person_id,"
        " n.title, t.directory_epoch, p.email_key"
        " FROM core_token k"
        " JOIN core_person p ON p.principal_id = k.person_id AND p.is_active"
        " JOIN core_principal n ON n.id = k.person_id"
        " CROSS JOIN core_tenant t WHERE k.id = %s",
        (token.id,),
    )
    if row is None:
        return None
    digest, expires, revoked, last_used, person, name, epoch, email_key = row
    if email is not None and name_key(email.strip()) != email_key:
        return None
    if not is_token_good(
        token, digest=digest, expires=expires, revoked=revoked, now=clock.now()
    ):
        return None
    if last_used is not None:
        _remember_use(token.digest, last_used)
    return _actor(person, name=name, epoch=epoch, face=face)


def get_actor(person: PrincipalId, *, face: str) -> Actor:
    """Return a person as an actor; NotFound if unknown or not active."""
    row = engine().fetch_one(
        "SELECT n.title, t.directory_epoch FROM core_person p"
        " JOIN core_principal n ON n.id = p.principal_id"
        " CROSS JOIN core_tenant t WHERE p.principal_id = %s AND p.is_active",
        (person,),
    )
    if row is None:
        raise NotFound("There is no such person.")
    name, epoch = row
    return _actor(person, name=name, epoch=epoch, face=face)


def note_token_use(actor: Actor, secret: str) -> None:
    """Write when a token was last used, at most every five minutes.

    A face calls it after the answer is sent, with the actor the token gave.
    """
    token = parse_token(secret)
    if token is None:
        return
    now = clock.now()
    with _lock:
        noted = _noted.get(token.digest)
    if noted is not None and now - noted < NOTE_EVERY:
        return
    _write_use(actor, token.id, token.digest, now)
    _remember_use(token.digest, now)


@housekeeping
def _write_use(actor: Actor, token: int, digest: str, now: int) -> None:
    engine().execute(
        "UPDATE core_token SET last_used = %s WHERE id = %s AND person_id = %s"
        " AND digest = %s AND (last_used IS NULL OR last_used <= %s)",
        (now, token, actor.principal, digest, now - NOTE_EVERY),
    )


def _remember_use(digest: str, at: int) -> None:
    with _lock:
        _noted[digest] = max(at, _noted.get(digest, at))
        _noted.move_to_end(digest)
        if len(_noted) > _LARGEST_CACHE:
            _noted.popitem(last=False)


def _actor(person: int, *, name: str, epoch: int, face: str) -> Actor:
    reach = _cached_reach(person, epoch)
    return Actor(
        principal=PrincipalId(person),
        principals=reach.principals,
        everything=reach.everything,
        offices=reach.offices,
        staff=reach.staff,
        needs_factor=reach.needs_factor,
        name=name,
        face=face,
    )


def _cached_reach(person: int, epoch: int) -> Reach:
    key = (person, epoch)
    with _lock:
        found = _reaches.get(key)
        if found is not None:
            _reaches.move_to_end(key)
            return found
    # Read outside the lock. What is read may be newer than the epoch, never older.
    reach = load_reach(person)
    with _lock:
        _reaches[key] = reach
        if len(_reaches) > _LARGEST_CACHE:
            _reaches.popitem(last=False)
    return reach


def load_reach(person: int) -> Reach:
    """Read every principal of a person, past the cache; two queries.

    The union over his aliases, also those of aliases and those no longer active
    (an alias is the same human, its old account may well be closed): the persons
    themselves, the roles they have in organisations, all staff, everyone, and
    every group around any of these.
    """
    rows = engine().fetch_all(
        "WITH RECURSIVE cluster(id) AS ("
        " SELECT p.principal_id FROM core_person p WHERE p.principal_id = %s"
        " UNION"
        " SELECT CASE WHEN a.first_id = c.id THEN a.second_id ELSE a.first_id END"
        " FROM cluster c JOIN core_aliaslink a"
        " ON a.until IS NULL AND (a.first_id = c.id OR a.second_id = c.id))"
        " SELECT c.id, o.kind, o.needs_factor, r.principal_id,"
        " t.administrators_need_factor"
        " FROM cluster c CROSS JOIN core_tenant t"
        " LEFT JOIN core_membership m ON m.person_id = c.id"
        " LEFT JOIN core_organisation o ON o.id = m.organisation_id"
        " LEFT JOIN core_organisationrole r ON r.organisation_id = o.id"
        " AND r.role IN (m.role, 'member')",
        (person,),
    )
    own = any(kind == "own" for _, kind, *_ in rows)
    base = {EVERYONE}
    if own:
        base.add(ALL_STAFF)
    for alias, _, _, role, _ in rows:
        base.add(PrincipalId(alias))
        if role is not None:
            base.add(PrincipalId(role))
    around = _groups_around(base)
    principals = base | set(around)
    everything = _AN_ADMINISTRATOR if ADMINISTRATORS in principals else None
    by_company = any(needed for _, _, needed, *_ in rows)
    as_administrator = everything is not None and any(row[4] for row in rows)
    return Reach(
        principals=tuple(sorted(principals)),
        everything=everything,
        offices=frozenset(name for name in around.values() if name is not None),
        staff=own or everything is not None,
        needs_factor=by_company or as_administrator,
    )


def _groups_around(base: set[PrincipalId]) -> dict[PrincipalId, str | None]:
    """Return the groups around these principals, with their built-in names."""
    marks = ", ".join(["%s"] * len(base))
    rows = engine().fetch_all(
        "SELECT DISTINCT c.group_id, g.built_in FROM core_groupclosure c"
        " JOIN core_group g ON g.principal_id = c.group_id"
        f" WHERE c.member_id IN ({marks})",
        sorted(base),
    )
    return {PrincipalId(group): name for group, name in rows}
