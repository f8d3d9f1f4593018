"""A site keeps somebody who may change who has access to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hallway.core.access.rights import Right
from hallway.core.errors import Conflict
from hallway.platform.db import engine

_RIGHT = int(Right.MANAGE_PERMISSIONS)
OWNED = (
    "EXISTS (SELECT 1 FROM core_grant g JOIN core_role r ON r.id = g.role_id"
    " WHERE g.scope_id = s.scope_id"
    f" AND (r.mask & {_RIGHT}) = {_RIGHT} AND (EXISTS (SELECT 1 FROM core_person p"
    " WHERE p.is_active AND (p.principal_id = g.principal_id OR EXISTS ("
    " SELECT 1 FROM core_groupclosure c WHERE c.group_id = g.principal_id"
    " AND c.member_id = p.principal_id)))"
    " OR EXISTS (SELECT 1 FROM core_principal q"
    " WHERE q.kind IN ('organisation-role', 'all-staff') AND (q.id = g.principal_id"
    " OR EXISTS (SELECT 1 FROM core_groupclosure c WHERE c.group_id = g.principal_id"
    " AND c.member_id = q.id)))))"
)
"""Somebody active, or a role, may change who has access to the site `s`."""


@contextmanager
def keeping_an_owner(site: int | None) -> Iterator[None]:
    """Refuse, inside a command, what takes a site's last owner; Conflict says so."""
    had = site is not None and _has_owner(site)
    yield
    if had and site is not None and not _has_owner(site):
        raise Conflict(
            "A site keeps at least one owner. Make somebody else an owner first."
        )


def _has_owner(site: int) -> bool:
    found = engine().fetch_one(
        f"SELECT 1 FROM core_site s WHERE s.id = %s AND {OWNED}", (site,)
    )
    return found is not None
