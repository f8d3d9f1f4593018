"""Events: what comes up, wherever one may see it."""

from __future__ import annotations

import pytest

from hallway.core.errors import Forbidden, Invalid, NotFound, Stale
from hallway.core.items.queries import get_item
from hallway.kinds.events.commands import add_event, change_event
from hallway.kinds.events.queries import get_event, list_events, list_past_events
from tests.kinds.intranet import DAY, HOUR, event
from tests.world import SYSTEM, World

NOON = 1_700_000_000 * 1_000_000 // DAY * DAY + 12 * HOUR


def titles(world: World, who: str, *, since: int = 0, until: int | None = None) -> str:
    found = list_events(world.actor(who), since=since, until=until)
    return " ".join(one.title for one in found)


def test_they_come_by_their_start_to_those_who_may_see_them(intranet: World) -> None:
    event(intranet, "late", NOON + DAY)
    event(intranet, "early", NOON)
    assert titles(intranet, "visitor") == "early late"
    assert titles(intranet, "visitor", since=NOON + HOUR) == "late"
    assert titles(intranet, "visitor", until=NOON + DAY) == "early"
    for who in ("nobody", "acme", "globex", "guest"):
        assert titles(intranet, who) == ""
    past = list_past_events(
        intranet.actor("visitor"), intranet.events, before=NOON + 2 * DAY
    )
    assert [one.title for one in past] == ["late", "early"]


def test_one_is_read_and_changed(intranet: World) -> None:
    made = event(intranet, "Town hall", NOON, Place="Hamburg", Body="Come.")
    found = get_event(intranet.actor("visitor"), made.id)
    assert (found.card.place, found.values["Body"]) == ("Hamburg", "Come.")
    owner = intranet.actor("owner")
    change_event(owner, made.id, values={"Place": "Ulm"}, expect_version=made.version)
    assert get_event(owner, made.id).card.place == "Ulm"
    with pytest.raises(Stale):
        change_event(owner, made.id, values={"Place": "x"}, expect_version=made.version)
    with pytest.raises(Forbidden):
        change_event(intranet.actor("visitor"), made.id, values={"Place": "x"})
    with pytest.raises(NotFound):
        get_event(intranet.actor("nobody"), made.id)
    assert get_item(SYSTEM, made.id).number == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"Ends": NOON}, "Ends"),
        ({"Ends": NOON - HOUR}, "Ends"),
        ({"Ends": NOON + 400 * DAY}, "Ends"),
        ({"AllDay": True}, "Starts"),
        ({"Link": "javascript:alert(1)"}, "Link"),
        ({"Title": " "}, "Title"),
        ({"Starts": None}, "Starts"),
    ],
)
def test_what_is_no_event_is_refused(
    intranet: World, values: dict[str, object], field: str
) -> None:
    good = {"Title": "x", "Starts": NOON, "Ends": NOON + HOUR}
    with pytest.raises(Invalid) as refused:
        add_event(intranet.actor("owner"), intranet.events, values={**good, **values})
    assert field in refused.value.fields
