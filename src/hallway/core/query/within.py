"""The rows of a list that somebody may ask about, and what he asks of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.trim import scopes_sql
from hallway.core.contenttypes.asking import type_facts
from hallway.core.errors import Invalid
from hallway.core.items.queries.children import trimmed_sql
from hallway.core.items.records import ItemRecord
from hallway.core.items.rows import get_item_row, subtree
from hallway.core.kinds import get_kind
from hallway.core.lists.queries import get_list
from hallway.core.lists.records import ColumnRecord, ListId, ListRecord
from hallway.core.lists.rows import column_records
from hallway.core.query.conditions import Conditions
from hallway.core.query.fields import (
    FALSE,
    TRUE,
    Asked,
    Source,
    Term,
    all_of,
    source_of,
)
from hallway.core.query.records import ATTACHMENTS, Asking
from hallway.core.query.targets import Target, find_target
from hallway.core.query.trimming import (
    BROAD,
    NARROW,
    Share,
    Trim,
    closed_term,
    share_of,
    trim_term,
    walk_term,
)
from hallway.platform.db import engine
from hallway.wire.query import (
    And,
    Compare,
    Condition,
    Op,
    Order,
    Query,
    Scope,
)

MAX_SKIP = 10_000
SEEN = "w"
Targets = dict[str, Target | None]


@dataclass(frozen=True, slots=True)
class Within:
    """The rows of a list an actor may ask about, and what he asks of them.

    met     which rows those are
    every   as met, for what reads all of them: groups and totals
    scopes  as every, for what an index has scope by scope
    is_flat whether of a row only its scope, folder and values are asked
    walked  of these conditions, what an index tells of a row called `w`: whether he
            sees it, and whether it lies in the folder
    beyond  and the others
    alike   of these, that a value equals something, by the value's SQL
    share   of a list with a table of its own, how much of it he may see
    whole   of one he sees the smaller part of, what selects the scopes he reads, where
            all their rows are asked, folders apart
    """

    found: ListRecord
    columns: list[ColumnRecord]
    source: Source
    met: Term
    every: Term
    scopes: Term
    is_flat: bool = False
    walked: Term = TRUE
    beyond: Term = TRUE
    alike: Mapping[str, Term] = field(default_factory=dict)
    share: Share | None = None
    whole: Term | None = None


def find_within(
    actor: Actor,
    list_id: ListId,
    query: Query,
    asking: Asking,
    folder: ItemRecord | None,
) -> Within:
    """Return the rows that meet a question, for who asks; NotFound if hidden."""
    if query.skip < 0 or query.skip > MAX_SKIP:
        raise Invalid({"skip": f"At most {MAX_SKIP:,} rows can be skipped."})
    found = get_list(actor, list_id)
    columns = column_records(list_id)
    source = _with_facts(source_of(found, columns), found)
    if folder is None or folder.list != list_id:
        folder = get_item_row(found.root)
    conditions = conditions_of(actor, found, source, asking)
    met = conditions.term(query.where)
    if met not in (TRUE, FALSE):
        met = Term(f"({met.sql})", met.parameters)
    lies = _lies(source, folder, query.scope)
    place = all_of(_parent(source.alias, folder, query.scope), lies)
    if not source.is_own:
        trimmed = Term(*trimmed_sql(actor, folder, pending=found.pending))
        every = all_of(place, trimmed, met)
        return Within(found, columns, source, met=every, every=every, scopes=every)
    share = share_of(actor, found)
    every = trim_term(actor, found, source, Trim.LOOKED)
    trimmed = trim_term(actor, found, source, Trim.PROBED)
    if share.part < NARROW:
        trimmed = every = trim_term(actor, found, source, Trim.LISTED)
    return Within(
        found=found,
        columns=columns,
        source=source,
        met=all_of(place, trimmed, met),
        every=all_of(place, every, met),
        scopes=all_of(place, trim_term(actor, found, source, Trim.LISTED), met),
        is_flat=lies in (TRUE, source.files) and not found.pending,
        walked=all_of(
            _parent(SEEN, folder, query.scope), walk_term(actor, share, SEEN)
        ),
        beyond=all_of(lies, met, closed_term(actor, found, source)),
        alike=_alike(conditions, query.where),
        share=share,
        whole=Term(*scopes_sql(actor, Right.VIEW_LIST_ITEMS))
        if share.part < BROAD
        and actor.everything is None
        and folder.parent is None
        and met == TRUE
        and not found.pending
        else None,
    )


def _alike(conditions: Conditions, where: Condition | None) -> dict[str, Term]:
    """Return the conditions of a question that something equals a value."""
    found = {}
    terms = where.terms if isinstance(where, And) else (where,)
    for one in terms:
        if isinstance(one, Compare) and one.op is Op.EQ:
            term = conditions.term(one)
            sql = term.sql.removesuffix(" = %s")
            if term.sql == f"{sql} = %s" and len(term.parameters) == 1:
                found[sql] = term
    return found


def conditions_of(
    actor: Actor, found: ListRecord, source: Source, asking: Asking
) -> Conditions:
    """Return what turns conditions on a list's columns into SQL."""
    return Conditions(actor, source, asking, site=found.site)


def _with_facts(source: Source, found: ListRecord) -> Source:
    """Return a source that can be asked for content types and attachments, too.

    Where a kind has them; what they are is read where it stands.
    """
    kind, alias = get_kind(found.kind), source.alias
    facts: dict[str, Asked] = {}
    if not kind.has_bodies:
        attached = (
            "(CASE WHEN EXISTS (SELECT 1 FROM core_attachment a"
            f" WHERE a.item_id = {alias}.id AND a.removed IS NULL) THEN 1 ELSE 0 END)"
        )
        facts[ATTACHMENTS] = Asked(
            name=ATTACHMENTS,
            kind="yesno",
            value=attached,
            order=attached,
            has_order=True,
            is_null_free=True,
            stored="integer",
        )
    if kind.content_type:
        on_item = f"(SELECT j.data FROM core_item j WHERE j.id = {alias}.id)"
        data = on_item if source.is_own else ""
        facts |= type_facts(alias, kind.content_type, data=data)
    return replace(source, fields={**facts, **source.fields})


def _parent(alias: str, folder: ItemRecord, scope: Scope) -> Term:
    """Return the condition that a row lies in a folder, where a question asks that."""
    if scope in (Scope.DEFAULT, Scope.FILES):
        return Term(f"{alias}.parent_id = %s", [folder.id])
    return TRUE


def _lies(source: Source, folder: ItemRecord, scope: Scope) -> Term:
    """Return the condition that a row is alive and lies below, as the question asks."""
    alias = source.alias
    if scope in (Scope.DEFAULT, Scope.FILES):
        here = TRUE
    elif folder.parent is None:
        here = source.of_list
    else:
        low, high = subtree(folder.ancestry)
        below = f"{alias}.ancestry > %s AND {alias}.ancestry < %s"
        here = all_of(source.of_list, Term(below, [low, high]))
    if scope in (Scope.FILES, Scope.RECURSIVE):
        here = all_of(here, source.files)
    return all_of(here, source.living)


def targets_of(actor: Actor, source: Source, order: Sequence[Order]) -> Targets:
    """Return where the lookups lead that rows are ordered by."""
    asked = [source.asked(one.field.name) for one in order]
    return {one.name: find_target(actor, one) for one in asked if one.refers == "item"}


def grouped_by(asked: Asked, asking: Asking) -> str:
    """Return the SQL of what rows are grouped by."""
    if asked.kind == "datetime":
        return engine().moment_part(asked.value, "date", asking.zone_name)
    # Texts that are compared without case and accents are counted so, too.
    return asked.search if asked.is_prose and not asked.is_many else asked.value


def read_value(asked: Asked, value: Any) -> Any:
    """Return a value as the database gave it in its stored form."""
    return bool(value) if asked.kind == "yesno" and value is not None else value
