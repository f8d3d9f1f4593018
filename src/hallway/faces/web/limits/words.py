"""Words for which versions are kept, and why."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.limits.records import Holding, Level, Limit, PreviewRecord
from hallway.faces.web.when import size_words, when


class Stat(NamedTuple):
    """A number and what it counts."""

    label: str
    value: str
    text: str = ""


def limit_words(limit: Limit) -> str:
    """A limit as sentences."""
    if limit.is_none:
        return _("Every version is kept.")
    found = []
    if limit.count is not None:
        found.append(
            ngettext(
                "At most %(count)s earlier version of a file is kept.",
                "At most %(count)s earlier versions of a file are kept.",
                limit.count,
            )
            % {"count": f"{limit.count:,}"}
        )
    if limit.days is not None:
        found.append(
            ngettext(
                "None is kept that was replaced more than %(count)s day ago.",
                "None is kept that was replaced more than %(count)s days ago.",
                limit.days,
            )
            % {"count": f"{limit.days:,}"}
        )
    if limit.thin:
        found.append(
            _(
                "All of the last day are kept, then the last of each day for 30 days,"
                " then the last of each week."
            )
        )
    return " ".join(found)


def origin_words(held: Holding) -> str:
    """Where a limit comes from."""
    if held.own is not None:
        return _("This is set here.")
    if held.level is Level.SITE and held.site:
        return _("This comes from the site “%(site)s”.") % {"site": held.site}
    if held.level is Level.SITE:
        return _("This comes from the site.")
    if held.level is Level.ALL:
        return _("This comes from the limit for all sites.")
    return _("Nobody has set a limit.")


def stats_of(preview: PreviewRecord) -> list[Stat]:
    """The numbers of a preview."""
    return [
        Stat(_("Versions that would go"), f"{preview.versions:,}"),
        Stat(_("Files they are of"), f"{preview.items:,}"),
        Stat(
            _("Disk space freed"),
            size_words(preview.freed),
            _("Content that nothing else uses"),
        ),
        Stat(
            _("Less storage used"),
            size_words(preview.size),
            _("As it counts for the limit of a site"),
        ),
    ]


def span_words(preview: PreviewRecord, *, now: int) -> str:
    """When the versions that would go were made; "" if none would."""
    if preview.oldest is None or preview.newest is None:
        return ""
    return _("They were saved between %(oldest)s and %(newest)s.") % {
        "oldest": when(preview.oldest, now=now).exact,
        "newest": when(preview.newest, now=now).exact,
    }


def versions_words(count: int, size: int) -> str:
    """How many versions, and what they take together."""
    return ngettext(
        "%(count)d version, %(size)s", "%(count)d versions, %(size)s", count
    ) % {"count": count, "size": size_words(size)}
