"""The job that publishes a post at its time, and the one that makes the home site."""

from __future__ import annotations

from datetime import timedelta

from hallway.core.access.actors import Actor
from hallway.core.errors import Forbidden, NotFound
from hallway.core.items.records import ItemId
from hallway.core.jobs.registry import JobContext, job
from hallway.kinds.news.commands import PUBLISH_JOB, publish_post
from hallway.kinds.news.home import make_home
from hallway.platform.db import engine


@job(PUBLISH_JOB)
def publish(actor: Actor, context: JobContext, *, item: int, at: int) -> None:
    """Publish a post if it is still to be published at that instant.

    Forbidden, for those who watch the jobs, if who scheduled it may not any more: it
    waits among the drafts.
    """
    if not _is_waiting(item, at):
        return
    try:
        publish_post(actor, ItemId(item), at=at)
    except NotFound as error:
        # A draft is hidden from whoever may not edit it.
        raise Forbidden("Who scheduled it may not publish it any more.") from error


def _is_waiting(item: int, at: int) -> bool:
    found = engine().fetch_one(
        "SELECT 1 FROM kind_news_post p JOIN core_item i ON i.id = p.item_id"
        " WHERE p.item_id = %s AND p.scheduled = %s AND i.deletion_id IS NULL",
        (item, at),
    )
    return found is not None


@job("news.home", every=timedelta(days=1), system="makes the home site")
def ensure_home(actor: Actor, context: JobContext) -> None:
    """Make the home site and its lists where they are missing."""
    make_home(actor)
