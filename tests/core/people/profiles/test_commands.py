"""Who changes what of a profile, and what is written down of it."""

from __future__ import annotations

from typing import Any

import pytest

from hallway.core.blobs.commands import collect_garbage
from hallway.core.changes.models import Change
from hallway.core.errors import Forbidden, Invalid, NotFound
from hallway.core.people.profiles.commands import (
    remove_photo,
    set_photo,
    update_profile,
)
from hallway.core.people.profiles.queries import get_profile, open_photo
from hallway.core.people.profiles.rules import LARGEST_PHOTO
from hallway.platform.storage import StagedBlob
from tests.core.people.profiles.conftest import House

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture"


def staged(body: bytes) -> StagedBlob:
    from tests.world import stage

    return stage(body)


def changes(verb: str) -> list[Any]:
    return list(Change.unscoped.filter(verb=verb).values_list("after", flat=True))


def test_one_says_of_oneself_what_one_may(house: House) -> None:
    stan = house.act("Stan")
    kept = update_profile(
        stan,
        stan.principal,
        fields={
            "phone": "  040 \n 1 ",
            "skills": ["Law", " law", "", "Ice  hockey"],
            "working_days": [5, 1, 1],
            "about": "Ask me.\r\nTwice.",
        },
    )
    assert kept == get_profile(stan, stan.principal).profile
    assert (kept.phone, kept.department) == ("040 1", "IT")
    assert kept.skills == ("law", "Ice hockey")
    assert kept.working_days == (1, 5)
    assert kept.about == "Ask me.\nTwice."


def test_the_log_names_fields_and_nothing_that_was_said(house: House) -> None:
    stan = house.act("Stan")
    update_profile(stan, stan.principal, fields={"about": "quillfern", "phone": ""})
    assert changes("person.profile_updated")[-1] == {
        "person": stan.principal,
        "fields": ["about"],
    }
    before = Change.unscoped.count()
    update_profile(stan, stan.principal, fields={"about": "quillfern"})
    assert Change.unscoped.count() == before


def test_title_and_department_are_an_administrators_to_say(house: House) -> None:
    stan = house.act("Stan")
    for name in ("job_title", "department", "former_email"):
        with pytest.raises(Forbidden):
            update_profile(stan, stan.principal, fields={name: "Chief"})
    update_profile(house.system, stan.principal, fields={"job_title": "Chief"})
    assert get_profile(stan, stan.principal).card.job_title == "Chief"


def test_nobody_changes_another(house: House) -> None:
    katharina = house.people["Katharina"].id
    with pytest.raises(Forbidden):
        update_profile(house.act("Stan"), katharina, fields={"phone": "1"})
    with pytest.raises(Forbidden):
        set_photo(house.act("Stan"), katharina, body=staged(PNG))
    with pytest.raises(Forbidden):
        remove_photo(house.act("Stan"), katharina)
    with pytest.raises(NotFound):
        update_profile(house.act("Cora"), katharina, fields={"phone": "1"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("phone", "1" * 101),
        ("office", "a\x00b"),
        ("about", "x" * 4001),
        ("skills", [str(number) for number in range(31)]),
        ("working_days", [8]),
        ("former_email", "nobody"),
        ("password", "x"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    house: House, name: str, value: Any
) -> None:
    with pytest.raises(Invalid) as refused:
        update_profile(
            house.system, house.people["Stan"].id, fields={name: value, "mobile": "1"}
        )
    assert list(refused.value.fields) == [name]


def test_a_photo_is_a_picture_by_its_bytes(house: House) -> None:
    stan = house.act("Stan")
    for body in (b"<svg></svg>", b"GIF89a", b"<html>", b"\x89PNG\r\n\x1a\n" * 70_000):
        with pytest.raises(Invalid):
            set_photo(stan, stan.principal, body=staged(body))
    assert LARGEST_PHOTO < 8 * 70_000
    set_photo(stan, stan.principal, body=staged(PNG))
    file, media_type, size = open_photo(house.act("Mara"), stan.principal)
    with file:
        assert (file.read(), media_type, size) == (PNG, "image/png", len(PNG))
    assert changes("person.photo_set") == [{"person": stan.principal}]


def test_a_photo_that_is_shown_is_not_collected(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hallway.core import clock

    stan = house.act("Stan")
    set_photo(stan, stan.principal, body=staged(PNG))
    later = clock.now() + 3 * clock.DAY
    monkeypatch.setattr(clock, "now", lambda: later)
    assert collect_garbage(house.system) == 0
    remove_photo(stan, stan.principal)
    assert collect_garbage(house.system) == 1
    with pytest.raises(NotFound):
        open_photo(stan, stan.principal)
