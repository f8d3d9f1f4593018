"""One term becomes another: at once where few items have it, by a job where many do.

The merged term stays as a row that leads to the other, so that versions and ids that
somebody kept still say something.
"""

from __future__ import annotations

from datetime import timedelta

from hallway.core.access.actors import Actor
from hallway.core.changes.journal import (
    StreamRef,
    command,
    housekeeping,
    lock_lists,
    record,
)
from hallway.core.errors import Conflict, Invalid
from hallway.core.items.models import Item
from hallway.core.items.writing import rewrite_data
from hallway.core.jobs.commands import enqueue
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job
from hallway.core.lists.models import Column
from hallway.core.lists.uniqueness import hold_unique, let_go
from hallway.core.terms.models import Term, TermLabel, TermSet
from hallway.core.terms.placing import (
    check_room,
    labels_of,
    levels_below,
    put_below,
    title_of,
    write_labels,
)
from hallway.core.terms.records import Label, TermId
from hallway.core.terms.seeing import hold_term
from hallway.core.terms.using import Place, has_sql, places_of
from hallway.platform.db import engine
from hallway.wire.paths import fold

JOB = "terms.merge"
BATCH = 500
"""Items of one transaction; as many are rewritten at once."""


@command
def merge_terms(actor: Actor, term: TermId, *, into: TermId) -> None:
    """Let one term of a set become another: labels, what is below it, and all uses.

    Its labels become synonyms.  Items get the other as their value without a new
    version; versions before that keep the number of the first, which leads to it.
    Invalid for a term below the first, and for one of another set.
    """
    guid = Term.unscoped.filter(pk=term).values_list("of__guid", flat=True).first()
    places = places_of(guid)
    lists: list[StreamRef] = [("list", one.list) for one in places]
    held, of, group = hold_term(actor, term, *lists)
    target: Term | None = Term.unscoped.filter(
        pk=into, of=of, merged_into__isnull=True
    ).first()
    if target is None:
        raise Invalid({"into": "There is no such term in this set."})
    if target.path.startswith(held.path):
        raise Invalid({"into": "A term cannot become one that stands below it."})
    old, new = labels_of(term), labels_of(into)
    record(
        group.stream,
        "term.merged",
        before={"term": term, "title": title_of(old, of.language)},
        after={"term": into, "title": title_of(new, of.language)},
    )
    for child in Term.unscoped.filter(parent=term, merged_into__isnull=True):
        check_room(of.pk, target, levels=levels_below(child))
        put_below(child, target)
    TermLabel.unscoped.filter(term=term).delete()
    write_labels(target, _united(new, old))
    Term.unscoped.filter(merged_into=term).update(merged_into=into)
    # It stands nowhere any more, so that nothing keeps its parent from going.
    Term.unscoped.filter(pk=term).update(
        merged_into=into, is_deprecated=True, parent=None, path=f"/{term}/"
    )
    left = BATCH
    for place in places:
        left -= _rewrite(actor, place, term, into, most=left)
        if left <= 0:
            enqueue(actor, JOB, key=str(term), term=term)
            return


def _united(kept: list[Label], added: list[Label]) -> list[Label]:
    """Return the labels of both; those added are defaults where there was none."""
    there = {(one.language, fold(one.text)) for one in kept}
    defaults = {one.language for one in kept if one.is_default}
    more = [
        Label(one.language, one.text, one.is_default and one.language not in defaults)
        for one in added
        if (one.language, fold(one.text)) not in there
    ]
    return [*kept, *more]


@job(JOB, tries=20, lease=timedelta(seconds=60), system="lets a term become another")
def finish_merging(actor: Actor, context: JobContext, *, term: int) -> None:
    """Rewrite batch after batch until no item has the term; begun again, it goes on."""
    row = Term.unscoped.filter(pk=term).values_list("merged_into", "of").first()
    if row is None or row[0] is None:
        return
    guid = TermSet.unscoped.filter(pk=row[1]).values_list("guid", flat=True).get()
    done = 0
    for place in places_of(guid):
        while many := rewrite_batch(actor, place, term):
            done += many
            context.heartbeat(progress=done)


@housekeeping
def rewrite_batch(actor: Actor, place: Place, term: int) -> int:
    """Rewrite some items of a column; return how many, 0 at the end."""
    lock_lists([place.list])
    into = Term.unscoped.filter(pk=term).values_list("merged_into", flat=True).first()
    return _rewrite(actor, place, term, into, most=BATCH) if into else 0


def _rewrite(actor: Actor, place: Place, term: int, into: int, *, most: int) -> int:
    """Give up to `most` items of a list that is held the other term; how many."""
    key = str(place.column)
    has, parameters = has_sql(place, "i.data", [term])
    rows = engine().fetch_all(
        f"SELECT i.id FROM core_item i WHERE i.list_id = %s AND {has}"
        " ORDER BY i.id LIMIT %s",
        [place.list, *parameters, most],
    )
    items = Item.unscoped.filter(pk__in=[row[0] for row in rows])
    changed = {}
    for item, data in items.values_list("pk", "data"):
        old = data[key]
        kept = old if isinstance(old, list) else [old]
        new = list(dict.fromkeys(into if one == term else one for one in kept))
        changed[item] = {**data, key: new if isinstance(old, list) else new[0]}
    rewrite_data(changed)
    if changed and place.type == "term":
        _keep_unique(actor, place.column)
    return len(changed)


def _keep_unique(actor: Actor, column: int) -> None:
    held = Column.unscoped.filter(pk=column, is_unique=True).first()
    if held is None:
        return
    try:
        hold_unique(actor, held)
    except Conflict:
        # Two items have one value now: better than to refuse the merge.
        let_go(column)
        Column.unscoped.filter(pk=column).update(is_unique=False)
