"""Rules that wait for a day: at its hour in the site's zone, once an item and day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hallway.core import clock
from hallway.core.automation import judging, rules
from hallway.core.automation.records import Event, RuleId, Trigger
from hallway.platform.db import engine
from hallway.wire.query import Compare, Field, Op
from tests.core.automation.stage import rule, run, runs, set_to, tell, told
from tests.world import HR_SECRET, SYSTEM, World

BERLIN = ZoneInfo("Europe/Berlin")


def instant(moment: datetime) -> int:
    return int(moment.timestamp()) * clock.SECOND


@pytest.mark.parametrize(
    ("now", "days"),
    [
        # Clocks go forward on 28 March 2027 at 02:00 and back on 31 October at 03:00.
        (datetime(2027, 3, 28, 5, 59, tzinfo=UTC), date(2027, 3, 27)),
        (datetime(2027, 3, 28, 6, 0, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 27, 6, 59, tzinfo=UTC), date(2027, 3, 26)),
        (datetime(2027, 3, 27, 7, 0, tzinfo=UTC), date(2027, 3, 27)),
        (datetime(2027, 10, 31, 6, 59, tzinfo=UTC), date(2027, 10, 30)),
        (datetime(2027, 10, 31, 7, 0, tzinfo=UTC), date(2027, 10, 31)),
    ],
)
def test_the_hour_is_that_of_the_wall_clock(now: datetime, days: date) -> None:
    trigger = Trigger(event=Event.DATE, column="Due", hour=8)
    found = rules.due_days(trigger, now=instant(now), since=0, zone=BERLIN)
    assert max(found) == days


@pytest.mark.parametrize("hour", [2, 3])
@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_an_hour_that_is_not_there_or_twice_comes_once(day: date, hour: int) -> None:
    trigger = Trigger(event=Event.DATE, column="Due", hour=hour)
    start = instant(datetime(day.year, day.month, day.day, tzinfo=BERLIN))
    met = [
        day
        in rules.due_days(
            trigger, now=start + n * 600 * clock.SECOND, since=0, zone=BERLIN
        )
        for n in range(150)
    ]
    assert met.count(True)
    assert met == sorted(met)


def test_days_before_and_after_and_what_was_missed() -> None:
    now = instant(datetime(2027, 5, 10, 9, 0, tzinfo=BERLIN))
    before = Trigger(event=Event.DATE, column="Due", days=-14)
    found = rules.due_days(before, now=now, since=0, zone=BERLIN)
    assert found == [date(2027, 5, 24 - back) for back in range(rules.MADE_UP + 1)]
    late = instant(datetime(2027, 5, 10, 7, 30, tzinfo=BERLIN))
    after = Trigger(event=Event.DATE, column="Due", days=1)
    assert rules.due_days(after, now=now, since=late, zone=BERLIN) == [date(2027, 5, 9)]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the clock, by which jobs are due as well."""

    def turn(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: instant(moment))

    return turn


def waits(world: World, column: str, **then: Any) -> RuleId:
    engine().execute(
        "UPDATE core_site SET time_zone = 'Europe/Berlin' WHERE id = %s", (world.hr,)
    )
    trigger = Trigger(event=Event.DATE, column=column, days=-3, hour=8)
    return rule(world, trigger, tell=tell(world, "visitor", message="Soon"), **then)


def find() -> int:
    """Look for days, as the job does, and do what is due."""
    looked = judging.note_days(SYSTEM)
    run()
    return looked


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Due", "2027-03-31"),
        # One minute into the day there, the evening before in UTC.
        ("Seen", datetime(2027, 3, 31, 0, 1, tzinfo=BERLIN)),
        ("Seen", datetime(2027, 3, 31, 23, 59, tzinfo=BERLIN)),
    ],
)
def test_somebody_is_told_on_the_local_day_and_once(
    world: World, at: Callable[[datetime], None], column: str, value: Any
) -> None:
    at(datetime(2027, 3, 1, tzinfo=BERLIN))
    one = waits(world, column)
    set_to(world, "task1", **{column: value})
    at(datetime(2027, 3, 28, 7, 59, tzinfo=BERLIN))
    find()
    assert runs(world, one) == []
    at(datetime(2027, 3, 28, 8, 0, tzinfo=BERLIN))
    assert find() == 1
    at(datetime(2027, 3, 29, 8, 0, tzinfo=BERLIN))
    find()
    assert len(runs(world, one)) == 1
    assert told(world, "visitor") == [("rule.told", "Soon")]


def test_a_day_that_moves_is_told_again(
    world: World, at: Callable[[datetime], None]
) -> None:
    at(datetime(2027, 3, 1, tzinfo=BERLIN))
    one = waits(world, "Due")
    set_to(world, "task1", Due="2027-03-31")
    at(datetime(2027, 3, 28, 9, 0, tzinfo=BERLIN))
    find()
    set_to(world, "task1", Due="2027-04-01")
    at(datetime(2027, 3, 29, 9, 0, tzinfo=BERLIN))
    find()
    find()
    assert len(runs(world, one)) == 2


def test_a_condition_and_what_the_owner_may_not_see_keep_items_out(
    world: World, at: Callable[[datetime], None]
) -> None:
    at(datetime(2027, 3, 1, tzinfo=BERLIN))
    one = waits(world, "Due", where=Compare(Field("Points"), Op.EQ, 2))
    for item in ("task1", "task2"):
        set_to(world, item, Due="2027-03-31")
    at(datetime(2027, 3, 28, 9, 0, tzinfo=BERLIN))
    assert find() == 1
    (did,) = runs(world, one)
    assert did.title == f"Task 2 {HR_SECRET}"


def test_days_before_the_rule_was_made_are_not_made_up_for(
    world: World, at: Callable[[datetime], None]
) -> None:
    at(datetime(2027, 3, 28, 9, 0, tzinfo=BERLIN))
    one = waits(world, "Due")
    set_to(world, "task1", Due="2027-03-31")
    find()
    assert runs(world, one) == []
