"""Trim a table to what an actor may reach: one indexed test on `scope_id`."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hallway.core.access.actors import Actor
from hallway.core.access.models import Grant, PendingScope
from hallway.core.access.rights import Right


def readable_scopes(actor: Actor, right: Right) -> QuerySet[Any, int]:
    """Return the scopes on which the actor holds `right`, as a subquery."""
    return (
        Grant.unscoped.annotate(held=F("role__mask").bitand(int(right)))
        .filter(principal__in=actor.principals, held=int(right))
        .values_list("scope_id", flat=True)
    )


def trim(model: type[Any], actor: Actor, right: Right) -> QuerySet[Any]:
    """Return the rows of `model` on whose scope the actor holds `right`.

    A re-stamp in progress closes its subtree at once to whoever loses access:
    rows that still carry the old scope need the right on the new one too.
    """
    rows: QuerySet[Any] = model.unscoped.all()
    if actor.everything is not None:
        return rows
    scopes = readable_scopes(actor, right)
    rows = rows.filter(scope_id__in=scopes)
    if model._meta.label == "core.Item":
        closing = PendingScope.unscoped.filter(
            ~Q(new_id__in=scopes),
            list_id=OuterRef("list_id"),
            old_id=OuterRef("scope_id"),
        ).alias(inner=OuterRef("ancestry")).filter(inner__startswith=F("ancestry"))
        rows = rows.filter(~Exists(closing))
    return rows


