"""A job publishes a post at its time."""

from __future__ import annotations

import pytest

from hallway.core import clock
from hallway.core.access.groups.commands import remove_member
from hallway.core.errors import Conflict, Forbidden, Invalid
from hallway.core.items.commands import delete_item
from hallway.core.jobs.queries import list_jobs
from hallway.core.jobs.runner import run_pending
from hallway.kinds.news.commands import publish_post, schedule_post
from hallway.kinds.news.queries import get_post, list_drafts, list_news
from tests.kinds.intranet import HOUR, draft, post
from tests.world import SYSTEM, World


def test_it_is_published_at_its_time_and_not_before(
    intranet: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = draft(intranet, "Tomorrow")
    at = clock.now() + HOUR
    schedule_post(intranet.actor("member"), item, at=at)
    run_pending()
    assert list_news(intranet.actor("visitor")) == []
    assert list_drafts(intranet.actor("owner"))[0].scheduled == at
    monkeypatch.setattr(clock, "now", lambda: at + clock.SECOND)
    run_pending()
    (shown,) = list_news(intranet.actor("visitor"))
    assert (shown.title, shown.published, shown.scheduled) == ("Tomorrow", at, None)


def test_another_time_or_none_takes_the_place_of_the_first(
    intranet: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, now = intranet.actor("owner"), clock.now()
    moved, stopped, gone = (draft(intranet, title) for title in "abc")
    for item in (moved, stopped, gone):
        schedule_post(owner, item, at=now + HOUR)
    schedule_post(owner, moved, at=now + 3 * HOUR)
    schedule_post(owner, stopped, at=None)
    delete_item(owner, gone)
    monkeypatch.setattr(clock, "now", lambda: now + 2 * HOUR)
    run_pending()
    assert list_news(SYSTEM) == []
    monkeypatch.setattr(clock, "now", lambda: now + 4 * HOUR)
    run_pending()
    assert [one.title for one in list_news(SYSTEM)] == ["a"]


def test_published_by_hand_before_its_time_it_stays_so(
    intranet: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, item, now = intranet.actor("owner"), draft(intranet, "a"), clock.now()
    schedule_post(owner, item, at=now + HOUR)
    publish_post(owner, item, at=now)
    monkeypatch.setattr(clock, "now", lambda: now + 2 * HOUR)
    run_pending()
    assert get_post(owner, item).card.published == now


def test_refusals(intranet: World) -> None:
    owner, item = intranet.actor("owner"), draft(intranet, "a")
    with pytest.raises(Invalid):
        schedule_post(owner, item, at=clock.now() - HOUR)
    with pytest.raises(Invalid):
        publish_post(owner, item, at=clock.now() + HOUR)
    shown = post(intranet, "b")
    with pytest.raises(Conflict):
        schedule_post(owner, shown, at=clock.now() + HOUR)
    with pytest.raises(Forbidden):
        schedule_post(intranet.actor("visitor"), shown, at=clock.now() + HOUR)


def test_whose_author_may_no_more_it_waits_and_the_job_says_so(
    intranet: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, now = draft(intranet, "Later"), clock.now()
    schedule_post(intranet.actor("member"), item, at=now + HOUR)
    remove_member(SYSTEM, intranet.groups["partners"].id, intranet.principal("member"))
    monkeypatch.setattr(clock, "now", lambda: now + 2 * HOUR)
    run_pending()
    (waiting,) = list_drafts(intranet.actor("owner"))
    assert waiting.scheduled == now + HOUR
    (job,) = [one for one in list_jobs(SYSTEM) if one.name == "news.publish"]
    assert "may not publish it any more" in job.error
