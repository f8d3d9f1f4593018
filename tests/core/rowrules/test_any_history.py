"""Whatever happens to a list, each person reaches what the plain evaluator says."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from hallway.core import clock
from hallway.core.access.actors import PrincipalId, ScopeId
from hallway.core.access.commands import (
    Inherit,
    break_inheritance,
    grant_role,
    restore_inheritance,
    revoke_role,
)
from hallway.core.access.groups.commands import add_member, remove_member
from hallway.core.access.queries import list_grants
from hallway.core.access.records import Securable
from hallway.core.access.rights import Right, RoleId
from hallway.core.check.queries import run_checks
from hallway.core.errors import Conflict, NotFound
from hallway.core.items.commands import (
    copy_item,
    create_folder,
    create_item,
    delete_item,
    move_item,
    update_values,
)
from hallway.core.items.queries import get_item
from hallway.core.items.queries.children import get_mask_now
from hallway.core.items.queries.values import get_values
from hallway.core.items.records import ItemId
from hallway.core.lists.commands import add_column, add_list
from hallway.core.lists.queries import get_list, list_columns
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.retyping.commands import retype_column
from hallway.core.query.queries import count_rows, list_rows
from hallway.core.query.records import Asking
from hallway.core.rowrules.commands import set_row_rule
from hallway.core.rowrules.records import NO_RULE, RowRule, Rows
from hallway.core.sharing.commands import share_item
from hallway.core.sharing.records import ShareRight
from hallway.core.trash.commands import restore_deletion
from hallway.core.trash.records import DeletionId
from hallway.core.versions.commands import restore_version
from hallway.core.versions.queries import list_versions
from hallway.wire.query import Query, Scope
from tests.core.projections.stage import finish
from tests.core.rowrules.plain import Folder, Plain, Row
from tests.world import SYSTEM, World

PEOPLE = ("admin", "owner", "member", "visitor", "nobody")
NAMED = RowRule(see=Rows.OWN, columns=("Owners",))
RULES = (
    NO_RULE,
    NAMED,
    RowRule(see=Rows.OWN),
    RowRule(edit=Rows.OWN),
    RowRule(see=Rows.OWN, columns=("Owners",)),
    RowRule(edit=Rows.OWN, columns=("Owners",)),
)


class History:
    """A list in the site HR, what was done to it, and what that must come to."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.chance = random.Random(seed)
        self.owner = world.actor("owner")
        self.lists = []
        for n in (1, 2):
            made = add_list(self.owner, world.hr, name=f"Row list {n}", kind="generic")
            add_column(
                self.owner,
                made.id,
                internal_name="Owners",
                title="Owners",
                type="persons",
                settings={"groups": True},
            )
            root = Folder(made.root, None, scope=made.scope)
            self.lists.append((made, Plain(root=root), [root]))
        for role, who in ((RoleId.EDIT, "nobody"), (RoleId.READ, "visitor")):
            grant_role(
                self.owner,
                Securable(site=world.hr),
                principal=world.principal(who),
                role=role,
            )

    def step(self) -> None:
        do = self.chance.choice(self.ways())
        try:
            do()
        except Conflict:
            return

    def ways(self) -> list[Callable[[], None]]:
        often = [self.create, self.reassign, self.reassign, self.move]
        return [
            *often,
            *often,
            self.rule,
            self.folder,
            self.move_folder,
            self.copy,
            self.delete,
            self.restore,
            self.regrant,
            self.regroup,
            self.list_scope,
            self.folder_scope,
            self.item_scope,
            self.share,
            self.old_version,
            self.retype,
        ]

    def pick(self) -> tuple[Any, Plain, list[Folder]]:
        return self.chance.choice(self.lists)

    def row(self) -> tuple[Any, Plain, list[Folder], Row] | None:
        found, plain, folders = self.pick()
        living = plain.living()
        if not living:
            return None
        return found, plain, folders, self.chance.choice(living)

    def anybody(self) -> PrincipalId:
        wanted = [self.world.principal(one) for one in PEOPLE]
        wanted.append(self.world.groups["partners"].id)
        return self.chance.choice(wanted)

    def named(self) -> tuple[int, ...]:
        count = self.chance.choice((0, 1, 1, 2))
        return tuple({int(self.anybody()) for _ in range(count)})

    def create(self) -> None:
        found, plain, folders = self.pick()
        who = self.world.actor(self.chance.choice(("admin", "owner", "member")))
        folder, named = self.chance.choice(folders), self.named()
        try:
            made = create_item(
                who,
                found.id,
                values=self.values(found, named),
                parent=ItemId(folder.id),
            )
        except NotFound:
            return
        row = Row(made.id, folder, who.principal)
        plain.rows[made.id] = row
        row.named = self.stored(row)

    def values(self, found: Any, named: tuple[int, ...]) -> dict[str, Any]:
        many = self.column(found).type == "persons"
        return {"Owners": list(named) if many else (named or (None,))[0]}

    def column(self, found: Any) -> ColumnRecord:
        (column,) = [
            one
            for one in list_columns(SYSTEM, found.id)
            if one.internal_name == "Owners"
        ]
        return column

    def reassign(self) -> None:
        if (picked := self.row()) is None:
            return
        found, _plain, _folders, row = picked
        values = self.values(found, self.named())
        update_values(SYSTEM, ItemId(row.id), values=values)
        row.named = self.stored(row)

    def old_version(self) -> None:
        if (picked := self.row()) is None:
            return
        row = picked[3]
        one = self.chance.choice(list_versions(SYSTEM, ItemId(row.id)))
        restore_version(SYSTEM, ItemId(row.id), major=one.major, minor=one.minor)
        row.named = self.stored(row)

    def stored(self, row: Row) -> tuple[int, ...]:
        value = get_values(SYSTEM, ItemId(row.id)).get("Owners")
        if value is None:
            return ()
        return tuple(value) if isinstance(value, list | tuple) else (value,)

    def folder(self) -> None:
        _found, _plain, folders = self.pick()
        if len(folders) > 3:
            return
        above = self.chance.choice(folders)
        name = f"folder {self.chance.random()}"
        made = create_folder(SYSTEM, ItemId(above.id), name=name)
        folders.append(Folder(made.id, above))

    def move(self) -> None:
        if (picked := self.row()) is None:
            return
        _found, plain, _folders, row = picked
        there = self.pick()
        folder = self.chance.choice(there[2])
        name = f"row {self.chance.random()}"
        move_item(SYSTEM, ItemId(row.id), to=ItemId(folder.id), name=name)
        del plain.rows[row.id]
        row.folder = folder
        there[1].rows[row.id] = row
        row.named = self.stored(row)

    def move_folder(self) -> None:
        _found, plain, folders = self.pick()
        if len(folders) == 1:
            return
        folder = folders[-1]
        if any(one.parent is folder for one in folders):
            return
        there = self.pick()
        others = [one for one in there[2] if one is not folder]
        above = self.chance.choice(others)
        name = f"folder {self.chance.random()}"
        move_item(SYSTEM, ItemId(folder.id), to=ItemId(above.id), name=name)
        folder.parent = above
        folders.remove(folder)
        there[2].append(folder)
        for row in [one for one in plain.rows.values() if one.folder is folder]:
            del plain.rows[row.id]
            there[1].rows[row.id] = row
            if row.deletion is None:
                row.named = self.stored(row)

    def copy(self) -> None:
        if (picked := self.row()) is None:
            return
        _found, _plain, _folders, row = picked
        there = self.pick()
        folder = self.chance.choice(there[2])
        name = f"copy {self.chance.random()}"
        made = copy_item(self.owner, ItemId(row.id), to=ItemId(folder.id), name=name)
        copy = Row(made.item.id, folder, self.owner.principal)
        there[1].rows[copy.id] = copy
        copy.named = self.stored(copy)

    def delete(self) -> None:
        if (picked := self.row()) is None:
            return
        row = picked[3]
        row.deletion = delete_item(SYSTEM, ItemId(row.id))

    def restore(self) -> None:
        _found, plain, _folders = self.pick()
        for row in plain.rows.values():
            if row.deletion is not None:
                restore_deletion(SYSTEM, DeletionId(row.deletion))
                row.deletion = None
                row.named = self.stored(row)
                return

    def regrant(self) -> None:
        found, _plain, folders = self.pick()
        apart = [one for one in folders if one.scope is not None]
        folder = self.chance.choice(apart)
        owner = Securable(site=self.world.hr)
        if folder.parent is not None:
            owner = Securable(site=self.world.hr, list=found.id, item=folder.id)
        elif get_list(SYSTEM, found.id).scope != self.site_scope():
            owner = Securable(site=self.world.hr, list=found.id)
        assert folder.scope is not None
        held = [
            one
            for one in list_grants(SYSTEM, ScopeId(folder.scope))
            if one.principal != self.owner.principal
        ]
        if held and self.chance.random() < 0.4:
            one = self.chance.choice(held)
            revoke_role(SYSTEM, owner, principal=one.principal, role=one.role)
            return
        role = self.chance.choice((RoleId.READ, RoleId.EDIT, RoleId.DESIGN))
        grant_role(SYSTEM, owner, principal=self.anybody(), role=role)

    def site_scope(self) -> int:
        return int(self.world.sites["hr"].scope)

    def regroup(self) -> None:
        group = self.world.groups["partners"].id
        who = self.world.principal(self.chance.choice(("member", "nobody")))
        change = self.chance.choice((add_member, remove_member))
        try:
            change(SYSTEM, group, who)
        except NotFound:
            return

    def list_scope(self) -> None:
        found, plain, _folders = self.pick()
        securable = Securable(site=self.world.hr, list=found.id)
        if get_list(SYSTEM, found.id).scope == self.site_scope():
            break_inheritance(self.owner, securable, start=self.start())
        else:
            restore_inheritance(SYSTEM, securable)
        plain.root.scope = get_list(SYSTEM, found.id).scope

    def start(self) -> Inherit:
        return self.chance.choice((Inherit.COPY, Inherit.COPY, Inherit.CLEAR))

    def folder_scope(self) -> None:
        found, _plain, folders = self.pick()
        if len(folders) == 1:
            return
        folder = self.chance.choice(folders[1:])
        securable = Securable(site=self.world.hr, list=found.id, item=folder.id)
        if folder.scope is None:
            break_inheritance(SYSTEM, securable, start=Inherit.COPY)
            folder.scope = get_item(SYSTEM, ItemId(folder.id)).scope
        else:
            restore_inheritance(SYSTEM, securable)
            folder.scope = None

    def item_scope(self) -> None:
        if (picked := self.row()) is None:
            return
        found, plain, _folders, row = picked
        securable = Securable(site=self.world.hr, list=found.id, item=row.id)
        if row.apart is None:
            kept = plain.grants(row)
            break_inheritance(SYSTEM, securable, start=Inherit.COPY)
            row.apart = kept
        else:
            restore_inheritance(SYSTEM, securable)
            row.apart = None

    def share(self) -> None:
        if (picked := self.row()) is None:
            return
        _found, plain, _folders, row = picked
        kept = list(plain.grants(row))
        who = self.world.principal("nobody")
        given = share_item(
            SYSTEM, ItemId(row.id), principals=[who], right=ShareRight.VIEW
        )
        if given:
            row.apart = [*kept, (frozenset({int(who)}), 0xB008431061)]

    def rule(self) -> None:
        found, plain, _folders = self.pick()
        rule = self.chance.choice(RULES)
        set_row_rule(self.owner, found.id, rule=rule)
        plain.rule = rule

    def retype(self) -> None:
        found, plain, _folders = self.pick()
        column = self.column(found)
        kind = "persons" if column.type == "person" else "person"
        retype_column(SYSTEM, found.id, column.id, type=kind, losing=True)
        for row in plain.rows.values():
            if row.deletion is None:
                row.named = self.stored(row)

    def compare(self) -> None:
        for found, plain, _folders in self.lists:
            for who in PEOPLE:
                self.compare_one(found, plain, who)

    def compare_one(self, found: Any, plain: Plain, who: str) -> None:
        actor = self.world.actor(who)
        wanted = plain.reached(actor, Right.VIEW_LIST_ITEMS)
        query = Query(scope=Scope.RECURSIVE)
        asking = Asking(now=clock.now())
        try:
            rows = {
                row.item.id
                for row in list_rows(actor, found.id, query, asking=asking).rows
            }
            counted = count_rows(actor, found.id, query, asking=asking)
        except NotFound:
            # Who does not see the list asks nothing of it.
            rows, counted = set(), 0
            wanted_here: set[int] = set()
        else:
            wanted_here = wanted
        assert (who, rows, counted) == (who, wanted_here, len(wanted_here))
        for row in plain.living():
            try:
                item = get_item(actor, ItemId(row.id))
            except NotFound:
                assert row.id not in wanted, who
                continue
            assert row.id in wanted, who
            for right in (Right.EDIT_LIST_ITEMS, Right.DELETE_LIST_ITEMS):
                has = bool(get_mask_now(actor, item) & right)
                assert has == bool(plain.mask(actor, row) & right), (who, right)


@pytest.mark.parametrize("seed", range(5))
def test_each_reaches_what_the_rule_says(world: World, seed: int) -> None:
    history = History(world, seed)
    if seed % 2:
        # Asked on tables of their own, they obey the same rule.
        for made, _plain, _folders in history.lists:
            finish(made.id)
    for _ in range(4):
        history.create()
    for found, plain, _folders in history.lists:
        set_row_rule(history.owner, found.id, rule=NAMED)
        plain.rule = NAMED
    for n in range(100):
        history.step()
        if n % 4 == 0:
            history.compare()
    history.compare()
    assert list(run_checks(SYSTEM, hash_bodies=False)) == []
