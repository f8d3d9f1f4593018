"""Columns of a list among the columns of its content types, inside a command."""

from __future__ import annotations

from hallway.core.contenttypes.models import ContentType, TypeColumn
from hallway.core.errors import Conflict
from hallway.core.lists.models import Column


def include_everywhere(column: Column) -> None:
    """Let every content type of a list have a new column, as its last."""
    for one in ContentType.unscoped.filter(list=column.list_id):
        link(one, column)


def link(of: ContentType, column: Column) -> None:
    """Let a list's content type have a column, as its last."""
    last = TypeColumn.unscoped.filter(of=of).count()
    TypeColumn.unscoped.get_or_create(
        of=of, column=column, defaults={"position": last, "is_own": True}
    )


def refuse_typed(column: Column) -> None:
    """Raise Conflict for a column that a content type brought into the list."""
    links = TypeColumn.unscoped.filter(column=column, is_own=False)
    found = links.select_related("of").first()
    if found is not None:
        raise Conflict(
            f"The content type “{found.of.name}” of this list has this column; remove"
            " the type first."
        )


def keep_in_sight(list_id: int) -> None:
    """Let the base type of a list have the columns that none of its types has."""
    base = ContentType.unscoped.filter(list=list_id, is_base=True).first()
    if base is None:
        return
    linked = TypeColumn.unscoped.filter(of__list=list_id).values("column")
    living = Column.unscoped.filter(list_id=list_id, state="living")
    for column in living.exclude(pk__in=linked).order_by("position", "pk"):
        link(base, column)
