"""Posts as cards and rows, on whatever page they stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from hallway.faces.web.companies import letter_of
from hallway.faces.web.parse import Call
from hallway.faces.web.when import When, when
from hallway.faces.web.written import item_href
from hallway.kinds.news.records import PostCard

_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


class Card(NamedTuple):
    """A post as cards and rows show it."""

    title: str
    href: str
    summary: str
    image: str
    company: str
    letter: str
    by: str
    at: When
    site: str
    pill: str
    kind: str
    guid: str


class Week(NamedTuple):
    """Posts of one week, under its name."""

    title: str
    cards: list[Card]


def card_of(call: Call, post: PostCard) -> Card:
    """The card of a post."""
    pill, kind = "", ""
    if post.published is None:
        pill = _("Draft")
        if post.scheduled is not None:
            pill, kind = _("Scheduled"), "info"
    elif post.must_read:
        pill, kind = _("Must-read"), "warn"
    shown = post.published or post.scheduled or post.modified
    return Card(
        title=post.title,
        href=item_href(post),
        summary=post.summary,
        image=post.picture,
        company=post.organisation_name,
        letter=letter_of(post.organisation_rank),
        by=post.author_name,
        at=when(shown, now=call.now),
        site=post.site,
        pill=pill,
        kind=kind,
        guid=post.guid,
    )


def weeks_of(call: Call, posts: Iterable[PostCard]) -> list[Week]:
    """Posts by the week they were published in, in their order."""
    weeks: list[Week] = []
    this = _monday(call.now)
    last: datetime | None = None
    for post in posts:
        monday = _monday(post.published or post.modified)
        if monday != last:
            last = monday
            weeks.append(Week(_week_words(monday, this), []))
        weeks[-1].cards.append(card_of(call, post))
    return weeks


def _monday(instant: int) -> datetime:
    moment = timezone.localtime(_EPOCH + timedelta(microseconds=instant))
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return day - timedelta(days=day.weekday())


def _week_words(monday: datetime, this: datetime) -> str:
    if monday >= this:
        return _("This week")
    if monday == this - timedelta(days=7):
        return _("Last week")
    shape = _("j F") if monday.year == this.year else _("j F Y")
    return _("Week of %(day)s") % {"day": formats.date_format(monday, shape)}
