"""The job that publishes a post at its time, and the one that makes the home site."""

from __future__ import annotations

from datetime import timedelta

from hallway.core.access.actors import Actor
from hallway.core.errors import NotFound
from hallway.core.items.records import ItemId
from hallway.core.jobs.registry import JobContext, job
from hallway.kinds.news.commands import PUBLISH_JOB, publish_post
from hallway.kinds.news.home import make_home
from hallway.kinds.news.queries import get_post


@job(PUBLISH_JOB)
def publish(actor: Actor, context: JobContext, *, item: int, at: int) -> None:
    """Publish a post if it is still to be published at that instant."""
    try:
        post = get_post(actor, ItemId(item))
    except NotFound:
        return
    if post.card.scheduled == at:
        publish_post(actor, ItemId(item), at=at)


@job("news.home", every=timedelta(days=1), system="makes the home site")
def ensure_home(actor: Actor, context: JobContext) -> None:
    """Make the home site and its lists where they are missing."""
    make_home(actor)
