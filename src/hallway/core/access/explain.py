"""Why somebody may, or may not: the decision and the sentences behind it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
from hallway.core.rowrules.queries import list_reasons
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
        if grant.reaches(subject.principals)
    ]
    giving = [grant for grant in grants if holds(grant.mask, right)]
    origin = _origin(scope)
    names = get_principal_titles(actor, {grant.granted_by for grant in grants})
    own = _own(actor, place, subject, grants)
    reasons = tuple(
        _sentence(actor, subject, who, grant, origin, names, own) for grant in giving
    )
    # Two roles together may give what neither does alone.
    if not reasons and holds(union(grant.mask for grant in grants), right):
        reasons = tuple(
            _sentence(actor, subject, who, grant, origin, names, own)
            for grant in grants
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
    elif (ruled := _ruled(right, scope, subject)) is not None:
        why = (ruled,)
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
        "SELECT c.site_id, c.list_id, c.item_id FROM core_scope d"
        " JOIN core_scope c ON c.id = COALESCE(d.base_id, d.id) WHERE d.id = %s",
        (scope,),
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
        one.new
        for one in list_pending_scopes(actor, place.list.id)
        if one.closes(place.item)
    }
    if all(holds(mask, right) for mask in get_masks(subject, news).values()):
        return None
    return "Permissions are being changed here, and the new ones do not give it."


def _origin(scope: ScopeId) -> str:
    """Return the object whose permissions count, as people name it."""
    return engine().once(("origin", scope), lambda: _origin_words(scope))


def _origin_words(scope: ScopeId) -> str:
    row = engine().fetch_one(
        "SELECT i.name, i.is_folder, l.title, s.title FROM core_scope d"
        " JOIN core_scope c ON c.id = COALESCE(d.base_id, d.id)"
        " LEFT JOIN core_item i ON i.id = c.item_id"
        " LEFT JOIN core_list l ON l.id = c.list_id"
        " LEFT JOIN core_site s ON s.id = c.site_id WHERE d.id = %s",
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
    own: Mapping[int, str],
) -> str:
    day = datetime.fromtimestamp(grant.granted / 1_000_000, UTC).date().isoformat()
    by = _name(names, grant.granted_by)
    verb = "have" if who == "You" else "has"
    return (
        f"{who} {verb} {grant.role_name} on {origin} {_way(actor, subject, grant)},"
        f" granted by {by} on {day}{_whose(who, subject, grant, own)}."
    )


def _own(
    actor: Actor, place: Place, subject: Actor, grants: Collection[GrantRecord]
) -> Mapping[int, str]:
    """Return why an item is somebody's own, where what he holds needs that."""
    if place.item is None or not any(grant.also for grant in grants):
        return {}
    return list_reasons(actor, place.item.id, subject.principals)


def _whose(who: str, subject: Actor, grant: GrantRecord, own: Mapping[int, str]) -> str:
    """Return, as the end of a sentence, why an item is the own of who holds a grant."""
    if not grant.also:
        return ""
    column = own.get(grant.principal)
    if not column:
        made = "you" if who == "You" else who
        return f"; and {made} made this item" if column == "" else ""
    if grant.principal == subject.principal:
        return f"; and the column “{column}” names {_object(who)}"
    return f"; and the column “{column}” names {grant.title}"


def _ruled(right: Right, scope: ScopeId, subject: Actor) -> str | None:
    """Return which row rule takes a right that the list gives, or None if none does."""
    row = engine().fetch_one(
        "SELECT d.base_id, l.title FROM core_scope d JOIN core_list l"
        " ON l.id = d.list_id WHERE d.id = %s AND d.base_id IS NOT NULL",
        (scope,),
    )
    if row is None or not holds(get_mask(subject, row[0]), right):
        return None
    if holds(get_mask(subject, scope), Right.VIEW_LIST_ITEMS):
        return f"The list “{row[1]}” lets people change only their own items."
    return f"The list “{row[1]}” shows people only their own items."


def _way(actor: Actor, subject: Actor, grant: GrantRecord) -> str:
    # A grant with a condition names whose own the item is, and also who has the role.
    holder, kind, title = grant.principal, grant.principal_kind, grant.title
    if grant.also:
        holder, kind, title = grant.also, grant.also_kind, grant.also_title
    if holder == subject.principal:
        return "directly"
    if kind == "person":
        return f"as {title}, who is the same person"
    if kind == "group":
        path = membership_path(actor, subject.principals, holder)
        inner = [f"“{one}”" for one in path[:-1]]
        through = f"through the group “{title}”"
        return f"{through} (by way of {', '.join(inner)})" if inner else through
    return f"through “{title}”"


def _name(names: Mapping[int, str], principal: PrincipalId) -> str:
    return names.get(principal, "somebody who is gone")
