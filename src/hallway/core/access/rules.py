"""Pure decisions about rights."""

from __future__ import annotations

from collections.abc import Iterable

from hallway.core.access.actors import Actor
from hallway.core.access.rights import FULL_MASK, Right, right_name
from hallway.core.errors import Forbidden, NotFound


def holds(mask: int, right: Right) -> bool:
    """Tell whether `mask` has every bit of `right`."""
    return mask & int(right) == int(right)


def union(masks: Iterable[int]) -> int:
    """Return the rights that any of several grants gives."""
    total = 0
    for mask in masks:
        total |= mask
    return total


def demand(actor: Actor, mask: int, right: Right) -> None:
    """Raise unless `mask` holds `right`: NotFound if hidden, else Forbidden."""
    if actor.everything is not None or holds(mask, right):
        return
    if not holds(mask, Right.VIEW_LIST_ITEMS):
        raise NotFound
    raise Forbidden(f"You may see this, but not {right_name(right)}.")


def under_pending(
    mask_of_old: int, masks_of_new: Iterable[int], *, everything: bool = False
) -> int:
    """Return the rights on an item whose subtree is being re-stamped.

    Fail closed: what counts is what both the old and each new scope give.
    """
    if everything:
        return FULL_MASK
    mask = mask_of_old
    for new in masks_of_new:
        mask &= new
    return mask
