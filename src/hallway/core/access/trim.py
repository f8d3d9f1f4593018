"""Trim a table to what an actor may reach: one indexed test on `scope_id`."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr

from hallway.core.access.actors import Actor
from hallway.core.access.models import Grant, PendingScope
from hallway.core.access.rights import Right
from hallway.platform.db import engine


def readable_scopes(actor: Actor, right: Right) -> QuerySet[Any, int]:
    """Return the scopes on which the actor holds `right`, as a subquery."""
    return (
        Grant.unscoped.annotate(held=F("role__mask").bitand(int(right)))
        .filter(principal__in=actor.principals, held=int(right))
        .filter(also__in=(0, *actor.principals))
        .values_list("scope_id", flat=True)
    )


def trim(model: type[Any], actor: Actor, right: Right) -> QuerySet[Any]:
    """Return the rows of `model` on whose scope the actor holds `right`.

    A re-stamp in progress closes its subtree at once to whoever loses access:
    rows that still carry the old scope need the right on the new one too.
    """
    rows: QuerySet[Any] = model.unscoped.all()
    if model._meta.label == "core.List":
        rows = rows.filter(deletion__isnull=True)
    if actor.everything is not None:
        return rows
    scopes = readable_scopes(actor, right)
    rows = rows.filter(scope_id__in=scopes)
    if model._meta.label == "core.Item":
        closing = PendingScope.unscoped.filter(
            ~Q(new_id__in=scopes),
            list_id=OuterRef("list_id"),
            old_id=OuterRef("scope_id"),
            ancestry=Substr(OuterRef("ancestry"), 1, Length("ancestry")),
        )
        rows = rows.filter(
            ~Exists(closing.filter(rows_only=False)),
            Q(is_folder=True) | ~Exists(closing.filter(rows_only=True)),
        )
    return rows


def holding_sql(actor: Actor) -> tuple[str, list[Any]]:
    """Return a WHERE term, and its parameters, that the actor holds the grant `g`."""
    db = engine()
    named, principals = db.is_one_of("g.principal_id", actor.principals)
    also, more = db.is_one_of("g.also", (0, *actor.principals))
    return f"{named} AND {also}", [*principals, *more]


def scopes_sql(actor: Actor, right: Right) -> tuple[str, list[Any]]:
    """Return a SELECT, and its parameters, of the scopes somebody reaches by grants.

    A scope comes once for each grant.
    """
    mine, principals = holding_sql(actor)
    return (
        "SELECT g.scope_id FROM core_grant g JOIN core_role r ON r.id = g.role_id"
        f" WHERE {mine} AND (r.mask & %s) = %s",
        [*principals, int(right), int(right)],
    )


def readable_sql(actor: Actor, right: Right, column: str) -> tuple[str, list[Any]]:
    """Return a WHERE term, and its parameters, that `column` is a reachable scope."""
    if actor.everything is not None:
        return "1 = 1", []
    scopes, parameters = scopes_sql(actor, right)
    return f"{column} IN ({scopes})", parameters


def probe_sql(actor: Actor, right: Right, column: str) -> tuple[str, list[Any]]:
    """Return the same as `readable_sql`, for rows asked one after the other."""
    if actor.everything is not None:
        return "1 = 1", []
    mine, principals = holding_sql(actor)
    return (
        "EXISTS (SELECT 1 FROM core_grant g JOIN core_role r ON r.id = g.role_id"
        f" WHERE g.scope_id = {column} AND {mine} AND (r.mask & %s) = %s)",
        [*principals, int(right), int(right)],
    )


def open_sql(actor: Actor, right: Right, alias: str) -> tuple[str, list[Any]]:
    """Return a WHERE term that shuts what a re-stamp in progress takes away.

    Only needed in lists that have one (`list.pending`).
    """
    readable, parameters = readable_sql(actor, right, "p.new_id")
    return (
        "NOT EXISTS (SELECT 1 FROM core_pendingscope p"
        f" WHERE p.list_id = {alias}.list_id AND p.old_id = {alias}.scope_id"
        f" AND {alias}.ancestry LIKE p.ancestry || '%%'"
        f" AND NOT (p.rows_only AND {alias}.is_folder) AND NOT ({readable}))",
        parameters,
    )
