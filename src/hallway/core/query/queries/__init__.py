"""Questions to a list, answered for who asks."""

from hallway.core.query.queries.rows import (
    COUNTED,
    PAGE,
    count_rows,
    list_marked,
    list_rows,
)
from hallway.core.query.queries.summaries import (
    count_below,
    count_values,
    list_groups,
    total_values,
)
from hallway.core.query.within import MAX_SKIP

__all__ = [
    "COUNTED",
    "MAX_SKIP",
    "PAGE",
    "count_below",
    "count_rows",
    "count_values",
    "list_groups",
    "list_marked",
    "list_rows",
    "total_values",
]
