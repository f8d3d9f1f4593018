"""Pure decisions about row rules: whose an item is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from hallway.core.access.actors import EVERYONE, SYSTEM_ACCOUNT
from hallway.core.access.rights import Right
from hallway.core.errors import Conflict

OVERRIDE = int(Right.CANCEL_CHECKOUT)
"""Who holds this on a list is under none of its row rules.

SharePoint's "Override List Behaviors", whose words are: discard or check in a document
which is checked out to another user, and change or override settings which allow users
to read/edit only their own items.
"""
WRITING = int(
    Right.EDIT_LIST_ITEMS
    | Right.DELETE_LIST_ITEMS
    | Right.APPROVE_ITEMS
    | Right.DELETE_VERSIONS
    | Right.MANAGE_PERMISSIONS
)
"""Rights on an item that those do not have who may only change their own."""
_NOBODY = (SYSTEM_ACCOUNT, EVERYONE)
_LONGEST = 200


def owners_of(
    author: int, data: Mapping[str, Any], keys: Iterable[str]
) -> tuple[int, ...]:
    """Return whose own an item is: who made it, and whom columns name.

    keys  the columns' keys in `data`

    What came without anybody signed in is no one's by that.
    """
    found = set() if author in _NOBODY else {author}
    for key in keys:
        value = data.get(key)
        if value is not None:
            found.update(value if isinstance(value, list) else (value,))
    return tuple(sorted(int(one) for one in found))


def refuse_ruled(stored: Mapping[str, Any] | None, name: str) -> None:
    """Raise Conflict for a column that says whose the items of its list are."""
    if stored is not None and name in stored["columns"]:
        raise Conflict("It says who sees an item: take it out of the row rule first.")


def key_of(owners: Iterable[int]) -> str:
    """Return what stands for these people in `Scope.rule_key`."""
    key = ",".join(map(str, owners)) or "nobody"
    return key if len(key) <= _LONGEST else hashlib.sha256(key.encode()).hexdigest()
