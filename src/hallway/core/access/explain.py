"""Why somebody may, or may not: the decision and the sentences behind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from hallway.core.access.actors import Actor, PrincipalId, ScopeId
from hallway.core.access.groups.queries import membership_path
from hallway.core.access.queries import (
    get_mask,
    get_masks,
    get_principal_titles,
    list_grants,
    list_pending_scopes,
)
from hallway.core.access.records import (
    Explanation,
    GrantRecord,
    Origin,
    Securable,
)
from hallway.core.access.rights import Right, right_name
from hallway.core.access.rules import demand, holds, union
from hallway.core.errors import NotFound
from hallway.core.items.records import Place
from hallway.core.people.actors import get_actor
from hallway.core.people.queries import get_person
from hallway.platform.db import engine


def explain(actor: Actor, right: Right, *, place: Place, subject: Actor) -> Explanation:
    """Say whether `subject` holds `right` on what was found at a place, and why.

    `actor` asks: he must see the place himself (it comes from his own `resolve`),
    which is all it takes, for who has access is no secret from those who have it.
    The decision is the one the core makes, computed from the same grants.
    """
    scope = _scope_of(place)
    what = right_name(right)
    who = "You" if subject.principal == actor.principal else subject.name
    if subject.everything is not None:
        reason = f"{who} may do everything, as {subject.everything}."
        return Explanation(allowed=True, sentence=reason, reasons=(reason,))
    grants = [
        grant
        for grant in list_grants(actor, scope)
        if grant.principal in subject.principals
    ]
    giving = [grant for grant in grants if holds(grant.mask, right)]
    origin = _origin(scope)
    names = get_principal_titles(actor, {grant.granted_by for grant in grants})
    reasons = tuple(
        _sentence(actor, subject, who, grant, origin, names) for grant in giving
    )
    # Two roles together may give what neither does alone.
    if not reasons and holds(union(grant.mask for grant in grants), right):
        reasons = tuple(
            _sentence(actor, subject, who, grant, origin, names) for grant in grants
        )
    closing = _closing(actor, right, place, subject)
    if reasons and closing is None:
        return Explanation(
            allowed=True,
            sentence=f"{who} may {what}: {reasons[0]}",
            reasons=reasons,
        )
    if closing is not None and reasons:
        why: tuple[str, ...] = (closing,)
    elif grants:
        held = sorted({grant.role_name for grant in grants})
        verb = "have" if who == "You" else "has"
        why = (f"{who} only {verb} {', '.join(held)} on {origin}.",)
    else:
        why = (f"No role on {origin} reaches {_object(who)}.",)
    return Explanation(
        allowed=False, sentence=f"{who} may not {what}: {why[0]}", reasons=why
    )


def explain_person(
    actor: Actor, right: Right, *, place: Place, person: PrincipalId
) -> Explanation:
    """Say whether a person the actor sees holds a right, and why; see `explain`.

    NotFound for a person who is hidden, unknown or not active.
    """
    subject = get_actor(get_person(actor, person).id, face=actor.face)
    return explain(actor, right, place=place, subject=subject)


def find_origin(actor: Actor, scope: ScopeId) -> Origin:
    """Return the object whose permissions count; NotFound for a hidden scope."""
    demand(actor, get_mask(actor, scope), Right.VIEW_LIST_ITEMS)
    row = engine().fetch_one(
        "SELECT site_id, list_id, item_id FROM core_scope WHERE id = %s", (scope,)
    )
    if row is None:
        raise NotFound
    site, list_id, item = row
    return Origin(
        securable=Securable(site=site, list=list_id, item=item), words=_origin(scope)
    )


def _object(who: str) -> str:
    return "you" if who == "You" else who


def _scope_of(place: Place) -> ScopeId:
    if place.missing:
        raise NotFound
    if place.item is not None:
        return place.item.scope
    if place.list is not None:
        return place.list.scope
    if place.site is not None:
        return place.site.scope
    raise NotFound


def _closing(actor: Actor, right: Right, place: Place, subject: Actor) -> str | None:
    """Return why a re-stamp in progress shuts an item, or None if it does not."""
    if place.item is None or place.list is None or not place.list.pending:
        return None
    news = {
        new
        for old, new, above in list_pending_scopes(actor, place.list.id)
        if old == place.item.scope and place.item.ancestry.startswith(above)
    }
    if all(holds(mask, right) for mask in get_masks(subject, news).values()):
        return None
    return "Permissions are being changed here, and the new ones do not give it."


def _origin(scope: ScopeId) -> str:
    """Return the object whose permissions count, as people name it."""
    row = engine().fetch_one(
        "SELECT i.name, i.is_folder, l.title, s.title FROM core_scope c"
        " LEFT JOIN core_item i ON i.id = c.item_id"
        " LEFT JOIN core_list l ON l.id = c.list_id"
        " LEFT JOIN core_site s ON s.id = c.site_id WHERE c.id = %s",
        (scope,),
    )
    if row is None:
        return "it"
    item, is_folder, list_title, site = row
    if item is not None:
        return f"the {'folder' if is_folder else 'file'} “{item}”"
    if list_title is not None:
        return f"the list “{list_title}”"
    return f"the site “{site}”"


def _sentence(
    actor: Actor,
    subject: Actor,
    who: str,
    grant: GrantRecord,
    origin: str,
    names: Mapping[int, str],
) -> str:
    day = datetime.fromtimestamp(grant.granted / 1_000_000, UTC).date().isoformat()
    by = _name(names, grant.granted_by)
    verb = "have" if who == "You" else "has"
    return (
        f"{who} {verb} {grant.role_name} on {origin} {_way(actor, subject, grant)},"
        f" granted by {by} on {day}."
    )


def _way(actor: Actor, subject: Actor, grant: GrantRecord) -> str:
    if grant.principal == subject.principal:
        return "directly"
    if grant.principal_kind == "person":
        return f"as {grant.title}, who is the same person"
    if grant.principal_kind == "group":
        path = membership_path(actor, subject.principals, grant.principal)
        inner = [f"“{title}”" for title in path[:-1]]
        through = f"through the group “{grant.title}”"
        return f"{through} (by way of {', '.join(inner)})" if inner else through
    return f"through “{grant.title}”"


def _name(names: Mapping[int, str], principal: PrincipalId) -> str:
    return names.get(principal, "somebody who is gone")
