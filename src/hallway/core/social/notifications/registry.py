"""Which changes concern whom, by verb; kinds add their own.

The sentence for a verb stands in the face; without one a verb is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Told = Callable[[Any, Any], list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A verb that somebody is told about.

    of_author  it concerns whoever made the item, when somebody else does it
    named      gives the principals it concerns from the change's before and after
    deleted    it is told of an item in the recycle bin, not of a living one
    """

    verb: str
    of_author: bool = False
    named: Told | None = None
    deleted: bool = False


_notices: dict[str, Notice] = {}


def register(notice: Notice) -> Notice:
    """Add a verb; a second, different one of the same name is a mistake."""
    if _notices.get(notice.verb, notice) != notice:
        raise ValueError(f"two notices for {notice.verb}")
    _notices[notice.verb] = notice
    return notice


def notices() -> Mapping[str, Notice]:
    """Return the verbs people are told about."""
    return _notices


def _shared_with(_before: Any, after: Any) -> list[int]:
    return list((after or {}).get("principals", ()))


def _told(_before: Any, after: Any) -> list[int]:
    return list((after or {}).get("told", ()))


def _holder_before(before: Any, _after: Any) -> list[int]:
    holder = (before or {}).get("holder")
    return [] if holder is None else [holder]


for _notice in (
    Notice(verb="item.shared", named=_shared_with),
    Notice(verb="form.answered", named=_told),
    Notice(verb="item.saved", of_author=True),
    Notice(verb="item.version_restored", of_author=True),
    Notice(verb="item.restored", of_author=True),
    Notice(verb="item.deleted", of_author=True, deleted=True),
    Notice(verb="item.check_out_undone", named=_holder_before),
    Notice(verb="item.checked_in", named=_holder_before),
    # What a rule of a list wants told, and that it was stopped: see `telling`.
    Notice(verb="rule.told"),
    Notice(verb="rule.told_gone", deleted=True),
    Notice(verb="rule.stopped"),
):
    register(_notice)
