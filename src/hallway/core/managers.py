"""What a table offers: `objects` trimmed to an actor, `unscoped` for the core.

`objects` has `visible_to` and nothing else, so a query that forgot the actor
cannot be written by accident.  `unscoped` is the default manager because
relations, prefetch and constraint checks need every row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import models

if TYPE_CHECKING:
    from hallway.core.access.actors import Actor
    from hallway.core.access.rights import Right

M = TypeVar("M", bound=models.Model)


class Scoped(Generic[M]):
    """The rows of a securable table that an actor may reach."""

    def __set_name__(self, owner: type[M], name: str) -> None:
        self.model = owner

    def __get__(self, instance: M | None, owner: type[M]) -> Scoped[M]:
        if instance is not None:
            raise AttributeError("objects is reached through the class")
        bound: Scoped[M] = Scoped()
        bound.model = owner
        return bound

    def visible_to(self, actor: Actor, right: Right) -> models.QuerySet[M]:
        """Return the rows on whose scope the actor holds `right` (one bit)."""
        from hallway.core.access.trim import trim

        return trim(self.model, actor, right)


class Table(models.Model):
    """Base of every table of the core."""

    unscoped: models.Manager[Any] = models.Manager()

    class Meta:
        abstract = True
        default_manager_name = "unscoped"
        base_manager_name = "unscoped"
