"""Brands: changed and removed; see `organisations` for how one is added."""

from __future__ import annotations

from collections.abc import Mapping

from hallway.core.access.actors import Actor
from hallway.core.blobs.linking import link_blob
from hallway.core.changes.journal import command
from hallway.core.errors import NotFound
from hallway.core.people.colours import check_colours, check_logo
from hallway.core.people.commands.organisations import add_brand
from hallway.core.people.epoch import lock_directory, record_directory
from hallway.core.people.models import Brand
from hallway.core.people.queries import get_organisation
from hallway.core.people.records import OrganisationId
from hallway.core.people.rules import check_host, check_title, demand_administrator
from hallway.platform.storage import StagedBlob


def make_brand(
    actor: Actor,
    *,
    host: str,
    organisation: OrganisationId,
    name: str,
    colours: Mapping[str, str],
    logo: StagedBlob | None = None,
) -> None:
    """Add a brand whose colours can be read and whose logo is a picture.

    Invalid with the reason; Conflict if the host has a brand.
    """
    demand_administrator(actor)
    checked = check_colours(colours)
    if logo is not None:
        check_logo(logo)
    add_brand(
        actor,
        host=host,
        organisation=organisation,
        name=name,
        colours=checked,
        logo=logo,
    )


def update_brand(
    actor: Actor,
    host: str,
    *,
    organisation: OrganisationId,
    name: str,
    colours: Mapping[str, str],
    logo: StagedBlob | None = None,
) -> None:
    """Change how a host looks; without a logo the old one stays.  NotFound, Invalid."""
    demand_administrator(actor)
    checked = check_colours(colours)
    if logo is not None:
        check_logo(logo)
    _update_brand(
        actor,
        host,
        organisation=organisation,
        name=name,
        colours=checked,
        logo=logo,
    )


@command
def _update_brand(
    actor: Actor,
    host: str,
    *,
    organisation: OrganisationId,
    name: str,
    colours: dict[str, str],
    logo: StagedBlob | None,
) -> None:
    get_organisation(actor, organisation)
    lock_directory()
    row = _held(host)
    row.organisation_id = organisation
    row.name = check_title(name, field="name")
    row.colours = colours
    if logo is not None:
        link_blob(logo)
        row.logo_id = logo.sha256
    row.save()
    record_directory(
        "brand.changed", after={"brand": row.pk, "organisation": organisation}
    )


@command
def remove_brand(actor: Actor, host: str) -> None:
    """Take its brand from a host; NotFound if it has none."""
    demand_administrator(actor)
    lock_directory()
    row = _held(host)
    before = {"brand": row.pk, "organisation": row.organisation_id}
    row.delete()
    record_directory("brand.removed", before=before)


def _held(host: str) -> Brand:
    row: Brand | None = Brand.unscoped.filter(host=check_host(host)).first()
    if row is None:
        raise NotFound("This host has no brand.")
    return row
