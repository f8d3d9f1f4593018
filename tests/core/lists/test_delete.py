"""A list goes to the recycle bin, comes back as it was, or goes for good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection

from hallway.core import clock
from hallway.core.access.commands import Inherit, break_inheritance, grant_role
from hallway.core.access.queries import list_grants
from hallway.core.access.records import Securable
from hallway.core.access.rights import RoleId
from hallway.core.admin.queries.sites import get_site_row
from hallway.core.changes.queries import (
    AuditFilter,
    get_newest_number,
    list_audit,
    list_list_changes,
)
from hallway.core.check.queries import run_checks
from hallway.core.errors import Conflict, CoreError, Forbidden, Locked, NotFound
from hallway.core.items.commands import (
    create_folder,
    create_item,
    delete_item,
    move_item,
    put_file,
)
from hallway.core.items.queries import (
    find_moved_number,
    get_item,
    get_quota,
    list_recent_files,
    resolve,
)
from hallway.core.lists.commands import (
    add_list,
    delete_list,
    ensure_assets,
    rename_list,
)
from hallway.core.lists.queries import (
    count_items,
    get_list,
    list_columns,
    list_lists,
)
from hallway.core.lists.records import ListId
from hallway.core.locks.commands import check_out, unlock_item
from hallway.core.reindex.commands import reindex
from hallway.core.reindex.queries import list_states
from hallway.core.search.queries import search
from hallway.core.sharing.queries import list_shared_with
from hallway.core.sites.commands import add_site
from hallway.core.trash.commands import (
    OnClash,
    purge_deletion,
    purge_expired,
    restore_deletion,
)
from hallway.core.trash.queries import find_deletion, get_deletion, list_deletions
from hallway.core.trash.records import DeletionId
from tests.core.invariants import broken
from tests.world import CAST, HR_SECRET, SYSTEM, World, stage

LISTS = ("documents", "drafts", "contracts", "gazette", "tasks")


@pytest.fixture
def unlocked(world: World) -> World:
    """The world, with nobody at work in Documents."""
    unlock_item(world.actor("member"), world.locked, token=world.locks["locked"])
    return world


def sound() -> None:
    assert broken() == []
    assert list(run_checks(SYSTEM, hash_bodies=False)) == []
    assert list(reindex(SYSTEM)) == []


def purge(world: World, deletion: DeletionId) -> None:
    for _ in range(2):
        purge_deletion(world.actor("owner"), deletion)


# What a list is made of, in rows; not the log, nor what numbers the next change.
_TABLES = {
    "core_list": "id = {}",
    "core_column": "list_id = {}",
    "core_item": "list_id = {}",
    "core_itemredirect": "list_id = {}",
    "core_scope": "list_id = {}",
    "core_grant": "scope_id IN (SELECT id FROM core_scope WHERE list_id = {})",
    "core_scopecount": "n > 0 AND list_id = {}",
    "core_version": "item_id IN (SELECT id FROM core_item WHERE list_id = {})",
    "core_word": "list_id = {}",
    "core_deletion": "list_id = {}",
}


def rows(list_id: ListId) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    with connection.cursor() as cursor:
        for table, where in _TABLES.items():
            cursor.execute(f"SELECT * FROM {table} WHERE {where.format(list_id)}")
            # What is counted and searched may be written anew, in other rows.
            skip = 1 if table in ("core_scopecount", "core_word") else 0
            found[table] = sorted(repr(row[skip:]) for row in cursor.fetchall())
    return found  # type: ignore[return-value]


def reads(world: World, who: str, list_id: ListId) -> Iterator[tuple[str, object]]:
    """Everything somebody can ask of a list, by name."""
    actor, found = world.actor(who), world.lists["drafts"]
    yield "lists", [one.id for one in list_lists(actor, world.hr) if one.id == list_id]
    yield "counts", sum(count_items(actor, list_lists(actor, world.hr)).values())
    for name, ask in (
        ("get", lambda: get_list(actor, list_id)),
        ("columns", lambda: list_columns(actor, list_id)),
        ("newest", lambda: get_newest_number(actor, list_id) and True),
        ("changes", lambda: bool(list_list_changes(actor, list_id))),
        ("root", lambda: get_item(actor, world.drafts_root)),
        ("file", lambda: get_item(actor, world.items["draft"])),
    ):
        try:
            yield name, ask()
        except CoreError as error:
            yield name, type(error)
    place = resolve(actor, ("sites", "hr", found.url_name, "plan.txt"))
    yield "place", (place.list, place.item, place.missing)
    yield "hits", {one.item.id for one in search(actor, "drafts").items}
    yield "file hits", {one.item.id for one in search(actor, "plan.txt").items}
    yield "recent", {one.item.id for one in list_recent_files(actor, limit=100)}
    if who != "anonymous":
        yield "shared", {one.found.item.id for one in list_shared_with(actor)}


@pytest.fixture
def drafts(world: World) -> World:
    """A library with all that can be in one: rights, redirects, deletions, a share."""
    owner = world.actor("owner")
    world.items["draft"] = put_file(
        owner, world.drafts_root, name="plan.txt", body=stage(b"one")
    ).item.id
    put_file(owner, world.drafts_root, name="plan.txt", body=stage(b"two"))
    world.items["inner"] = world.folder("drafts_root", "Inner")
    world.items["gone"] = world.put("inner", "gone.txt", b"gone")
    world.items["moved"] = world.put("inner", "moved.txt", b"moved")
    move_item(owner, world.items["moved"], to=world.contracts_root, name="moved.txt")
    break_inheritance(owner, world.securable("drafts"), start=Inherit.COPY)
    grant_role(
        owner,
        world.securable("drafts"),
        principal=world.principal("nobody"),
        role=RoleId.READ,
    )
    break_inheritance(owner, world.securable("draft"), start=Inherit.COPY)
    grant_role(
        owner,
        world.securable("draft"),
        principal=world.principal("guest"),
        role=RoleId.READ,
    )
    world.deletions["gone"] = delete_item(owner, world.items["gone"])
    return world


def test_a_deleted_list_is_nowhere_and_comes_back_as_it_was(drafts: World) -> None:
    owner, list_id = drafts.actor("owner"), drafts.drafts
    everybody = [*CAST, "anonymous", "system"]
    before = {who: dict(reads(drafts, who, list_id)) for who in everybody}
    assert {who for who in everybody if before[who]["get"] is not NotFound} == {
        *("admin", "owner", "member", "visitor", "nobody", "system")
    }
    stored, items = rows(list_id), get_site_row(SYSTEM, drafts.hr).items
    deletion = delete_list(owner, list_id)
    sound()
    lost = {drafts.drafts_root, drafts.items["draft"], drafts.items["inner"]}
    for who in everybody:
        now = dict(reads(drafts, who, list_id))
        for name in ("get", "columns", "newest", "changes", "root", "file"):
            assert now[name] is NotFound, (who, name)
        assert now["lists"] == []
        assert now["place"][:2] == (None, None)  # type: ignore[index]
        for name in ("hits", "file hits", "recent", "shared"):
            assert not lost & now.get(name, set()), (who, name)  # type: ignore[operator]
    # Its root folder is not counted; what was deleted before had been taken off.
    assert get_site_row(SYSTEM, drafts.hr).items == items - 2
    assert not [one for one in list_states(SYSTEM) if "/Drafts" in one.path]
    restored = restore_deletion(owner, deletion)
    assert restored.id == drafts.drafts_root
    sound()
    assert rows(list_id) == stored
    for who in everybody:
        assert dict(reads(drafts, who, list_id)) == before[who], who
    assert restore_deletion(owner, drafts.deletions["gone"]).id == drafts.items["gone"]


def test_commands_do_not_find_it(drafts: World) -> None:
    owner, list_id = drafts.actor("owner"), drafts.drafts
    at = Securable(site=drafts.hr, list=list_id)
    inside = drafts.securable("draft")
    delete_list(owner, list_id)
    for act in (
        lambda: delete_list(owner, list_id),
        lambda: rename_list(owner, list_id, title="x"),
        lambda: create_folder(owner, drafts.drafts_root, name="x"),
        lambda: create_item(owner, list_id, values={}),
        lambda: move_item(owner, drafts.q3, to=drafts.drafts_root, name="x"),
        lambda: delete_item(owner, drafts.items["draft"]),
        lambda: break_inheritance(owner, at),
        lambda: grant_role(
            owner, at, principal=drafts.principal("acme"), role=RoleId.READ
        ),
        lambda: grant_role(
            owner, inside, principal=drafts.principal("acme"), role=RoleId.READ
        ),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("who", [*CAST, "anonymous", "system"])
def test_who_manages_lists_and_may_delete_all_in_it_deletes_it(
    unlocked: World, who: str, name: str
) -> None:
    world = unlocked
    refused: type[CoreError] | None = NotFound
    if who in ("owner", "admin", "system"):
        refused = None
    elif who == "member":
        # What is the owner's alone lies in Documents.
        refused = Forbidden if name == "documents" else None
    elif who == "visitor":
        refused = Forbidden
    if refused is not None:
        with pytest.raises(refused):
            delete_list(world.actor(who), world.lists[name].id)
        assert get_list(SYSTEM, world.lists[name].id)
        return
    deletion = delete_list(world.actor(who), world.lists[name].id)
    with pytest.raises(NotFound):
        get_list(SYSTEM, world.lists[name].id)
    assert restore_deletion(world.actor(who), deletion).id == world.lists[name].root


def test_what_somebody_works_on_keeps_its_list(world: World) -> None:
    owner = world.actor("owner")
    with pytest.raises(Locked):
        delete_list(owner, world.documents)
    file = world.put("contracts_root", "a.txt", b"a", who="member")
    with suppress(Conflict):
        check_out(world.actor("member"), file)
    with pytest.raises(Locked):
        delete_list(owner, world.contracts)
    assert get_list(owner, world.contracts)


def test_the_bin_shows_one_row_and_hides_what_was_deleted_before(drafts: World) -> None:
    owner, member = drafts.actor("owner"), drafts.actor("member")
    inner = drafts.deletions["gone"]
    guid = get_deletion(owner, inner).guid
    deletion = delete_list(member, drafts.drafts)
    wanted = [deletion, drafts.deletions["old"]]
    for actor in (owner, member):
        assert [one.id for one in list_deletions(actor, drafts.hr)] == wanted
    row = get_deletion(owner, deletion)
    assert (row.list_kind, row.name, row.items) == (
        *("documents", f"Drafts {HR_SECRET}", 3),
    )
    assert get_deletion(owner, drafts.deletions["old"]).list_kind == ""
    assert row.deleted_by == drafts.principal("member")
    for act in (restore_deletion, purge_deletion, get_deletion):
        with pytest.raises(NotFound):
            act(owner, inner)
    with pytest.raises(NotFound):
        find_deletion(owner, guid)
    for who in ("visitor", "nobody", "guest", "acme"):
        for act in (restore_deletion, purge_deletion, get_deletion):
            with pytest.raises(NotFound):
                act(drafts.actor(who), deletion)
    restore_deletion(member, deletion)
    assert {one.id for one in list_deletions(owner, drafts.hr)} == {
        *(inner, drafts.deletions["old"])
    }


def test_its_address_is_free_and_a_restore_asks(world: World) -> None:
    owner, old = world.actor("owner"), world.lists["drafts"]
    deletion = delete_list(owner, old.id)
    made = add_list(owner, world.hr, name=old.url_name, kind="documents")
    assert resolve(owner, ("sites", "hr", old.url_name)).list == made
    with pytest.raises(Conflict):
        restore_deletion(owner, deletion)
    assert list_deletions(owner, world.hr)[0].id == deletion
    restore_deletion(owner, deletion, on_clash=OnClash.RENAME)
    found = resolve(owner, ("sites", "hr", f"{old.url_name} (2)"))
    assert found.list is not None
    assert (found.list.id, found.list.title) == (old.id, f"{old.title} (2)")
    assert found.item is not None
    assert found.item.name == f"{old.url_name} (2)"
    assert get_list(owner, made.id) == made
    found_by = {one.item.id: one.title for one in search(owner, "drafts").items}
    assert found_by[world.drafts_root] == f"{old.title} (2)"
    sound()


def test_a_list_in_lists_gets_another_address_too(world: World) -> None:
    owner, old = world.actor("owner"), world.lists["tasks"]
    deletion = delete_list(owner, old.id)
    add_list(owner, world.hr, name=f"Tasks {HR_SECRET}", kind="generic")
    restore_deletion(owner, deletion, on_clash=OnClash.RENAME)
    assert get_list(owner, old.id).url_name == f"Lists/Tasks {HR_SECRET} (2)"
    sound()


def test_a_site_may_stand_where_a_library_was(world: World) -> None:
    deletion = delete_list(world.actor("owner"), world.drafts)
    url = world.lists["drafts"].url_name
    add_site(SYSTEM, path=f"/sites/hr/{url}")
    with pytest.raises(Conflict):
        restore_deletion(world.actor("owner"), deletion)
    restore_deletion(world.actor("owner"), deletion, on_clash=OnClash.RENAME)
    assert get_list(SYSTEM, world.drafts).url_name == f"{url} (2)"


def test_two_of_one_address_lie_in_the_bin(world: World) -> None:
    owner = world.actor("owner")
    first = ensure_assets(owner, world.hr)
    deletions = [delete_list(owner, first.id)]
    second = ensure_assets(owner, world.hr)
    assert second.id != first.id
    deletions.append(delete_list(owner, second.id))
    sound()
    restore_deletion(owner, deletions[0])
    with pytest.raises(Conflict):
        restore_deletion(owner, deletions[1])
    assert ensure_assets(owner, world.hr) == first


def test_purged_from_the_second_stage_it_is_gone(drafts: World) -> None:
    owner, member, list_id = (
        drafts.actor("owner"),
        drafts.actor("member"),
        drafts.drafts,
    )
    used = get_quota(SYSTEM, drafts.hr).used
    inside = get_item(SYSTEM, drafts.items["draft"]).size
    old = get_deletion(owner, drafts.deletions["gone"]).size
    deletion = delete_list(member, list_id)
    assert get_quota(SYSTEM, drafts.hr).used == used
    purge_deletion(member, deletion)
    with pytest.raises(NotFound):
        get_deletion(member, deletion)
    sound()
    purge_deletion(owner, deletion)
    sound()
    # Two versions of the draft and what had been deleted from it.
    assert get_quota(SYSTEM, drafts.hr).used == used - 2 * inside - old
    for act in (restore_deletion, purge_deletion, get_deletion):
        for one in (deletion, drafts.deletions["gone"]):
            with pytest.raises(NotFound):
                act(owner, one)
    left = rows(list_id)
    assert len(left.pop("core_list")) == 1
    assert not any(left.values())
    # What had moved out of it stays, and its old address leads nowhere.
    assert get_item(owner, drafts.items["moved"]).list == drafts.contracts
    assert find_moved_number(owner, list_id, 5) is None
    made = add_list(
        owner, drafts.hr, name=drafts.lists["drafts"].url_name, kind="documents"
    )
    assert get_list(owner, made.id).id != list_id


def test_the_log_still_tells_of_it(drafts: World) -> None:
    list_id = drafts.drafts
    deletion = delete_list(drafts.actor("owner"), list_id)
    purge(drafts, deletion)
    found = list_audit(SYSTEM, where=AuditFilter(site=drafts.hr), verb="list.*")
    told = [(one.verb, one.stream_kind) for one in found if one.verb != "list.added"]
    assert told[:4] == [
        ("list.purged", "site"),
        ("list.purged", "list"),
        ("list.deleted", "site"),
        ("list.deleted", "list"),
    ]
    assert found[0].before["title"] == drafts.lists["drafts"].title
    changes = list_audit(SYSTEM, where=AuditFilter(site=drafts.hr), verb="item.*")
    assert list_id in {one.stream_ref for one in changes}


def test_after_93_days_it_goes_with_what_was_deleted_before(
    drafts: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, owner = clock.now(), drafts.actor("owner")
    monkeypatch.setattr(clock, "now", lambda: at + clock.DAY)
    deletion = delete_list(owner, drafts.drafts)
    monkeypatch.setattr(clock, "now", lambda: at + 93 * clock.DAY + 10**9)
    # What was deleted from it before goes at its time, in the bin or not.
    assert purge_expired(SYSTEM) == 2
    assert broken() == []
    assert get_deletion(owner, deletion).list_kind == "documents"
    monkeypatch.setattr(clock, "now", lambda: at + 95 * clock.DAY)
    assert purge_expired(SYSTEM) == 1
    sound()
    with pytest.raises(NotFound):
        get_deletion(owner, deletion)


def test_all_of_it_may_expire_at_once(
    drafts: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    delete_item(drafts.actor("owner"), drafts.items["inner"])
    delete_list(drafts.actor("owner"), drafts.drafts)
    at = clock.now()
    monkeypatch.setattr(clock, "now", lambda: at + 95 * clock.DAY)
    assert purge_expired(SYSTEM) == 4
    sound()


def test_a_folder_that_expires_in_a_deleted_list_leaves_what_is_younger(
    drafts: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = drafts.actor("owner")
    folder = delete_item(owner, drafts.items["inner"])
    deletion = delete_list(owner, drafts.drafts)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_deletion SET deleted = 1 WHERE id = %s", [folder])
    assert purge_expired(SYSTEM) == 1
    assert broken() == []
    restore_deletion(owner, deletion)
    restored = restore_deletion(owner, drafts.deletions["gone"])
    assert get_item(owner, restored.id).name == "gone.txt"
    sound()


def test_a_permission_change_in_progress_goes_on_in_the_bin(
    drafts: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = drafts.actor("owner")
    before = list_grants(owner, get_list(owner, drafts.tasks).scope)
    monkeypatch.setattr("hallway.core.access.breaking.RESTAMP_INLINE", 0)
    break_inheritance(owner, drafts.securable("tasks"), start=Inherit.COPY)
    deletion = delete_list(owner, drafts.tasks)
    purge_deletion(owner, deletion)
    with pytest.raises(Conflict):
        purge_deletion(owner, deletion)
    assert broken() == []
    from hallway.core.access.jobs import restamp_batch
    from hallway.core.access.models import PendingScope

    (pending,) = PendingScope.unscoped.values_list("pk", flat=True)
    begin = ""
    while (batch := restamp_batch(SYSTEM, pending, begin=begin)) is not None:
        _, begin = batch
    assert broken() == []
    restore_deletion(owner, deletion)
    found = get_list(owner, drafts.tasks)
    assert {(one.principal, one.role) for one in list_grants(owner, found.scope)} == {
        (one.principal, one.role) for one in before
    }
