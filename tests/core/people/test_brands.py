"""Brands that can be read, organisations that come and go."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.core.access.actors import Actor
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.people.colours import (
    CONTRAST,
    check_colours,
    contrast_with_white,
    darkened,
)
from hallway.core.people.records import OrganisationRecord

if TYPE_CHECKING:
    from tests.core.people.conftest import Acts, Adds


def picture(kind: str = "PNG", side: int = 8) -> bytes:
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (side, 8), "red").save(out, kind)
    return out.getvalue()


def make(actor: Actor, of: OrganisationRecord, **more: object) -> None:
    from hallway.core.people.commands import make_brand

    given: dict[str, object] = {
        "host": "portal.example",
        "organisation": of.id,
        "name": "Portal",
        "colours": {"accent": "#4f55b8"},
    }
    make_brand(actor, **(given | more))  # type: ignore[arg-type]


def stage(body: bytes) -> object:
    from tests.world import stage as staged

    return staged(body)


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_can_be_darkened_until_it_is_read(number: int) -> None:
    found = darkened(f"#{number:06x}")
    assert contrast_with_white(found) >= CONTRAST
    assert check_colours({"accent": found}) == {"accent": found}


def test_known_contrasts() -> None:
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    ("colours", "field", "part"),
    [
        ({"accent": "#ffcc00"}, "accent", "would do"),
        ({"accent": "red"}, "accent", "#rrggbb"),
        ({"accent": "#12345"}, "accent", "#rrggbb"),
        ({"accent": "#123456;}"}, "accent", "#rrggbb"),
        ({"hue": "9"}, "hue", "1 to 8"),
        ({"hue": "12"}, "hue", "1 to 8"),
    ],
)
def test_a_colour_that_cannot_be_read_is_refused_with_the_reason(
    colours: dict[str, str], field: str, part: str
) -> None:
    with pytest.raises(Invalid) as caught:
        check_colours(colours)
    assert part in caught.value.fields[field]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_can_be_a_logo(
    own: OrganisationRecord, system: Actor, kind: str
) -> None:
    from hallway.core.people.queries import list_brands

    make(system, own, logo=stage(picture(kind)))
    assert list_brands(system)[0].logo is not None


@pytest.mark.parametrize(
    "body",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"",
        b"\x89PNG\r\n\x1a\n nothing more",
        picture("BMP"),
        picture(side=5000),
        picture() + b"x" * 1024 * 1024,
    ],
    ids=["svg", "empty", "broken", "bmp", "wide", "large"],
)
def test_what_is_no_small_picture_is_refused(
    own: OrganisationRecord, system: Actor, body: bytes
) -> None:
    from hallway.core.people.queries import list_brands

    with pytest.raises(Invalid) as caught:
        make(system, own, logo=stage(body))
    assert "logo" in caught.value.fields
    assert list_brands(system) == []


def test_a_brand_is_changed_and_removed(own: OrganisationRecord, system: Actor) -> None:
    from hallway.core.changes.queries import list_audit
    from hallway.core.people.commands import remove_brand, update_brand
    from hallway.core.people.queries import list_brands

    make(system, own, logo=stage(picture()))
    with pytest.raises(Conflict):
        make(system, own)
    logo = list_brands(system)[0].logo
    update_brand(
        system,
        "PORTAL.example",
        organisation=own.id,
        name="Other",
        colours={"hue": "3"},
    )
    (found,) = list_brands(system)
    assert (found.name, found.colours, found.logo) == ("Other", {"hue": "3"}, logo)
    remove_brand(system, "portal.example")
    assert list_brands(system) == []
    with pytest.raises(NotFound):
        remove_brand(system, "portal.example")
    verbs = [one.verb for one in list_audit(system, verb="brand.*")]
    assert verbs == ["brand.removed", "brand.changed", "brand.added"]


def test_only_administrators_make_brands(
    own: OrganisationRecord, add: Adds, act: Acts
) -> None:
    from hallway.core.people.commands import (
        remove_brand,
        remove_organisation,
        rename_organisation,
    )
    from hallway.core.people.queries import list_brands

    ada = act(add("Ada", organisation=own.id))
    with pytest.raises(Forbidden):
        make(ada, own)
    with pytest.raises(Forbidden):
        list_brands(ada)
    with pytest.raises(Forbidden):
        remove_brand(ada, "x.example")
    with pytest.raises(Forbidden):
        rename_organisation(ada, own.id, name="x")
    with pytest.raises(Forbidden):
        remove_organisation(ada, own.id)


def test_an_organisation_is_renamed_with_its_roles(
    own: OrganisationRecord, system: Actor
) -> None:
    from hallway.core.access.queries import get_principal_titles
    from hallway.core.people.commands import add_organisation, rename_organisation
    from hallway.core.people.queries import get_role_principal

    made = add_organisation(system, name="Acme", kind="customer")
    assert rename_organisation(system, made.id, name="Acme AG").name == "Acme AG"
    role = get_role_principal(system, made.id)
    assert get_principal_titles(system, [role])[role] == "Acme AG: member"
    with pytest.raises(Conflict):
        rename_organisation(system, made.id, name=own.name.upper())


def test_an_organisation_goes_once_nothing_belongs_to_it(
    own: OrganisationRecord, system: Actor, add: Adds
) -> None:
    from hallway.core.people.commands import (
        add_organisation,
        remove_membership,
        remove_organisation,
    )
    from hallway.core.people.queries import get_organisation
    from hallway.core.people.records import OrganisationId
    from hallway.core.sites.commands import add_site

    made = add_organisation(system, name="Acme", kind="customer")
    ada = add("Ada", organisation=OrganisationId(made.id))
    with pytest.raises(Conflict, match="people"):
        remove_organisation(system, made.id)
    remove_membership(system, ada.id, organisation=made.id)
    remove_organisation(system, made.id)
    with pytest.raises(NotFound):
        get_organisation(system, made.id)
    other = add_organisation(system, name="Acme", kind="customer")
    add_site(system, path="/sites/a", owner=ada.id, organisation=other.id)
    with pytest.raises(Conflict, match="sites or requests"):
        remove_organisation(system, other.id)


def test_a_group_is_described_and_deleted_while_unused(
    own: OrganisationRecord, system: Actor
) -> None:
    from hallway.core.access.commands import grant_role
    from hallway.core.access.groups.commands import (
        create_group,
        delete_unused_group,
        describe_group,
    )
    from hallway.core.access.groups.queries import get_group
    from hallway.core.access.records import Securable
    from hallway.core.access.rights import RoleId
    from hallway.core.sites.commands import add_site

    group = create_group(system, title="Readers")
    describe_group(system, group.id, description="  Who reads. ")
    assert get_group(system, group.id).description == "Who reads."
    with pytest.raises(Invalid):
        describe_group(system, group.id, description="x" * 1001)
    site = add_site(system, path="/sites/a")
    grant_role(system, Securable(site=site.id), principal=group.id, role=RoleId.READ)
    with pytest.raises(Conflict):
        delete_unused_group(system, group.id)
    spare = create_group(system, title="Spare")
    delete_unused_group(system, spare.id)
    with pytest.raises(NotFound):
        get_group(system, spare.id)
