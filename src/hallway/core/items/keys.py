"""What an item's texts are sorted and searched by, kept beside its values.

Neither database can fold text as people expect it, and the same way as the other; so
it is folded when it is written.  A column of many texts is searched by the list of
them, each folded, and sorted by all of them in their order; addresses and places by
their words.  Numbers, and what refers to something else, need no keys.
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
_WORDS = ("name", "text", "address", "url")


def sort_name(column: int) -> str:
    """Return the member of `keys` that a column of texts is sorted by."""
    return f"s{column}"


def search_name(column: int) -> str:
    """Return the member of `keys` that filters look at."""
    return f"f{column}"


def keys_of(data: Mapping[str, Any]) -> str:
    """Return the JSON of the keys of values by column id."""
    keys: dict[str, str | list[str]] = {}
    for column, value in data.items():
        if not column.isdigit():
            continue
        texts = _texts(value)
        if not texts:
            continue
        joined = ", ".join(texts) if isinstance(value, list) else " ".join(texts)
        keys[sort_name(int(column))] = sort_key(joined[:SORTED])
        keys[search_name(int(column))] = (
            [fold(text[:SEARCHED]) for text in texts]
            if isinstance(value, list)
            else fold(joined[:SEARCHED])
        )
    return orjson.dumps(keys).decode()


def _texts(value: Any) -> list[str]:
    """Return what people read of a value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [one for one in value if isinstance(one, str)]
    if isinstance(value, dict):
        found = [value.get(name) for name in _WORDS]
        return [text for text in found if isinstance(text, str) and text]
    return []
