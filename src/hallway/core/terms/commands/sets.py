"""Writes to groups of term sets, and to the sets."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.changes.journal import command, lock_streams, record, unchanged
from hallway.core.errors import Conflict
from hallway.core.names import check_text, check_title
from hallway.core.sites.records import SiteId
from hallway.core.terms.models import Term, TermGroup, TermSet
from hallway.core.terms.records import TermGroupId, TermSetId
from hallway.core.terms.rules import check_language
from hallway.core.terms.seeing import demand_manager, hold_group, hold_set, stream_of
from hallway.core.terms.using import places_of
from hallway.wire.paths import fold

_LONGEST = 1_000


@command
def add_term_group(
    actor: Actor, *, title: str, description: str = "", site: SiteId | None = None
) -> TermGroupId:
    """Add a group of term sets, of a site or of the company; Conflict if taken."""
    demand_manager(actor, site)
    stream = stream_of(site)
    lock_streams([stream])
    title = check_title(title)
    check_text(description, field="description", longest=_LONGEST)
    made = TermGroup.unscoped.create(
        site_id=site, title=title, title_key=fold(title), description=description
    )
    record(stream, "term_group.added", after={"term_group": made.pk, "title": title})
    return TermGroupId(made.pk)


@command
def change_term_group(
    actor: Actor, group: TermGroupId, *, title: str, description: str
) -> None:
    """Give a group another title and description."""
    held = hold_group(actor, group)
    title = check_title(title)
    check_text(description, field="description", longest=_LONGEST)
    before = {"title": held.group.title, "description": held.group.description}
    after = {"title": title, "description": description}
    if before == after:
        unchanged()
        return
    record(
        held.stream,
        "term_group.changed",
        before={"term_group": group, **before},
        after={"term_group": group, **after},
    )
    TermGroup.unscoped.filter(pk=group).update(title_key=fold(title), **after)


@command
def delete_term_group(actor: Actor, group: TermGroupId) -> None:
    """Delete a group without sets; Conflict while it has some."""
    held = hold_group(actor, group)
    if TermSet.unscoped.filter(group=group).exists():
        raise Conflict("This group still has term sets.")
    record(
        held.stream,
        "term_group.deleted",
        before={"term_group": group, "title": held.group.title},
    )
    TermGroup.unscoped.filter(pk=group).delete()


@command
def add_term_set(
    actor: Actor,
    group: TermGroupId,
    *,
    title: str,
    description: str = "",
    is_open: bool = False,
    language: str = "en",
) -> TermSetId:
    """Add an empty set; Conflict if the group has one of that title."""
    held = hold_group(actor, group)
    title = check_title(title)
    check_text(description, field="description", longest=_LONGEST)
    language = check_language(language)
    made = TermSet.unscoped.create(
        group_id=group,
        title=title,
        title_key=fold(title),
        description=description,
        is_open=is_open,
        language=language,
    )
    record(
        held.stream,
        "term_set.added",
        after={
            "term_set": made.pk,
            "term_group": group,
            "title": title,
            "open": is_open,
            "language": language,
        },
    )
    return TermSetId(made.pk)


@command
def change_term_set(
    actor: Actor, term_set: TermSetId, *, title: str, description: str, is_open: bool
) -> None:
    """Give a set another title and description; open or close it."""
    old, held = hold_set(actor, term_set)
    title = check_title(title)
    check_text(description, field="description", longest=_LONGEST)
    before = {"title": old.title, "description": old.description, "open": old.is_open}
    after = {"title": title, "description": description, "open": is_open}
    if before == after:
        unchanged()
        return
    record(
        held.stream,
        "term_set.changed",
        before={"term_set": term_set, **before},
        after={"term_set": term_set, **after},
    )
    TermSet.unscoped.filter(pk=term_set).update(
        title=title, title_key=fold(title), description=description, is_open=is_open
    )


@command
def delete_term_set(actor: Actor, term_set: TermSetId) -> None:
    """Delete a set with its terms; Conflict while a column takes them.

    Removed columns count: they can be brought back, and their values with them.
    """
    old, held = hold_set(actor, term_set)
    if places_of(old.guid):
        raise Conflict("Columns of lists take the terms of this set.")
    terms = Term.unscoped.filter(of=term_set)
    record(
        held.stream,
        "term_set.deleted",
        before={"term_set": term_set, "title": old.title, "terms": terms.count()},
    )
    # From the leaves up: a term keeps its parent from being deleted.
    while leaves := list(
        terms.filter(children__isnull=True).values_list("pk", flat=True)[:500]
    ):
        Term.unscoped.filter(pk__in=leaves).delete()
    TermSet.unscoped.filter(pk=term_set).delete()
