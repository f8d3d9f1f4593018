"""Everybody's tokens, for administrators."""

from __future__ import annotations

from typing import Any

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.admin.records import TokenRow
from hallway.core.people.records import TokenId
from hallway.core.people.rules import demand_administrator
from hallway.platform.db import engine


def list_token_rows(
    actor: Actor,
    *,
    person: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[TokenRow]:
    """Return tokens, newest first, below the id `before`; administrators only."""
    demand_administrator(actor)
    conditions, parameters = ["1 = 1"], list[Any]()
    for condition, value in (("t.person_id = %s", person), ("t.id < %s", before)):
        if value is not None:
            conditions.append(condition)
            parameters.append(value)
    return [
        TokenRow(
            id=TokenId(token),
            person=PrincipalId(owner),
            person_name=title,
            name=name,
            created=created,
            expires=expires,
            revoked=revoked,
            last_used=used,
        )
        for token, owner, title, name, created, expires, revoked, used in (
            engine().fetch_all(
                "SELECT t.id, t.person_id, p.title, t.name, t.created, t.expires,"
                " t.revoked, t.last_used FROM core_token t"
                " JOIN core_principal p ON p.id = t.person_id"
                f" WHERE {' AND '.join(conditions)} ORDER BY t.id DESC LIMIT %s",
                [*parameters, limit],
            )
        )
    ]
