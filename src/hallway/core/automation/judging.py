"""Which runs are due: by what the log says of a list, and by the days of its items.

A run is written down together with how far its rule has read, in one transaction, and
is unique by rule and cause: a crash loses none and makes none twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from hallway.core import clock
from hallway.core.access.actors import SYSTEM_ACCOUNT, Actor
from hallway.core.automation import rules
from hallway.core.automation.models import ChangeRule, RuleRun
from hallway.core.automation.owning import FACE, Disowned, Owned, own, stop_rule
from hallway.core.automation.records import Event
from hallway.core.automation.rules import Seen
from hallway.core.automation.watching import JUDGE
from hallway.core.changes.journal import housekeeping, record
from hallway.core.jobs.commands import enqueue
from hallway.core.lists.records import ColumnRecord, ListId
from hallway.core.lists.rows import column_records
from hallway.core.lists.types import kind_of
from hallway.core.lists.types.times import moment_of
from hallway.core.query.queries import list_rows
from hallway.core.query.records import Asking, Row
from hallway.platform.db import engine
from hallway.wire.query import (
    And,
    Compare,
    Condition,
    Field,
    Op,
    Query,
    Scope,
)

RAN = "rule.ran"
"""The verb that stands in the log before whatever a run writes."""
BATCH, PAGE = 200, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    n: int
    at: int
    actor: int
    item: int
    seen: Seen
    depth: int


@housekeeping
def note_changes(actor: Actor, list_id: int) -> bool:
    """Write down what the rules of a list are to do about its newest changes.

    Tells whether there may be more to read.
    """
    waiting = ChangeRule.unscoped.filter(list_id=list_id, is_on=True)
    living: list[ChangeRule] = list(waiting.exclude(event=Event.DATE.value))
    if not living:
        return False
    upto = min(rule.upto for rule in living)
    rows = _read(list_id, upto)
    if not rows:
        return False
    columns = {one.internal_name: one for one in column_records(list_id)}
    runs: list[RuleRun] = []
    changes = list(_changes(list_id, rows, columns))
    files = _not_folders({one.item for one in changes})
    for rule in living:
        trigger = rules.load(rule.content).trigger
        column = columns.get(trigger.column)
        runs += [
            _run(rule, change, columns)
            for change in changes
            if change.n > rule.upto
            and change.item in files
            and rules.matches(trigger, column, change.seen)
        ]
    _insert(runs)
    for run in runs:
        if run.state == RuleRun.State.LOOPED:
            record(
                ("list", list_id),
                "rule.loop_ended",
                item=run.item,
                after={"rule": run.rule_id, "title": run.rule.title},
            )
    ChangeRule.unscoped.filter(
        pk__in=[rule.pk for rule in living], upto__lt=rows[-1][0]
    ).update(upto=rows[-1][0])
    return len(rows) == BATCH


def _read(list_id: int, upto: int) -> list[tuple[Any, ...]]:
    return engine().fetch_all(
        "SELECT c.n, c.at, c.actor, c.verb, c.item, c.before, c.after, c.face"
        " FROM core_change c JOIN core_stream s ON s.id = c.stream_id"
        " WHERE s.kind = 'list' AND s.ref = %s AND c.n > %s ORDER BY c.n LIMIT %s",
        (list_id, upto, BATCH),
    )


def _changes(
    list_id: int,
    rows: Sequence[tuple[Any, ...]],
    columns: Mapping[str, ColumnRecord],
) -> Iterator[_Change]:
    """Yield the changes of items; what a run wrote follows from it, so is deeper."""
    depth = _depth(_last_ran(list_id, rows[0][0])) if rows[0][-1] == FACE else 0
    for n, at, actor, verb, item, before, after, face in rows:
        if verb == RAN:
            depth = _depth(_loads(after).get("run"))
        if verb not in rules.WATCHED or item is None:
            continue
        yield _Change(
            n=n,
            at=at,
            actor=actor,
            item=item,
            seen=_seen(verb, item, _loads(before), _loads(after)),
            depth=depth if face == FACE else 0,
        )


def _seen(
    verb: str, item: int, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Seen:
    if verb != "item.version_restored":
        return Seen(verb=verb, before=before, after=after)
    # The log names versions here; these have the values.
    was, now = (_version(item, one.get("version", ())) for one in (before, after))
    return Seen(verb=verb, before=was, after=now)


def _version(item: int, number: Sequence[int]) -> Mapping[str, Any]:
    row = engine().fetch_one(
        "SELECT data FROM core_version WHERE item_id = %s AND major = %s"
        " AND minor = %s",
        (item, *number),
    )
    return {} if row is None else _loads(row[0])


def _last_ran(list_id: int, before: int) -> int | None:
    row = engine().fetch_one(
        "SELECT c.after FROM core_change c JOIN core_stream s ON s.id = c.stream_id"
        " WHERE s.kind = 'list' AND s.ref = %s AND c.n < %s AND c.verb = %s"
        " ORDER BY c.n DESC LIMIT 1",
        (list_id, before, RAN),
    )
    return None if row is None else _loads(row[0]).get("run")


def _depth(run: int | None) -> int:
    found = RuleRun.unscoped.filter(pk=run).values_list("depth", flat=True).first()
    return 1 if found is None else int(found) + 1


def _not_folders(items: set[int]) -> set[int]:
    if not items:
        return set()
    among, ids = engine().is_one_of("id", sorted(items))
    return {
        one
        for (one,) in engine().fetch_all(
            f"SELECT id FROM core_item WHERE {among} AND NOT is_folder", ids
        )
    }


def _run(
    rule: ChangeRule, change: _Change, columns: Mapping[str, ColumnRecord]
) -> RuleRun:
    is_looped = change.depth > rules.MAX_DEPTH
    by_key = {column.key: name for name, column in columns.items()}
    return RuleRun(
        rule=rule,
        cause=f"change:{change.n}",
        item=change.item,
        by=change.actor,
        at=change.at,
        depth=change.depth,
        facts={
            "verb": change.seen.verb,
            "changed": [by_key[one] for one in change.seen.changed if one in by_key],
        },
        state=RuleRun.State.LOOPED if is_looped else RuleRun.State.DUE,
        due=clock.now(),
    )


def _insert(runs: Sequence[RuleRun]) -> None:
    RuleRun.unscoped.bulk_create(runs, ignore_conflicts=True, batch_size=100)


def note_days(actor: Actor) -> int:
    """Write down what the rules of days are to do today; how many runs were looked at.

    A rule that may see an item no more passes it over.
    """
    looked = 0
    waiting = ChangeRule.unscoped.filter(is_on=True, event=Event.DATE.value)
    for rule in waiting.filter(list__deletion__isnull=True).order_by("pk"):
        try:
            owned = own(rule)
        except Disowned as reason:
            stop_rule(actor, rule.pk, reason.stop)
            continue
        looked += _note_days(actor, rule, owned)
    return looked


def _note_days(actor: Actor, rule: ChangeRule, owned: Owned) -> int:
    trigger = owned.content.trigger
    now, zone = clock.now(), ZoneInfo(owned.zone)
    days = rules.due_days(trigger, now=now, since=rule.since, zone=zone)
    if not days:
        return 0
    column = owned.columns[trigger.column]
    asking = Asking(now=now, zone=zone)
    terms: list[Condition] = [*_between(column, min(days), max(days), asking)]
    if owned.content.where is not None:
        terms.append(owned.content.where)
    query = Query(where=And(tuple(terms)), scope=Scope.RECURSIVE, limit=PAGE)
    looked = 0
    while True:
        page = list_rows(owned.maker, ListId(rule.list_id), query, asking=asking)
        looked += len(page.rows)
        _note_rows(actor, rule, _due(page.rows, column, days, asking))
        if not page.next:
            return looked
        query = Query(where=query.where, scope=query.scope, limit=PAGE, token=page.next)


def _between(
    column: ColumnRecord, first: date, last: date, asking: Asking
) -> tuple[Condition, Condition]:
    field = Field(column.internal_name)
    if kind_of(column.type, column.settings) == "date":
        return Compare(field, Op.GE, first), Compare(field, Op.LE, last)
    begins = moment_of(asking.begin(first))
    ends = moment_of(asking.begin(last + timedelta(days=1)))
    return Compare(field, Op.GE, begins), Compare(field, Op.LT, ends)


def _due(
    rows: Sequence[Row],
    column: ColumnRecord,
    days: Sequence[date],
    asking: Asking,
) -> list[tuple[int, date]]:
    found = []
    for row in rows:
        value = row.values[column.internal_name]
        day = (
            date.fromisoformat(value)
            if isinstance(value, str)
            else asking.day(int(value))
        )
        if day in days:
            found.append((int(row.item.id), day))
    return found


@housekeeping
def _note_rows(actor: Actor, rule: ChangeRule, due: Sequence[tuple[int, date]]) -> None:
    trigger, now = rules.load(rule.content).trigger, clock.now()
    causes = {rules.cause_of(trigger, item, day): item for item, day in due}
    known = RuleRun.unscoped.filter(rule=rule, cause__in=list(causes))
    for cause in known.values_list("cause", flat=True):
        del causes[cause]
    _insert(
        [
            RuleRun(
                rule=rule,
                cause=cause,
                item=item,
                by=SYSTEM_ACCOUNT,
                at=now,
                facts={"verb": "", "changed": []},
                due=now,
            )
            for cause, item in causes.items()
        ]
    )
    if causes:
        enqueue(actor, JUDGE, key=str(rule.list_id), list_id=rule.list_id)


def _loads(value: Any) -> Mapping[str, Any]:
    found = orjson.loads(value) if isinstance(value, str | bytes) else value
    return found if isinstance(found, dict) else {}
