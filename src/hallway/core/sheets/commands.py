"""Bringing the rows of a file into a list: staged, planned, checked, applied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.utils import timezone

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand, holds
from hallway.core.blobs.linking import link_blob
from hallway.core.changes.journal import command, housekeeping, lock_lists, record
from hallway.core.errors import (
    Conflict,
    CoreError,
    Forbidden,
    Invalid,
    NotFound,
    Stale,
)
from hallway.core.items.rows import get_item_row
from hallway.core.jobs.commands import enqueue
from hallway.core.kinds import get_kind
from hallway.core.lists.commands import add_column, add_list, rename_list
from hallway.core.lists.queries import get_list
from hallway.core.lists.records import ColumnRecord, ListId, ListRecord
from hallway.core.names import check_title
from hallway.core.people.finding.queries import resolve_principals
from hallway.core.people.finding.records import Wanted
from hallway.core.sheets.applying import apply_batch, demand_unchanged
from hallway.core.sheets.checking import Checker
from hallway.core.sheets.models import Sheet
from hallway.core.sheets.parsing import planned_columns
from hallway.core.sheets.reading import look_into, said_of
from hallway.core.sheets.records import (
    GUID,
    NUMBER,
    Bad,
    FileColumn,
    Found,
    Mode,
    Plan,
    SheetRecord,
    State,
)
from hallway.core.sheets.rows import find_sheet, sheet_columns, sheet_record
from hallway.core.sheets.rules import (
    AT_ONCE,
    KEPT_DAYS,
    MADE,
    MAX_FILE,
    SHORT,
    key_types,
    list_name,
    named,
    plan_into,
    plan_new,
    read_columns,
    read_found,
    read_plan,
    write_columns,
    write_found,
    write_plan,
)
from hallway.core.sites.models import Site
from hallway.core.sites.records import SiteId
from hallway.platform.storage import StagedBlob, get_store
from hallway.wire.tables.records import TableError

CHECK_JOB, APPLY_JOB = "sheets.check", "sheets.apply"
_RESULT = 4 * 1024 * 1024 * 1024
_DAY = 24 * 3600


def demand_import(actor: Actor, site: SiteId, list_id: ListId | None) -> None:
    """Raise unless the actor may bring rows in: to make a list, or into one.

    A list of a kind that keeps something beside its items takes none: Conflict.
    """
    if list_id is None:
        held: Site | None = Site.unscoped.filter(pk=site).first()
        if held is None:
            raise NotFound
        demand(actor, get_mask(actor, held.scope_id), Right.MANAGE_LISTS)
        return
    found = get_list(actor, list_id)
    if found.site != site:
        raise NotFound
    kind = get_kind(found.kind)
    if kind.saved is not None:
        raise Conflict("Items of this kind are not made from a file.")
    mask = get_mask(actor, get_item_row(found.root).scope)
    demand(actor, mask, Right.VIEW_LIST_ITEMS)
    if not (holds(mask, Right.ADD_LIST_ITEMS) or holds(mask, Right.EDIT_LIST_ITEMS)):
        raise Forbidden("You may not change this list.")


def stage_sheet(
    actor: Actor,
    site: SiteId,
    *,
    name: str,
    body: StagedBlob,
    list_id: ListId | None = None,
) -> SheetRecord:
    """Keep a file for whoever is about to bring its rows in; a week, then it goes.

    Without a list one is made of it.  Invalid, with the line, where it is no table.
    """
    demand_import(actor, site, list_id)
    if body.size > MAX_FILE:
        raise Invalid({"file": "At most 64 MB."})
    name = "".join(one for one in name if one.isprintable())[-255:] or "table"
    title = " ".join((name.rpartition(".")[0] or name).split())[:200]
    plan = Plan(title=title, zone=timezone.get_current_timezone_name())
    now = clock.now()
    held = Sheet(
        owner=actor.principal,
        name=name,
        site_id=site,
        list_id=list_id,
        blob_id=body.sha256,
        created=now,
    )
    _look(actor, held, plan)
    _keep(actor, held, body)
    return sheet_record(held)


@housekeeping
def _keep(actor: Actor, held: Sheet, body: StagedBlob | None) -> None:
    if body is not None:
        link_blob(body)
    held.save()


def _look(actor: Actor, held: Sheet, plan: Plan) -> None:
    """Guess anew what a file holds, and plan by that; nothing is kept yet."""
    try:
        looked = look_into(held.blob_id, plan.sheet, has_head=plan.has_head)
    except TableError as error:
        raise Invalid({"file": said_of(error)}) from None
    if held.list_id is None:
        columns = _told_people(actor, looked.columns)
        made = plan_new(columns, title=plan.title, zone=plan.zone, whole=looked.whole)
    else:
        found = get_list(actor, ListId(held.list_id))
        made = plan_into(looked.columns, sheet_columns(found.id), zone=plan.zone)
        if get_kind(found.kind).has_bodies:
            made = replace(made, mode=Mode.CHANGE)
        elif not made.keys:
            made = replace(made, mode=Mode.ADD)
    held.plan = write_plan(replace(made, sheet=plan.sheet, has_head=plan.has_head))
    held.columns = write_columns(
        looked.columns, sheets=looked.sheets, whole=looked.whole
    )
    held.lines = looked.lines
    _reopen(held)


def _told_people(actor: Actor, columns: Sequence[FileColumn]) -> list[FileColumn]:
    """Return columns; those of addresses that all are of people are of persons."""
    found = []
    for one in columns:
        if one.guess.type == "email" and one.guess.choices and actor.staff:
            people = resolve_principals(actor, one.guess.choices, wanted=Wanted.PEOPLE)
            if all(who.match is not None for who in people):
                one = replace(one, guess=replace(one.guess, type="person"))  # noqa: PLW2901
        found.append(one)
    return found


def _reopen(held: Sheet) -> None:
    held.state = State.NEW
    held.result_id = None
    held.found = {}
    held.done = held.offset = 0
    held.error = ""
    held.modified = clock.now()


def choose_table(actor: Actor, guid: str, *, sheet: str, has_head: bool) -> None:
    """Say which sheet of a workbook is meant, and whether its first row has titles."""
    held = _open(actor, guid)
    plan = read_plan(held.plan)
    if (sheet, has_head) != (plan.sheet, plan.has_head):
        _look(actor, held, replace(plan, sheet=sheet, has_head=has_head))
        _keep(actor, held, None)


@housekeeping
def set_plan(actor: Actor, guid: str, plan: Plan) -> None:
    """Say what is to become of a file; Invalid names `column.<at>`, `keys`, `title`.

    A check that was made before is void.
    """
    held = _open(actor, guid)
    columns, _sheets, _whole = read_columns(held.columns)
    if [one.at for one in plan.columns] != [one.at for one in columns]:
        raise Stale("The file was read anew in the meantime.")
    before = read_plan(held.plan)
    plan = replace(plan, sheet=before.sheet, has_head=before.has_head, zone=before.zone)
    if held.list_id is None:
        plan = _new_plan(plan)
    else:
        _check_plan(plan, get_list(actor, ListId(held.list_id)))
    if plan != before or held.state != State.CHECKED:
        held.plan = write_plan(plan)
        _reopen(held)
        held.save()


def _new_plan(plan: Plan) -> Plan:
    errors: dict[str, str] = {}
    try:
        check_title(plan.title.strip())
    except Invalid as error:
        errors["title"] = error.message
    columns = named(plan.columns)
    for one in columns:
        if not one.name:
            continue
        if one.type not in MADE:
            errors[f"column.{one.at}"] = "A file makes no column of this type."
        try:
            check_title(one.title.strip())
        except Invalid as error:
            errors[f"column.{one.at}"] = error.message
    if not any(one.name for one in columns):
        errors["columns"] = "Take at least one column."
    if errors:
        raise Invalid(errors)
    return replace(plan, columns=tuple(columns), keys=(), mode=Mode.ADD)


def _check_plan(plan: Plan, found: ListRecord) -> None:
    there = {one.internal_name: one for one in sheet_columns(found.id)}
    errors: dict[str, str] = {}
    used: set[str] = set()
    for one in plan.columns:
        if not one.name:
            continue
        column = there.get(one.name)
        if one.name not in (GUID, NUMBER) and (column is None or not column.is_given):
            errors[f"column.{one.at}"] = "There is no such column."
        elif one.name in used:
            errors[f"column.{one.at}"] = "Another column goes there already."
        used.add(one.name)
    if not used - {GUID, NUMBER}:
        errors["columns"] = "Take at least one column."
    known = {GUID, NUMBER} & set(plan.keys)
    if not set(plan.keys) <= used or (known and len(plan.keys) > 1):
        errors["keys"] = "Choose a key among the columns that are taken."
    elif any(there[one].type not in key_types() for one in plan.keys if one in there):
        errors["keys"] = "Values of this type tell no items apart."
    if not plan.keys and plan.mode is not Mode.ADD:
        errors.setdefault("keys", "Without a key, rows can only be added.")
    if get_kind(found.kind).has_bodies and plan.mode is not Mode.CHANGE:
        errors["mode"] = "A library holds files: rows can only change them."
    if errors:
        raise Invalid(errors)


def check_sheet(actor: Actor, guid: str) -> State:
    """Find out what would become of each row; a long file's is found by a job."""
    held = _begin_check(actor, guid)
    if 0 <= held.lines <= SHORT:
        run_check(actor, held, lambda _done: None)
    return State(find_sheet(actor, guid).state)


@housekeeping
def _begin_check(actor: Actor, guid: str) -> Sheet:
    held = _open(actor, guid)
    _reopen(held)
    held.state = State.CHECKING
    held.save()
    if not 0 <= held.lines <= SHORT:
        enqueue(actor, CHECK_JOB, key=str(held.guid), sheet=str(held.guid))
    return held


def run_check(actor: Actor, held: Sheet, progress: Callable[[int], None]) -> None:
    """Check a sheet and keep what was found, unless it was planned otherwise meanwhile.

    The rows are read outside of any transaction.
    """
    plan = read_plan(held.plan)
    try:
        found, columns = _into(actor, held, plan)
        checker = Checker(actor, held.blob_id, plan, found, columns)
        result = get_store().stage(checker.lines(progress), length=None, limit=_RESULT)
    except TableError as error:
        end_check(actor, held, error=said_of(error))
    except CoreError as error:
        end_check(actor, held, error=error.message)
    else:
        end_check(actor, held, found=checker.found, result=result)


@housekeeping
def end_check(
    actor: Actor,
    checked: Sheet,
    *,
    error: str = "",
    found: Found | None = None,
    result: StagedBlob | None = None,
) -> None:
    """Keep what a check found."""
    held: Sheet | None = (
        Sheet.unscoped.select_for_update().filter(pk=checked.pk).first()
    )
    if held is None or held.state != State.CHECKING or held.plan != checked.plan:
        return
    held.state = State.FAILED
    held.error = error
    if found is not None and result is not None:
        link_blob(result)
        held.state = State.CHECKED
        held.result_id = result.sha256
        held.found = write_found(found)
        held.lines = found.lines
    held.done = held.offset = 0
    held.modified = clock.now()
    held.save()


@housekeeping
def note_progress(actor: Actor, checked: Sheet, done: int) -> None:
    """Say how many rows a check looked at."""
    Sheet.unscoped.filter(pk=checked.pk, state=State.CHECKING).update(done=done)


def _into(
    actor: Actor, held: Sheet, plan: Plan
) -> tuple[ListRecord | None, list[ColumnRecord]]:
    if held.list_id is None:
        return None, planned_columns(plan)
    found = get_list(actor, ListId(held.list_id))
    return found, sheet_columns(found.id)


@command
def apply_sheet(actor: Actor, guid: str, *, bad: Bad) -> SheetRecord:
    """Do what the check found: all rows or none, or by a job where there are many.

    With `Bad.STOP` nothing is done where a row has errors, with `Bad.LEAVE` such rows
    are left out.  Stale if the list changed in what the rows are about.  Rows that a
    job brings in are there one batch after the other; begun again after whatever
    stopped it, it makes none twice.
    """
    held: Sheet = Sheet.unscoped.select_for_update().get(pk=find_sheet(actor, guid).pk)
    if held.state != State.CHECKED:
        raise Conflict("Check the file first.")
    demand_import(
        actor,
        SiteId(held.site_id),
        None if held.list_id is None else ListId(held.list_id),
    )
    found = read_found(held.found)
    if found.bad and bad is Bad.STOP:
        raise Conflict("Some rows have errors. Mend them, or leave these rows out.")
    if held.list_id is None:
        _make_list(actor, held)
    else:
        lock_lists([held.list_id])
        demand_unchanged(actor, held)
    record(
        ("list", held.list_id or 0),
        "rows.imported",
        after={"added": found.added, "changed": found.changed},
    )
    held.state = State.APPLYING
    held.modified = clock.now()
    held.done = held.offset = 0
    held.save()
    if found.added + found.changed > AT_ONCE:
        enqueue(actor, APPLY_JOB, key=str(held.guid), sheet=str(held.guid))
    else:
        while not apply_batch(actor, held):
            pass
    return sheet_record(held)


def _make_list(actor: Actor, held: Sheet) -> None:
    plan = read_plan(held.plan)
    made = add_list(
        actor, SiteId(held.site_id), name=list_name(plan.title), kind="generic"
    )
    if made.title != plan.title.strip():
        rename_list(actor, made.id, title=plan.title.strip())
    for one in planned_columns(plan):
        add_column(
            actor,
            made.id,
            internal_name=one.internal_name,
            title=one.title,
            type=one.type,
            settings=one.settings,
        )
    held.list_id = made.id


@housekeeping
def drop_sheet(actor: Actor, guid: str) -> None:
    """Forget a file; what it brought in stays.  Conflict while rows come in."""
    held = find_sheet(actor, guid)
    if held.state == State.APPLYING:
        raise Conflict("Its rows are just coming in.")
    held.delete()


@housekeeping
def drop_old_sheets(actor: Actor) -> int:
    """Forget the files that nobody went on with for a week; how many."""
    if actor.everything is None:
        raise Forbidden("Only the system forgets files.")
    before = clock.now() - KEPT_DAYS * _DAY * clock.SECOND
    gone, _each = Sheet.unscoped.filter(modified__lt=before).delete()
    return int(gone)


def _open(actor: Actor, guid: str) -> Sheet:
    """Return a sheet that can still be planned otherwise."""
    held = find_sheet(actor, guid)
    demand_import(
        actor,
        SiteId(held.site_id),
        None if held.list_id is None else ListId(held.list_id),
    )
    if held.state in (State.APPLYING, State.DONE):
        raise Conflict("Its rows have come in already.")
    return held
