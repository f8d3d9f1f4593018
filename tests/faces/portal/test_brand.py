"""Whose house it is."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.core.errors import Invalid
from hallway.core.people.commands import add_brand
from hallway.faces.portal.colours import readable, style_of
from tests.faces.web.content.browsing import Browser, words
from tests.world import SYSTEM, stage

if TYPE_CHECKING:
    from tests.faces.portal.conftest import Enter
    from tests.kinds.requests.desk import Desk


def picture() -> bytes:
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return out.getvalue()


def test_the_brand_of_the_host_is_on_the_portal_and_the_sign_in_page(
    desk: Desk, enter: Enter
) -> None:
    own = desk.world.organisations["own"].id
    png = picture()
    with pytest.raises(Invalid):
        add_brand(
            SYSTEM,
            host="127.0.0.1",
            organisation=own,
            name="x",
            logo=stage(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        )
    add_brand(
        SYSTEM,
        host="127.0.0.1",
        organisation=own,
        name="Nordwind <Service>",
        colours={"accent": "#4f55b8"},
        logo=stage(png),
    )
    anna = enter("anna")
    for page in (anna.get("/portal"), Browser().get("/accounts/login/")):
        assert "Nordwind &lt;Service&gt;" in page.text
        (style,) = re.findall(r'href="(/portal/brand/\w+/portal.css)"', page.text)
        (logo,) = set(re.findall(r'src="(/portal/brand/\w+/logo)"', page.text))
        sheet = Browser().get(style)
        assert sheet.headers["content-type"] == "text/css"
        assert "--brand: light-dark(#4f55b8" in sheet.text
        shown = Browser().get(logo)
        assert shown.body == png
        assert shown.headers["content-type"] == "image/png"
        assert shown.headers["content-security-policy"] == "sandbox"
    assert Browser().get("/portal/brand/0/logo").status == 404
    assert Browser().get("/portal/brand/0/portal.css").status == 404


def test_without_a_brand_it_is_plain(desk: Desk, enter: Enter) -> None:
    page = enter("anna").get("/portal")
    assert "Customer portal" in words(page)
    assert "portal.css" not in page.text


def test_a_host_is_known_by_its_brand_alone(desk: Desk, enter: Enter) -> None:
    anna = enter("anna")
    for host in ("evil.example", "help.brand.example", "a_b..example", "[::2]", ""):
        assert anna.get("/portal", Host=host).status == 400
    own = desk.world.organisations["own"].id
    add_brand(SYSTEM, host="help.brand.example", organisation=own, name="Brand")
    for host in ("help.brand.example", "HELP.brand.example:8443"):
        page = anna.get("/portal", Host=host)
        assert page.status == 200
        assert "Brand" in words(page)
        assert anna.get("/portal", Host=f"x.{host}").status == 400
    # As far as its forms: whoever signs in there stays there.
    form = Browser()
    token = re.search(
        r'csrfmiddlewaretoken" value="([^"]+)"',
        form.get("/accounts/login/", Host="help.brand.example").text,
    )
    assert token is not None
    answer = form.send_raw(
        "/accounts/login/",
        b"",
        Host="help.brand.example",
        Origin="http://evil.example",
        X_CSRFToken=token[1],
    )
    assert answer.status == 403
    answer = form.send_raw(
        "/accounts/login/",
        b"",
        Host="help.brand.example",
        Origin="http://help.brand.example",
        X_CSRFToken=token[1],
    )
    assert answer.status == 200


@given(st.text(max_size=30))
def test_nothing_but_a_colour_reaches_the_style_sheet(text: str) -> None:
    sheet = style_of(text)
    assert sheet == "" or re.fullmatch(r"#[0-9a-f]{6}", readable(text) or "")


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_can_be_read_on_white(number: int) -> None:
    from hallway.faces.portal.colours import _luminance

    found = readable(f"#{number:06x}")
    assert found is not None
    channels = [int(found[at : at + 2], 16) for at in (1, 3, 5)]
    assert 1.05 / (_luminance(channels) + 0.05) >= 5.7
