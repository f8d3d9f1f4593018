"""Writes to terms."""

from __future__ import annotations

from collections.abc import Sequence

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import (
    StreamRef,
    command,
    lock_streams,
    record,
    unchanged,
)
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.names import check_text
from hallway.core.sites.models import Site
from hallway.core.terms.models import Term, TermSet
from hallway.core.terms.placing import (
    check_room,
    find_parent,
    insert_term,
    labels_of,
    levels_below,
    put_below,
    title_of,
    write_labels,
)
from hallway.core.terms.queries import get_term_set
from hallway.core.terms.records import Label, TermId, TermSetId
from hallway.core.terms.rules import check_label, check_labels, check_language
from hallway.core.terms.seeing import hold_term, stream_of
from hallway.core.terms.using import is_used, places_of
from hallway.wire.paths import fold


@command
def add_term(
    actor: Actor,
    term_set: TermSetId,
    *,
    title: str,
    parent: TermId | None = None,
    description: str = "",
    labels: Sequence[Label] = (),
) -> TermId:
    """Add a term called `title` in the set's language, and `labels` beside it.

    To an open set colleagues may add, and to a site's whoever adds items there.
    Conflict where its parent has one of that name.
    """
    found = get_term_set(actor, term_set)
    if not found.may_manage:
        _demand_open(actor, found.site, is_open=found.is_open)
    stream = stream_of(found.site)
    lock_streams([stream])
    of: TermSet | None = TermSet.unscoped.filter(pk=term_set).first()
    if of is None:
        raise NotFound
    below = find_parent(term_set, parent)
    check_room(term_set, below)
    check_text(description, field="description", longest=1_000)
    first = Label(of.language, check_label(title), is_default=True)
    kept = check_labels([first, *labels], language=of.language)
    made = insert_term(actor, of, below, kept, description=description)
    record(
        stream,
        "term.added",
        after={"term": made.pk, "term_set": of.pk, "title": first.text, "in": of.title},
    )
    return TermId(made.pk)


def _demand_open(actor: Actor, site: int | None, *, is_open: bool) -> None:
    if not is_open:
        raise Forbidden("This term set is closed: ask who looks after it.")
    if site is None:
        if not actor.staff:
            raise Forbidden("Only colleagues may add terms.")
        return
    scope = Site.unscoped.filter(pk=site).values_list("scope_id", flat=True).get()
    demand(actor, get_mask(actor, scope), Right.ADD_LIST_ITEMS)


@command
def rename_term(
    actor: Actor, term: TermId, *, title: str, language: str | None = None
) -> None:
    """Call a term something else in a language, the set's own unless another is given.

    Its synonyms stay; where the title was a synonym, it is one no more.
    """
    _held, of, _group = hold_term(actor, term)
    wanted = check_language(language) if language is not None else of.language
    title = check_label(title)
    left = [
        one
        for one in labels_of(term)
        if one.language != wanted
        or (not one.is_default and fold(one.text) != fold(title))
    ]
    set_labels(actor, term, labels=[*left, Label(wanted, title, is_default=True)])


@command
def set_labels(actor: Actor, term: TermId, *, labels: Sequence[Label]) -> None:
    """Give a term all that it is called; see `rules.check_labels`."""
    held, of, group = hold_term(actor, term)
    kept = check_labels(labels, language=of.language)
    old = labels_of(term)
    if sorted(old) == sorted(kept):
        unchanged()
        return
    before, after = title_of(old, of.language), title_of(kept, of.language)
    record(
        group.stream,
        "term.labelled" if before == after else "term.renamed",
        before={"term": term, "title": before, "labels": [list(one) for one in old]},
        after={"term": term, "title": after, "labels": [list(one) for one in kept]},
    )
    write_labels(held, kept)


@command
def describe_term(actor: Actor, term: TermId, *, description: str) -> None:
    """Say what a term means."""
    held, of, group = hold_term(actor, term)
    check_text(description, field="description", longest=1_000)
    if held.description == description:
        unchanged()
        return
    facts = {"term": term, "title": title_of(labels_of(term), of.language)}
    record(
        group.stream,
        "term.described",
        before={**facts, "description": held.description},
        after={**facts, "description": description},
    )
    Term.unscoped.filter(pk=term).update(description=description)


@command
def move_term(actor: Actor, term: TermId, *, parent: TermId | None) -> None:
    """Put a term, with all below it, below another of its set, or at the top.

    Invalid for a place below itself; Conflict where one of its name is there.
    """
    held, of, group = hold_term(actor, term)
    if held.parent_id == parent:
        unchanged()
        return
    below = find_parent(of.pk, parent)
    if below is not None and below.path.startswith(held.path):
        raise Invalid({"parent": "A term cannot stand below itself."})
    check_room(of.pk, below, levels=levels_below(held))
    facts = {"term": term, "title": title_of(labels_of(term), of.language)}
    record(
        group.stream,
        "term.moved",
        before={**facts, "under": held.parent_id},
        after={**facts, "under": parent},
    )
    put_below(held, below)


@command
def order_terms(
    actor: Actor, parent: TermId | None, *, term_set: TermSetId, terms: Sequence[TermId]
) -> None:
    """Put the terms of one parent in this order; Conflict unless each is named once."""
    if not terms:
        raise Invalid({"terms": "There are no terms to put in order."})
    _first, of, group = hold_term(actor, terms[0])
    rows = Term.unscoped.filter(
        of=term_set, parent=parent, merged_into__isnull=True
    ).order_by("position", "pk")
    before = list(rows.values_list("pk", flat=True))
    if of.pk != term_set or sorted(before) != sorted(terms):
        raise Conflict("The terms here have changed; look again.")
    record(
        group.stream,
        "terms.ordered",
        before={"term_set": of.pk, "title": of.title, "terms": before},
        after={"term_set": of.pk, "title": of.title, "terms": list(terms)},
    )
    for position, term in enumerate(terms, 1):
        Term.unscoped.filter(pk=term).update(position=position)


@command
def deprecate_term(actor: Actor, term: TermId) -> None:
    """Offer a term no more; it stays where it is used."""
    _set_deprecated(actor, term, to=True)


@command
def revive_term(actor: Actor, term: TermId) -> None:
    """Offer a deprecated term again."""
    _set_deprecated(actor, term, to=False)


def _set_deprecated(actor: Actor, term: TermId, *, to: bool) -> None:
    held, of, group = hold_term(actor, term)
    if held.is_deprecated == to:
        unchanged()
        return
    record(
        group.stream,
        "term.deprecated" if to else "term.revived",
        after={"term": term, "title": title_of(labels_of(term), of.language)},
    )
    Term.unscoped.filter(pk=term).update(is_deprecated=to)


@command
def delete_term(actor: Actor, term: TermId) -> None:
    """Delete a term that nothing uses and nothing stands below; Conflict otherwise."""
    guid = Term.unscoped.filter(pk=term).values_list("of__guid", flat=True).first()
    lists: list[StreamRef] = [
        ("list", one) for one in sorted({place.list for place in places_of(guid)})
    ]
    held, of, group = hold_term(actor, term, *lists)
    if Term.unscoped.filter(parent=term, merged_into__isnull=True).exists():
        raise Conflict("Other terms stand below this one.")
    if Term.unscoped.filter(merged_into=term).exists():
        raise Conflict("Another term was merged into this one; deprecate it.")
    if is_used(held, of):
        raise Conflict("This term is used; deprecate it.")
    record(
        group.stream,
        "term.deleted",
        before={
            "term": term,
            "title": title_of(labels_of(term), of.language),
            "in": of.title,
        },
    )
    Term.unscoped.filter(pk=term).delete()
