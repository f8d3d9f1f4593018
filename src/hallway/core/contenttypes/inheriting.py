"""What content types of sites have: their own columns and those from above."""

from __future__ import annotations

from collections.abc import Iterable

from hallway.core.contenttypes.models import ContentType, TypeColumn
from hallway.core.contenttypes.rules import Linked, inherit


def line_of(content_type: ContentType) -> list[ContentType]:
    """Return the types that one inherits columns from and itself, the first first."""
    line = [content_type]
    while not line[-1].is_whole and line[-1].parent_id is not None:
        line.append(ContentType.unscoped.get(pk=line[-1].parent_id))
    return line[::-1]


def columns_of(content_type: ContentType) -> list[Linked]:
    """Return the columns of a site's content type, inherited ones too."""
    return columns_along(line_of(content_type))


def columns_along(line: list[ContentType]) -> list[Linked]:
    """Return the columns of the last of a line of types."""
    links = TypeColumn.unscoped.filter(of__in=line).select_related("site_column")
    own: dict[int, list[tuple[str, object, bool, bool]]] = {one.pk: [] for one in line}
    for one in links.order_by("position", "pk"):
        name = one.site_column.internal_name
        own[one.of_id].append((name, one.site_column, one.is_required, one.is_hidden))
    order: list[str] = next((one.order for one in reversed(line) if one.order), [])
    return inherit([own[one.pk] for one in line], order)


def below(types: Iterable[int]) -> list[ContentType]:
    """Return the types, of sites and of lists, that descend from some rows."""
    found: list[ContentType] = []
    wanted = set(types)
    while wanted:
        rows = list(ContentType.unscoped.filter(parent__in=wanted))
        found += rows
        wanted = {one.pk for one in rows}
    return found
