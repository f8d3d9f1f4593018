"""Pure decisions about sharing.

Owners (who may manage permissions) share with whom they like.  Whoever may change a
thing may share it with colleagues: people of the own companies, and groups of the
site it is in.  Nobody gives a right that he does not have himself.
"""

from __future__ import annotations

from hallway.core.access.actors import ALL_STAFF, EVERYONE, PrincipalId
from hallway.core.access.records import GrantRecord
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.errors import Forbidden, Invalid


def may_manage(mask: int) -> bool:
    """Tell whether these rights are an owner's."""
    return holds(mask, Right.MANAGE_PERMISSIONS)


def gives_more(role_mask: int, mask: int) -> bool:
    """Tell whether a role holds a right that `mask` lacks."""
    return bool(role_mask & ~mask)


def check_recipient(principal: int, *, kind: str, near: bool, mask: int) -> None:
    """Raise unless somebody with these rights may share with this principal.

    near  a colleague, or a group of the same site
    """
    if principal == EVERYONE or kind in ("everyone", "link", "app"):
        raise Invalid({"with": "It can be shared with people and groups alone."})
    if may_manage(mask):
        return
    if principal == ALL_STAFF or not near:
        raise Forbidden(
            "Only an owner of this site may share it with people from outside."
        )


def covers(held: int, wanted: int) -> bool:
    """Tell whether a role that is held makes another needless."""
    return held & wanted == wanted


def removable(
    grants: tuple[GrantRecord, ...],
    *,
    mask: int,
    principals: tuple[int, ...],
    inherits: bool,
) -> frozenset[PrincipalId]:
    """Return whose access may be taken away by somebody with these rights.

    An owner's choice is free, as long as somebody keeps full control; others take
    back what they gave.
    """
    found = set()
    for grant in grants:
        others = [one for one in grants if one.principal != grant.principal]
        if may_manage(mask):
            if any(may_manage(one.mask) for one in others):
                found.add(grant.principal)
        elif not inherits and all(
            one.granted_by in principals
            for one in grants
            if one.principal == grant.principal
        ):
            found.add(grant.principal)
    return frozenset(found)
