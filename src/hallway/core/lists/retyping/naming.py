"""What converting a column's values needs to know of it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from hallway.core.access.models import Principal
from hallway.core.lists.models import Column
from hallway.core.lists.retyping.converting import Naming, Side
from hallway.core.lists.types import TYPES


def side_of(column: Column) -> Side:
    """Return a column's type with its settings."""
    return Side(column.type, column.settings)


def naming_of(column: Column, values: list[Any]) -> Naming:
    """Return what is needed to say values in words, in one statement at most."""
    zone = timezone.get_current_timezone()
    if TYPES[column.type].refers != "principal":
        return Naming(zone)
    ids = {
        one
        for value in values
        for one in (value if isinstance(value, list) else [value])
    }
    titles = Principal.unscoped.filter(pk__in=ids).values_list("pk", "title")
    return Naming(zone, dict(titles))
