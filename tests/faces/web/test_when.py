"""Instants as people read them, in their own zone and language."""

from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from hallway.faces.web.when import when

NOON = 1_764_072_000_000_000  # 2025-11-25 12:00 UTC


def test_one_instant_reads_by_the_clock_of_each_zone() -> None:
    found = []
    for zone in ("UTC", "Europe/Berlin", "America/New_York"):
        with timezone.override(ZoneInfo(zone)):
            found.append(when(NOON, now=NOON + 7_200_000_000).words)
    assert found == ["Today, 12:00", "Today, 13:00", "Today, 07:00"]


def test_one_instant_reads_in_each_language() -> None:
    english = when(NOON, now=NOON).exact
    with translation.override("de"):
        german = when(NOON, now=NOON).exact
    assert (english, german) == ("25 November 2025, 12:00", "25. November 2025, 12:00")
    assert when(NOON, now=NOON).exact == english


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Midway"])
@pytest.mark.parametrize("instant", [-(2**63), 2**63 - 1])
def test_what_no_calendar_holds_is_its_first_or_last_day(
    zone: str, instant: int
) -> None:
    with timezone.override(ZoneInfo(zone)):
        shown = when(instant, now=NOON)
        assert shown.iso[:4] == ("9999" if instant > 0 else "0001")
