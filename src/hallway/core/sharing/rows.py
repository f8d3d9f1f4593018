"""Rows that sharing asks for without an actor; its callers have asked."""

from __future__ import annotations

from hallway.platform.db import engine


def is_near(principal: int, *, kind: str, site: int) -> bool:
    """Tell whether a principal is a colleague, or a group of this site."""
    if kind == "group":
        sql = "SELECT 1 FROM core_group WHERE principal_id = %s AND site_id = %s"
        return engine().fetch_one(sql, (principal, site)) is not None
    if kind != "person":
        return False
    return (
        engine().fetch_one(
            "SELECT 1 FROM core_membership m JOIN core_organisation o"
            " ON o.id = m.organisation_id WHERE m.person_id = %s AND o.kind = 'own'",
            (principal,),
        )
        is not None
    )
