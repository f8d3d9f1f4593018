"""Sites as administrators look at them: who owns them, how large they are."""

from __future__ import annotations

from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.access.rights import RoleId
from hallway.core.admin.queries import FULL, OWNERLESS
from hallway.core.admin.records import SiteRow
from hallway.core.errors import NotFound
from hallway.core.people.records import OrganisationId
from hallway.core.people.rules import demand_administrator
from hallway.core.sites.records import SiteId
from hallway.platform.db import engine
from hallway.wire.paths import name_key

STATES = ("ownerless", "full", "hubs")
_CONDITIONS = {"ownerless": OWNERLESS, "full": FULL, "hubs": "s.is_hub"}
_MOST_OWNERS = 5


def list_site_rows(
    actor: Actor,
    *,
    text: str = "",
    state: str = "",
    after: int | None = None,
    limit: int = 50,
) -> list[SiteRow]:
    """Return sites by path from the one after `after`; administrators only.

    text   part of a path, in any case
    state  one of STATES, or empty for all
    """
    demand_administrator(actor)
    conditions, parameters = ["1 = 1"], list[Any]()
    if text.strip():
        conditions.append("s.path_key LIKE %s ESCAPE '!'")
        wanted = name_key(text.strip())
        for sign in "!%_":
            wanted = wanted.replace(sign, f"!{sign}")
        parameters.append(f"%{wanted}%")
    if state in _CONDITIONS:
        conditions.append(_CONDITIONS[state])
    if after is not None:
        conditions.append("s.path_key > (SELECT path_key FROM core_site WHERE id = %s)")
        parameters.append(after)
    return _rows(
        f"{' AND '.join(conditions)} ORDER BY s.path_key LIMIT %s",
        [*parameters, limit],
    )


def get_site_row(actor: Actor, site: int) -> SiteRow:
    """Return one site; NotFound."""
    demand_administrator(actor)
    found = _rows("s.id = %s", [site])
    if not found:
        raise NotFound("There is no such site.")
    return found[0]


def _rows(condition: str, parameters: list[Any]) -> list[SiteRow]:
    rows = engine().fetch_all(
        "SELECT s.id, s.path, s.title, s.kind, s.organisation_id, o.name, s.is_hub,"
        " s.hub_id, h.title, s.used_bytes, s.quota_bytes, s.warning_bytes, (SELECT"
        " COALESCE(SUM(c.n), 0) FROM core_scopecount c JOIN core_list l"
        " ON l.id = c.list_id WHERE l.site_id = s.id), COALESCE((SELECT"
        " MAX(l.modified) FROM core_list l WHERE l.site_id = s.id), s.created)"
        " FROM core_site s LEFT JOIN core_organisation o ON o.id = s.organisation_id"
        f" LEFT JOIN core_site h ON h.id = s.hub_id WHERE {condition}",
        parameters,
    )
    owners = _owners([row[0] for row in rows])
    return [
        SiteRow(
            id=SiteId(row[0]),
            path=row[1],
            title=row[2],
            kind=row[3],
            organisation=None if row[4] is None else OrganisationId(row[4]),
            organisation_name=row[5] or "",
            is_hub=bool(row[6]),
            hub=None if row[7] is None else SiteId(row[7]),
            hub_title=row[8] or "",
            used_bytes=row[9],
            quota_bytes=row[10],
            warning_bytes=row[11],
            items=int(row[12]),
            last_activity=row[13],
            owners=tuple(owners.get(row[0], ())),
        )
        for row in rows
    ]


def _owners(sites: list[int]) -> dict[int, list[str]]:
    if not sites:
        return {}
    marks = ", ".join(["%s"] * len(sites))
    rows = engine().fetch_all(
        "SELECT DISTINCT s.id, n.title, p.principal_id FROM core_site s"
        " JOIN core_grant g ON g.scope_id = s.scope_id AND g.role_id = %s"
        " JOIN (SELECT group_id, member_id FROM core_groupclosure"
        "  UNION ALL SELECT principal_id, principal_id FROM core_person) c"
        " ON c.group_id = g.principal_id"
        " JOIN core_person p ON p.principal_id = c.member_id AND p.is_active"
        " JOIN core_principal n ON n.id = p.principal_id"
        f" WHERE s.id IN ({marks}) ORDER BY s.id, n.title",
        [int(RoleId.FULL_CONTROL), *sites],
    )
    found: dict[int, list[str]] = {}
    for site, name, _person in rows:
        names = found.setdefault(site, [])
        if len(names) < _MOST_OWNERS:
            names.append(name)
    return found
