"""Writes to sites."""

from __future__ import annotations

from hallway.core import clock, names
from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.access.groups.making import make_group
from hallway.core.access.models import Grant, Scope
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right, RoleId
from hallway.core.access.rules import demand
from hallway.core.changes.journal import (
    command,
    lock_streams,
    record,
    unchanged,
)
from hallway.core.changes.models import Stream
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.kinds import get_kind
from hallway.core.lists.making import make_list
from hallway.core.lists.models import List
from hallway.core.people.queries import get_organisation
from hallway.core.people.records import OrganisationId
from hallway.core.sites.models import Site, SiteRedirect
from hallway.core.sites.queries import get_site_by_id
from hallway.core.sites.records import SiteId, SiteRecord
from hallway.core.sites.rows import find_site
from hallway.core.sites.rules import check_site_path, path_key
from hallway.wire.paths import name_key

_SITE_GROUPS = (
    ("Owners", RoleId.FULL_CONTROL),
    ("Members", RoleId.EDIT),
    ("Visitors", RoleId.READ),
)


@command
def add_site(
    actor: Actor,
    *,
    path: str,
    title: str = "",
    kind: str = "team",
    owner: PrincipalId | None = None,
    organisation: int | None = None,
) -> SiteRecord:
    """Create a site with its three groups and its default library.

    `organisation` is the company it belongs to; see `set_organisation`.

    Whoever creates it, or `owner` if given, becomes a member of its owners.
    Administrators may create any site, others one of no company, below a site where
    they may manage subsites.  Invalid for an illegal path or kind, Conflict for a
    taken one.
    """
    segments = check_site_path(path)
    if kind not in Site.Kind.values:
        known = ", ".join(sorted(Site.Kind.values))
        raise Invalid({"kind": f"There is no site kind “{kind}”; known: {known}."})
    _demand_parent(actor, segments)
    title = title.strip() or (segments[-1] if segments else "Home")
    names.check_text(title, field="title")
    at = clock.now()
    scope = Scope.unscoped.create()
    if organisation is not None:
        _demand_whose(actor)
        get_organisation(actor, organisation)
    site = Site.unscoped.create(
        path="/" + "/".join(segments),
        organisation_id=organisation,
        path_key=path_key(segments),
        title=title[:255],
        kind=kind,
        scope=scope,
        created=at,
        created_by=actor.principal,
    )
    Scope.unscoped.filter(pk=scope.pk).update(site=site)
    Stream.unscoped.create(kind="site", ref=site.pk)
    _free_address(segments)
    first = owner if owner is not None else actor.principal if actor.is_person else None
    for name, role in _SITE_GROUPS:
        _add_site_group(actor, site, f"{title} {name}"[:255], role, first, at)
        first = None
    record(("site", site.pk), "site.added", after={"path": site.path, "kind": kind})
    make_list(actor, site, name=names.DEFAULT_LIBRARY, kind=get_kind("documents"))
    made = find_site("s.id = %s", site.pk)
    assert made is not None
    return made


def _demand_whose(actor: Actor) -> None:
    if actor.everything is None:
        raise Forbidden("Only an administrator may say whose site this is.")


def _demand_parent(actor: Actor, segments: tuple[str, ...]) -> None:
    if actor.everything is not None:
        return
    prefixes = [path_key(segments[:n]) for n in range(len(segments))]
    parent = Site.unscoped.filter(path_key__in=prefixes).order_by("-path_key").first()
    if parent is None:
        raise Forbidden("Only an administrator may create this site.")
    demand(actor, get_mask(actor, parent.scope_id), Right.MANAGE_SUBWEBS)


def _free_address(segments: tuple[str, ...]) -> None:
    """Refuse a site that would hide a list at the same address."""
    SiteRedirect.unscoped.filter(path_key=path_key(segments)).delete()
    for depth in range(len(segments)):
        taken = List.unscoped.filter(
            site__path_key=path_key(segments[:depth]),
            url_key="/".join(name_key(part) for part in segments[depth:]),
            deletion__isnull=True,
        )
        if taken.exists():
            raise Conflict("There is already a library at that address.")


def _add_site_group(
    actor: Actor,
    site: Site,
    title: str,
    role: RoleId,
    member: PrincipalId | None,
    at: int,
) -> None:
    group = make_group(actor, title=title, site=site.pk, first=member)
    Grant.unscoped.create(
        scope_id=site.scope_id,
        principal_id=group,
        role_id=role,
        granted=at,
        granted_by=actor.principal,
    )


@command
def rename_site(actor: Actor, site: SiteId, *, title: str) -> None:
    """Change a site's title; its path and ids stay."""
    held = _hold(actor, site, Right.MANAGE_WEB)
    title = names.check_title(title)
    record(
        ("site", site),
        "site.renamed",
        before={"title": held.title},
        after={"title": title},
    )
    Site.unscoped.filter(pk=site).update(title=title)


@command
def describe_site(actor: Actor, site: SiteId, *, description: str) -> None:
    """Say what a site is for, in at most 2,000 characters."""
    held = _hold(actor, site, Right.MANAGE_WEB)
    description = description.strip()
    names.check_text(description, field="description", longest=2000)
    if description == held.description:
        unchanged()
        return
    record(
        ("site", site),
        "site.described",
        before={"description": held.description},
        after={"description": description},
    )
    Site.unscoped.filter(pk=site).update(description=description)


@command
def move_site(actor: Actor, site: SiteId, *, path: str) -> None:
    """Give a site another path; the old one leads to it from now on."""
    segments = check_site_path(path)
    if actor.everything is None:
        raise Forbidden("Only an administrator may move a site.")
    held = _hold(actor, site, Right.MANAGE_WEB)
    if held.path == "/" or not segments:
        raise Invalid({"path": "The home site stays at “/”."})
    old_key, new_path = held.path_key, "/" + "/".join(segments)
    if Site.unscoped.filter(path_key__startswith=old_key + "/").exists():
        raise Conflict("There are sites below this one; move them first.")
    Site.unscoped.filter(pk=site).update(path=new_path, path_key=path_key(segments))
    _free_address(segments)
    SiteRedirect.unscoped.update_or_create(path_key=old_key, defaults={"site_id": site})
    record(
        ("site", site),
        "site.moved",
        before={"path": held.path},
        after={"path": new_path},
    )


@command
def join_hub(actor: Actor, site: SiteId, *, hub: SiteId | None) -> None:
    """Link a site to a hub, or to none: a link, not a hierarchy."""
    held = _hold(actor, site, Right.MANAGE_WEB)
    if hub is not None:
        get_site_by_id(actor, hub)
        if hub == site or not Site.unscoped.filter(pk=hub, is_hub=True).exists():
            raise Invalid({"hub": "That site is not a hub."})
    record(
        ("site", site),
        "site.hub_joined",
        before={"hub": held.hub_id},
        after={"hub": hub},
    )
    Site.unscoped.filter(pk=site).update(hub_id=hub)


@command
def set_hub(actor: Actor, site: SiteId, *, is_hub: bool) -> None:
    """Let other sites join this one, or no longer; those that had are let go."""
    _hold(actor, site, Right.MANAGE_WEB)
    if actor.everything is None:
        raise Forbidden("Only an administrator may make a hub.")
    Site.unscoped.filter(pk=site).update(is_hub=is_hub)
    if not is_hub:
        Site.unscoped.filter(hub_id=site).update(hub_id=None)
    record(("site", site), "site.hub_set", after={"is_hub": is_hub})


@command
def set_organisation(
    actor: Actor, site: SiteId, *, organisation: OrganisationId
) -> None:
    """Say which company a site belongs to; no change if it does already.

    Conflict if it belongs to another: what a customer was told stays his.
    """
    _demand_whose(actor)
    held = _hold(actor, site, Right.MANAGE_WEB)
    get_organisation(actor, organisation)
    if held.organisation_id == organisation:
        unchanged()
        return
    if held.organisation_id is not None:
        raise Conflict("This site belongs to another organisation.")
    Site.unscoped.filter(pk=site).update(organisation_id=organisation)
    record(
        ("site", site),
        "site.organisation_set",
        before={"organisation": None},
        after={"organisation": organisation},
    )


@command
def set_quota(
    actor: Actor, site: SiteId, *, limit: int | None, warning: int | None
) -> None:
    """Set a site's storage limit and the level that is warned about, in bytes.

    Passing `warning` records `site.quota_warned` once; passing `limit` is refused
    with OverQuota.  None is no limit.
    """
    if actor.everything is None:
        raise Forbidden("Only an administrator may set a storage limit.")
    held = _hold(actor, site, Right.MANAGE_WEB)
    for field, value in (("limit", limit), ("warning", warning)):
        if value is not None and value < 0:
            raise Invalid({field: "Bytes cannot be less than nothing."})
    record(
        ("site", site),
        "site.quota_set",
        before={"limit": held.quota_bytes, "warning": held.warning_bytes},
        after={"limit": limit, "warning": warning},
    )
    Site.unscoped.filter(pk=site).update(quota_bytes=limit, warning_bytes=warning)


def _hold(actor: Actor, site: int, right: Right) -> Site:
    lock_streams([("site", site)])
    held: Site | None = Site.unscoped.filter(pk=site).first()
    if held is None:
        raise NotFound
    demand(actor, get_mask(actor, held.scope_id), right)
    return held
