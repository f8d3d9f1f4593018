"""What leaves the locks package."""

from __future__ import annotations

from dataclasses import dataclass

from hallway.core.access.actors import PrincipalId
from hallway.core.items.records import ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRecord:
    """A lock; `expires` is in microseconds, `timeout` in seconds.

    item   the item that was locked: above the covered one if `deep`
    owner  the principal that holds it; `owner_xml` is what the client said
    """

    token: str
    item: ItemId
    owner: PrincipalId
    owner_name: str
    owner_xml: str
    shared: bool
    deep: bool
    expires: int
    timeout: int
