"""Random trees of operations: the core answers as the plain model does."""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest

from hallway.core.access.commands import (
    Inherit,
    break_inheritance,
    grant_role,
    restore_inheritance,
)
from hallway.core.access.records import Securable
from hallway.core.access.rights import RoleId
from hallway.core.check.projections import check_projections
from hallway.core.check.records import no_progress
from hallway.core.errors import Conflict, CoreError, Forbidden, NotFound
from hallway.core.items.commands import (
    copy_item,
    create_folder,
    delete_item,
    move_item,
    put_file,
)
from hallway.core.items.queries import (
    get_item,
    iter_children,
    list_descendants,
    open_body,
    resolve,
)
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.lists.commands import delete_list
from hallway.core.projections.building import build
from hallway.core.trash.commands import restore_deletion
from hallway.core.trash.records import DeletionId
from tests.core.invariants import broken
from tests.core.model import Node
from tests.world import SYSTEM, World, stage

PERSONAS = ("owner", "member", "visitor")
NAMES = ("a", "B", "b", "ä", "c.txt", "C.TXT")
STEPS = 60


class Machine:
    """Does the same to the core and to the model, and compares."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.random = random.Random(seed)
        self.base = ("sites", "hr", world.lists["gazette"].url_name)
        everybody, writers = frozenset(PERSONAS), frozenset({"owner", "member"})
        self.root = Node("", None, readers=everybody, writers=writers)
        self.ids: dict[Node, ItemId] = {self.root: world.gazette_root}
        issue = world.item("issue")
        node = Node(issue.name, self.root, body=b"quillfern")
        node.hang(self.root, issue.name)
        self.ids[node] = issue.id
        self.bin: list[tuple[DeletionId, Node, Node]] = []
        self.log: list[str] = []

    def step(self) -> None:
        doing = self.random.choice(
            [
                *([self.put, self.mkdir] * 3),
                *([self.move, self.copy] * 2),
                *(self.delete, self.restore, self.delete_whole),
                *(self.part, self.grant, self.inherit),
            ]
        )
        self.who = self.random.choice(PERSONAS)
        self.actor = self.world.actor(self.who)
        doing()

    def node(self, *, folder: bool = False) -> Node:
        nodes = [one for one in self.root.walk() if one.is_folder or not folder]
        return self.random.choice(nodes)

    def try_(
        self, words: str, expected: type[CoreError] | None, act: Callable[[], object]
    ) -> object:
        self.log.append(f"{self.who}: {words} -> {expected and expected.__name__}")
        try:
            done = act()
        except CoreError as error:
            if type(error) is not expected:
                raise AssertionError(self.log) from error
            return None
        assert expected is None, (done, self.log)
        # Some commands have nothing to say but that they did it.
        return True if done is None else done

    def refusal_to_add(self, folder: Node) -> type[CoreError] | None:
        if self.who not in folder.may_read():
            return NotFound
        return None if self.who in folder.may_write() else Forbidden

    def mkdir(self) -> None:
        folder, name = self.node(folder=True), self.random.choice(NAMES)
        expected = self.refusal_to_add(folder)
        if expected is None and name.casefold() in folder.children:
            expected = Conflict
        made = self.try_(
            f"mkdir {folder.path()} {name}",
            expected,
            lambda: create_folder(self.actor, self.ids[folder], name=name),
        )
        if isinstance(made, ItemRecord):
            node = Node(name, folder)
            node.hang(folder, name)
            self.ids[node] = made.id

    def put(self) -> None:
        folder, name = self.node(folder=True), self.random.choice(NAMES)
        body = self.random.randbytes(4)
        there = folder.children.get(name.casefold())
        if there is None:
            expected = self.refusal_to_add(folder)
        elif self.who not in there.may_read():
            expected = self.refusal_to_add(folder) or Conflict
        elif self.who not in there.may_write():
            expected = Forbidden
        else:
            expected = Conflict if there.is_folder else None
        done = self.try_(
            f"put {folder.path()} {name}",
            expected,
            lambda: (
                put_file(self.actor, self.ids[folder], name=name, body=stage(body)).item
            ),
        )
        if isinstance(done, ItemRecord):
            if there is None:
                there = Node(name, folder, body=body)
                there.hang(folder, name)
                self.ids[there] = done.id
            there.body = body

    def move(self) -> None:
        node, to = self.node(), self.node(folder=True)
        name = self.random.choice([*NAMES, node.name or "x"])
        there = to.children.get(name.casefold())
        stays = node.parent is to
        if self.who not in node.may_read():
            expected: type[CoreError] | None = NotFound
        elif not stays and self.who not in to.may_read():
            expected = NotFound
        elif node.parent is None:
            expected = Forbidden
        elif to.is_in(node):
            expected = Conflict
        elif (
            self.who not in node.may_write()
            or (
                not stays
                and not all(self.who in one.may_write() for one in node.walk())
            )
            or (not stays and self.who not in to.may_write())
        ):
            expected = Forbidden
        else:
            expected = Conflict if there not in (None, node) else None
        done = self.try_(
            f"move {node.path()} {to.path()} {name}",
            expected,
            lambda: move_item(self.actor, self.ids[node], to=self.ids[to], name=name),
        )
        if done is not None:
            node.hang(to, name)

    def copy(self) -> None:
        node, to = self.node(), self.node(folder=True)
        name = self.random.choice(NAMES)
        if len(list(self.root.walk())) > 60:
            return
        there = to.children.get(name.casefold())
        expected: type[CoreError] | None = None
        if self.who not in node.may_read():
            expected = NotFound
        if expected is None and self.who not in to.may_read():
            expected = NotFound
        elif expected is None and (to.is_in(node) or there is not None):
            expected = Conflict
        expected = expected or self.refusal_to_add(to)
        done = self.try_(
            f"copy {node.path()} {to.path()} {name}",
            expected,
            lambda: (
                copy_item(self.actor, self.ids[node], to=self.ids[to], name=name).item
            ),
        )
        if isinstance(done, ItemRecord):
            made = node.copy_for(self.who, to, name)
            made.hang(to, name)
            self.adopt(made, done)

    def adopt(self, made: Node, item: ItemRecord) -> None:
        self.ids[made] = item.id
        below = list_descendants(SYSTEM, item, limit=1000)
        by_place = {(one.parent, one.name): one.id for one in below}
        for node in made.walk():
            if node is not made:
                assert node.parent is not None
                place = (self.ids[node.parent], node.name)
                self.ids[node] = by_place[place]
        assert len(below) == len(list(made.walk())) - 1, self.log

    def delete(self) -> None:
        node = self.node()
        if self.who not in node.may_read():
            expected: type[CoreError] | None = NotFound
        elif node.parent is None or not all(
            self.who in one.may_write() for one in node.walk()
        ):
            expected = Forbidden
        else:
            expected = None
        done = self.try_(
            f"delete {node.path()}",
            expected,
            lambda: delete_item(self.actor, self.ids[node]),
        )
        if done is not None:
            assert node.parent is not None
            parent = node.parent
            node.unhang()
            self.bin.append((DeletionId(int(str(done))), node, parent))

    def restore(self) -> None:
        # Only into folders that live: those made anew have tests of their own.
        living = [one for one in self.bin if one[2].is_in(self.root)]
        living = [one for one in living if one[2] in set(self.root.walk())]
        if not living:
            return
        chosen = self.random.choice(living)
        deletion, node, parent = chosen
        taken = node.name.casefold() in parent.children
        self.who, self.actor = "owner", self.world.actor("owner")
        expected = self.refusal_to_add(parent) or (Conflict if taken else None)
        done = self.try_(
            f"restore {node.name} {parent.path()}",
            expected,
            lambda: restore_deletion(self.actor, deletion),
        )
        if done is not None:
            node.hang(parent, node.name)
            self.bin.remove(chosen)

    def delete_whole(self) -> None:
        expected: type[CoreError] | None = None
        if not all(self.who in one.may_write() for one in self.root.walk()):
            expected = Forbidden
        done = self.try_(
            "delete the list",
            expected,
            lambda: delete_list(self.actor, self.world.gazette),
        )
        if done is None:
            return
        assert broken() == [], self.log
        for who in PERSONAS:
            place = resolve(self.world.actor(who), self.base)
            assert (place.list, place.item) == (None, None), self.log
        for deletion, _node, _parent in self.bin:
            with pytest.raises(NotFound):
                restore_deletion(self.world.actor("owner"), deletion)
        restore_deletion(self.actor, DeletionId(int(str(done))))

    def permissions(self, words: str, node: Node, own: bool) -> type[CoreError] | None:
        if self.who not in node.may_read():
            return NotFound
        if self.who != "owner":
            return Forbidden
        return None if own is (node.readers is not None) else Conflict

    def target(self, node: Node) -> Securable:
        return Securable(
            site=self.world.hr, list=self.world.gazette, item=self.ids[node]
        )

    def part(self) -> None:
        node = self.node()
        if node is self.root:
            return
        start = self.random.choice(list(Inherit))
        readers, writers = node.may_read(), node.may_write()
        done = self.try_(
            f"break {node.path()} {start.value}",
            self.permissions("break", node, own=False),
            lambda: break_inheritance(self.actor, self.target(node), start=start),
        )
        if done is not None:
            only = frozenset({"owner"})
            copied = start is Inherit.COPY
            node.readers, node.writers = (readers, writers) if copied else (only, only)

    def grant(self) -> None:
        node, whom = self.node(), self.random.choice(["member", "visitor"])
        if node is self.root:
            return
        role = self.random.choice([RoleId.READ, RoleId.CONTRIBUTE])
        done = self.try_(
            f"grant {node.path()} {whom} {role.name}",
            self.permissions("grant", node, own=True),
            lambda: grant_role(
                self.actor,
                self.target(node),
                principal=self.world.principal(whom),
                role=role,
            ),
        )
        if done is not None:
            assert node.readers is not None
            assert node.writers is not None
            node.readers |= {whom}
            if role is RoleId.CONTRIBUTE:
                node.writers |= {whom}

    def inherit(self) -> None:
        node = self.node()
        if node is self.root:
            return
        done = self.try_(
            f"inherit {node.path()}",
            self.permissions("inherit", node, own=True),
            lambda: restore_inheritance(self.actor, self.target(node)),
        )
        if done is not None:
            node.readers = node.writers = None

    def compare(self) -> None:
        for who in PERSONAS:
            actor = self.world.actor(who)
            wanted = self.root.seen_by(who)
            root = get_item(actor, self.ids[self.root])
            assert self.walk(who, root, ()) == wanted, (who, self.log)
            below = list_descendants(actor, root, limit=1000)
            assert len(below) == len(wanted) - 1, (who, self.log)
            for node in self.root.walk():
                found = resolve(actor, self.base + node.path()).item
                seen = who in node.may_read()
                assert (found is not None) is seen, (who, node.path(), self.log)

    def walk(
        self, who: str, item: ItemRecord, path: tuple[str, ...]
    ) -> dict[tuple[str, ...], bytes | None]:
        actor = self.world.actor(who)
        if not item.is_folder:
            with open_body(actor, item) as body:
                return {path: body.read()}
        found: dict[tuple[str, ...], bytes | None] = {path: None}
        for page in iter_children(actor, item, page=3):
            for child in page:
                found |= self.walk(who, child, (*path, child.name))
        return found


def run(world: World, seed: int, steps: int) -> None:
    machine = Machine(world, seed)
    # One of them has a table of its own, which holds what the items say.
    for _done in build(SYSTEM, world.lists["gazette"].id):
        pass
    for n in range(steps):
        machine.step()
        if n % 10 == 9:
            machine.compare()
    machine.compare()
    assert broken() == [], machine.log
    assert list(check_projections(no_progress)) == [], machine.log


@pytest.mark.parametrize("seed", range(20))
def test_the_core_answers_as_the_model_does(world: World, seed: int) -> None:
    run(world, seed, STEPS)


@pytest.mark.soak
@pytest.mark.parametrize(
    "seed", range(1000, 1000 + int(os.environ.get("SEEDS", "200")))
)
def test_the_core_answers_as_the_model_does_for_long(world: World, seed: int) -> None:
    run(world, seed, 300)
