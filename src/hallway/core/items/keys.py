"""What an item's texts are sorted and searched by, kept beside its values.

Neither database can fold text as people expect it, and the same way as the other; so
it is folded when it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from hallway.wire.paths import fold, sort_key

SORTED = 255
"""Characters of a text that its place in the order depends on."""
SEARCHED = 2000
"""Characters of a text that a filter looks at."""


def sort_name(column: int) -> str:
    """Return the member of `keys` that a column of texts is sorted by."""
    return f"s{column}"


def search_name(column: int) -> str:
    """Return the member of `keys` that filters look at."""
    return f"f{column}"


def keys_of(data: Mapping[str, Any]) -> str:
    """Return the JSON of the keys of values by column id."""
    keys: dict[str, str] = {}
    for column, value in data.items():
        if isinstance(value, str) and column.isdigit():
            keys[sort_name(int(column))] = sort_key(value[:SORTED])
            keys[search_name(int(column))] = fold(value[:SEARCHED])
    return orjson.dumps(keys).decode()
