"""Reads about who may what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hallway.core.access.actors import Actor, PrincipalId, ScopeId
from hallway.core.access.records import (
    GrantRecord,
    PendingRecord,
    PrincipalName,
    RoleNumber,
)
from hallway.core.access.rights import FULL_MASK, Right
from hallway.core.access.rules import demand, under_pending
from hallway.core.access.trim import holding_sql
from hallway.platform.db import engine


def get_masks(actor: Actor, scopes: Iterable[int]) -> dict[int, int]:
    """Return the actor's rights on each scope; a scope that gives none is 0."""
    wanted = sorted(set(scopes))
    if actor.everything is not None:
        return dict.fromkeys(wanted, FULL_MASK)
    known: dict[int, int] = engine().once(("masks", actor.principals), dict)
    unknown = [scope for scope in wanted if scope not in known]
    if unknown:
        known |= _masks(actor, unknown)
    return {scope: known[scope] for scope in wanted}


def _masks(actor: Actor, scopes: Sequence[int]) -> dict[int, int]:
    masks = dict.fromkeys(scopes, 0)
    mine, principals = holding_sql(actor)
    for start in range(0, len(scopes), 500):
        among, chunk = engine().is_one_of("g.scope_id", scopes[start : start + 500])
        rows = engine().fetch_all(
            "SELECT g.scope_id, r.mask FROM core_grant g"
            " JOIN core_role r ON r.id = g.role_id"
            f" WHERE {among} AND {mine}",
            [*chunk, *principals],
        )
        for scope, mask in rows:
            masks[scope] |= mask
    return masks


def get_mask(actor: Actor, scope: int) -> int:
    """Return the actor's rights on one scope."""
    return get_masks(actor, (scope,))[scope]


def get_item_mask(
    actor: Actor, *, list_id: int, scope: int, ancestry: str, pending: int
) -> int:
    """Return the actor's rights on an item, a re-stamp in progress included."""
    if actor.everything is not None:
        return FULL_MASK
    if not pending:
        return get_mask(actor, scope)
    found = [
        one
        for one in list_pending_scopes(actor, list_id)
        if one.old == scope and ancestry.startswith(one.above)
    ]
    if any(one.rows_only for one in found) and _is_folder(ancestry):
        found = [one for one in found if not one.rows_only]
    news = [one.new for one in found]
    masks = get_masks(actor, (scope, *news))
    return under_pending(masks[scope], [masks[new] for new in news])


def _is_folder(ancestry: str) -> bool:
    row = engine().fetch_one(
        "SELECT is_folder FROM core_item WHERE id = %s",
        (int(ancestry[1:-1].rpartition("/")[2]),),
    )
    return row is not None and bool(row[0])


def list_pending_scopes(actor: Actor, list_id: int) -> list[PendingRecord]:
    """Return a list's re-stamps in progress."""
    return [
        PendingRecord(old, new, above, bool(rows_only))
        for old, new, above, rows_only in engine().fetch_all(
            "SELECT old_id, new_id, ancestry, rows_only FROM core_pendingscope"
            " WHERE list_id = %s",
            (list_id,),
        )
    ]


def get_principal_titles(actor: Actor, principals: Iterable[int]) -> Mapping[int, str]:
    """Return the display names of principals, for those who see what they did."""
    names = get_principal_names(actor, principals)
    return {number: name.title for number, name in names.items()}


def get_principal_names(
    actor: Actor, principals: Iterable[int]
) -> Mapping[int, PrincipalName]:
    """Return what principals are called and are, as `get_principal_titles`."""
    among = sorted(set(principals))
    if not among:
        return {}
    wanted, numbers = engine().is_one_of("id", among)
    found = engine().fetch_all(
        f"SELECT id, title, kind FROM core_principal WHERE {wanted}", numbers
    )
    return {number: PrincipalName(title, kind) for number, title, kind in found}


def list_grants(actor: Actor, scope: ScopeId) -> list[GrantRecord]:
    """Return who holds what on a scope, strongest role first.

    Everybody who may see the object may see this: NotFound otherwise.
    """
    demand(actor, get_mask(actor, scope), Right.VIEW_LIST_ITEMS)
    return list(engine().once(("grants", scope), lambda: _grants(scope)))


def _grants(scope: ScopeId) -> list[GrantRecord]:
    rows = engine().fetch_all(
        "SELECT g.principal_id, p.kind, p.title, r.id, r.name, r.mask,"
        " g.granted, g.granted_by, g.also, a.kind, a.title FROM core_grant g"
        " JOIN core_role r ON r.id = g.role_id"
        " JOIN core_principal p ON p.id = g.principal_id"
        " LEFT JOIN core_principal a ON a.id = g.also"
        " WHERE g.scope_id = %s ORDER BY r.rank DESC, p.title, p.id, g.also",
        (scope,),
    )
    return [
        GrantRecord(
            scope=scope,
            principal=PrincipalId(principal),
            principal_kind=kind,
            title=title,
            role=RoleNumber(role),
            role_name=name,
            mask=mask,
            granted=granted,
            granted_by=PrincipalId(by),
            also=PrincipalId(also),
            also_kind=also_kind or "",
            also_title=also_title or "",
        )
        for (
            principal,
            kind,
            title,
            role,
            name,
            mask,
            granted,
            by,
            also,
            also_kind,
            also_title,
        ) in rows
    ]
