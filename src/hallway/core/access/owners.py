"""A site keeps somebody who may change who has access to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hallway.core.access.rights import Right
from hallway.core.errors import Conflict
from hallway.platform.db import engine

_OWNER = (
    "SELECT 1 FROM core_site s JOIN core_grant g ON g.scope_id = s.scope_id"
    " JOIN core_role r ON r.id = g.role_id"
    " WHERE s.id = %s AND (r.mask & %s) = %s AND (EXISTS (SELECT 1 FROM core_person p"
    " WHERE p.is_active AND (p.principal_id = g.principal_id OR EXISTS ("
    " SELECT 1 FROM core_groupclosure c WHERE c.group_id = g.principal_id"
    " AND c.member_id = p.principal_id)))"
    " OR EXISTS (SELECT 1 FROM core_principal q"
    " WHERE q.kind IN ('organisation-role', 'all-staff') AND (q.id = g.principal_id"
    " OR EXISTS (SELECT 1 FROM core_groupclosure c WHERE c.group_id = g.principal_id"
    " AND c.member_id = q.id)))) LIMIT 1"
)


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
    right = int(Right.MANAGE_PERMISSIONS)
    return engine().fetch_one(_OWNER, (site, right, right)) is not None
